//! Kinds that CustomResourceDefinitions of the input bring with them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::kube::{Object, ObjectSet};
use crate::yaml::Node;

use super::{Catalogue, Extra, Schema, Type, Types, Violation, walk};

/// A version of a definition.
#[derive(Debug)]
struct Written<'a> {
    /// The number of its definition.
    definition: usize,
    version: Node<'a>,
    /// Its schema, once it was asked for.
    schema: OnceLock<Box<Schema>>,
}

/// The kinds of the input's own definitions.
#[derive(Debug, Default)]
pub struct CustomKinds<'a> {
    /// By kind and `apiVersion`.
    kinds: BTreeMap<(String, String), Written<'a>>,
    /// The definitions, each with whether it is sound, once that was asked.
    definitions: Vec<(Object<'a>, OnceLock<bool>)>,
}

impl<'a> CustomKinds<'a> {
    /// Collects the definitions among `objects`.
    #[must_use]
    pub fn new(objects: &ObjectSet<'a>) -> Self {
        let mut custom = Self::default();
        for object in objects.of_kind("CustomResourceDefinition") {
            custom.add(object);
        }
        custom
    }

    fn add(&mut self, object: &Object<'a>) {
        let Some(spec) = object.root.get("spec") else {
            return;
        };
        let (Some(group), Some(kind)) =
            (spec.get_text("group"), spec.get_path(&["names", "kind"]).and_then(Node::text))
        else {
            return;
        };
        let definition = self.definitions.len();
        self.definitions.push((*object, OnceLock::new()));
        for version in spec.items_of("versions") {
            let Some(name) = version.get_text("name") else {
                continue;
            };
            let id = (kind.to_owned(), format!("{group}/{name}"));
            let written = Written { definition, version, schema: OnceLock::new() };
            self.kinds.insert(id, written);
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The kinds of an `apiVersion`.
    pub fn kinds_in(&self, api_version: &str) -> impl Iterator<Item = &str> {
        self.kinds.keys().filter(move |(_, other)| other == api_version).map(|(kind, _)| &**kind)
    }

    /// The `apiVersion`s that have a kind.
    pub fn versions_of(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.kinds.keys().filter(move |(other, _)| other == kind).map(|(_, version)| &**version)
    }

    /// The schema of a kind; one that is defined without a schema takes anything, and so does one with a mistake in its
    /// definition, which may be the cause of whatever seems wrong with the objects.
    #[must_use]
    pub fn find(&self, api_version: &str, kind: &str, catalogue: &Catalogue) -> Option<&Schema> {
        if self.is_empty() {
            return None;
        }
        let written = self.kinds.get(&(kind.to_owned(), api_version.to_owned()))?;
        let (definition, known) = self.definitions.get(written.definition)?;
        let read = || {
            let is_sound = *known.get_or_init(|| is_sound(definition, catalogue));
            if is_sound { schema_of(written.version, catalogue) } else { Schema::default() }
        };
        Some(written.schema.get_or_init(|| Box::new(read())))
    }
}

/// Whether a definition says what was meant, as far as its shape tells.
fn is_sound(definition: &Object<'_>, catalogue: &Catalogue) -> bool {
    let schema = catalogue.find(definition.api_version, definition.kind);
    let violations = schema.map(|schema| walk(definition.root, schema, catalogue));
    violations.is_none_or(|all| !all.iter().any(Violation::is_of_shape))
        && !definition.root.tree().any(Node::repeats_a_key)
}

/// Source: Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions", status subresource: what
/// is written of a status that has its own address is dropped before it is checked, but for fields that nobody knows.
fn schema_of(version: Node<'_>, catalogue: &Catalogue) -> Schema {
    let written = version.get_path(&["schema", "openAPIV3Schema"]);
    let root = |node| root_schema(node, catalogue);
    let mut schema = written.map_or_else(Schema::default, root);
    let has_own_status = version.get_path(&["subresources", "status"]).is_some();
    if let Some(status) = schema.properties.written.get_mut("status").filter(|_| has_own_status) {
        schema.required.retain(|name| **name != *"status");
        *status = known_fields(std::mem::take(status));
    }
    schema
}

/// What a schema says of the fields that there are, and nothing of their values.
fn known_fields(schema: Schema) -> Schema {
    let below = |schema: Box<Schema>| Box::new(known_fields(*schema));
    let properties = schema.properties.written.into_iter();
    Schema {
        properties: properties.map(|(name, inner)| (name, known_fields(inner))).collect(),
        items: schema.items.map(below),
        additional_properties: schema.additional_properties.map(|extra| match extra {
            Extra::Of(inner) => Extra::Of(below(inner)),
            Extra::Allowed(is_allowed) => Extra::Allowed(is_allowed),
        }),
        preserve_unknown: schema.preserve_unknown,
        embedded: schema.embedded,
        ..Schema::default()
    }
}

/// The fields that every object has are the API server's own matter: the name looks as that of most kinds.
/// Source: Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions".
fn root_schema(node: Node<'_>, catalogue: &Catalogue) -> Schema {
    let mut schema = Schema::from_node(node);
    let text = || Schema { types: Types(vec![Type::String]), ..Schema::default() };
    for key in ["apiVersion", "kind"] {
        schema.properties.written.insert(key.into(), text());
    }
    let metadata =
        catalogue.reference("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.named-custom");
    schema.properties.written.insert("metadata".into(), metadata);
    if !schema.required.iter().any(|name| **name == *"metadata") {
        schema.required.push("metadata".into());
    }
    if schema.additional_properties.is_none() && !schema.preserve_unknown {
        schema.additional_properties = Some(Extra::Allowed(false));
    }
    schema
}
