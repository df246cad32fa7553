//! The project's settings and rules while they are typed.

use super::client::{Client, Project};
use super::{SIDECAR, able, rules, slice};

const CONFIG: &str = ".lt-lint.yaml";

fn message(params: &serde_json::Value) -> String {
    params["diagnostics"][0]["message"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_mistake_in_the_settings_is_shown_there_and_the_last_good_ones_stay() {
    let project = Project::with_templates();
    let good = "rules:\n  low-memory-limit: warning\n";
    project.write(CONFIG, good);
    project.write(SIDECAR, project.read(SIDECAR).replace("150Mi", "100Mi"));
    let mut client = Client::start(&project, able());
    assert_eq!(client.findings(SIDECAR)["diagnostics"][0]["severity"], 2);
    client.open(CONFIG, good);
    assert_eq!(rules(&client.findings(CONFIG)), [""; 0]);
    let bad = good.replace("low-memory-limit", "low-memory-limits");
    client.change(CONFIG, &bad);
    let params = client.findings(CONFIG);
    assert!(message(&params).contains("did you mean `low-memory-limit`"), "{params}");
    assert!(slice(&bad, &params["diagnostics"][0]["range"]).starts_with("low-memory-limits"));
    let said = client.said();
    assert!(said.iter().all(|one| one["params"]["uri"] != client.uri(SIDECAR)), "{said:?}");
    client.change(CONFIG, "rules:\n  low-memory-limit: off\n");
    assert_eq!(rules(&client.findings(CONFIG)), [""; 0]);
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
}

#[test]
fn settings_that_were_never_saved_count_while_they_are_open() {
    let project = Project::with_templates();
    project.write(SIDECAR, project.read(SIDECAR).replace("150Mi", "100Mi"));
    let mut client = Client::start(&project, able());
    assert_eq!(rules(&client.findings(SIDECAR)), ["low-memory-limit"]);
    client.open(CONFIG, "rules: {low-memory-limit: off}\n");
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
    assert_eq!(rules(&client.findings(CONFIG)), [""; 0]);
    client.change(CONFIG, "rules: {low-memory-limit: offf}\n");
    assert!(message(&client.findings(CONFIG)).contains("no such value `offf`"));
    client.close(CONFIG);
    assert_eq!(rules(&client.findings(CONFIG)), [""; 0]);
    assert_eq!(rules(&client.findings(SIDECAR)), ["low-memory-limit"]);
}

#[test]
fn settings_that_were_never_good_leave_the_rules_as_they_are() {
    let project = Project::with_templates();
    project.write(CONFIG, "rules: [\n");
    project.write(SIDECAR, project.read(SIDECAR).replace("150Mi", "100Mi"));
    let mut client = Client::start(&project, able());
    assert_eq!(rules(&client.findings(SIDECAR)), ["low-memory-limit"]);
    assert!(!message(&client.findings(CONFIG)).is_empty());
    project.write(CONFIG, "rules: {low-memory-limit: off}\n");
    client.changed_on_disk(CONFIG);
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
    assert_eq!(rules(&client.findings(CONFIG)), [""; 0]);
}

#[test]
fn what_the_settings_leave_out_is_left_out() {
    let project = Project::with_templates();
    project.write(
        CONFIG,
        "exclude: [old/]\noverrides:\n- paths: [k8s/]\n  rules: {low-memory-limit: warning}\n",
    );
    let bad = project.read(SIDECAR).replace("150Mi", "100Mi");
    project.write("old/a.yaml", &bad);
    project.write(SIDECAR, &bad);
    let mut client = Client::start(&project, able());
    assert_eq!(client.findings(SIDECAR)["diagnostics"][0]["severity"], 2);
    client.open("old/a.yaml", &bad);
    assert_eq!(rules(&client.findings("old/a.yaml")), [""; 0]);
    client.open("old/new.yaml", &bad);
    assert_eq!(rules(&client.findings("old/new.yaml")), [""; 0]);
}

#[test]
fn a_rule_of_the_project_s_own_is_judged_and_judges_as_it_is_typed() {
    let project = Project::with_templates();
    let rule = "id: no-flog\nsince: 0.1.0\nseverity: warning\nsummary: a container called flog\nmessage: \"the container is called {actual}\"\nwhy: It is one of ours.\nhelp: Call it something else.\nwhere: {containers: any}\ncheck:\n  matches: {path: name, pattern: \"^([^f].*|scalyr-agent)$\"}\n";
    project.write(CONFIG, "rules-folder: own\n");
    project.write("own/no-flog.yaml", rule);
    let mut client = Client::start(&project, able());
    assert_eq!(rules(&client.findings(SIDECAR)), ["no-flog"]);
    client.open("own/no-flog.yaml", rule);
    assert_eq!(rules(&client.findings("own/no-flog.yaml")), [""; 0]);
    let broken = rule.replace("severity: warning", "severity: warn");
    client.change("own/no-flog.yaml", &broken);
    let params = client.findings("own/no-flog.yaml");
    assert!(!message(&params).is_empty());
    assert!(slice(&broken, &params["diagnostics"][0]["range"]).starts_with("warn"), "{params}");
    client.change("own/no-flog.yaml", &rule.replace("severity: warning", "severity: error"));
    assert_eq!(client.findings(SIDECAR)["diagnostics"][0]["severity"], 1);
}

#[test]
fn arguments_count_before_what_is_found() {
    let project = Project::with_templates();
    project.write(CONFIG, "rules: {low-memory-limit: off}\n");
    project.write(SIDECAR, project.read(SIDECAR).replace("150Mi", "100Mi"));
    let mut client = Client::start_with(&project, able(), &["--no-config"]);
    assert_eq!(rules(&client.findings(SIDECAR)), ["low-memory-limit"]);
}
