//! `exists`: a field that has to be there.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Params, Scope, Subject};

use super::target::{On, Target, variables};

/// A field that has to be there. The place is the closest key that exists. Variables: `path`, `object`, `container`
/// (with `on: container`), `key` (what is missing), `hint` (a misspelt key beside it).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExistsFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the field; every branch of `[*]` and `*` has to have it.
    path: String,
}

#[derive(Debug)]
pub(crate) struct Exists {
    target: Target,
}

impl ExistsFile {
    pub(in crate::rule::check) fn compile(&self, params: &Params) -> Result<Exists, KeyError> {
        Ok(Exists { target: Target::new(self.on, &self.path, params)? })
    }
}

impl Check for Exists {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "key")
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        for absence in self.target.absences(subject) {
            let hit = self.target.hit(subject, absence.at, "").var("key", absence.key);
            hits.push(match absence.near {
                None => hit.var("hint", ""),
                Some((near, at)) => hit
                    .var("hint", format!("; is `{near}` a misspelling of `{}`?", absence.key))
                    .related(at, format!("did you mean `{}`?", absence.key)),
            });
        }
    }
}
