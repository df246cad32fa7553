//! `exported`: objects in files that carry the version that a cluster has given them.
//! Source: Kubernetes API conventions, resourceVersion; k8s.io/apiserver, "resourceVersion should not be set on objects
//! to be created".

use serde::Deserialize;

use crate::fix::Change;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::yaml::Node;

/// Field that only the API server writes.
const VERSION: &str = "resourceVersion";

/// ExportedFile of `exported`: there are no options. Variables: `actual` (the version), `object`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExportedFile {}

impl Check for ExportedFile {
    fn scope(&self) -> Scope {
        Scope::Object
    }

    fn changes(&self) -> &'static [&'static str] {
        &[""]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["actual", "object"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(object) = subject.object() else { return };
        // What is piped in may be a look at a cluster, where every object has one.
        let is_file = |at: Node<'_>| {
            model.sources.get(at.location().file.0).is_some_and(crate::source::SourceFile::is_file)
        };
        let Some(metadata) = object.root.get("metadata") else { return };
        let Some(entry) = metadata.entry(VERSION).filter(|entry| is_file(entry.key)) else {
            return;
        };
        let Some(actual) = entry.value.text().filter(|text| !text.is_empty()) else { return };
        let edit = metadata.removing(entry.key);
        let change = edit.and_then(|edit| Change::new(format!("remove `{VERSION}`"), [edit]));
        let hit = Hit::new(entry.key.location(), "").var("actual", actual);
        hits.push(hit.mended_by(change).var("object", object.title()));
    }
}
