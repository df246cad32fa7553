//! What the types lack, from the overlay into the definitions.

use std::collections::BTreeSet;
use std::error::Error;

use serde_json::{Map, Value};

type Outcome = Result<(), Box<dyn Error>>;

/// The overlay's facts, and which of their places a version has.
pub struct Facts<'o> {
    groups: &'o [Value],
    found: BTreeSet<String>,
    absent: BTreeSet<String>,
}

impl<'o> Facts<'o> {
    /// Every group of facts has to name its source.
    pub fn new(facts: &'o Value) -> Result<Self, Box<dyn Error>> {
        let groups = facts.as_array().ok_or("the overlay has no list `facts`")?;
        if let Some(group) = groups.iter().find(|group| !group["source"].is_string()) {
            return Err(format!("facts without a source: {group}").into());
        }
        Ok(Self { groups, found: BTreeSet::new(), absent: BTreeSet::new() })
    }

    /// Adds them to the definitions of a minor version; what that version doesn't have needs no fact.
    pub fn add_to(&mut self, definitions: &mut Value, minor: u32) -> Outcome {
        let types = definitions.clone();
        let holds = |group: &&Value| group["since"].as_u64().is_none_or(|it| it <= minor.into());
        for group in self.groups.iter().filter(holds) {
            for (name, change) in
                group["definitions"].as_object().ok_or("facts without `definitions`")?
            {
                let definition = definitions.get_mut(name).and_then(Value::as_object_mut);
                if let Some(definition) = self.known(name, definition) {
                    self.merge(name, definition, change, &types)?;
                }
            }
        }
        Ok(())
    }

    /// A fact that counts in no version is a slip of the overlay.
    pub fn all_count(&self) -> Outcome {
        match self.absent.difference(&self.found).next() {
            Some(place) => Err(format!("no version has {place}").into()),
            None => Ok(()),
        }
    }

    fn known<T>(&mut self, place: &str, found: Option<T>) -> Option<T> {
        let places = if found.is_some() { &mut self.found } else { &mut self.absent };
        places.insert(place.to_owned());
        found
    }

    fn merge(
        &mut self,
        place: &str,
        schema: &mut Map<String, Value>,
        change: &Value,
        types: &Value,
    ) -> Outcome {
        own(place, schema, types)?;
        for (key, value) in change.as_object().ok_or_else(|| format!("{place} isn't a mapping"))? {
            let inner = format!("{place}.{key}");
            let lacks = || format!("{inner}: the type has none");
            match key.as_str() {
                "properties" => {
                    let properties =
                        schema.get_mut(key).and_then(Value::as_object_mut).ok_or_else(lacks)?;
                    for (name, change) in value.as_object().ok_or("properties isn't a mapping")? {
                        let place = format!("{inner}.{name}");
                        let field = properties.get_mut(name).and_then(Value::as_object_mut);
                        if let Some(field) = self.known(&place, field) {
                            self.merge(&place, field, change, types)?;
                        }
                    }
                }
                "items" | "additionalProperties" => {
                    let below =
                        schema.get_mut(key).and_then(Value::as_object_mut).ok_or_else(lacks)?;
                    self.merge(&inner, below, value, types)?;
                }
                "x-relations" => extend(schema, key, value),
                "required" => require(schema, value),
                "optional" => excuse(schema, value),
                _ => {
                    schema.insert(key.clone(), value.clone());
                }
            }
        }
        Ok(())
    }
}

/// A fact about a field holds for that field alone, not for every field of its type.
fn own(place: &str, schema: &mut Map<String, Value>, types: &Value) -> Outcome {
    let Some(reference) = schema.remove("$ref") else { return Ok(()) };
    let name = reference
        .as_str()
        .and_then(|reference| reference.strip_prefix("#/$defs/"))
        .unwrap_or_default();
    let of_type = types[name].as_object().filter(|of_type| !of_type.contains_key("properties"));
    schema.extend(of_type.ok_or_else(|| format!("{place}: {name} has fields of its own"))?.clone());
    Ok(())
}

fn extend(schema: &mut Map<String, Value>, key: &str, values: &Value) {
    let list = schema.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    let Some(list) = list.as_array_mut() else { return };
    list.extend(values.as_array().into_iter().flatten().cloned());
}

fn require(schema: &mut Map<String, Value>, names: &Value) {
    let required = schema.entry("required").or_insert_with(|| Value::Array(Vec::new()));
    let Some(required) = required.as_array_mut() else { return };
    required.extend(names.as_array().into_iter().flatten().cloned());
    required.sort_by_key(Value::to_string);
    required.dedup();
}

fn excuse(schema: &mut Map<String, Value>, names: &Value) {
    let names: Vec<&Value> = names.as_array().into_iter().flatten().collect();
    let required = schema.get_mut("required").and_then(Value::as_array_mut);
    required.into_iter().for_each(|required| required.retain(|name| !names.contains(&name)));
}
