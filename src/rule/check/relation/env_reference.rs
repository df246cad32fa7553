//! `env-reference`: `$(NAME)` in the value of a variable that nothing replaces, so that it stays as it is written.
//! Source: Kubernetes documentation, Define Dependent Environment Variables.

use std::cell::OnceCell;

use serde::Deserialize;

use crate::agent::settings::is_name;
use crate::closest::Candidates;
use crate::kube::{EnvReference, EnvSource, EnvTarget, EnvVar, Environment};
use crate::text::hint_at;

use crate::model::{Model, near_keys};
use crate::rule::check::{Check, Hit, Scope, Subject};

/// What the names of the agent's settings begin with.
const SETTING: &str = "SCALYR_";

/// EnvReferenceFile of `env-reference`: there are no options. Cases: `later` (the variable is declared further down),
/// `undefined`, `map` (in a ConfigMap, where nothing is replaced, as a setting of the agent). Variables: `name` (of the
/// variable that refers), `reference`, `container`, `hint`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EnvReferenceFile {}

impl Check for EnvReferenceFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["later", "undefined", "map"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "reference", "container", "hint"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let (Some(container), Some(environment)) =
            (subject.container(), subject.environment(&model.objects))
        else {
            return;
        };
        let is_agent = matches!(*subject, Subject::Container(_, one) if one.is_agent);
        let names = OnceCell::new();
        for var in environment.iter() {
            let found = var.references.iter().filter_map(|it| judge(var, it, environment, &names));
            let found = found.chain(in_map(var).filter(|_| is_agent));
            let found = found.map(|hit| {
                let hit = hit.var("container", container.name());
                hit.because_of(near_keys(container.node, "envFrom"))
            });
            hits.extend(found);
        }
    }
}

/// A reference in a ConfigMap's value, which reaches the container as it is written.
fn in_map(var: &EnvVar<'_>) -> Option<Hit> {
    let EnvSource::ConfigMap(_, Some(entry)) = var.source else { return None };
    let text = entry.value.text().filter(|_| var.name.starts_with(SETTING))?;
    let start = text.find("$(")?;
    let (name, _) = text.get(start + 2..)?.split_once(')')?;
    let is_variable = is_name(name) && !name.is_empty() && name == name.to_ascii_uppercase();
    let at = entry.value.fragment(start..start + name.len() + 3);
    let hit = || Hit::new(at, "map").var("name", &var.name).var("reference", name);
    is_variable.then(|| hit().var("hint", "").because_of([entry.value.location()]))
}

fn judge<'e>(
    var: &EnvVar<'_>,
    reference: &EnvReference<'_>,
    all: &'e Environment<'_>,
    names: &OnceCell<Candidates<'e>>,
) -> Option<Hit> {
    if reference.target != EnvTarget::Nothing {
        return None;
    }
    let name = reference.name;
    let node = var.written()?;
    let at = node.fragment(reference.range.clone());
    let hit = |case| Hit::new(at, case).var("name", &var.name).var("reference", name);
    // Nothing before it has the name, so that another of it is further down.
    if let Some(later) = all.get(name).filter(|other| !std::ptr::eq(*other, var)) {
        let hit = hit("later").without(&["hint"]);
        return Some(hit.related(later.declared.location(), "declared here"));
    }
    let declared = || Candidates::new(all.iter().map(|var| var.name.as_str()));
    // A variable that refers to itself means another one.
    let hint = hint_at(names.get_or_init(declared).closest_but(name));
    (is_variable(name) || !hint.is_empty())
        .then(|| hit("undefined").var("hint", hint).because_of([node.location()]))
}

/// Whether a name looks like a variable's: `$(date)` may be meant for a shell that the program hands the value to.
fn is_variable(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit();
    !name.is_empty() && name.bytes().all(is_part)
}
