//! What is wrong with the name or the text of a setting.

use crate::agent::settings::{
    API_KEY, Effective, FaultKind, Given, NotRead, Unread, all_settings, dead_setting, is_name,
    is_referred_to, refuses_underscores, setting_named,
};
use crate::closest::distance_within;
use crate::fix::Applicability;
use crate::kube::EnvVar;
use crate::rule::check::Hit;
use crate::text::list;
use crate::yaml::Node;

use super::subject::Agent;

/// What every setting's name begins with, but for one old one.
const PREFIX: &str = "SCALYR_";
/// The most letters by which a name may be off: names share long parts.
const MOST_OFF: usize = 3;

/// Names that look like a setting's and that no release reads.
pub(super) fn unknown(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    // Another build may read other names.
    if !agent.settings.is_official {
        return Vec::new();
    }
    // Configuration files may, too, but hardly one by nearly the name of a setting.
    let is_known =
        |hit: &Hit| !agent.settings.has_files || matches!(hit.case, "near" | "case" | "shadowed");
    let hit = |unread: &Unread| match unread.reason {
        NotRead::Case(name) => Some(agent.at_name(unread.variable, "case")?.var("meant", name)),
        NotRead::Unknown => unknown_name(agent, unread.variable, settings),
        NotRead::Shadowed(name) => shadowed(agent, unread.variable, name),
        _ => None,
    };
    settings.not_read.iter().filter_map(hit).filter(is_known).collect()
}

fn unknown_name(agent: &Agent<'_, '_>, number: usize, settings: &Effective) -> Option<Hit> {
    // What isn't a name may hold anything.
    let var = agent.variables.get(number)?;
    let name = Some(var.name.as_str()).filter(|name| is_name(name) || is_joined(name))?;
    if let Some(prefix) = agent.spoiling_prefix(var) {
        return Some(Hit::new(prefix.location(), "prefix").var("name", name));
    }
    // Under a prefix, a ConfigMap is taken in for something else, unless it has nearly a setting.
    let key = var.declared.text().unwrap_or_default();
    if var.is_prefixed() && setting_named(key).is_some() {
        return None;
    }
    let prefix = name.strip_suffix(key).filter(|_| var.is_prefixed()).unwrap_or_default();
    let meant = meant_by(name, settings).and_then(|meant| meant.strip_prefix(prefix));
    if meant.is_none() && !has_our_prefix(name, var) {
        return None;
    }
    if dead_setting(name).is_some() || is_referred_to(name, agent.container, agent.environment) {
        return None;
    }
    match meant {
        Some(meant) => meant_for(agent, number, meant, settings),
        None => agent.at_name(number, "name"),
    }
}

/// Whether it is written like a setting of the agent, and not made so by a prefix.
fn has_our_prefix(name: &str, var: &EnvVar<'_>) -> bool {
    !var.is_prefixed() && name.to_ascii_uppercase().starts_with(PREFIX)
}

/// A name that was meant for a setting, and the value for that where it has the opposite sense.
fn meant_for(
    agent: &Agent<'_, '_>,
    number: usize,
    meant: &str,
    settings: &Effective,
) -> Option<Hit> {
    let var = agent.variables.get(number)?;
    let name = var.name.as_str();
    let is_near = || !var.is_prefixed() && meant_by_letters(name, settings) == Some(meant);
    let case = match () {
        () if is_opposite(name, meant) => "opposite",
        () if is_near() => "near",
        () => "likely",
    };
    let value = var.text().map_or("…", other_switch);
    Some(agent.at_name(number, case)?.var("meant", meant).var("detail", value))
}

/// The text that means the other position of a switch.
fn other_switch(text: &str) -> &'static str {
    if text.eq_ignore_ascii_case("true") {
        "false"
    } else if text.eq_ignore_ascii_case("false") {
        "true"
    } else {
        "…"
    }
}

/// A second spelling of a setting, which the agent skips: a mistake where it has another value.
fn shadowed(agent: &Agent<'_, '_>, number: usize, read: &'static str) -> Option<Hit> {
    let counts = |var: &&&EnvVar<'_>| var.name == read;
    let text = agent.variables.iter().find(counts)?.text()?;
    let differs = agent.variables.get(number)?.text()? != text;
    differs.then(|| agent.at_name(number, "shadowed"))?.map(|hit| hit.var("meant", read))
}

/// Whether what a name switches on is what a setting switches off.
fn is_opposite(name: &str, meant: &str) -> bool {
    let disables = |text: &str| text.to_ascii_uppercase().contains("DISABLE");
    let enables = |text: &str| text.to_ascii_uppercase().contains("ENABLE");
    (disables(name) && enables(meant)) || (enables(name) && disables(meant))
}

