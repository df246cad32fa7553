//! Settings that have a certain value, or none: what a rule can say of them as data.

use serde::Deserialize;
use serde_json::Value;

use crate::agent::misdirected;
use crate::agent::settings::{Effective, Given, NotRead, Origin, Unread, setting_named};
use crate::fix::Change;
use crate::kube::{EnvVar, Object, replicas_of};
use crate::rule::check::Hit;
use crate::text::count;
use crate::yaml::{Node, Tree};

use super::subject::Agent;
use super::text::meant_by;

/// Settings and their values, each of which is a mistake.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Holds {
    /// The settings, one finding each.
    settings: Vec<Condition>,
    /// Settings that make it right again where they have their value.
    #[serde(default)]
    unless: Vec<Condition>,
    /// Settings that make it wrong whatever the others say.
    #[serde(default)]
    overridden_by: Vec<Condition>,
    /// An annotation of the pod that the agent takes instead.
    #[serde(default)]
    or_annotation: Option<String>,
    /// Whether they have this value where nothing sets them.
    #[serde(default)]
    by_default: bool,
    /// Whether no test works with it: then it is said too of an agent that nothing configures at all, and where the
    /// name is misspelt.
    #[serde(default)]
    fatal: bool,
}

/// A setting with a value.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Condition {
    /// Its name.
    name: String,
    /// On or off, whether set or by default; without this, that it has no text.
    #[serde(default)]
    on: Option<bool>,
    /// Instead of that, the text that it has.
    #[serde(default)]
    is: Option<String>,
}

impl Holds {
    /// The cases that can be met.
    pub(super) fn cases(&self) -> &'static [&'static str] {
        match (self.by_default, self.fatal) {
            (false, _) => &[],
            (true, false) if !self.overridden_by.is_empty() => &["unset", "value", "overridden"],
            (true, false) => &["unset", "value"],
            (true, true) => &["nothing", "empty", "unset", "misspelt", "prefixed", "value"],
        }
    }

    fn value_case(&self) -> &'static str {
        if self.by_default { "value" } else { "" }
    }

    pub(super) fn judge(&self, agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
        let mut overriding = self.overridden_by.iter();
        if let Some(hit) = overriding.find_map(|it| it.hit(self, "overridden", agent, settings)) {
            return vec![hit.var("agents", agents(agent))];
        }
        let case = self.value_case();
        let is_right = self.unless.iter().any(|it| it.hit(self, case, agent, settings).is_some());
        let is_annotated = self.or_annotation.as_deref().is_some_and(|key| annotates(agent, key));
        if is_annotated || is_right {
            return Vec::new();
        }
        let hits = self.settings.iter().filter_map(|it| it.hit(self, case, agent, settings));
        hits.map(|hit| hit.var("agents", agents(agent))).collect()
    }
}

impl Condition {
    fn hit(
        &self,
        all: &Holds,
        value_case: &'static str,
        agent: &Agent<'_, '_>,
        settings: &Effective,
    ) -> Option<Hit> {
        let fact = setting_named(&self.name)?;
        let held = settings.held(fact);
        let is_off = |on: bool| !settings.is_told(&self.name) || settings.is_on(&self.name) != on;
        match (settings.given(&self.name), &self.is, self.on) {
            (given, Some(text), _) => {
                let is_it = held.value.as_ref().and_then(Value::as_str) == Some(text);
                agent.at_value(given.filter(|_| is_it)?, value_case)
            }
            (_, None, Some(on)) if is_off(on) => None,
            (Some(given), None, Some(_)) if matches!(held.origin, Origin::Variable(_)) => {
                // What can't be read is told of on its own.
                let is_unread = matches!(given.value, Some(Err(_)));
                if is_unread { None } else { agent.at_value(given, value_case) }
            }
            (Some(given), None, None) => at_empty(given, value_case, agent),
            _ => self.unset(all, agent, settings),
        }
    }

    /// A setting that nothing sets: told where the files would tell.
    fn unset(&self, all: &Holds, agent: &Agent<'_, '_>, settings: &Effective) -> Option<Hit> {
        let own = agent.settings;
        let is_told = !own.is_open && !own.has_files && agent.model.objects.complete;
        if !all.by_default || !is_told {
            return None;
        }
        // What is less than fatal is told of as an unknown name.
        if let Some(prefix) = self.prefixed(agent) {
            return prefix.filter(|_| all.fatal);
        }
        if let Some(number) = self.misspelt(agent, settings).filter(|_| own.is_official) {
            let hit = all.fatal.then(|| agent.at_name(number, "misspelt"))??;
            return Some(hit.var("meant", &self.name));
        }
        // An old name of it that has no such value.
        let mut others = all.unless.iter().filter_map(|it| settings.given(&it.name));
        if let Some(given) = others.find(|given| settings.is_told(&given.fact.name)) {
            return agent.at_value(given, all.value_case());
        }
        if self.is_too_new(settings) || (own.is_unconfigured() && !all.fatal) {
            return None;
        }
        Some(self.lacking(agent))
    }

