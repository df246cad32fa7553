//! `lt-lint settings`: what the agents really hold.

use serde_json::{Value, json};

use super::{Folder, Ran, SIDECAR};

use crate::support::schema;

const MAP: &str = include_str!("../../../k8s/configmap.yaml");

fn templates(changes: &[(&str, &str)]) -> Folder {
    let changed = |text: &str| {
        changes.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
    };
    Folder::new(&[("configmap.yaml", &changed(MAP)), ("sidecar.yaml", &changed(SIDECAR))])
}

/// The one agent of a folder, by the schema.
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
fn agent(folder: &Folder, args: &[&str]) -> Value {
    let all: Vec<&str> = ["settings", "--format", "json"].iter().chain(args).copied().collect();
    let Ran { code, out, err } = folder.run(&all);
    assert_eq!((code, err.as_str()), (0, ""));
    let record: Value = serde_json::from_str(&out).unwrap();
    assert!(jsonschema::is_valid(&schema("settings"), &record));
    assert_eq!(record["agents"].as_array().unwrap().len(), 1);
    record["agents"][0].clone()
}

#[test]
fn each_setting_has_its_value_and_its_origin() {
    let agent = agent(&templates(&[]), &[]);
    assert_eq!(
        agent["object"],
        json!({"kind": "Deployment", "namespace": "scalyr", "name": "load-test"})
    );
    assert_eq!(
        (&agent["container"], &agent["agent_version"]),
        (&json!("scalyr-agent"), &json!("2.1.1"))
    );
    assert_eq!((&agent["exits"], &agent["monitor_fails"]), (&Value::Null, &Value::Null));
    let line = MAP.lines().position(|line| line.contains("SCALYR_MAX_LINE_SIZE")).unwrap() + 1;
    assert_eq!(
        agent["settings"]["SCALYR_MAX_LINE_SIZE"],
        json!({"value": 49900, "origin": "configmap", "path": "configmap.yaml", "line": line})
    );
    assert_eq!(
        agent["settings"]["SCALYR_K8S_CACHE_PURGE_SECS"],
        json!({"value": 300, "origin": "default"})
    );
    assert_eq!(agent["settings"]["SCALYR_API_KEY"]["unknown"], "a secret");
    assert_eq!(agent["settings"]["SCALYR_K8S_POD_NAME"]["unknown"], "is known only at run time");
    assert_eq!((&agent["not_read"], &agent["overridden"]), (&json!([]), &json!([])));
}

#[test]
fn what_is_wrong_is_said() {
    let changes = [
        ("SCALYR_MAX_LINE_SIZE: \"49900\"", "SCALYR_MAX_LINE_SIZE: 5k"),
        ("SCALYR_PIPELINE_THRESHOLD:", "SCALYR_PIPELINE_TRESHOLD:"),
    ];
    let agent = agent(&templates(&changes), &[]);
    let reason =
        "Could not parse value 5k for field \"max_line_size\" as numeric type <class 'int'>";
    assert_eq!(agent["exits"], reason);
    assert_eq!(agent["not_read"], json!(["SCALYR_PIPELINE_TRESHOLD"]));
}

#[test]
fn another_release_reads_them_in_its_own_way() {
    let folder = templates(&[]);
    let newer = agent(&folder, &["--agent-version", "2.2.22"]);
    let forced = &newer["settings"]["SCALYR_MAX_REQUEST_SPACING_INTERVAL"];
    assert_eq!((&forced["value"], &forced["origin"]), (&json!(5.0), &json!("forced")));
    assert!(
        newer["overridden"].as_array().unwrap().contains(&json!("max_request_spacing_interval"))
    );
    let changes = agent(&folder, &["--diff", "2.2.22"]);
    let changes = changes["settings"].as_object().unwrap();
    assert_eq!(changes["SCALYR_MAX_REQUEST_SPACING_INTERVAL"]["before"], json!(1.0));
    assert!(!changes.contains_key("SCALYR_MAX_LINE_SIZE"));
    let same = agent(&folder, &["--diff", "2.1.1"]);
    assert_eq!((&same["settings"], &same["upload"]), (&json!({}), &json!([])));
    let title = |release| {
        format!("Deployment scalyr/load-test, container scalyr-agent (release {release})\n")
    };
    for release in ["2.1.1", "2.0.56"] {
        let ran = folder.run(&["settings", "--diff", release]);
        assert_eq!((ran.err.as_str(), ran.out), ("", title(release) + "  nothing changes\n"));
    }
    let ran = folder.run(&["settings", "--agent-version", "2.2.19", "--diff", "2.2.22"]);
    assert!(!ran.out.contains("overridden") && !ran.out.contains("uploads"), "{}", ran.out);
}

