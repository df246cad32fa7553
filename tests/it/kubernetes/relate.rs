//! Relations that JSON Schema has no words for, as a keyword of the crate: written from what `overlay.yaml` says of
//! them rather than from lt-lint's code.

use jsonschema::{Keyword, ValidationError};
use serde_json::Value;

use super::formats;

/// The keyword `x-relate`: relations, all of which have to hold.
pub(super) struct Relate(Vec<Value>);

/// Whether JSON Schema says it in its own words.
pub(super) fn is_plain(relation: &Value) -> bool {
    let knows = |test: &Value| {
        let keys = ["field", "is", "not", "format", "written"];
        let known = test.as_object().unwrap().keys().all(|key| keys.contains(&key.as_str()));
        known && test["written"] != Value::Bool(false)
    };
    let tests = relation["here"].as_array().into_iter().flatten();
    let tests = tests.chain([&relation["when"], &relation["then"]]).filter(|test| !test.is_null());
    let is_single = !relation["each"].as_str().unwrap_or_default().contains(['.', '*', '|']);
    is_single && relation["unless"].is_null() && tests.into_iter().all(knows)
}

impl Relate {
    pub(super) fn new(asks: &Value) -> Self {
        Self(asks.as_array().unwrap().clone())
    }

    fn holds(&self, object: &Value) -> bool {
        self.0.iter().all(|relation| relation_holds(relation, object))
    }
}

impl<'i> Keyword<'i> for Relate {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.holds(instance) { Ok(()) } else { Err(ValidationError::custom("a relation")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.holds(instance)
    }
}

fn relation_holds(relation: &Value, object: &Value) -> bool {
    let list = |key: &str| relation[key].as_array().cloned().unwrap_or_default();
    if !list("here").iter().all(|test| test_holds(test, object, object)) {
        return true;
    }
    let items = match relation["each"].as_str() {
        Some(way) => reach(object, way),
        None => vec![object],
    };
    items.into_iter().filter(|item| item.is_object()).all(|item| {
        let asked = relation["when"].is_null() || test_holds(&relation["when"], item, object);
        let excused = list("unless").iter().any(|test| test_holds(test, item, object));
        !asked || excused || test_holds(&relation["then"], item, object)
    })
}

/// What a way leads to that goes through lists.
pub(super) fn reach<'v>(object: &'v Value, way: &str) -> Vec<&'v Value> {
    steps(way).fold(vec![object], |found, key| {
        found.into_iter().flat_map(|value| below(value, &key)).collect()
    })
}

/// Keys of a way; `\\.` is a point in one.
fn steps(way: &str) -> impl Iterator<Item = String> {
    let way = way.replace("\\.", "\u{0}");
    way.split('.').map(|key| key.replace('\u{0}', ".")).collect::<Vec<_>>().into_iter()
}

fn below<'v>(value: &'v Value, key: &str) -> Vec<&'v Value> {
    let found: Vec<&Value> = match (key, value) {
        ("*", Value::Object(entries)) => entries.values().collect(),
        _ => key.split('|').filter_map(|key| value.get(key)).collect(),
    };
    let each = |value: &'v Value| match value {
        Value::Array(items) => items.iter().collect(),
        value => vec![value],
    };
    found.into_iter().flat_map(each).collect()
}

fn at<'v>(value: &'v Value, way: &str) -> Option<&'v Value> {
    steps(way).try_fold(value, |value, key| value.get(&key))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.values().all(is_nothing),
        _ => false,
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn is_one_of(value: Option<&Value>, texts: &Value) -> bool {
    let of = value.filter(|value| !value.is_object() && !value.is_array()).map(text);
    let of = if value.is_none() { Some(String::new()) } else { of };
    texts.as_array().unwrap().iter().any(|one| of.as_deref() == one.as_str())
}

