//! What lt-lint makes of a pod's log annotations, against what two releases of the agent did make of them: the record in
//! `tests/data/agent/annotations.json`.

use std::collections::BTreeMap;

use lt_lint::agent::{Branch, LogSettings, Remark, RemarkKind};
use lt_lint::model::{Model, Workload};
use lt_lint::units::Version;
use lt_lint::{Options, RuleSet, Session, SourceFile};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Example {
    id: String,
    annotations: BTreeMap<String, String>,
    setup: Setup,
    #[serde(rename = "2.2.22")]
    newest: Seen,
    /// Only where it differs.
    #[serde(rename = "2.1.1")]
    oldest: Option<Seen>,
}

#[derive(Deserialize)]
struct Setup {
    containers: Vec<String>,
    #[serde(default)]
    init_containers: Vec<String>,
    #[serde(default)]
    pod_labels: BTreeMap<String, String>,
    include_all_containers: Option<bool>,
    container_globs: Option<Vec<String>>,
}

/// What a release did.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Seen {
    outcome: String,
    collected: Vec<String>,
    #[serde(default)]
    logs: Map<String, Value>,
}

/// Examples in which something else than annotations decides.
const OTHERWISE: [(&str, &str); 8] = [
    ("k8s-logs-parser", "the agent's own files aren't read"),
    ("k8s-logs-vs-label", "the agent's own files aren't read"),
    ("k8s-logs-vs-bare", "the agent's own files aren't read"),
    ("teams-bad-field", "the content of a Secret isn't known from annotations"),
    ("teams-missing-secret", "the files don't show that a Secret doesn't exist"),
    ("attributes-template", "the names of the cluster aren't filled in"),
    ("rename", "the names of the cluster aren't filled in"),
    ("redaction-no-replacement", "a default isn't written out"),
];

fn manifest(example: &Example) -> String {
    let mut env = Vec::new();
    if let Some(all) = example.setup.include_all_containers {
        env.push(json!({"name": "SCALYR_K8S_INCLUDE_ALL_CONTAINERS", "value": all.to_string()}));
    }
    if let Some(globs) = &example.setup.container_globs {
        env.push(json!({"name": "SCALYR_CONTAINER_GLOBS", "value": globs.join(",")}));
    }
    let container = |name: &String| {
        let env = if name == "scalyr-agent" { env.clone() } else { Vec::new() };
        json!({"name": name, "image": "busybox:1.36", "env": env})
    };
    let containers: Vec<Value> = example.setup.containers.iter().map(container).collect();
    let init: Vec<Value> = example.setup.init_containers.iter().map(container).collect();
    let metadata = json!({
        "name": "p",
        "annotations": example.annotations,
        "labels": example.setup.pod_labels,
    });
    let spec = json!({"containers": containers, "initContainers": init});
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}).to_string()
}

