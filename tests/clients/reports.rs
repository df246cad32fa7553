//! Reports and settings, read by the programs of others.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{LT_LINT, ROOT, Tools, edit, finish, project};

/// A project with an error and a warning, and its reports `out.json`, `out.sarif`, `out.junit` and `out.checkstyle`.
fn reports() -> tempfile::TempDir {
    let folder = project();
    edit(folder.path(), "k8s/scalyr-sidecar.yaml", "memory: 150Mi", "memory: 150M");
    edit(folder.path(), "k8s/scalyr-sidecar.yaml", "memory: 80Mi", "memory: 8Mi");
    let outputs =
        ["json", "sarif", "junit", "checkstyle"].map(|name| format!("--output={name}=out.{name}"));
    let ran = finish(Command::new(LT_LINT).args(outputs).arg("k8s/").current_dir(folder.path()));
    assert_eq!(ran.code, 1, "{}", ran.text);
    assert!(ran.text.ends_with("\n1 error, 1 warning in 3 files (5 objects)\n"), "{}", ran.text);
    folder
}

fn schema(name: &str) -> String {
    Path::new(ROOT).join(name).display().to_string()
}

#[test]
fn sarif_fits_the_standards_schema() {
    let text =
        fs::read_to_string(Path::new(ROOT).join("tests/data/sarif-2.1.0.schema.json")).unwrap();
    // The standard's pattern for languages has a bracket too many, which JSON Schema's regular expressions forbid.
    let schema: Value = serde_json::from_str(&text.replace("2}]?$", "2}?$")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = fs::read_to_string(reports().path().join("out.sarif")).unwrap();
    let mut log: Value = serde_json::from_str(&text).unwrap();
    let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 2);
    log["runs"][0]["results"][0]["level"] = "grave".into();
    assert!(!validator.is_valid(&log));
}

#[test]
fn check_jsonschema_accepts_the_reports() {
    let Some(tools) = Tools::find("check-jsonschema") else { return };
    let folder = reports();
    let (report, sarif) =
        (schema("schemas/report.schema.json"), schema("tests/data/sarif-2.1.0.schema.json"));
    let loose = ["--regex-variant", "nonunicode", "--schemafile", &sarif, "out.sarif"];
    tools.succeed("check-jsonschema", folder.path(), &["--schemafile", &report, "out.json"]);
    tools.succeed("check-jsonschema", folder.path(), &loose);
    let other =
        tools.run("check-jsonschema", folder.path(), &["--schemafile", &report, "out.sarif"]);
    assert_eq!(other.code, 1, "{}", other.text);
}

#[test]
fn check_jsonschema_says_of_settings_what_lt_lint_says() {
    let Some(tools) = Tools::find("check-jsonschema") else { return };
    let schema = schema("schemas/config.schema.json");
    let folder = project();
    let file = folder.path().join(".lt-lint.yaml");
    for (text, valid) in [
        ("rules: {stale-image: off}\n", true),
        ("rules: {low-memory-limit: {severity: warning, params: {min: 256Mi}}}\n", true),
        ("exclude: [old/]\nload: {rate: 5MB/s, nodes: 200, target: 2GB/s}\n", true),
        ("overrides: [{paths: [k8s/small/], rules: {too-few-generators: info}}]\n", true),
        ("rule: {}\n", false),
        ("rules: {stale-image: of}\n", false),
        ("rules: {stale-image: {severty: off}}\n", false),
        ("load: {nodes: many}\n", false),
        ("overrides: [{paths: [a]}]\n", false),
    ] {
        fs::write(&file, text).unwrap();
        let checked = tools.run(
            "check-jsonschema",
            folder.path(),
            &["--schemafile", &schema, ".lt-lint.yaml"],
        );
        assert_eq!(checked.code, i32::from(!valid), "{text}: {}", checked.text);
        let linted = finish(Command::new(LT_LINT).arg("k8s/").current_dir(folder.path()));
        assert_eq!(linted.code != 2, valid, "{text}: {}", linted.text);
    }
}

#[test]
fn sarif_tools_reads_every_finding() {
    let Some(tools) = Tools::find("sarif-tools") else { return };
    let folder = reports();
    let summary = tools.succeed("sarif", folder.path(), &["summary", "out.sarif"]);
    for line in ["error: 1", "warning: 1", "note: 0"] {
        assert!(summary.lines().any(|it| it == line), "no {line} in {summary}");
    }
    tools.succeed("sarif", folder.path(), &["csv", "--output", "out.csv", "out.sarif"]);
    let table = fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(table.contains("low-memory-limit"), "{table}");
    assert!(table.contains("k8s/scalyr-sidecar.yaml,47"), "{table}");
}

#[test]
fn junitparser_counts_a_failure_a_finding() {
    let Some(tools) = Tools::find("junitparser") else { return };
    let folder = reports();
    let code = "import junitparser as j\n\
        x = j.JUnitXml.fromfile('out.junit')\n\
        print(x.tests, x.failures, x.errors)\n\
        for suite in x:\n    for case in suite:\n        for result in case.result:\n            \
        print(suite.name, case.name, type(result).__name__)\n";
    let text = tools.succeed("python", folder.path(), &["-c", code]);
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    let failure = |rule: &str, field: &str| {
        format!(
            "k8s/scalyr-sidecar.yaml {rule} in Deployment scalyr/load-test at \
             spec.template.spec.containers[scalyr-agent].resources.{field} Failure"
        )
    };
    let wanted = [
        "2 2 0".to_owned(),
        failure("low-memory-limit", "limits.memory"),
        failure("low-memory-request", "requests.memory"),
    ];
    assert_eq!(lines, wanted);
    assert_eq!(tools.run("junitparser", folder.path(), &["verify", "out.junit"]).code, 1);
}

#[test]
fn an_xml_parser_reads_checkstyle() {
    let Some(tools) = Tools::find("checkstyle") else { return };
    let code = "import xml.etree.ElementTree as e\n\
        for file in e.parse('out.checkstyle').getroot():\n    for error in file:\n        \
        print(file.get('name'), error.get('line'), error.get('column'), error.get('severity'), error.get('source'))\n";
    let text = tools.succeed("python", reports().path(), &["-c", code]);
    assert!(text.contains("k8s/scalyr-sidecar.yaml 47 26 error "), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
}
