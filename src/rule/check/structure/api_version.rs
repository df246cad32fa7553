//! `api-version`: kinds that Kubernetes no longer serves, or advises against.

use serde::Deserialize;

use crate::kube::schema::Catalogue;
use crate::kube::{Object, OldApi, deprecated_api, needs, removed_api};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// ApiVersionFile of `api-version`. Cases: `replaced`, `gone` (nothing takes its place). Variables: `api`,
/// `kind`, `since` (a release of Kubernetes), `instead`, `successor` (the kind to use instead), `needs`
/// (what else must change), `advice`, `kubernetes` (the version in use).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ApiVersionFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// The version of Kubernetes in use doesn't serve it.
    Removed,
    /// It is served, with a warning.
    Deprecated,
}

impl Check for ApiVersionFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["replaced", "gone"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["replaced"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["api", "kind", "since", "instead", "successor", "needs", "advice", "kubernetes"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        hits.extend(model.objects.iter().filter_map(|object| self.judge(object, model.schemas)));
    }
}

impl ApiVersionFile {
    fn judge(&self, object: &Object<'_>, catalogue: &Catalogue) -> Option<Hit> {
        let old = match self.report {
            Find::Removed => removed_api(object, catalogue)?,
            Find::Deprecated => deprecated_api(object, catalogue)?,
        };
        let node = object.root.get("apiVersion")?;
        let hit = match &old.instead {
            Some(instead) => Hit::new(node.location(), "replaced").var("instead", instead),
            None => Hit::new(node.location(), "gone").var("advice", &old.advice),
        };
        let needs = also_needed(object, old);
        // Another kind has other fields, and fields that are missing have no value yet.
        let is_all = needs.is_empty() && old.successor.is_none();
        let change = old.instead.as_deref().filter(|_| is_all).and_then(|it| node.rewritten(it));
        let hit = hit.var("api", object.api_version).var("kind", object.kind).var("needs", needs);
        let hit = hit.var("since", &old.since).var("kubernetes", catalogue.version);
        let hit = hit.var("successor", old.successor.as_deref().unwrap_or(object.kind));
        Some(hit.mended_by(change).in_object(object))
    }
}

/// What the new version asks for and the object lacks, as the end of a sentence: `, and add …`.
fn also_needed(object: &Object<'_>, old: &OldApi) -> String {
    let needs = old.instead.as_deref().map(|instead| needs(object, instead)).unwrap_or_default();
    if needs.is_empty() { needs } else { format!(", and add {needs}") }
}