/// Whether a name is a setting's but for the signs between or in its words: `SCALYR-SERVER`.
fn is_joined(name: &str) -> bool {
    let has_prefix = || name.to_ascii_uppercase().starts_with(PREFIX);
    let is_key = || name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    setting_named(&with_underscores(name)).is_some() || has_prefix() && is_key()
}

fn with_underscores(name: &str) -> String {
    name.replace(['-', '.'], "_").to_ascii_uppercase()
}

/// The setting that a name was likely meant to be.
pub(super) fn meant_by(name: &str, settings: &Effective) -> Option<&'static str> {
    let by_letters = meant_by_letters(name, settings);
    by_letters.or_else(|| meant_by_words(&with_underscores(name), settings))
}

fn meant_by_letters(name: &str, settings: &Effective) -> Option<&'static str> {
    let upper = with_underscores(name);
    if let Some(fact) = setting_named(&upper).filter(|fact| fact.is_read_by(settings.release)) {
        return Some(&fact.name);
    }
    let with_prefix = format!("{PREFIX}{upper}");
    // Short names such as HTTP_PROXY and API_KEY mean something of their own.
    let is_telling = upper.matches('_').count() >= 2;
    if let Some(fact) = setting_named(&with_prefix).filter(|_| is_telling) {
        return Some(&fact.name);
    }
    let first = upper.trim_start_matches('_').split('_').next().unwrap_or_default();
    if !first.starts_with("SC") && distance_within(first, "SCALYR", 1).is_none() {
        return None;
    }
    let read = all_settings().filter(|fact| fact.is_read_by(settings.release));
    let close = read.filter_map(|fact| {
        Some((distance_within(&upper, &fact.name, MOST_OFF)?, fact.name.as_str()))
    });
    close.min().map(|(_, name)| name)
}

/// The one setting whose words are those of a name but for one: `SCALYR_SIDECAR_MODE`, `SCALYR_K8S_SIDECAR`,
/// `SCALYR_MAX_LINE_LENGTH`.
fn meant_by_words(name: &str, settings: &Effective) -> Option<&'static str> {
    if !name.starts_with(PREFIX) {
        return None;
    }
    let ours = words(name);
    let likeness = |theirs: &[&str]| match (ours.split_last(), theirs.split_last()) {
        _ if ours.as_slice() == theirs => Some(0),
        (Some((_, start)), Some((_, others))) if !start.is_empty() || !others.is_empty() => {
            let is_longer = start == theirs || others == ours.as_slice();
            if is_longer { Some(1) } else { (start == others).then_some(2) }
        }
        _ => None,
    };
    let read = all_settings()
        .filter(|fact| fact.name.starts_with(PREFIX) && fact.is_read_by(settings.release));
    // One word, such as `USE`, tells nothing unless the next one means the opposite.
    let is_telling =
        |likeness: &u8, other: &str| *likeness < 2 || ours.len() > 2 || is_opposite(name, other);
    let alike = read.filter_map(|fact| Some((likeness(&words(&fact.name))?, fact.name.as_str())));
    let alike: Vec<_> = alike.filter(|(likeness, other)| is_telling(likeness, other)).collect();
    let best = alike.iter().map(|(likeness, _)| *likeness).min()?;
    let mut best = alike.into_iter().filter(|(likeness, _)| *likeness == best);
    // What two settings are like tells nothing.
    best.next().filter(|_| best.next().is_none()).map(|(_, name)| name)
}

/// The words of a name that tell settings apart.
fn words(name: &str) -> Vec<&str> {
    name.split('_').filter(|word| !matches!(*word, "SCALYR" | "K8S" | "")).collect()
}

/// Names of which it is known that the agent doesn't read them.
pub(super) fn dead(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    if !agent.settings.is_official {
        return Vec::new();
    }
    let hit = |unread: &Unread| match unread.reason {
        NotRead::Unknown => never_read(agent, unread.variable),
        NotRead::Gone(name) => {
            let last = setting_named(name)?.until?;
            let hit = agent.at_name(unread.variable, "removed")?.var("last", last);
            Some(hit.mended_by(agent.removed(unread.variable)))
        }
        NotRead::NoMonitor(_) => {
            let hit = agent.at_name(unread.variable, "no-monitor")?;
            Some(hit.mended_by(agent.removed(unread.variable)))
        }
        _ => None,
    };
    settings.not_read.iter().filter_map(hit).collect()
}

/// A name that no release reads, and of which it is known what people expect of it.
fn never_read(agent: &Agent<'_, '_>, number: usize) -> Option<Hit> {
    let dead = dead_setting(&agent.variables.get(number)?.name)?;
    let hit = agent.at_name(number, "dead")?.var("detail", &dead.effect);
    Some(match &dead.instead {
        Some(meant) => {
            let hit = hit.var("meant", format_args!("Rename it to `{meant}`."));
            hit.mended_by(agent.renamed(number, meant))
        }
        None => {
            let change = agent.removed(number).map(|it| it.at_most(Applicability::Unsafe));
            hit.var("meant", "Remove it.").mended_by(change)
        }
    })
}

