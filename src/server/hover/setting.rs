//! What the agents make of a setting, wherever it is, and what a program finds in a variable.

use serde_json::Value;

use crate::agent::settings::{
    DeadSetting, SettingFact, SettingType, dead_setting, newest_release, setting_named,
};
use crate::effective::{AgentRecord, Asked, OriginRecord, SettingRecord, settings_of};
use crate::finding::ObjectName;
use crate::kube::{EnvContent, EnvSource, EnvVar};
use crate::model::{Workload, WorkloadContainer};
use crate::server::markdown::{code, list, prose};
use crate::server::place::Place;
use crate::units::Version;
use crate::yaml::Entry;

/// A variable in `env` of a container.
pub(super) fn of_env(place: &Place<'_, '_>) -> Option<String> {
    let declared = place.item_of("env")?.get("name")?;
    let (one, workload) = (place.container?, place.workload?);
    let environment = one.environment(workload, &place.model.objects);
    let is_meant = |var: &&EnvVar<'_>| var.declared == declared;
    let var = environment.iter().find(is_meant)?;
    let counts = environment.get(&var.name).is_some_and(|it| it.declared == declared);
    let mut lines = if one.is_agent {
        of_agents(place, &var.name, &[(workload, one)])
    } else {
        vec![in_program(var, one)]
    };
    if !counts {
        lines.push("another variable of this name, further down, overrides it".to_owned());
    }
    let release = release_of(one, workload, place);
    Some(page(&var.name, one.is_agent, release, lines))
}

/// A key of a ConfigMap: what it is to each container that has it as a variable.
pub(super) fn of_config_map(place: &Place<'_, '_>) -> Option<String> {
    let entry = place.entry_of(&["data"])?;
    let (mut agents, mut lines, mut name) = (Vec::new(), Vec::new(), None);
    for workload in &place.model.workloads {
        for one in &workload.containers {
            let environment = one.environment(workload, &place.model.objects);
            let Some(var) = environment.iter().find(|var| is_of(var, entry)) else { continue };
            if one.is_agent {
                name.get_or_insert_with(|| var.name.clone());
                agents.push((workload, one));
            } else {
                lines.push(in_program(var, one));
            }
        }
    }
    let name = name.unwrap_or_else(|| entry.key_text().to_owned());
    let is_setting = !agents.is_empty() || setting_named(&name).is_some();
    lines.splice(0..0, of_agents(place, &name, &agents));
    if agents.is_empty() && lines.is_empty() {
        lines.push("no container here has this key as a variable".to_owned());
    }
    let release = agents.first().map(|(workload, one)| release_of(one, workload, place));
    Some(page(&name, is_setting, release.unwrap_or_else(newest_release), lines))
}

fn is_of(var: &EnvVar<'_>, entry: Entry<'_>) -> bool {
    matches!(var.source, EnvSource::ConfigMap(_, Some(it)) if it.key == entry.key)
}

/// The release of an agent; the newest where its image doesn't tell.
fn release_of<'a>(
    one: &WorkloadContainer<'a>,
    workload: &Workload<'a>,
    place: &Place<'_, 'a>,
) -> Version {
    one.settings(workload, &place.model.objects).release.unwrap_or_else(newest_release)
}

/// All that is said of a variable, which is a setting as a release reads it.
fn page(name: &str, is_setting: bool, release: Version, lines: Vec<String>) -> String {
    let upper = name.to_ascii_uppercase();
    let head = code(name);
    match (setting_named(&upper).filter(|_| is_setting), dead_setting(&upper)) {
        (Some(fact), _) => {
            let lines = lines.into_iter().chain(of_fact(fact, release));
            format!("{head}: {}\n\n{}", prose(&fact.about), list(lines))
        }
        (None, Some(DeadSetting { effect, instead, .. })) if is_setting => {
            let instead = instead.iter().map(|name| format!("use {} instead", code(name)));
            format!("{head}: {}\n\n{}", prose(effect), list(lines.into_iter().chain(instead)))
        }
        _ => format!("{head}\n\n{}", list(lines)),
    }
}

/// What a program that isn't the agent finds in a variable.
fn in_program(var: &EnvVar<'_>, one: &WorkloadContainer<'_>) -> String {
    let container = code(one.container.name());
    match &var.content {
        EnvContent::Known(text) => format!("container {container} finds {} in it", code(text)),
        EnvContent::Unknown(reason) => format!("in container {container} it {}", prose(reason)),
    }
}

