//! The keywords of `overlay.yaml` that JSON Schema doesn't have, in its own words, or as keywords of the crate.

use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value, json};

use super::{formats, relate};

/// The definition of a value that Go reads as absent.
pub(super) fn nothing() -> Value {
    let inner = json!({"type": "object", "additionalProperties": {"$ref": "#/$defs/nothing"}});
    json!({"anyOf": [{"enum": ["", null, []]}, inner]})
}

/// A list of texts.
fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A value that means one of these texts.
fn among(texts: &[&str]) -> Value {
    let means = |text: &&str| match *text {
        "" => json!({"$ref": "#/$defs/nothing"}),
        text => match serde_json::from_str::<Value>(text) {
            Ok(value) if !value.is_string() => json!({"enum": [value, text]}),
            _ => json!({"const": text}),
        },
    };
    json!({"anyOf": texts.iter().map(means).collect::<Vec<_>>()})
}

/// What holds for a mapping whose field passes a test.
fn test(test: &Value) -> Value {
    let (is, not) = (texts(&test["is"]), texts(&test["not"]));
    let may_be_absent = (is.is_empty() || is.contains(&"")) && !not.contains(&"");
    let mut value = json!({});
    if !is.is_empty() {
        value["allOf"] = json!([among(&is)]);
    }
    if !not.is_empty() {
        value["not"] = among(&not);
    }
    if let Some(format) = test["format"].as_str() {
        value["anyOf"] = json!([{"$ref": "#/$defs/nothing"}, {"format": format}]);
    }
    let whole = test["field"].as_str().unwrap().replace("\\.", "\u{0}");
    let may_be_absent = may_be_absent && test["written"] != true;
    whole.rsplit('.').fold(value, |inner, key| {
        let key = key.replace('\u{0}', ".");
        let required = if may_be_absent { json!([]) } else { json!([key]) };
        json!({"properties": {key: inner}, "required": required})
    })
}

fn relation(relation: &Value) -> Value {
    let then = test(&relation["then"]);
    let asked = match &relation["when"] {
        Value::Null => then,
        when => json!({"if": test(when), "then": then}),
    };
    let here: Vec<Value> = relation["here"].as_array().into_iter().flatten().map(test).collect();
    let under = |asked: Value| match here.as_slice() {
        [] => asked,
        _ => json!({"if": {"allOf": here}, "then": asked}),
    };
    let Some(list) = relation["each"].as_str() else { return under(asked) };
    let each = json!({"properties": {list: {"items": asked}}});
    match relation["several"] {
        Value::Bool(true) => {
            json!({"if": {"required": [list], "properties": {list: {"minItems": 2}}}, "then": each})
        }
        _ => under(each),
    }
}

/// Each pair of fields of which both may not have something in them.
fn pairs<'v>(names: &[&'v str]) -> Vec<(&'v str, &'v str)> {
    let later = |(at, one): (usize, &&'v str)| {
        let one = *one;
        names[at + 1..].iter().map(move |other| (one, *other)).collect::<Vec<_>>()
    };
    names.iter().enumerate().flat_map(later).collect()
}

/// Adds to a schema what its own keywords ask.
pub(super) fn translate(entries: &mut Map<String, Value>) {
    let mut all = Vec::new();
    let exactly = texts(&entries.get("x-exactly-one").cloned().unwrap_or_default()).join(",");
    let at_most = texts(&entries.get("x-at-most-one").cloned().unwrap_or_default()).join(",");
    for (names, needed) in [(exactly, true), (at_most, false)] {
        let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
        for (one, other) in pairs(&names) {
            let there = json!({"not": {"const": ""}});
            all.push(json!({"not": {"required": [one, other], "properties": {one: there, other: there}}}));
        }
        if needed && !names.is_empty() {
            all.push(
                json!({"anyOf": names.iter().map(|name| json!({"required": [name]})).collect::<Vec<_>>()}),
            );
        }
    }
    let relations = entries.get("x-relations").and_then(Value::as_array).cloned();
    // The API server takes what it warns of.
    let refused = relations.into_iter().flatten().filter(|relation| relation["warns"].is_null());
    let (plain, others): (Vec<Value>, Vec<Value>) = refused.partition(relate::is_plain);
    all.extend(plain.iter().map(relation));
    if !others.is_empty() {
        entries.insert("x-relate".to_owned(), others.into());
    }
    if !all.is_empty() {
        assert!(entries.insert("allOf".to_owned(), all.into()).is_none());
    }
}

