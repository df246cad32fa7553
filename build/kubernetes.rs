//! The schemas of Kubernetes, of which the files of older versions hold what differs.

use std::collections::BTreeMap;
use std::path::Path;
use std::{cmp, fs};

use serde_json::{Map, Value, json};

use crate::{Failure, relations};

/// The versions, the newest first: their name, their definitions, and by `apiVersion` and kind the number of a kind's
/// definition.
pub(crate) fn versions(folder: &Path) -> Result<Value, Failure> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut versions = Vec::new();
    let (mut kinds, mut definitions) = (Table::new(), Table::new());
    for (minor, file) in files(folder)? {
        change(&mut kinds, file.get("kinds"))?;
        change(&mut definitions, file.get("definitions"))?;
        versions.push(json!({
            "name": format!("1.{minor}"),
            "definitions": Map::from_iter(definitions.clone()),
            "kinds": numbered(&kinds, &definitions)?,
        }));
    }
    Ok(Value::Array(versions))
}

/// Values by name.
type Table = BTreeMap<String, Value>;

fn numbered(kinds: &Table, definitions: &Table) -> Result<Value, Failure> {
    let mut by_version: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (kind, definition) in kinds {
        let (api_version, kind) = kind.split_once(' ').ok_or("a kind without a version")?;
        let number =
            definitions.keys().position(|name| definition == name).ok_or("no definition")?;
        by_version.entry(api_version).or_default().insert(kind.to_owned(), number.into());
    }
    Ok(json!(by_version))
}

/// The files of all versions, the newest first.
fn files(folder: &Path) -> Result<Vec<(u32, Value)>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        println!("cargo:rerun-if-changed={}", path.display());
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let minor = name.strip_suffix(".json").and_then(|stem| stem.strip_prefix("1."));
        if let Some(minor) = minor {
            let mut file = serde_json::from_str(&fs::read_to_string(&path)?)?;
            relations::prepare(&mut file);
            files.push((minor.parse()?, file));
        }
    }
    files.sort_by_key(|(minor, _)| cmp::Reverse(*minor));
    Ok(files)
}

/// Makes of a version's table that of the next older one; null stands for what that doesn't have.
fn change(table: &mut Table, change: Option<&Value>) -> Result<(), Failure> {
    for (name, value) in change.and_then(Value::as_object).ok_or("not a table")? {
        match value {
            Value::Null => table.remove(name),
            value => table.insert(name.clone(), value.clone()),
        };
    }
    Ok(())
}