    /// The name under a prefix that makes another name of it, where it would be read without that.
    #[expect(
        clippy::option_option,
        reason = "the name may be there, and the prefix not what spoils it"
    )]
    fn prefixed(&self, agent: &Agent<'_, '_>) -> Option<Option<Hit>> {
        let is_it =
            |var: &&&EnvVar<'_>| var.is_prefixed() && var.declared.text() == Some(&self.name);
        let var = agent.variables.iter().find(is_it)?;
        Some(agent.spoiling_prefix(var).map(|prefix| {
            let hit = Hit::new(prefix.location(), "prefixed").var("name", &var.name);
            hit.var("actual", prefix.text().unwrap_or_default())
        }))
    }

    /// The number of the variable whose name was meant for it.
    fn misspelt(&self, agent: &Agent<'_, '_>, settings: &Effective) -> Option<usize> {
        let name = |unread: &Unread| agent.variables.get(unread.variable).map(|var| &*var.name);
        let is_this = |unread: &&Unread| match unread.reason {
            NotRead::Unknown => {
                name(unread).and_then(|name| meant_by(name, settings)) == Some(self.name.as_str())
            }
            NotRead::Case(name) => name == self.name,
            _ => false,
        };
        settings.not_read.iter().find(is_this).map(|unread| unread.variable)
    }

    /// Whether newer releases only read it, which is told of on its own.
    fn is_too_new(&self, settings: &Effective) -> bool {
        let is_it = |reason: NotRead| matches!(reason, NotRead::TooNew(name) if name == self.name);
        settings.not_read.iter().any(|unread| is_it(unread.reason))
    }

    /// At the container whose environment lacks it.
    fn lacking(&self, agent: &Agent<'_, '_>) -> Hit {
        let is_bare = agent.settings.is_unconfigured();
        if let Some(map) = is_bare.then(|| agent.empty_map()).flatten() {
            return self.empty(map);
        }
        let case = if is_bare { "nothing" } else { "unset" };
        // Whatever spoils the pod or a ConfigMap may be why nothing arrives.
        let maps = agent.model.objects.of_kind("ConfigMap").map(|map| map.root.location());
        let pod = agent.workload.pod.object.root.location();
        let hit = Hit::new(agent.container.key_place("env"), case).var("name", &self.name);
        hit.because_of(maps.chain([pod])).mended_by(self.added(agent))
    }

    /// At the ConfigMap that the container reads, which has nothing.
    fn empty(&self, map: &Object<'_>) -> Hit {
        let name = || map.root.get_path(&["metadata", "name"]).unwrap_or(map.root);
        let at = map.root.entry("data").map_or_else(name, |data| data.key);
        let hit = Hit::new(at.location(), "empty").var("name", &self.name);
        hit.var("actual", map.name()).because_of([map.root.location()])
    }

    /// The setting with the value that is right, among the container's own variables.
    fn added(&self, agent: &Agent<'_, '_>) -> Option<Change> {
        let value = (!self.on?).to_string();
        let title = format!("add `{}` with the value `\"{value}\"` to `env`", self.name);
        let item = Tree::map([("name", Tree::text(&self.name)), ("value", Tree::text(value))]);
        Change::new(title, agent.container.node.with_items_in("env", vec![item])?)
    }
}

/// Whether the pod has an annotation, or was to have it: one that is misspelt or in another place is reported on its own.
fn annotates(agent: &Agent<'_, '_>, key: &str) -> bool {
    let pod = &agent.workload.pod;
    let is_meant = |it: &str| it == key || misdirected(it, &[]).as_deref() == Some(key);
    let own = pod.object.root.get_path(&["metadata", "annotations"]).map(Node::entries);
    let own = own.filter(|_| !pod.is_plain()).unwrap_or_default();
    let read = pod.annotations();
    read.iter().any(|it| is_meant(it.key_text()) && it.value.text() != Some(""))
        || own.iter().any(|it| it.key_text() == key)
}

/// `each of the 400 agents`, as far as the files tell.
fn agents(agent: &Agent<'_, '_>) -> String {
    let replicas = replicas_of(&agent.workload.pod.object).map(|replicas| replicas.count);
    match replicas {
        Some(number) if number > 1 => format!("each of the {}", count(number, "agent")),
        _ => "each agent".to_owned(),
    }
}

fn at_empty(given: &Given, case: &'static str, agent: &Agent<'_, '_>) -> Option<Hit> {
    let is_empty = agent.variable(given)?.text()?.is_empty();
    if is_empty { agent.at_value(given, case) } else { None }
}
