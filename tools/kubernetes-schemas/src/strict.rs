//! From the types' own schemas to strict ones without prose.

use serde_json::{Map, Value};

/// Types that hold anything at all, though their schemas say `object`.
/// Source: k8s.io/apimachinery RawExtension and FieldsV1, apiextensions JSON.
const ANYTHING: [&str; 3] = [
    "io.k8s.apimachinery.pkg.runtime.RawExtension",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
];

/// Drops descriptions and closes every object whose fields are listed.
pub fn strict(definitions: &mut Value) {
    let Some(definitions) = definitions.as_object_mut() else { return };
    for (name, definition) in definitions {
        if ANYTHING.contains(&name.as_str()) {
            *definition = Value::Object(Map::new());
        }
        // What the server reports is no mistake of the user's: `status: {}` is what kubectl itself writes.
        if name.ends_with("Status") || name.ends_with("Condition") {
            definition.as_object_mut().and_then(|definition| definition.remove("required"));
        }
        close(definition);
    }
}

fn close(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    schema.remove("description");
    if schema.contains_key("properties") {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    for key in ["items", "additionalProperties"] {
        schema.get_mut(key).into_iter().for_each(close);
    }
    let lists =
        ["oneOf"].into_iter().filter_map(|key| schema.remove_entry(key)).collect::<Vec<_>>();
    for (key, mut list) in lists {
        list.as_array_mut().into_iter().flatten().for_each(close);
        schema.insert(key, list);
    }
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flatten().for_each(|(_, property)| close(property));
}
