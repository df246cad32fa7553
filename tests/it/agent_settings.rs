//! What lt-lint makes of an agent's environment, against what releases of the agent did make of it: the record in
//! `tests/data/agent/settings.json`.

use std::collections::BTreeMap;

use lt_lint::agent::settings::{
    Effective, FaultKind, NotRead, Reader, SettingFact, Variable, all_settings, setting_named,
};
use lt_lint::units::Version;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Record {
    dump: BTreeMap<String, Map<String, Value>>,
    environments: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    env: BTreeMap<String, String>,
    #[serde(flatten)]
    releases: BTreeMap<String, Seen>,
}

/// What a release did.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Seen {
    agent_exits: Option<String>,
    monitor_fails: Option<String>,
    effective: Option<Map<String, Value>>,
    /// Every global option that isn't as in the record's common dump.
    dump: Option<Map<String, Value>>,
    not_read: Vec<String>,
    overridden: Vec<String>,
}

/// The recorder asked for options without the image's own environment, and left out what depends on its machine.
const NOT_DUMPED: [&str; 1] = ["SCALYR_STDOUT_SEVERITY"];
/// Texts that are found out later than the recorder looked.
const FOUND_OUT_LATER: [&str; 2] = ["SCALYR_K8S_PARSE_FORMAT", "SCALYR_K8S_RATELIMIT_STRATEGY"];

fn record() -> Record {
    serde_json::from_str(include_str!("../data/agent/settings.json")).unwrap()
}

fn settings(env: &BTreeMap<String, String>, release: &str) -> Effective {
    let variables: Vec<Variable<'_>> =
        env.iter().map(|(name, text)| Variable { name, text: Some(text) }).collect();
    Effective::new(&variables, release.parse().unwrap())
}

/// Numbers compare by value: 0 and 0.0 are one.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.to_bits() == b.to_bits(),
        _ => a == b,
    }
}

fn same_maps(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.len() == b.len()
        && a.iter().all(|(name, value)| b.get(name).is_some_and(|it| same(it, value)))
}

/// The record in what the recorder would have shown of our settings: by name, a monitor's option that the release
/// doesn't have as its text, a name that was asked for as not read.
fn shown(
    env: &BTreeMap<String, String>,
    release: &str,
    common: Option<&Map<String, Value>>,
) -> Seen {
    let settings = settings(env, release);
    let names: Vec<&String> = env.keys().collect();
    let first = |kind: FaultKind| {
        let mut faults = settings.faults().filter(|(given, fault)| {
            fault.kind == kind && !FOUND_OUT_LATER.contains(&given.fact.name.as_str())
        });
        faults.next().map(|(_, fault)| fault.reason.clone())
    };
    let overridden = settings.overridden().into_iter().map(str::to_owned).collect();
    if let Some(reason) = first(FaultKind::Exits) {
        return Seen { agent_exits: Some(reason), overridden, ..Seen::default() };
    }
    let version: Version = release.parse().unwrap();
    let mut effective = Map::new();
    let mut not_read = Vec::new();
    let monitor_fails = first(FaultKind::MonitorFails);
    for name in &names {
        let fact = setting_named(&name.to_ascii_uppercase());
        match fact {
            Some(fact) if fact.is_of_monitor() => {
                if monitor_fails.is_none() {
                    effective.insert((*name).clone(), of_monitor(fact, name, env, &settings));
                }
            }
            Some(fact)
                if fact.reader == Reader::Agent
                    && fact.is_read_by(version)
                    && fact.alias_of.is_none() =>
            {
                effective.insert((*name).clone(), settings.held(fact).value.unwrap_or_default());
            }
            _ => not_read.push((*name).clone()),
        }
    }
    let dump = common.map(|common| changes(&settings, common));
    let effective = dump.is_none().then_some(effective);
    Seen { agent_exits: None, monitor_fails, effective, dump, not_read, overridden }
}

/// A monitor's option, which the recorder asked for in every release.
fn of_monitor(
    fact: &SettingFact,
    name: &str,
    env: &BTreeMap<String, String>,
    settings: &Effective,
) -> Value {
    let is_read = fact.reader != Reader::Docker && fact.is_read_by(settings.release);
    if is_read {
        return settings.held(fact).value.unwrap_or_default();
    }
    let is_spelt = name == format!("SCALYR_{}", fact.option().to_ascii_uppercase());
    if is_spelt { env.get(name).map(|text| json!(text)).unwrap_or_default() } else { Value::Null }
}

