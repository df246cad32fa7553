//! `exists`: a field that must be there.

use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject};

use super::inheritance::Inheritance;
use super::target::{On, Target, variables};

/// A field that must be there. The place is the closest key that exists. Variables: `path`, `object`, `container`
/// (with `on: container`), `key` (what is missing), `hint` (a misspelt key next to it).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExistsFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the field; every branch of `[*]` and `*` must have it.
    path: String,
    /// Whether an amount of a resource may as well be the pod's as a whole, or the default of a LimitRange.
    #[serde(default)]
    inherited: bool,
}

#[derive(Debug)]
pub(crate) struct Exists {
    target: Target,
    inherited: Option<Inheritance>,
}

impl Options for ExistsFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let target = Target::new(self.on, &self.path, params)?;
        let inherited = Inheritance::new(self.inherited, &target)?;
        Ok(Box::new(Exists { target, inherited }))
    }
}

impl Check for Exists {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "key")
    }

    fn cel(&self) -> Option<String> {
        let own = cel::exists(self.target.cel_root(), &self.target.path);
        Some(match &self.inherited {
            Some(_) => format!("{own} || {}", cel::exists("variables.pod", &self.target.path)),
            None => own,
        })
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        if self.inherited.as_ref().is_some_and(|it| !it.amounts(subject, model).is_empty()) {
            return;
        }
        for absence in self.target.absences(subject) {
            let hit = self.target.hit(subject, absence.at, "").var("key", absence.key);
            // What is misspelt isn't missing.
            let gap = absence.missing.filter(|_| absence.near.is_none());
            let hit = Hit { gap, ..hit }.because_of(absence.elsewhere);
            hits.push(match absence.near {
                None => hit.var("hint", ""),
                Some((near, at)) => hit
                    .var("hint", format!("; is `{near}` a misspelling of `{}`?", absence.key))
                    .related(at, format!("did you mean `{}`?", absence.key)),
            });
        }
    }
}
