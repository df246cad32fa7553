//! `duplicate-object`: two objects of one identity, of which the cluster keeps one.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::Object;
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// DuplicateObjectFile of `duplicate-object`: there are none. Variables: `kind`, `name`, `namespace` (in words).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DuplicateObjectFile {}

impl Check for DuplicateObjectFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn variables(&self) -> &'static [&'static str] {
        &["kind", "name", "namespace"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let mut seen = HashMap::new();
        for object in model.objects.iter() {
            let (Some(name), file) = (name(object), object.root.document().file()) else {
                continue;
            };
            let Some(source) = model.sources.get(file.0) else {
                continue;
            };
            let identity =
                (source.folder(), object.group(), object.kind, object.namespace(), object.name());
            let earlier: Option<Node<'_>> = seen.insert(identity, object.root);
            let earlier = earlier.filter(|earlier| !earlier.semantic_eq(object.root));
            let Some(first) = earlier.and_then(|earlier| earlier.get_path(&["metadata", "name"]))
            else {
                continue;
            };
            let namespace = object.namespace().map(|name| format!(" in namespace {name}"));
            let hit = Hit::new(name.location(), "")
                .related(first.location(), "first here")
                .in_object(object);
            let hit = hit.var("kind", object.kind).var("name", object.name());
            hits.push(hit.var("namespace", namespace.unwrap_or_default()));
        }
    }
}

fn name<'a>(object: &Object<'a>) -> Option<Node<'a>> {
    object
        .root
        .get_path(&["metadata", "name"])
        .filter(|name| name.text().is_some_and(|text| !text.is_empty()))
}
