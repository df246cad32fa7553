//! What all JSON Schemas that lt-lint publishes have in common.

use serde_json::Value;

/// A schema with its `$id`, by the name of what it describes.
pub(crate) fn identified(name: &str, schema: Value) -> Value {
    let mut schema = schema;
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("$id".to_owned(), format!("urn:lt-lint:schema:{name}").into());
    }
    schema
}
