//! `absent`: a field that may not be there.

use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject};

use super::target::{On, Target, shown, variables};

/// A field that may not be there, whatever its value; `one-of` with `values: [false]` allows it to be false. The
/// place is its key. Variables: `path`, `object`, `container` (with `on: container`), `actual`, `hint` (empty).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AbsentFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the field.
    path: String,
}

#[derive(Debug)]
pub(crate) struct Absent {
    target: Target,
}

impl Options for AbsentFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        Ok(Box::new(Absent { target: Target::new(self.on, &self.path, params)? }))
    }
}

impl Check for Absent {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "actual")
    }

    fn cel(&self) -> Option<String> {
        Some(cel::all(self.target.cel_root(), &self.target.path, &|_| "false".to_owned()))
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        for (entry, node) in self.target.found(subject) {
            let at = entry.map_or_else(|| node.location(), |entry| entry.key.location());
            let hit = self.target.hit(subject, at, "").var("hint", "");
            hits.push(hit.var("actual", shown(subject, node)));
        }
    }
}
