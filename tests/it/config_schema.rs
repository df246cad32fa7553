//! The schema of the configuration takes what lt-lint takes, and refuses what it refuses.

use std::fs;

use crate::support::run;

/// Settings that both take.
const GOOD: &[&str] = &[
    "",
    "# nothing yet\n",
    "---\n",
    "rules:\n",
    "rules: {}\n",
    "exclude:\n",
    "exclude: [1, old/]\n",
    "kubernetes-version:\n",
    "kubernetes-version: 1.33\n",
    "kubernetes-version: \"1.33\"\n",
    "kubernetes-version: v1.33\n",
    "kubernetes-version: 1.33.4\n",
    "rules: {stale-image: off}\n",
    "rules: {low-memory-limit: {}}\n",
    "rules: {low-memory-limit: {params: }}\n",
    "rules: {low-memory-limit: {severity: info, params: {min: 150Mi}}}\n",
    "rules: {low-memory-limit: {params: {min: 256}}}\n",
    "rules: {wrong-service-account: {params: {allowed: [scalyr-service-account, b]}}}\n",
    "rules-folder: []\n",
    "limits: {memory-limit: 256}\n",
    "limits: {generators-per-node: 2}\n",
    "load: {nodes: 200, rate: 5MB/s, target: 2GB/s, duration: 2h, runtime: docker, node-cpu: 64}\n",
    "load:\n",
    "agent:\n",
    "overrides: [{paths: [k8s/small/], rules: {too-few-generators: info}}]\n",
];

/// Settings that both refuse.
const BAD: &[&str] = &[
    "[]\n",
    "rule: {}\n",
    "kubernetes-version: 1.2\n",
    "kubernetes-version: true\n",
    "rules: {stale-imag: off}\n",
    "rules: {stale-image: of}\n",
    "rules: {stale-image: }\n",
    "rules: {stale-image: {severty: off}}\n",
    "rules: {low-memory-limit: {params: {mn: 1}}}\n",
    "rules: {wrong-service-account: {params: {allowed: a}}}\n",
    "rules-folder:\n",
    "exclude: a\n",
    "limits: {generators-per-node: x}\n",
    "limits: {memory-limt: 1}\n",
    "limits: {cap: 5}\n",
    "limits: {oldest-release: 2.1}\n",
    "load: {nodes: \"200\"}\n",
    "load: {nodes: 0}\n",
    "load: {rate: 5}\n",
    "load: {runtime: crio}\n",
    "overrides: [{paths: [a]}]\n",
    "overrides: [{paths: [a], rules: {nope: off}}]\n",
];

#[test]
fn the_schema_says_of_settings_what_lt_lint_says() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("k8s")).unwrap();
    for entry in fs::read_dir("k8s").unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(&path)).unwrap();
    }
    let (code, schema, _) = run(folder.path(), &["schema", "config"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(code, 0);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let all = GOOD.iter().map(|text| (text, true)).chain(BAD.iter().map(|text| (text, false)));
    for (text, valid) in all {
        fs::write(folder.path().join(".lt-lint.yaml"), text).unwrap();
        let (code, _, err) = run(folder.path(), &["--error-on", "never", "k8s"]);
        assert_eq!(code == 0, valid, "{text}: {err}");
        let value: serde_json::Value = serde_yaml::from_str(text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
        assert_eq!(errors.is_empty(), valid, "{text}: {errors:?}");
    }
}

#[test]
fn a_wrong_configuration_still_has_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let (_, right, _) = run(folder.path(), &["schema", "config"]);
    for text in BAD {
        fs::write(folder.path().join(".lt-lint.yaml"), text).unwrap();
        let (code, schema, err) = run(folder.path(), &["schema", "config"]);
        assert_eq!((code, &schema), (0, &right), "{text}: {err}");
        assert!(err.starts_with("lt-lint: .lt-lint.yaml:"), "{text}: {err}");
    }
}

#[test]
fn every_rule_stands_in_it_with_its_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let (_, schema, _) = run(folder.path(), &["schema", "config"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let rules = schema["properties"]["rules"]["anyOf"][0]["properties"].as_object().unwrap();
    let (_, list, _) = run(folder.path(), &["rules", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    for rule in list.as_array().unwrap() {
        let schema = &rules[rule["id"].as_str().unwrap()];
        assert_eq!(schema["description"], rule["finds"]);
        let params = &schema["anyOf"][1]["properties"]["params"]["anyOf"][0]["properties"];
        for (name, value) in rule["params"].as_object().unwrap() {
            assert!(params[name].get("type").is_some(), "{}: {name}: {value}", rule["id"]);
        }
    }
    assert_eq!(rules.len(), list.as_array().unwrap().len());
}

#[test]
fn every_format_has_a_schema_with_an_id() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["config", "rule", "report", "plan", "baseline", "settings", "test"] {
        let (code, text, err) = run(folder.path(), &["schema", name]);
        assert_eq!((code, err.as_str()), (0, ""), "{name}");
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(schema["$id"], format!("urn:lt-lint:schema:{name}"));
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert_eq!(
            fs::read_to_string(format!("schemas/{name}.schema.json")).unwrap(),
            text,
            "{name}"
        );
    }
}