/// What each of these agents holds.
fn of_agents(
    place: &Place<'_, '_>,
    name: &str,
    agents: &[(&Workload<'_>, &WorkloadContainer<'_>)],
) -> Vec<String> {
    if agents.is_empty() {
        return Vec::new();
    }
    let record = settings_of(place.model, Asked::default());
    let meant = |agent: &&AgentRecord| {
        agents.iter().any(|(workload, one)| {
            ObjectName::of(&workload.pod.object) == agent.object
                && one.container.name() == agent.container
        })
    };
    let agents = record.agents.iter().filter(meant);
    agents.flat_map(|agent| of_agent(name, agent)).collect()
}

fn of_agent(name: &str, agent: &AgentRecord) -> Vec<String> {
    let release = agent.agent_version.as_deref();
    let release = release.map_or_else(String::new, |release| format!(" {release}"));
    let who = format!("the agent{release} of {}", code(&agent.object.to_string()));
    let upper = name.to_ascii_uppercase();
    let target = setting_named(&upper).and_then(|fact| fact.alias_of.as_deref());
    let held = agent.settings.get(&upper).or_else(|| agent.settings.get(target?));
    if agent.not_read.iter().any(|it| it == name) {
        return vec![format!("{who} doesn't read it")];
    }
    let Some(held) = held else {
        return Vec::new();
    };
    vec![format!("{who} uses {}, {}", value(held), origin(held))]
}

fn value(held: &SettingRecord) -> String {
    match (&held.value, &held.unknown) {
        (Some(value), _) => code(&shown(value)),
        (None, Some(reason)) if reason == "a secret" => reason.clone(),
        (None, Some(reason)) => format!("a value that {}", prose(reason)),
        (None, None) => "a value that isn't in the files".to_owned(),
    }
}

fn origin(held: &SettingRecord) -> String {
    let place = match (&held.path, held.line) {
        (Some(path), Some(line)) => Some(code(&format!("{path}:{line}"))),
        _ => None,
    };
    match (held.origin, place) {
        (OriginRecord::Default, _) => "its default".to_owned(),
        (OriginRecord::Forced, Some(place)) => {
            format!("its own, instead of what {place} sets")
        }
        (OriginRecord::Forced, None) => "its own, whatever is set".to_owned(),
        (OriginRecord::Configmap, Some(place)) => format!("from the ConfigMap, {place}"),
        (_, Some(place)) => format!("from `env`, {place}"),
        (_, None) => "from its environment".to_owned(),
    }
}

/// A value as one writes it: a text without quotes.
pub(in crate::server) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What is known of a setting: type, default, releases, what it accepts.
pub(in crate::server) fn of_fact(fact: &SettingFact, release: Version) -> Vec<String> {
    let mut lines = Vec::new();
    let kind = kind(fact.kind);
    lines.push(match fact.default_at(release) {
        Some(default) if shown(default).is_empty() => format!("{kind}, empty by default"),
        Some(default) => {
            format!("{kind}, {} by default in release {release}", code(&shown(default)))
        }
        None => format!("{kind}, not set by default"),
    });
    lines.push(match fact.until {
        Some(until) => format!("read from release {} to {until}", fact.since),
        None => format!("read since release {}", fact.since),
    });
    lines.extend(fact.allowed_at(release).map(|allowed| {
        let allowed: Vec<String> = allowed.iter().map(|text| code(text)).collect();
        format!("accepts {}", crate::text::choice(&allowed))
    }));
    match (fact.min, fact.max) {
        (Some(min), Some(max)) => lines.push(format!("accepts {min} to {max}")),
        (Some(min), None) => lines.push(format!("accepts {min} or more")),
        (None, Some(max)) => lines.push(format!("accepts {max} or less")),
        (None, None) => {}
    }
    if let Some(name) = fact.deprecated.as_deref().filter(|name| !name.is_empty()) {
        lines.push(format!("an old name: use {} instead", code(name)));
    }
    lines
}

fn kind(kind: SettingType) -> &'static str {
    match kind {
        SettingType::Bool => "on or off",
        SettingType::Int => "a whole number",
        SettingType::Float => "a number",
        SettingType::Text => "a string",
        SettingType::List => "strings separated by commas",
        SettingType::Words => "strings separated by commas or spaces",
        SettingType::Json => "a JSON object",
        SettingType::Untyped => "on for any value that isn't empty",
    }
}
