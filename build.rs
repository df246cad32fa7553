//! Embeds `rules/`, `facts/`, the schemas of `schemas/` and the examples of `docs/rules/`: all in one store
//! that is read value by value where it is asked for, since parsing YAML or JSON would take most of a run. Types aren't
//! known here; a file that isn't YAML fails the build.

#[path = "build/kubernetes.rs"]
mod kubernetes;
#[path = "build/relations.rs"]
mod relations;
#[path = "build/store.rs"]
mod store;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value, json};

/// Why the build fails.
type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let root = json!({
        "rules": table(Path::new("rules"))?,
        "facts": facts()?,
        "examples": of_program(examples, "docs/rules")?,
        "schemas": of_program(schemas, "schemas")?,
        "kubernetes": kubernetes::versions(Path::new("schemas/kubernetes"))?,
    });
    println!("cargo:rustc-env=LT_LINT_NEWEST_AGENT_RELEASE={}", newest_agent_release(&root)?);
    store::Store::default().write(&root, Path::new(&env::var("OUT_DIR")?))
}

/// The facts, of which the list of the agent's settings, where one is looked up, is by name.
fn facts() -> Result<Value, Failure> {
    let mut facts = table(Path::new("facts"))?;
    let settings = facts.pointer_mut("/agent~1settings/settings");
    let settings = settings.ok_or("facts/agent/settings.yaml: no list `settings`")?;
    let mut by_name = Map::new();
    for setting in settings.as_array().into_iter().flatten() {
        let name = setting.get("name").and_then(Value::as_str).ok_or("a setting without a name")?;
        by_name.insert(name.to_owned(), setting.clone());
    }
    *settings = by_name.into();
    Ok(facts)
}

/// What only the program shows: a module for a page is smaller without it.
fn of_program(
    read: impl Fn(&Path) -> Result<Value, Failure>,
    folder: &str,
) -> Result<Value, Failure> {
    match env::var_os("CARGO_FEATURE_CLI") {
        Some(_) => read(Path::new(folder)),
        None => Ok(json!({})),
    }
}

/// The JSON Schemas of lt-lint's formats, by name.
fn schemas(folder: &Path) -> Result<Value, Failure> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut all = Map::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(name) = name.strip_suffix(".schema.json") {
            all.insert(name.to_owned(), serde_json::from_str(&fs::read_to_string(&path)?)?);
        }
    }
    Ok(all.into())
}

/// The newest release of the agent in the facts, which the version of lt-lint shows without reading them.
fn newest_agent_release(root: &Value) -> Result<&str, Failure> {
    let releases = root.pointer("/facts/agent~1images/releases").and_then(Value::as_array);
    let newest = releases.and_then(|releases| releases.last()).and_then(Value::as_str);
    newest.ok_or_else(|| "facts/agent/images.yaml: no list `releases`".into())
}

/// The examples on the pages of the rules, by id.
fn examples(folder: &Path) -> Result<Value, Failure> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut all = Map::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let page = fs::read_to_string(&path)?;
        let examples = page.split_once("\n## Examples\n\n");
        let examples = examples.and_then(|(_, rest)| rest.split("\n## ").next());
        if let (Some(id), Some(examples)) = (path.file_stem(), examples) {
            all.insert(id.to_string_lossy().into_owned(), examples.into());
        }
    }
    Ok(all.into())
}

/// The YAML files of a folder by their path in it, without ending.
fn table(folder: &Path) -> Result<Value, Failure> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    let mut table = Map::new();
    for file in files {
        let value: Value = serde_yaml::from_str(&fs::read_to_string(&file)?)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let relative = file.strip_prefix(folder)?.with_extension("");
        table.insert(relative.to_string_lossy().replace('\\', "/"), value);
    }
    Ok(table.into())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