fn test_holds(test: &Value, item: &Value, object: &Value) -> bool {
    let written = at(item, test["field"].as_str().unwrap());
    let value = written.filter(|value| !is_nothing(value));
    let agrees = |asked: &Value, is: bool| asked.as_bool().is_none_or(|asked| asked == is);
    let is_formed = |name: &str| {
        value.and_then(Value::as_str).is_none_or(|text| formats::fits(name, text).unwrap())
    };
    let has_key = |name: &str| {
        let entries = value.and_then(Value::as_object);
        entries.is_some_and(|entries| entries.keys().any(|key| formats::fits(name, key).unwrap()))
    };
    let has_only = |name: &str| {
        let entries = value.and_then(Value::as_object);
        entries.is_none_or(|entries| entries.keys().all(|key| formats::fits(name, key).unwrap()))
    };
    (test["is"].is_null() || is_one_of(value, &test["is"]))
        && (test["not"].is_null() || !is_one_of(value, &test["not"]))
        && agrees(&test["written"], written.is_some())
        && agrees(&test["there"], written.is_some_and(|value| !value.is_null()))
        && test["format"].as_str().is_none_or(is_formed)
        && test["keys"].as_str().is_none_or(has_key)
        && test["all-keys"].as_str().is_none_or(has_only)
        && test["items"].as_str().is_none_or(|name| {
            let items = value.and_then(Value::as_array).into_iter().flatten();
            items.filter_map(Value::as_str).all(|item| formats::fits(name, item).unwrap())
        })
        && value.is_none_or(|value| is_enough(test, value))
        && (test["bytes"].is_null() || is_short(&test["bytes"], value))
        && (test["count"].is_null() || counts(&test["count"], value))
        && (test["between"].is_null() || is_between(&test["between"], value))
        && (test["joins"].is_null() || is_joined(&test["joins"], value, object))
        && (test["rising"].is_null() || rises(value))
        && (test["apart"].is_null() || are_apart(value))
        && (test["marks"].is_null() || are_marks(&test["marks"], value, object))
        && (test["against"].is_null() || goes_with(&test["against"], value, item, object))
}

/// Whether no resource of a webhook's rule is part of another one with a star.
fn are_apart(list: Option<&Value>) -> bool {
    let texts: Vec<&str> =
        list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let has = |text: &str| texts.contains(&text);
    texts.iter().all(|text| match text.split_once('/') {
        None => *text == "*" || !has("*"),
        Some((whole, part)) => {
            (whole == "*" || !has(&format!("*/{part}")))
                && (part == "*" || !has(&format!("{whole}/*")))
        }
    })
}

/// Whether keys with a prefix are right: none of them is refused for what is only warned of.
fn are_marks(marks: &Value, map: Option<&Value>, object: &Value) -> bool {
    let entries = map.and_then(Value::as_object).into_iter().flatten();
    let prefix = marks["prefix"].as_str().unwrap();
    let names: Vec<&Value> = marks["of"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|way| at(object, way.as_str().unwrap())?.as_array())
        .flatten()
        .map(|item| &item["name"])
        .collect();
    let mut marked = entries.filter_map(|(key, value)| Some((key.strip_prefix(prefix)?, value)));
    marked.all(|(name, value)| {
        let fits = value.as_str().is_none_or(|text| {
            marks["values"].as_str().is_none_or(|format| formats::fits(format, text).unwrap())
        });
        fits && (names.is_empty() || names.iter().any(|one| one.as_str() == Some(name)))
    })
}

fn counts(count: &Value, list: Option<&Value>) -> bool {
    let is_meant = |item: &&Value| {
        let value = count["field"].as_str().map_or(Some(*item), |field| item.get(field));
        count["is"].is_null() || value.is_some_and(|value| is_one_of(Some(value), &count["is"]))
    };
    let items = list.and_then(Value::as_array).into_iter().flatten();
    let number = items.filter(is_meant).count() as u64;
    number >= count["least"].as_u64().unwrap_or(0)
        && number <= count["most"].as_u64().unwrap_or(u64::MAX)
}