/// A keyword that compares values with each other.
pub(super) struct Compare {
    asks: Value,
    holds: fn(&Value, &Value) -> bool,
}

impl Compare {
    pub(super) fn not_above(asks: &Value) -> Self {
        Self { asks: asks.clone(), holds: not_above }
    }

    pub(super) fn fits(asks: &Value) -> Self {
        Self { asks: asks.clone(), holds: fits_itself }
    }

    pub(super) fn once(asks: &Value) -> Self {
        Self { asks: asks.clone(), holds: once }
    }

    pub(super) fn amounts(asks: &Value) -> Self {
        Self { asks: asks.clone(), holds: are_whole }
    }

    pub(super) fn unique(asks: &Value) -> Self {
        Self { asks: asks.clone(), holds: unique }
    }
}

/// Whether each of the texts is there once in all of its lists together.
fn once(asks: &Value, object: &Value) -> bool {
    asks.as_array().unwrap().iter().all(|once| {
        let lists = texts(&once["lists"]).into_iter();
        let items = lists.flat_map(|list| relate::reach(object, list));
        let found = items.filter_map(|item| item[once["field"].as_str().unwrap()].as_str());
        let mut found: Vec<&str> = found.filter(|text| !text.is_empty()).collect();
        let count = found.len();
        found.sort_unstable();
        found.dedup();
        found.len() == count
    })
}

/// Whether a field of a schema fits that schema; one that isn't JSON Schema says nothing.
fn fits_itself(field: &Value, schema: &Value) -> bool {
    let value = schema.get(field.as_str().unwrap());
    let refuses = |value| jsonschema::validator_for(schema).is_ok_and(|it| !it.is_valid(value));
    !value.is_some_and(refuses)
}

fn not_above(asks: &Value, object: &Value) -> bool {
    let number = |at: usize| object[asks[at].as_str().unwrap()].as_i64();
    number(0).zip(number(1)).is_none_or(|(low, high)| low <= high)
}

/// Whether amounts are whole of what there is no part of.
fn are_whole(asks: &Value, map: &Value) -> bool {
    let is_of =
        |key: &str| asks["whole"].as_str().is_some_and(|it| formats::fits(it, key).unwrap());
    let whole = |value: &Value| relate::amount(value).is_none_or(|amount| amount.fract() == 0.0);
    let pages = |key: &str, value: &Value| {
        let size = key.strip_prefix("hugepages-").and_then(|size| relate::amount(&size.into()));
        size.zip(relate::amount(value)).is_none_or(|(size, amount)| amount % size == 0.0)
    };
    let entries = map.as_object().into_iter().flatten();
    entries.into_iter().all(|(key, value)| (!is_of(key) || whole(value)) && pages(key, value))
}

fn unique(asks: &Value, list: &Value) -> bool {
    asks.as_array().unwrap().iter().all(|fields| {
        let value = |item: &Value, field: &str| {
            let (name, usual) = field.split_once('=').unwrap_or((field, ""));
            match &item[name] {
                Value::Null => usual.to_owned(),
                Value::Number(zero) if zero.as_i64() == Some(0) => usual.to_owned(),
                Value::String(text) if text.is_empty() => usual.to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }
        };
        let (differing, fields): (Vec<&str>, Vec<&str>) =
            texts(fields).into_iter().partition(|field| field.starts_with('!'));
        let whole = fields.is_empty();
        let of = |item: &Value| {
            if whole {
                vec![item.to_string()]
            } else {
                fields.iter().map(|field| value(item, field)).collect::<Vec<_>>()
            }
        };
        if !differing.is_empty() {
            let Some(list) = list.as_array() else { return true };
            let is_told = |one: &Value, other: &Value| {
                !of(one)[0].is_empty()
                    && of(one) == of(other)
                    && differing.iter().any(|field| one[&field[1..]] != other[&field[1..]])
            };
            return list.iter().all(|one| !list.iter().any(|other| is_told(one, other)));
        }
        let items = list.as_array().into_iter().flatten().map(of);
        let mut items: Vec<Vec<String>> = items.filter(|values| !values[0].is_empty()).collect();
        let count = items.len();
        items.sort();
        items.dedup();
        items.len() == count
    })
}

impl<'i> Keyword<'i> for Compare {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if (self.holds)(&self.asks, instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("values that don't go together"))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        (self.holds)(&self.asks, instance)
    }
}
