//! Joins the dumps of all versions with the overlay and writes them: the newest version whole, each
//! older one as its difference to the next.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::facts::Facts;
use crate::names;

type Table = BTreeMap<String, Value>;

/// Writes `FOLDER/<version>.json` for each dump.
pub fn combine(overlay: &str, folder: &str, dumps: &[&str]) -> Result<(), Box<dyn Error>> {
    let overlay: Value = serde_yaml::from_str(&fs::read_to_string(overlay)?)?;
    let mut facts = Facts::new(&overlay["facts"])?;
    let mut versions = Vec::new();
    for path in dumps {
        let mut dump: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
        let kinds = dump["kinds"].clone();
        let minor: u32 = dump["version"]
            .as_str()
            .and_then(|text| text.strip_prefix("1."))
            .ok_or("no version")?
            .parse()?;
        facts.add_to(&mut dump["definitions"], minor)?;
        names::name(&overlay["names"], &kinds, &mut dump["definitions"])?;
        versions.push((minor, table(&dump["kinds"]), table(&dump["definitions"])));
    }
    facts.all_count()?;
    versions.sort_by_key(|(minor, ..)| std::cmp::Reverse(*minor));
    for (at, (minor, kinds, definitions)) in versions.iter().enumerate() {
        let newer = at.checked_sub(1).and_then(|newer| versions.get(newer));
        let text = match newer {
            None => {
                format!(
                    "{{\n{},\n{}\n}}\n",
                    section("kinds", kinds),
                    section("definitions", definitions)
                )
            }
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
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// What the older version has otherwise; null for what it doesn't have.
fn difference(newer: &Table, older: &Table) -> Table {
    let changed = older.iter().filter(|(key, value)| newer.get(*key) != Some(value));
    let mut table: Table = changed.map(|(key, value)| (key.clone(), value.clone())).collect();
    table.extend(
        newer.keys().filter(|key| !older.contains_key(*key)).map(|key| (key.clone(), Value::Null)),
    );
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
