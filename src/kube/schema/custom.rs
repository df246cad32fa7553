//! Kinds that CustomResourceDefinitions of the input bring with them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::kube::{Object, ObjectSet};
use crate::yaml::Node;

use super::{Extra, Schema, Type, Types};

/// Version of a definition that has the schema of a kind, and the schema once it was asked for.
type Written<'a> = (Node<'a>, OnceLock<Box<Schema>>);

/// The kinds of the input's own definitions.
#[derive(Debug, Default)]
pub struct CustomKinds<'a> {
    /// By kind and `apiVersion`.
    kinds: BTreeMap<(String, String), Written<'a>>,
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
        for version in spec.get("versions").map(Node::items).unwrap_or_default() {
            let Some(name) = version.get_text("name") else {
                continue;
            };
            let id = (kind.to_owned(), format!("{group}/{name}"));
            self.kinds.insert(id, (version, OnceLock::new()));
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The schema of a kind; one that is defined without a schema takes anything.
    #[must_use]
    pub fn find(&self, api_version: &str, kind: &str) -> Option<&Schema> {
        if self.is_empty() {
            return None;
        }
        let (written, schema) = self.kinds.get(&(kind.to_owned(), api_version.to_owned()))?;
        Some(schema.get_or_init(|| Box::new(schema_of(*written))))
    }
}

/// Source: Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions", status subresource: what
/// is written of a status that has its own address is dropped before it is checked.
fn schema_of(version: Node<'_>) -> Schema {
    let written = version.get_path(&["schema", "openAPIV3Schema"]);
    let mut schema = written.map_or_else(Schema::default, root_schema);
    let has_own_status = version.get_path(&["subresources", "status"]).is_some();
    if has_own_status && schema.properties.contains_key("status") {
        schema.required.retain(|name| **name != *"status");
        schema.properties.insert("status".into(), Schema::default());
    }
    schema
}

/// The fields that every object has are the API server's own matter.
/// Source: Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions".
fn root_schema(node: Node<'_>) -> Schema {
    let mut schema = Schema::from_node(node);
    let text = || Schema { types: Types(vec![Type::String]), ..Schema::default() };
    for key in ["apiVersion", "kind"] {
        schema.properties.insert(key.into(), text());
    }
    schema.properties.insert(
        "metadata".into(),
        Schema { types: Types(vec![Type::Object]), ..Schema::default() },
    );
    if schema.additional_properties.is_none() && !schema.preserve_unknown {
        schema.additional_properties = Some(Extra::Allowed(false));
    }
    schema
}
