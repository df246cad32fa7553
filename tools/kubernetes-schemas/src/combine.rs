//! Joins the dumps of all versions with the overlay and writes them: the newest version whole, each
//! older one as its difference to the next.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::names;

type Table = BTreeMap<String, Value>;

/// Writes `FOLDER/<version>.json` for each dump.
pub fn combine(overlay: &str, folder: &str, dumps: &[&str]) -> Result<(), Box<dyn Error>> {
    let overlay: Value = serde_yaml::from_str(&fs::read_to_string(overlay)?)?;
    let mut versions = Vec::new();
    for path in dumps {
        let mut dump: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
        let kinds = dump["kinds"].clone();
        apply(&overlay, &mut dump["definitions"])?;
        names::name(&overlay["names"], &kinds, &mut dump["definitions"])?;
        let minor: u32 = dump["version"].as_str().and_then(|text| text.strip_prefix("1.")).ok_or("no version")?.parse()?;
        versions.push((minor, table(&dump["kinds"]), table(&dump["definitions"])));
    }
    versions.sort_by_key(|(minor, ..)| std::cmp::Reverse(*minor));
    for (at, (minor, kinds, definitions)) in versions.iter().enumerate() {
        let newer = at.checked_sub(1).and_then(|newer| versions.get(newer));
        let text = match newer {
            None => format!("{{\n{},\n{}\n}}\n", section("kinds", kinds), section("definitions", definitions)),
            Some((base, newer_kinds, newer_definitions)) => format!(
                "{{\n\"base\": \"1.{base}\",\n{},\n{}\n}}\n",
                section("kinds", &difference(newer_kinds, kinds)),
                section("definitions", &difference(newer_definitions, definitions))
            ),
        };
        fs::write(Path::new(folder).join(format!("1.{minor}.json")), text)?;
    }
    Ok(())
}

fn table(value: &Value) -> Table {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What the older version has otherwise; null for what it doesn't have.
fn difference(newer: &Table, older: &Table) -> Table {
    let changed = older.iter().filter(|(key, value)| newer.get(*key) != Some(value));
    let mut table: Table = changed.map(|(key, value)| (key.clone(), value.clone())).collect();
    table.extend(newer.keys().filter(|key| !older.contains_key(*key)).map(|key| (key.clone(), Value::Null)));
    table
}

/// A line each, so that a change reads well.
fn section(name: &str, table: &Table) -> String {
    let mut out = format!("\"{name}\": {{");
    for (at, (key, value)) in table.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\n{}: {value}", Value::from(key.as_str()));
    }
    out + "\n}"
}

/// Adds what the overlay says. A name that no version has is refused by [`combine`]'s caller: it would be
/// a fact that never counts.
fn apply(overlay: &Value, definitions: &mut Value) -> Result<(), Box<dyn Error>> {
    for group in overlay["facts"].as_array().ok_or("the overlay has no list `facts`")? {
        let types = definitions.clone();
        group["source"].as_str().ok_or_else(|| format!("a fact without a source: {group}"))?;
        for (name, change) in group["definitions"].as_object().ok_or("facts without `definitions`")? {
            let Some(definition) = definitions.get_mut(name).and_then(Value::as_object_mut) else { continue };
            merge(name, definition, change, &types)?;
        }
    }
    Ok(())
}

fn merge(place: &str, schema: &mut Map<String, Value>, change: &Value, types: &Value) -> Result<(), Box<dyn Error>> {
    // A fact about a field holds for that field alone, not for every field of its type.
    if let Some(reference) = schema.remove("$ref") {
        let name = reference.as_str().and_then(|reference| reference.strip_prefix("#/$defs/")).unwrap_or_default();
        let of_type = types[name].as_object().filter(|of_type| !of_type.contains_key("properties"));
        schema.extend(of_type.ok_or_else(|| format!("{place}: {name} has fields of its own"))?.clone());
    }
    for (key, value) in change.as_object().ok_or_else(|| format!("{place} isn't a mapping"))? {
        let place = format!("{place}.{key}");
        match key.as_str() {
            "properties" => {
                let properties = schema.get_mut(key).and_then(Value::as_object_mut);
                let properties = properties.ok_or_else(|| format!("{place}: the type has none"))?;
                for (name, change) in value.as_object().ok_or("properties isn't a mapping")? {
                    // A field that this version doesn't have needs no fact.
                    let Some(field) = properties.get_mut(name).and_then(Value::as_object_mut) else { continue };
                    merge(&format!("{place}.{name}"), field, change, types)?;
                }
            }
            "items" | "additionalProperties" => {
                let inner = schema.get_mut(key).and_then(Value::as_object_mut);
                merge(&place, inner.ok_or_else(|| format!("{place}: the type has none"))?, value, types)?;
            }
            "required" => {
                let required = schema.entry("required").or_insert_with(|| Value::Array(Vec::new()));
                let required = required.as_array_mut().ok_or("required isn't a list")?;
                required.extend(value.as_array().into_iter().flatten().cloned());
                required.sort_by_key(Value::to_string);
                required.dedup();
            }
            "optional" => {
                let names: Vec<&Value> = value.as_array().into_iter().flatten().collect();
                let required = schema.get_mut("required").and_then(Value::as_array_mut);
                required.into_iter().for_each(|required| required.retain(|name| !names.contains(&name)));
            }
            _ => {
                schema.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(())
}
