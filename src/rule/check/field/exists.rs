//! `exists`: a field that has to be there.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::yaml::Path;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Params, Scope, Subject, resolve_as};

/// ExistsFile of `exists`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExistsFile {
    /// The field's path in the container.
    path: String,
}

/// Variables: `path`, `container`. The place is the deepest key of the path that exists.
#[derive(Debug)]
pub struct Exists {
    path: Path,
}

impl ExistsFile {
    pub(in crate::rule::check) fn compile(&self, params: &Params) -> Result<Exists, KeyError> {
        Ok(Exists { path: resolve_as("path", &self.path, params)? })
    }
}

impl Check for Exists {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn variables(&self) -> &'static [&'static str] {
        &["path", "container"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else {
            return;
        };
        if self.path.find(container.node).is_some() {
            return;
        }
        let closest = self.path.closest(container.node);
        let at = closest.map_or_else(|| container.place(), |entry| entry.key.location());
        hits.push(Hit::new(at, "").var("path", &self.path).var("container", container.name()));
    }
}