/// Whether the texts of a mapping aren't too long together.
fn is_short(bytes: &Value, map: Option<&Value>) -> bool {
    let entries = map.and_then(Value::as_object).into_iter().flatten();
    let size = |(key, value): (&String, &Value)| {
        let text = value.as_str().unwrap_or_default();
        let decoded = || data_encoding::BASE64.decode(text.as_bytes()).map_or(0, |it| it.len());
        let value = if bytes["decoded"] == true { decoded() } else { text.len() };
        value + if bytes["keys"] == true { key.len() } else { 0 }
    };
    let all: usize = entries.map(size).sum();
    all as u64 <= bytes["most"].as_u64().unwrap()
}

/// Whether an amount, or each of a mapping, is as large as it has to be.
fn is_enough(test: &Value, value: &Value) -> bool {
    let fits = |value: &Value| {
        let amount = amount(value);
        let is = |bound: &Value, fits: fn(f64, f64) -> bool| {
            amount.zip(bound.as_f64()).is_none_or(|(amount, bound)| fits(amount, bound))
        };
        is(&test["above"], |amount, bound| amount > bound)
            && is(&test["least"], |amount, bound| amount >= bound)
    };
    match value {
        Value::Object(entries) => entries.values().all(fits),
        value => fits(value),
    }
}

fn rises(list: Option<&Value>) -> bool {
    let numbers = list.and_then(Value::as_array).into_iter().flatten().map(Value::as_i64);
    numbers.collect::<Vec<_>>().is_sorted()
}

fn is_between(bounds: &Value, value: Option<&Value>) -> bool {
    let number = value.and_then(Value::as_i64);
    number.is_none_or(|number| {
        bounds[0].as_i64() <= Some(number) && Some(number) <= bounds[1].as_i64()
    })
}

fn is_joined(ways: &Value, value: Option<&Value>, object: &Value) -> bool {
    let part = |way: &Value| at(object, way.as_str().unwrap()).and_then(Value::as_str);
    let parts: Option<Vec<&str>> = ways.as_array().unwrap().iter().map(part).collect();
    parts.zip(value).is_none_or(|(parts, value)| value.as_str() == Some(&parts.join(".")))
}

/// Whether each text is one of a list, or has one of some fields in the mapping of its name.
fn are_given(value: &Value, map: &Value, against: &Value, object: &Value) -> bool {
    let listed = against["of"].as_str().and_then(|way| at(object, way));
    let listed = listed.map(names).unwrap_or_default();
    let has_field = |one: &Value| {
        let some = against["some"].as_array().into_iter().flatten();
        some.filter_map(Value::as_str).any(|field| one.get(field).is_some())
    };
    let is_given = |name: &String| listed.contains(name) || map.get(name).is_none_or(has_field);
    names(value).iter().all(is_given)
}

