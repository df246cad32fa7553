//! The schema of `.lt-lint.yaml` as editors need it: it takes what lt-lint takes.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::config::{
    LimitsConfig, LoadConfig, LongForm, RuleConfig, RulesFolders, or_nothing, put,
};
use crate::finding::Level;
use crate::kube::schema::KubernetesVersion;
use crate::limits::{LimitType, Limits};
use crate::load::{Form, StatedFact};

/// The schema as the types have it, with what they can't say: the facts' least numbers, the versions, and that a key
/// with nothing after it is a setting that is omitted.
pub(super) fn refined(schema: Value) -> Value {
    let mut schema = schema;
    each_text(&mut schema);
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, field) in properties.into_iter().flatten() {
        // A folder must be named.
        if name != "rules-folder" {
            *field = or_nothing(field.take());
        }
    }
    put(&mut schema, "/properties/kubernetes-version", kubernetes_version());
    for fact in StatedFact::ALL.iter().filter(|fact| fact.form == Form::Whole) {
        let least = u64::from(fact.parse("0").is_err());
        let place = format!("/$defs/LoadConfig/properties/{}/minimum", fact.key);
        put(&mut schema, &place, json!(least));
    }
    put(&mut schema, "/type", json!(["object", "null"]));
    schema
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
            // What the load and the limits are has units, and a bare number is rejected where it needs one.
            let has_units = ["LimitsConfig", "LoadConfig"];
            let others = fields.iter_mut().filter(|(name, _)| !has_units.contains(&name.as_str()));
            others.for_each(|(_, value)| each_text(value));
        }
        Value::Array(items) => items.iter_mut().for_each(each_text),
        _ => {}
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

impl JsonSchema for RuleConfig {
    fn schema_name() -> Cow<'static, str> {
        "RuleConfig".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (short, long) =
            (generator.subschema_for::<Level>(), generator.subschema_for::<LongForm>());
        json_schema!({
            "description": "Settings of one rule: a severity, or severity and parameters.",
            "anyOf": [short, long],
        })
    }
}

impl JsonSchema for RulesFolders {
    fn schema_name() -> Cow<'static, str> {
        "RulesFolders".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (one, several) =
            (generator.subschema_for::<String>(), generator.subschema_for::<Vec<String>>());
        json_schema!({ "anyOf": [one, several] })
    }
}

impl JsonSchema for LimitsConfig {
    fn schema_name() -> Cow<'static, str> {
        "LimitsConfig".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let property = |name: &&str| {
            let facts = Limits::facts(name)?;
            let about = format!("{} By default {}.", facts.about, facts.value);
            let schema = match Limits::type_of(name)? {
                LimitType::Count => json_schema!({"type": "integer", "minimum": 0}),
                LimitType::Release | LimitType::Rate => json_schema!({"type": "string"}),
                LimitType::Memory => json_schema!({"type": ["string", "number"]}),
            };
            let mut schema = schema.to_value();
            schema.as_object_mut()?.insert("description".to_owned(), about.into());
            Some(((*name).to_owned(), schema))
        };
        let properties: Map<_, _> = Limits::NAMES.iter().filter_map(property).collect();
        json_schema!({"type": "object", "additionalProperties": false, "properties": properties})
    }
}

impl JsonSchema for LoadConfig {
    fn schema_name() -> Cow<'static, str> {
        "LoadConfig".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let property = |fact: &StatedFact| {
            let about = fact.about;
            let schema = match fact.form {
                Form::Text => json!({"type": ["string", "null"], "description": about}),
                Form::Whole => {
                    json!({"type": ["integer", "null"], "minimum": 0, "description": about})
                }
                Form::Quantity => json!({
                    "anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}],
                    "description": about,
                }),
                Form::Choice(names) => json!({
                    "anyOf": [{"enum": names}, {"type": "null"}],
                    "description": about,
                }),
            };
            (fact.key.to_owned(), schema)
        };
        let properties: Map<_, _> = StatedFact::ALL.iter().map(property).collect();
        json_schema!({"type": "object", "additionalProperties": false, "properties": properties})
    }
}
