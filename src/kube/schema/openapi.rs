//! From the `openAPIV3Schema` of a CustomResourceDefinition to a schema.

use crate::yaml::{Entry, Kind, Node};

use super::constraint::{Bounds, Constraints, End, Options, Pattern};
use super::{Extra, Fields, Format, Schema, Type, Types, Unique};

impl Schema {
    /// Reads a schema. A keyword that isn't understood asks for nothing. Fields that aren't listed are silently
    /// dropped by the API server and rejected by kubectl, unless the schema keeps them.
    #[must_use]
    pub fn from_node(node: Node<'_>) -> Self {
        Self::read(node, true)
    }

    /// Reads a schema; one below `allOf` and the like lists only what it speaks of, so that it isn't closed.
    fn read(node: Node<'_>, closed: bool) -> Self {
        let properties = properties(node, closed);
        let preserve_unknown = node.is_set("x-kubernetes-preserve-unknown-fields");
        let is_closed = closed && !properties.is_empty() && !preserve_unknown;
        let constraints = Constraints::read(node);
        let int_or_string = node.is_set("x-kubernetes-int-or-string");
        let mut schema = Self {
            types: Types(node.get_text("type").and_then(Type::parse).into_iter().collect()),
            properties,
            required: required(node),
            additional_properties: additional_properties(node, closed, is_closed),
            items: node.get("items").map(|items| Box::new(Self::read(items, closed))),
            choices: texts(node, "enum"),
            minimum: bound(node, "minimum", "exclusiveMinimum", 1),
            maximum: bound(node, "maximum", "exclusiveMaximum", -1),
            int_or_string,
            format: format(node, int_or_string),
            custom: true,
            preserve_unknown,
            embedded: node.is_set("x-kubernetes-embedded-resource"),
            nullable: node.is_set("nullable"),
            unique: unique(node).into_iter().collect(),
            constraints: (constraints != Constraints::default()).then(|| Box::new(constraints)),
            ..Self::default()
        };
        if schema.embedded {
            schema.embed();
        }
        schema
    }

    /// An object within an object says what it is.
    /// Source: Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions", RawExtension.
    fn embed(&mut self) {
        let text =
            || Self { types: Types(vec![Type::String]), min_length: Some(1), ..Self::default() };
        for key in ["apiVersion", "kind"] {
            self.properties.written.entry(key.into()).or_insert_with(text);
            if !self.required.iter().any(|name| **name == *key) {
                self.required.push(key.into());
            }
        }
    }
}

impl Constraints {
    fn read(node: Node<'_>) -> Self {
        let size = |key: &str| integer(node, key).and_then(|number| usize::try_from(number).ok());
        let bounds = |least: &str, most: &str| Bounds { least: size(least), most: size(most) };
        let schemas = |key: &str| -> Vec<Schema> {
            let list = node.items_of(key);
            list.map(|schema| Schema::read(schema, false)).collect()
        };
        Self {
            pattern: node.get_text("pattern").and_then(Pattern::parse),
            lowest: End::read(node, "minimum", "exclusiveMinimum"),
            highest: End::read(node, "maximum", "exclusiveMaximum"),
            length: bounds("minLength", "maxLength"),
            items: bounds("minItems", "maxItems"),
            fields: bounds("minProperties", "maxProperties"),
            all_of: schemas("allOf"),
            any_of: Options::new(schemas("anyOf")),
            one_of: Options::new(schemas("oneOf")),
            not: node.get("not").map(|schema| Box::new(Schema::read(schema, false))),
        }
    }
}

fn texts(node: Node<'_>, key: &str) -> Vec<Box<str>> {
    let items = node.items_of(key);
    items.filter_map(|item| item.text().map(Box::from)).collect()
}

fn integer(node: Node<'_>, key: &str) -> Option<i64> {
    i64::try_from(node.get(key)?.as_integer()?).ok()
}

/// A bound of whole numbers, with the number itself out of bounds where the schema says so.
fn bound(node: Node<'_>, key: &str, exclusive: &str, step: i64) -> Option<i64> {
    let bound = integer(node, key)?;
    if node.is_set(exclusive) { bound.checked_add(step) } else { Some(bound) }
}

/// What is there only once in a list that is a map or a set to the API server.
fn unique(node: Node<'_>) -> Option<Unique> {
    let property = |key: &str| node.get("items")?.get("properties")?.get(key);
    let with_default = |key: Box<str>| -> Box<str> {
        let usual = property(&key).and_then(|property| property.get("default")?.sent_text());
        usual.map_or_else(|| key.clone(), |usual| format!("{key}={usual}").into())
    };
    match node.get_text("x-kubernetes-list-type")? {
        "map" => {
            let keys = texts(node, "x-kubernetes-list-map-keys").into_iter();
            Some(Unique::new(keys.map(with_default).collect()))
        }
        "set" => Some(Unique::new(Vec::new())),
        _ => None,
    }
}

fn properties(node: Node<'_>, closed: bool) -> Fields {
    let properties = node.get("properties").map(Node::entries).unwrap_or_default();
    let read = |entry: &Entry<'_>| (entry.key_text().into(), Schema::read(entry.value, closed));
    properties.iter().map(read).collect()
}

/// What a mapping may have beyond its properties; nothing else if it is closed by them.
fn additional_properties(node: Node<'_>, closed: bool, is_closed: bool) -> Option<Extra> {
    match node.get("additionalProperties") {
        Some(value) if value.kind() == Kind::Mapping => {
            Some(Extra::Of(Box::new(Schema::read(value, closed))))
        }
        Some(_) => Some(Extra::Allowed(true)),
        None => is_closed.then_some(Extra::Allowed(false)),
    }
}

/// Fields that must be there. What has a default is filled in before it could be missed.
fn required(node: Node<'_>) -> Vec<Box<str>> {
    let filled_in = |name: &str| {
        let property = node.get("properties").and_then(|properties| properties.get(name));
        property.is_some_and(|property| property.entry("default").is_some())
    };
    let mut required = texts(node, "required");
    required.retain(|name| !filled_in(name));
    required
}

/// How large a number may be. Of a custom resource it isn't read into an IntOrString, which has 32 bits.
fn format(node: Node<'_>, int_or_string: bool) -> Format {
    let is_integer = node.get_text("type") == Some("integer");
    match node.get_text("format") {
        Some("int32") if is_integer => Format::Int32,
        _ if int_or_string || is_integer => Format::Int64,
        _ => Format::Any,
    }
}
