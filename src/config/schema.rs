//! What the JSON Schema of `.lt-lint.yaml` says of rules: each by its id, with its parameters.

use serde_json::{Map, Value, json};

use crate::rule::{Param, Rule, RuleSet, docs};

/// The schema for a project with these rules, from that of any project.
#[must_use]
pub fn with_rules(schema: Value, rules: &RuleSet) -> Value {
    let mut schema = schema;
    put(&mut schema, "/properties/rules", or_nothing(of_rules(rules, of_rule)));
    let levels =
        of_rules(rules, |rule| json!({"description": docs::headline(rule), "$ref": LEVEL}));
    put(&mut schema, "/$defs/OverrideConfig/properties/rules", levels);
    schema
}

/// Where the schema has the severities.
const LEVEL: &str = "#/$defs/Level";

/// Replaces what is at a place, or adds it to what is above.
pub(crate) fn put(schema: &mut Value, place: &str, value: Value) {
    let (above, name) = place.rsplit_once('/').unwrap_or(("", place));
    if let Some(fields) = schema.pointer_mut(above).and_then(Value::as_object_mut) {
        let mut value = value;
        let about = fields.get(name).and_then(|old| old.get("description")).cloned();
        if let (Some(about), Some(new)) = (about, value.as_object_mut()) {
            new.entry("description").or_insert(about);
        }
        fields.insert(name.to_owned(), value);
    }
}

/// The same, or an empty value.
pub(crate) fn or_nothing(schema: Value) -> Value {
    let mut one = schema;
    let fields = one.as_object_mut();
    let about = fields.and_then(|fields| fields.remove("description"));
    let mut either = json!({"anyOf": [one, {"type": "null"}]});
    if let (Some(about), Some(fields)) = (about, either.as_object_mut()) {
        fields.insert("description".to_owned(), about);
    }
    either
}

/// A mapping by the ids of all rules.
fn of_rules(rules: &RuleSet, schema: impl Fn(&Rule) -> Value) -> Value {
    let properties: Map<String, Value> =
        rules.iter().map(|rule| (rule.id().to_owned(), schema(rule))).collect();
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

/// What a project may want of a rule.
fn of_rule(rule: &Rule) -> Value {
    let params: Map<String, Value> = rule
        .file()
        .params
        .iter()
        .map(|(name, value)| (name.clone(), of_param(rule.params().get(name), value)))
        .collect();
    let params = json!({"type": "object", "additionalProperties": false, "properties": params});
    json!({
        "description": docs::headline(rule),
        "anyOf": [
            {"$ref": LEVEL},
            {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "severity": {"anyOf": [{"$ref": LEVEL}, {"type": "null"}]},
                    "params": or_nothing(params),
                },
            },
        ],
    })
}

/// The type of a parameter, by the value that it has.
fn of_param(value: Option<&String>, param: &Param) -> Value {
    match param {
        Param::Number(number) => json!({"type": "integer", "default": number}),
        // A quantity may be a bare number.
        Param::Text(text) => {
            json!({"type": ["string", "number", "boolean"], "default": value.unwrap_or(text)})
        }
        Param::List(items) => json!({
            "type": "array",
            "items": {"type": ["string", "number", "boolean"]},
            "default": items,
        }),
    }
}
