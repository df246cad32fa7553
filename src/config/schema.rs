//! The JSON Schema of `.lt-lint.yaml` as editors need it: it takes what lt-lint takes, and knows every rule.

use serde_json::{Map, Value, json};

use crate::kube::schema::KubernetesVersion;
use crate::load::{Form, StatedFact};
use crate::published::identified;
use crate::rule::{Param, Rule, RuleSet, docs};

/// The schema for a project with these rules.
#[must_use]
pub fn schema_with(rules: &RuleSet) -> Value {
    let mut schema = super::file::schema();
    each_text(&mut schema);
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, field) in properties.into_iter().flatten() {
        // A key with nothing after it is a setting that is omitted; a folder must be named.
        if name != "rules-folder" {
            *field = or_nothing(field.take());
        }
    }
    put(&mut schema, "/properties/rules", or_nothing(of_rules(rules, of_rule)));
    put(&mut schema, "/properties/kubernetes-version", kubernetes_version());
    let levels =
        of_rules(rules, |rule| json!({"description": docs::headline(rule), "$ref": LEVEL}));
    put(&mut schema, "/$defs/OverrideConfig/properties/rules", levels);
    for fact in StatedFact::ALL.iter().filter(|fact| fact.form == Form::Whole) {
        let least = u64::from(fact.parse("0").is_err());
        put(
            &mut schema,
            &format!("/$defs/LoadConfig/properties/{}/minimum", fact.key),
            json!(least),
        );
    }
    put(&mut schema, "/type", json!(["object", "null"]));
    identified("config", schema)
}

/// Where the schema has the severities.
const LEVEL: &str = "#/$defs/Level";

/// Replaces what is at a place, or adds it to what is above.
fn put(schema: &mut Value, place: &str, value: Value) {
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
fn or_nothing(schema: Value) -> Value {
    let mut one = schema;
    let fields = one.as_object_mut();
    let about = fields.and_then(|fields| fields.remove("description"));
    let mut either = json!({"anyOf": [one, {"type": "null"}]});
    if let (Some(about), Some(fields)) = (about, either.as_object_mut()) {
        fields.insert("description".to_owned(), about);
    }
    either
}

/// What is text to lt-lint may look like a number or like true and false: `1.33` needs no quotes.
fn each_text(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let is_free = !["enum", "const", "pattern"].iter().any(|key| fields.contains_key(*key));
            match fields.get_mut("type") {
                Some(kind) if is_free && *kind == json!("string") => {
                    *kind = json!(["string", "number", "boolean"]);
                }
                Some(kind) if is_free && *kind == json!(["string", "null"]) => {
                    *kind = json!(["string", "number", "boolean", "null"]);
                }
                _ => {}
            }
            // What the load is has units, and a bare number is rejected where it needs one.
            let others = fields.iter_mut().filter(|(name, _)| *name != "LoadConfig");
            others.for_each(|(_, value)| each_text(value));
        }
        Value::Array(items) => items.iter_mut().for_each(each_text),
        _ => {}
    }
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

/// The versions whose schemas there are, in each of their spellings.
fn kubernetes_version() -> Value {
    let versions: Vec<String> =
        KubernetesVersion::all().map(|version| version.to_string()).collect();
    let numbers: Vec<f64> = versions.iter().filter_map(|version| version.parse().ok()).collect();
    let pattern = format!(r"^v?({})(\.[0-9]+)?$", versions.join("|").replace('.', r"\."));
    json!({"anyOf": [
        {"type": "string", "pattern": pattern, "examples": versions},
        {"enum": numbers},
        {"type": "null"},
    ]})
}
