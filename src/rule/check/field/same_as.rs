//! `same-as`: a field that has the value of another one.

use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject, resolve_as};
use crate::yaml::{Node, Path};

use super::amount::{Scale, Unit};
use super::target::{On, Target, Value, not_single, shown, variables};

/// A field that has the value of another one of the same object, pod or container. Amounts are compared as such:
/// `1000m` of CPU is `1`. Where one of them is absent there is no hit. Variables: `path`, `object`, `container` (with
/// `on: container`), `other` (the other path), `actual`, `wanted` (the other's value), `meant` (the same), `hint`
/// (empty).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SameAsFile {
    /// What the paths start from.
    #[serde(default)]
    on: On,
    /// Path of the field.
    path: String,
    /// Path of the other one.
    other: String,
    /// What both are amounts of; by the field's name when omitted.
    #[serde(default)]
    unit: Option<Unit>,
}

#[derive(Debug)]
pub(crate) struct SameAs {
    target: Target,
    other: Path,
    scale: Scale,
}

impl Options for SameAsFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let target = Target::new(self.on, &self.path, params)?;
        let other: Path = resolve_as("other", &self.other, params)?;
        if !other.is_single() {
            return Err(not_single(&other).under("other"));
        }
        let scale = Scale::new(self.unit, &target.path, None);
        Ok(Box::new(SameAs { target, other, scale }))
    }
}

impl Check for SameAs {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "other", "actual", "wanted", "meant")
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let root = self.target.root(subject);
        let Some(other) = root.and_then(|root| self.other.find(root)) else {
            return;
        };
        for (_, node) in self.target.found(subject) {
            if self.are_same(node, other) {
                continue;
            }
            let wanted = shown(subject, other);
            let hit = self.target.hit(subject, node.location(), "").var("hint", "");
            let hit =
                hit.related(other.location(), "the other field").because_of([other.location()]);
            let hit = hit.var("other", &self.other).var("actual", shown(subject, node));
            hits.push(hit.var("meant", &wanted).var("wanted", wanted));
        }
    }
}

impl SameAs {
    fn are_same(&self, one: Node<'_>, other: Node<'_>) -> bool {
        let (one_value, other_value) = (Value::whole(one), Value::whole(other));
        let amounts = self.scale.read(&one_value).zip(self.scale.read(&other_value));
        let same_text = one_value.text.is_some() && one_value.text == other_value.text;
        same_text
            || one.semantic_eq(other)
            || amounts.is_some_and(|((_, one), (_, other))| one == other)
    }
}