fn outcome(remarks: &[Remark<'_>]) -> &'static str {
    let has = |kinds: &[RemarkKind]| remarks.iter().any(|remark| kinds.contains(&remark.kind));
    match () {
        () if has(&[RemarkKind::Dropped]) => "all_dropped",
        () if has(&[RemarkKind::Listing]) => "listing_broken",
        () if has(&[RemarkKind::Early, RemarkKind::Late]) => "batch_lost",
        () if has(&[RemarkKind::Refused]) => "warned",
        () => "ok",
    }
}

/// Whether the agent loses a container for a remark, itself or with those before it.
fn loses(remark: &Remark<'_>, container: &str) -> bool {
    let is_its = remark.container.as_deref().is_none_or(|name| name == container);
    remark.kind == RemarkKind::Early || (remark.kind == RemarkKind::Late && is_its)
}

fn value(branch: &Branch, settings: &LogSettings<'_>) -> Value {
    match branch {
        Branch::Text(_) => json!(settings.text_of(branch)),
        Branch::List(items) => items.iter().map(|(_, item)| value(item, settings)).collect(),
        Branch::Map(children) => Value::Object(
            children.iter().map(|(name, child)| (name.clone(), value(child, settings))).collect(),
        ),
    }
}

fn log(settings: &LogSettings<'_>, container: &str, release: Version) -> Value {
    let parser = settings.parser(container, release).and_then(|entry| entry.value.text());
    let mut log = Map::from_iter([("parser".to_owned(), json!(parser.unwrap_or("docker")))]);
    for (name, branch) in settings.options(container) {
        let mut value = value(branch, settings);
        if let Some(attributes) = value.as_object_mut().filter(|_| name == "attributes") {
            attributes.remove("parser");
            if attributes.is_empty() {
                continue;
            }
        }
        if !["parser", "include", "exclude", "path", "lineGroupers"].contains(&name) {
            log.insert(name.to_owned(), value);
        }
    }
    Value::Object(log)
}

fn seen<'a>(workload: &Workload<'a>, model: &Model<'a>, release: Version) -> Seen {
    let pod = &workload.pod;
    let remarks = LogSettings::remarks(pod, release);
    let outcome = outcome(&remarks).to_owned();
    let settings = LogSettings::of_release(pod, release);
    let collection = workload.collection(&model.objects);
    let names = pod.containers.iter().map(|container| container.name());
    let is_dropped = outcome == "all_dropped";
    let takes = |name: &&str| is_dropped || collection.takes(name) == Some(true);
    let is_whole = outcome != "listing_broken";
    let is_left = |name: &&str| is_whole && !remarks.iter().any(|remark| loses(remark, name));
    let collected: Vec<&str> = names.filter(takes).take_while(is_left).collect();
    let log = |name: &&str| {
        let log =
            if is_dropped { json!({"parser": "docker"}) } else { log(&settings, name, release) };
        ((*name).to_owned(), log)
    };
    let logs = if ["ok", "warned", "all_dropped"].contains(&outcome.as_str()) {
        collected.iter().map(log).collect()
    } else {
        Map::new()
    };
    Seen { outcome, collected: collected.into_iter().map(str::to_owned).collect(), logs }
}

/// Without the keys that the agent found in Secrets.
fn without_keys(seen: &Seen) -> Seen {
    let plain = |log: &Value| {
        let mut log = log.as_array().and_then(|logs| logs.first()).unwrap_or(log).clone();
        let has_team = log.get("teams").is_some() || log.get("api_key") == Some(&json!("key1"));
        if let Some(fields) = log.as_object_mut().filter(|_| has_team) {
            fields.remove("api_key");
        }
        log
    };
    let logs = seen.logs.iter().map(|(name, log)| (name.clone(), plain(log))).collect();
    let mut collected = seen.collected.clone();
    collected.sort_unstable();
    Seen { logs, collected, outcome: seen.outcome.clone() }
}

/// The examples in which lt-lint makes something else of the annotations than a release did, each with what both made.
fn differences() -> Vec<(String, String)> {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("../data/agent/annotations.json")).unwrap();
    assert_eq!(examples.len(), 154);
    let session = Session::new(RuleSet::builtin().unwrap(), Options::default()).unwrap();
    let mut differences = Vec::new();
    for example in &examples {
        let source = SourceFile::new("pod.json", manifest(example).into_bytes(), true);
        let oldest = example.oldest.as_ref().unwrap_or(&example.newest);
        for (release, wanted) in [("2.2.22", &example.newest), ("2.1.1", oldest)] {
            let found = session.understand(std::slice::from_ref(&source), |model| {
                seen(model.workloads.first().unwrap(), model, release.parse().unwrap())
            });
            if without_keys(&found) != without_keys(wanted) {
                let both = format!("{} at {release}:\n{found:?}\n{wanted:?}", example.id);
                differences.push((example.id.clone(), both));
            }
        }
    }
    differences
}

#[test]
fn annotations_are_read_as_the_agent_reads_them() {
    let mut differences = differences();
    for (id, reason) in OTHERWISE {
        assert!(differences.iter().any(|(known, _)| known == id), "{id} is the same: {reason}");
        differences.retain(|(known, _)| known != id);
    }
    let wrong: Vec<String> = differences.into_iter().map(|(_, both)| both).collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
}
