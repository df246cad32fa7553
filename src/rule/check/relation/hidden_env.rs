//! `hidden-env`: variables of a container that hide an earlier one. The API server takes them, so no schema says it.

use std::collections::HashMap;

use serde::Deserialize;

use crate::fix::Change;
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// HiddenEnvFile of `hidden-env`: there are no options. Variables: `name`, `container`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HiddenEnvFile {}

impl Check for HiddenEnvFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn changes(&self) -> &'static [&'static str] {
        &[""]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "container"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(pod) = subject.pod().map(|facts| &facts.pod) else {
            return;
        };
        for container in &pod.containers {
            let found = hidden(container.node).into_iter();
            hits.extend(found.map(|hit| hit.var("container", container.name())));
        }
    }
}

/// Variables that hide an earlier one, be it with the same value. One that builds on the earlier value (`$(PATH):/opt`) is
/// on purpose; source: the API server's warnings about pods.
fn hidden(container: Node<'_>) -> Vec<Hit> {
    let mut seen: HashMap<&str, (Node<'_>, Node<'_>)> = HashMap::new();
    let mut hits = Vec::new();
    let list = container.get("env");
    for variable in list.map(Node::items).unwrap_or_default() {
        let Some((node, name)) = variable.get("name").and_then(|node| Some((node, node.text()?)))
        else {
            continue;
        };
        let Some((first, before)) = seen.insert(name, (node, variable)) else {
            continue;
        };
        let reference = format!("$({name})");
        let value = variable.get_text("value").unwrap_or_default();
        let builds_on_it = value.contains(&reference) && value != reference;
        if name.is_empty() || builds_on_it {
            continue;
        }
        let hit = Hit::new(node.location(), "").var("name", name);
        let edit = list.and_then(|list| list.without_item(before));
        let change = Change::new(format!("remove the first `{name}`, which has no effect"), edit);
        let hit = hit.related(first.location(), "has no effect").mended_by(change);
        hits.push(hit.because_of([variable.location()]));
    }
    hits
}