/// Settings of newer releases.
pub(super) fn too_new(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    // A build between releases may have it already.
    if !agent.settings.is_official {
        return Vec::new();
    }
    let hit = |unread: &Unread| match unread.reason {
        NotRead::TooNew(name) => {
            let since = setting_named(name)?.since;
            let image = agent.container.node.get("image").map(Node::location);
            Some(agent.at_name(unread.variable, "")?.var("since", since).because_of(image))
        }
        _ => None,
    };
    settings.not_read.iter().filter_map(hit).collect()
}

/// Old names that are read all the same.
pub(super) fn deprecated(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    let hit = |given: &Given| {
        let renamed = given.named.name != given.fact.name;
        let instead = match &given.named.deprecated {
            _ if renamed => given.fact.name.as_str(),
            Some(instead) => instead.as_str(),
            None => return None,
        };
        let case = if instead.is_empty() { "going" } else { "renamed" };
        Some(agent.at_name(given.variable, case)?.var("meant", instead))
    };
    settings.given.iter().filter_map(hit).collect()
}

/// Values with which the agent doesn't start, or that it fails at later.
pub(super) fn bad(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (given, fault) in settings.faults() {
        let case = if fault.kind == FaultKind::AtUse { "at-use" } else { "exits" };
        let only = fault.wanted.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
        let only = only.filter(|text| !text.contains('`'));
        let change = only.and_then(|text| agent.rewritten(given, text));
        let hit = agent.at_value(given, case).map(|hit| hit.mended_by(change));
        hits.extend(hit.map(|hit| hit.var("detail", &fault.reason).var("meant", &fault.wanted)));
    }
    if refuses_underscores(settings.release) {
        hits.extend(settings.given.iter().filter_map(|given| underscores(agent, given)));
    }
    hits
}

/// Digits with underscores or of other scripts, which the Python of old images doesn't know.
fn underscores(agent: &Agent<'_, '_>, given: &Given) -> Option<Hit> {
    let number = given.value.as_ref()?.as_ref().ok().filter(|value| value.is_number())?;
    let text = agent.variable(given)?.text()?;
    let is_new = text.contains('_') || !text.is_ascii();
    let hit = is_new.then(|| agent.at_value(given, "exits"))??;
    let reason = format!("Could not parse value {text} for field \"{}\"", given.fact.option());
    let meant = if text.is_ascii() { text.replace('_', "") } else { number.to_string() };
    let hit = hit.mended_by(agent.rewritten(given, &meant));
    Some(hit.var("detail", reason).var("meant", format!("`{meant}`")))
}

/// Values that the agent takes for others.
pub(super) fn misread(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    let hit = |given: &Given| {
        let var = agent.variable(given).filter(|var| var.name != API_KEY)?;
        let found = crate::agent::settings::misread(given, &var.name, var.text()?, settings)?;
        let hit = agent.at_value(given, found.case)?;
        Some(hit.var("detail", found.read_as).var("meant", found.meant))
    };
    settings.given.iter().filter_map(hit).collect()
}

/// Values in whose place the agent puts its own, all in one finding.
pub(super) fn overridden(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    let replaced = settings.replaced();
    let shown = |given: &&Given| {
        let forced = given.fact.forced.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} becomes {forced}", given.fact.name)
    };
    let all: Vec<String> = replaced.iter().map(shown).collect();
    let mut places = replaced.iter().filter_map(|given| {
        let place = agent.environment.origin(agent.variable(given)?).place();
        Some((place, given))
    });
    let Some((first, given)) = places.next() else {
        return Vec::new();
    };
    // Values for high volume mean what the agent does by itself.
    if replaced.iter().all(|given| Effective::is_meant_alike(given)) {
        return Vec::new();
    }
    let mut hit = Hit::new(first, "").var("name", &given.fact.name).var("detail", list(&all));
    for (place, given) in places {
        hit = hit.related(place, shown(given));
    }
    vec![hit]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_but_the_last_tell_a_setting_unless_that_is_one_word() {
        let settings = Effective::new(&[], "2.1.1".parse().unwrap());
        for (name, meant) in [
            ("SCALYR_MAX_LINE_LENGTH", Some("SCALYR_MAX_LINE_SIZE")),
            ("SCALYR_K8S_SIDECAR", Some("SCALYR_K8S_SIDECAR_MODE")),
            ("SCALYR_K8S_USE_DOCKER", None),
            ("SCALYR_COMPRESSION_FORMAT", None),
        ] {
            assert_eq!(meant_by(name, &settings), meant, "{name}");
        }
    }
}