/// The global options of a release whose values aren't as in the record's common dump.
fn changes(settings: &Effective, common: &Map<String, Value>) -> Map<String, Value> {
    let mut changes = Map::new();
    for (name, value) in common {
        let fact = setting_named(name).unwrap();
        let held = settings.held(fact).value.unwrap_or_default();
        if !same(&held, value) && !NOT_DUMPED.contains(&name.as_str()) {
            changes.insert(name.clone(), held);
        }
    }
    changes
}

fn agrees(ours: &Seen, seen: &Seen) -> bool {
    let maps = |a: &Option<Map<String, Value>>, b: &Option<Map<String, Value>>| match (a, b) {
        (Some(a), Some(b)) => same_maps(a, b),
        (a, b) => a.is_none() == b.is_none(),
    };
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    ours.agent_exits == seen.agent_exits
        && ours.monitor_fails == seen.monitor_fails
        && maps(&ours.effective, &seen.effective)
        && maps(&ours.dump, &seen.dump)
        && sorted(&ours.not_read) == sorted(&seen.not_read)
        && ours.overridden == seen.overridden
}

#[test]
fn every_recorded_environment_is_understood_as_the_agent_did() {
    let record = record();
    let mut wrong = Vec::new();
    let mut runs = 0;
    for run in &record.environments {
        assert_eq!(run.releases.len(), 2);
        for (release, seen) in &run.releases {
            let common = seen.dump.is_some().then(|| &record.dump[release]);
            let ours = shown(&run.env, release, common);
            runs += 1;
            if !agrees(&ours, seen) {
                wrong
                    .push(format!("{:?} at {release}:\n  ours {ours:?}\n  seen {seen:?}", run.env));
            }
        }
    }
    assert_eq!(runs, 2 * 906);
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_a_release_does_not_read_has_a_reason() {
    let reason = |name: &str, release: &str| {
        let env = BTreeMap::from([(name.to_owned(), "x".to_owned())]);
        settings(&env, release).not_read.first().map(|unread| unread.reason)
    };
    assert_eq!(reason("SCALYR_NO_SUCH_THING", "2.1.1"), Some(NotRead::Unknown));
    assert_eq!(
        reason("Scalyr_Max_Line_Size", "2.1.1"),
        Some(NotRead::Case("SCALYR_MAX_LINE_SIZE"))
    );
    assert_eq!(reason("scalyr_compression_type", "2.1.1"), None);
    assert_eq!(reason("scalyr_server", "2.1.1"), Some(NotRead::Case("SCALYR_SERVER")));
    assert_eq!(reason("k8s_events_disable", "2.1.1"), Some(NotRead::Case("K8S_EVENTS_DISABLE")));
    assert_eq!(
        reason("SCALYR_K8S_LEADER_NODE", "2.2.22"),
        Some(NotRead::Gone("SCALYR_K8S_LEADER_NODE"))
    );
    assert_eq!(
        reason("SCALYR_LABEL_PREFIX", "2.2.22"),
        Some(NotRead::NoMonitor("SCALYR_LABEL_PREFIX"))
    );
    assert_eq!(reason("SCALYR_K8S_CLUSTER_NAME", "2.1.1"), None);
}

#[test]
fn an_old_name_gives_the_new_setting_its_value() {
    let env = BTreeMap::from([("SCALYR_DEFAULT_WORKERS_PER_API_KEY".to_owned(), "3".to_owned())]);
    assert_eq!(
        settings(&env, "2.2.22").value("SCALYR_DEFAULT_SESSIONS_PER_WORKER"),
        Some(json!(3))
    );
    assert_eq!(
        settings(&env, "2.1.15").value("SCALYR_DEFAULT_WORKERS_PER_API_KEY"),
        Some(json!(3))
    );
    let none = BTreeMap::new();
    assert_eq!(settings(&none, "2.2.22").value("SCALYR_STDOUT_SEVERITY"), Some(json!("ERROR")));
    assert!(all_settings().all(|fact| settings(&none, "2.2.22").is_told(&fact.name)));
}
