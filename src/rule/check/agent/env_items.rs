//! Items of `env`: those that may be no variables, those with a slip in their name, and the agent's variables in
//! another container of its pod.

use crate::closest::distance_within;
use crate::kube::{Container, Environment};
use crate::rule::check::{Hit, Subject};
use crate::source::Location;
use crate::text::{bare, list};
use crate::yaml::{Entry, Kind, Node, Scalar};

/// A container that has variables which the agent lacks.
pub(super) struct Elsewhere<'s, 'a> {
    container: &'s Container<'a>,
    /// The items of its `env` that set them.
    items: Vec<Node<'a>>,
}

impl<'s, 'a> Elsewhere<'s, 'a> {
    /// Another container of the pod, not an agent, that sets all of some variables in its `env`.
    pub(super) fn of(names: &[&str], subject: &Subject<'s, 'a>) -> Option<Self> {
        let Subject::Container(pod, _) = *subject else { return None };
        let others = pod.containers.iter().filter(|it| !it.is_agent).map(|it| &it.container);
        let mut found = others.filter_map(|container| {
            let all: Vec<Node<'a>> = container.node.items_of("env").collect();
            let named =
                |name: &&str| all.iter().find(|item| item.get_text("name") == Some(*name)).copied();
            let items: Option<Vec<Node<'a>>> = names.iter().map(named).collect();
            Some(Self { container, items: items? })
        });
        found.next()
    }

    /// A hit at the first of the variables. All of the agent's are told by those with fields, once.
    pub(super) fn hit(
        &self,
        names: &[&str],
        agent: &Container<'a>,
        has_field: bool,
    ) -> Option<Hit> {
        let (first, others) = self.items.split_first()?;
        let is_field = |item: Node<'_>| {
            let name = item.get_text("name").unwrap_or_default();
            let mut own = agent.node.items_of("env");
            name.starts_with("SCALYR_K8S_")
                && item.get_path(&["valueFrom", "fieldRef"]).is_some()
                && !own.any(|own| own.get_text("name") == Some(name))
        };
        if !has_field && self.container.node.items_of("env").any(is_field) {
            return None;
        }
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let hit = Hit::new(first.location(), "elsewhere")
            .var("container", agent.name())
            .var("near", self.container.name())
            .var("missing", list(&names))
            .var("wanted", list(&names))
            .related(agent.key_place("env"), "not set here");
        Some(others.iter().fold(hit, |hit, item| hit.related(item.location(), "belongs there too")))
    }
}

/// The fields of items of `env` that may be two, or a part of the one before them: a key is there twice, or no name that
/// could be one.
pub(super) fn unclear(container: Node<'_>) -> Vec<Location> {
    let items = container.items_of("env");
    let is_unclear = |item: &Node<'_>| {
        let name = item.get("name").and_then(Node::scalar);
        let is_named = matches!(name, Some(Scalar::String(name)) if !name.is_empty());
        item.kind() == Kind::Mapping && (!item.is_simple() || !is_named)
    };
    let fields = items.filter(is_unclear).flat_map(Node::own_entries);
    let is_scalar = |entry: &Entry<'_>| entry.value.kind() == Kind::Scalar;
    fields
        .flat_map(|entry| [Some(entry.key), Some(entry.value).filter(|_| is_scalar(&entry))])
        .flatten()
        .map(Node::location)
        .collect()
}

/// Names of these with a character too many that nobody sees.
pub(super) fn unseen(names: &[&str], environment: &Environment<'_>) -> Vec<Location> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let unseen = environment.iter().filter(|var| {
        let trimmed = var.name.trim_matches(|c| !is_part(c));
        names.contains(&&*bare(&var.name)) || names.contains(&trimmed)
    });
    unseen.map(|var| var.declared.location()).collect()
}

/// Names of settings share long prefixes: only a slip of a few letters counts as a misspelling.
pub(super) fn is_close(name: &str, meant: &str) -> bool {
    distance_within(&name.to_uppercase(), meant, 3).is_some()
}
