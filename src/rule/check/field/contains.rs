//! `contains`: a field that has certain items, keys or parts.

use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject};
use crate::source::Location;
use crate::text::{did_you_mean, did_you_mean_any, list};
use crate::yaml::{Kind, Node};

use super::constant::Constants;
use super::target::{On, Target, shown, variables};

/// A list that has certain items, a mapping that has certain keys, or a text that has certain parts. What doesn't exist
/// contains nothing, so an absent field is a hit at the closest key that exists. One finding a field. Variables:
/// `path`, `object`, `container` (with `on: container`), `actual`, `wanted` (the values that are missing), `meant`
/// (the same), `hint` (an item that is close to one of them).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ContainsFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the field; with `[*]` each item must contain the values.
    path: String,
    /// The values, all of which must be there, or a reference to a parameter that holds them.
    values: Constants,
}

#[derive(Debug)]
pub(crate) struct Contains {
    target: Target,
    values: Vec<String>,
}

impl Options for ContainsFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let values = self.values.resolve("values", params)?;
        Ok(Box::new(Contains { target: Target::new(self.on, &self.path, params)?, values }))
    }
}

impl Check for Contains {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "actual", "wanted", "meant")
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        for absence in self.target.absences(subject) {
            let wanted = list(&self.values);
            let hit = self.target.hit(subject, absence.at, "").var("hint", "");
            let hit = hit.var("actual", "nothing").var("meant", &wanted);
            hits.push(hit.var("wanted", wanted));
        }
        for (entry, node) in self.target.found(subject) {
            // A list is long: its key tells which one it is.
            let key = entry.filter(|_| node.kind() != Kind::Scalar).map(|entry| entry.key);
            hits.extend(self.judge(subject, node, key.unwrap_or(node).location()));
        }
    }
}

impl Contains {
    fn judge(&self, subject: &Subject<'_, '_>, node: Node<'_>, at: Location) -> Option<Hit> {
        let parts = parts_of(node);
        let has = |value: &&String| match node.kind() {
            Kind::Scalar => parts.iter().any(|text| text.contains(value.as_str())),
            Kind::Sequence | Kind::Mapping => parts.contains(value),
        };
        let missing: Vec<String> = self.values.iter().filter(|it| !has(it)).cloned().collect();
        if missing.is_empty() {
            return None;
        }
        let unknown = parts.iter().filter(|part| !self.values.contains(part));
        let unknown = unknown.filter(|_| node.kind() != Kind::Scalar);
        let names: Vec<&str> = missing.iter().map(String::as_str).collect();
        let near = unknown.filter_map(|part| did_you_mean(part, &names)).map(str::to_owned);
        let hint = did_you_mean_any(&near.collect::<Vec<_>>());
        let wanted = list(&missing);
        let hit = self.target.hit(subject, at, "").var("hint", hint);
        let hit = hit.var("actual", shown(subject, node)).var("meant", &wanted);
        Some(hit.var("wanted", wanted))
    }
}

/// Texts of a list's items, keys of a mapping, or the one text.
fn parts_of(node: Node<'_>) -> Vec<String> {
    match node.kind() {
        Kind::Scalar => node.sent_text().into_iter().collect(),
        Kind::Sequence => node.items().filter_map(Node::sent_text).collect(),
        Kind::Mapping => node.entries().iter().map(|entry| entry.key_text().to_owned()).collect(),
    }
}
