//! `duplicate-object`: two objects of one identity, of which the cluster keeps one.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::discover::STDIN;
use crate::kube::Object;
use crate::source::SourceFile;
use crate::yaml::Node;

use super::{Check, Hit, Input, Scope, Subject};

/// Options of `duplicate-object`: there are none. Variables: `kind`, `name`, `namespace` (in words).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {}

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn variables(&self) -> &'static [&'static str] {
        &["kind", "name", "namespace"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        let mut seen = HashMap::new();
        for object in input.objects.iter() {
            let (Some(name), file) = (name(object), object.root.document().file()) else { continue };
            let Some(source) = input.sources.get(file.0) else { continue };
            let identity = (folder(source), object.group(), object.kind, object.namespace(), object.name());
            let earlier: Option<Node<'_>> = seen.insert(identity, object.root);
            let earlier = earlier.filter(|earlier| !earlier.means_the_same(object.root));
            let Some(first) = earlier.and_then(|earlier| earlier.dig(&["metadata", "name"])) else {
                continue;
            };
            let namespace = object.namespace().map(|name| format!(" in namespace {name}"));
            let hit = Hit::new(name.location(), "").and(first.location(), "first here").about(object);
            let hit = hit.with("kind", object.kind).with("name", object.name());
            hits.push(hit.with("namespace", namespace.unwrap_or_default()));
        }
    }
}

fn name<'a>(object: &Object<'a>) -> Option<Node<'a>> {
    object.root.dig(&["metadata", "name"]).filter(|name| name.text().is_some_and(|text| !text.is_empty()))
}

/// Files of one folder are applied together; those of two may be two tests, or an overlay and its base.
pub(in crate::rule) fn folder(source: &SourceFile) -> &str {
    match source.name.rsplit_once('/') {
        Some((folder, _)) => folder,
        None if source.name == STDIN => STDIN,
        None => "",
    }
}