#[test]
fn what_holds_for_every_release_is_said_to_where_the_image_names_none() {
    let wrong = ("SCALYR_MAX_LINE_SIZE: \"49900\"", "SCALYR_MAX_LINE_SIZE: 5k");
    let said = "names no release; this is so in every one";
    let digest = format!("scalyr-k8s-agent@sha256:{}", "0a".repeat(32));
    for image in ["scalyr-k8s-agent:2.1.1", "scalyr-k8s-agent:latest", digest.as_str()] {
        let folder = templates(&[wrong, ("scalyr-k8s-agent:2.1.1", image)]);
        let ran = folder.run(&["--select", "bad-agent-value"]);
        assert_eq!(ran.out.contains(said), !image.ends_with("2.1.1"), "{image}: {}", ran.out);
    }
}

#[test]
fn a_release_that_is_not_known_is_reported() {
    let folder = templates(&[]);
    for (flag, release, said) in [
        ("--diff", "2.1.99", "there is no release 2.1.99 of the agent; the next is 2.2.1"),
        ("--agent-version", "2.2.5", "there is no release 2.2.5 of the agent; the next is 2.2.6"),
        ("--diff", "9.9.9", "release 9.9.9 isn't known; the newest known is 2.2.22,"),
    ] {
        let ran = folder.run(&["settings", flag, release]);
        assert_eq!(ran.code, 0);
        assert!(ran.err.starts_with(&format!("lt-lint: {flag}: {said}")), "{}", ran.err);
        assert!(ran.out.contains(&format!("(release {release})")), "{}", ran.out);
    }
}

#[test]
fn the_api_key_is_never_shown_however_it_gets_there() {
    let key = "0123456789SECRETKEY";
    let by_reference = format!(
        "            - {{name: KEY, value: {key}}}\n            - {{name: SCALYR_API_KEY, value: $(KEY)}}\n            - {{name: SCALYR_HTTPS_PROXY, value: \"https://$(KEY)@proxy\"}}\n"
    );
    let written = SIDECAR.replace("          env:\n", &format!("          env:\n{by_reference}"));
    let written = written.replacen(
        "            - name: SCALYR_API_KEY\n",
        "            - name: OTHER_KEY\n",
        1,
    );
    let folder = Folder::new(&[("configmap.yaml", MAP), ("sidecar.yaml", &written)]);
    for format in ["human", "json"] {
        let ran = folder.run(&["settings", "--all", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(!ran.out.contains(key), "{}", ran.out);
        assert!(ran.out.contains("SCALYR_HTTPS_PROXY"));
    }
}

#[test]
fn people_see_what_is_not_the_default() {
    let folder = templates(&[]);
    let (short, long) = (folder.run(&["settings"]), folder.run(&["settings", "--all"]));
    assert!(
        short
            .out
            .starts_with("Deployment scalyr/load-test, container scalyr-agent (release 2.1.1)\n")
    );
    assert!(short.out.contains("configmap.yaml:"));
    assert!(!short.out.contains("[default]") && long.out.contains("[default]"));
}

#[test]
fn without_an_agent_there_is_nothing_to_show() {
    let ran = Folder::new(&[("a.yaml", super::CLEAN)]).run(&["settings"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("no container here is the agent"), "{}", ran.err);
}