fn goes_with(against: &Value, value: Option<&Value>, item: &Value, object: &Value) -> bool {
    let Some(value) = value else { return true };
    let way = against["field"].as_str().unwrap();
    let here = at(item, way).filter(|_| against["above"] != Value::Bool(true));
    let other = here.or_else(|| at(object, way));
    let fits = |key: &str| {
        against["keys"].as_str().is_none_or(|format| formats::fits(format, key).unwrap())
    };
    match (against["must"].as_str().unwrap(), value) {
        ("apart", _) => other.is_none_or(|other| {
            let others = match against["of"].as_str() {
                Some(field) => {
                    let items = other.as_array().into_iter().flatten();
                    items.filter_map(|item| at(item, field)).flat_map(names).collect()
                }
                None => names(other),
            };
            names(value).iter().all(|name| !others.contains(name))
        }),
        ("have", _) => {
            let items = other.and_then(Value::as_array).into_iter().flatten();
            let mut items = items.filter(|item| item["name"] == *value);
            let some = against["some"].as_array().unwrap();
            items.next().is_none_or(|item| {
                some.iter().any(|field| !item[field.as_str().unwrap()].is_null())
            })
        }
        ("name", _) => {
            let items = other.and_then(Value::as_array).into_iter().flatten();
            items.into_iter().any(|item| item["name"] == *value)
        }
        ("first", _) => {
            let first = other.and_then(|other| other.get(0));
            first.is_none_or(|first| first == value)
        }
        ("once", _) => {
            let items = other.and_then(Value::as_array).into_iter().flatten();
            items
                .filter(|item| {
                    item.as_object().is_some_and(|fields| fields.values().any(|one| one == value))
                })
                .count()
                < 2
        }
        ("among", _) => {
            other.is_none_or(|other| names(value).iter().all(|name| other.get(name).is_some()))
        }
        ("given", _) => other.is_none_or(|other| are_given(value, other, against, object)),
        ("covers", _) => covers(value, &reach(object, way)),
        ("within", _) => other.is_none_or(|other| {
            names(value).iter().all(|range| is_within(range, &text(other)).unwrap_or(true))
        }),
        (must, Value::Object(entries)) => {
            entries.iter().filter(|(key, _)| fits(key)).all(|(key, value)| {
                compare(must, value, other.and_then(|other| other.get(key)), against)
            })
        }
        (must, value) => compare(must, value, other, against),
    }
}

/// Whether each amount is at least the sum of those that its parts have under the same key.
fn covers(whole: &Value, parts: &[&Value]) -> bool {
    whole.as_object().into_iter().flatten().all(|(key, whole)| {
        let of = parts.iter().filter_map(|part| amount(&part[key]));
        amount(whole).is_none_or(|whole| of.sum::<f64>() <= whole)
    })
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Object(entries) => entries.keys().cloned().collect(),
        Value::String(text) => vec![text.clone()],
        value => value
            .as_array()
            .into_iter()
            .flatten()
            .filter(|item| item.is_string())
            .map(text)
            .collect(),
    }
}

fn compare(must: &str, value: &Value, other: Option<&Value>, against: &Value) -> bool {
    let usual = Some(&against["usual"]).filter(|usual| !usual.is_null());
    let other = other.filter(|other| !is_nothing(other));
    let Some(other) = other.or(usual) else { return against["needed"] != Value::Bool(true) };
    let (Some(value), Some(other)) = (amount(value), amount(other)) else { return true };
    match must {
        "below" => value < other,
        "not-above" => value <= other,
        _ => (value - other).abs() < 1e-9,
    }
}

/// An amount, as exact as the corpus needs it.
pub(super) fn amount(value: &Value) -> Option<f64> {
    let text = text(value);
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let units = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    let scale = match unit.strip_suffix('i') {
        Some(unit) => 1024_f64
            .powi(["", "K", "M", "G", "T", "P", "E"].iter().position(|one| *one == unit)? as i32),
        None if unit.starts_with(['e', 'E']) && unit.len() > 1 => {
            10_f64.powi(unit[1..].parse().ok()?)
        }
        None => 1000_f64.powi(units.iter().position(|one| *one == unit)? as i32 - 3),
    };
    number.parse::<f64>().ok().map(|number| number * scale)
}

/// Whether a range of addresses of four parts is a part of another.
fn is_within(range: &str, of: &str) -> Option<bool> {
    let read = |text: &str| {
        let (address, length) = text.trim().split_once('/')?;
        let parts: Option<Vec<u64>> = address.split('.').map(|part| part.parse().ok()).collect();
        let number = parts?.into_iter().fold(0, |sum, part| sum * 256 + part);
        Some((number, length.parse::<u32>().ok()?))
    };
    let ((inner, narrow), (outer, wide)) = (read(range)?, read(of)?);
    Some(narrow > wide && inner >> (32 - wide) == outer >> (32 - wide))
}
