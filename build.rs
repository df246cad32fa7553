//! Turns `rules/` and `facts/` into JSON that is embedded in the binary: YAML takes nine times as
//! long to read. Types aren't known here; a file that isn't YAML fails the build. The schemas of
//! `schemas/kubernetes/` become tables, so that only the definitions in use are ever read.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut code = table("RULES", Path::new("rules"))?;
    code += &table("FACTS", Path::new("facts"))?;
    code += &pages(Path::new("docs/rules"))?;
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(folder.join("embedded.rs"), code)?;
    fs::write(folder.join("kubernetes.rs"), kubernetes(Path::new("schemas/kubernetes"))?)?;
    Ok(())
}

/// The pages of the rules by id, of which `explain` shows the examples.
fn pages(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut pages = Texts::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(id) = path.file_stem().and_then(|stem| stem.to_str()) {
            pages.insert(id.to_owned(), fs::read_to_string(&path)?);
        }
    }
    let rows: String =
        pages.iter().map(|(id, page)| format!("    ({id:?}, {page:?}),\n")).collect();
    Ok(format!("pub(crate) static PAGES: &[(&str, &str)] = &[\n{rows}];\n"))
}

/// One static table: name without ending, JSON text; sorted by name.
fn table(name: &str, folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    // By name without the ending: `a` before `a-b`.
    files.sort_by_key(|file| file.with_extension(""));
    let mut code = format!("pub(crate) static {name}: &[(&str, &str)] = &[\n");
    for file in files {
        let text = fs::read_to_string(&file)?;
        let value: serde_json::Value =
            serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let relative = file.strip_prefix(folder)?.with_extension("");
        let key = relative.to_string_lossy().replace('\\', "/");
        code += &format!("    ({key:?}, {:?}),\n", value.to_string());
    }
    Ok(code + "];\n")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
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

/// JSON texts by name.
type Texts = BTreeMap<String, String>;

/// Every definition once, and a table for each version that tells which of them it has.
fn kubernetes(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut numbers: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut all = String::new();
    let mut versions = String::new();
    let (mut kinds, mut definitions) = (Texts::new(), Texts::new());
    for (minor, file) in kubernetes_files(folder)? {
        change(&mut kinds, file.get("kinds"))?;
        change(&mut definitions, file.get("definitions"))?;
        versions += &format!("    Version {{ name: \"1.{minor}\", definitions: &[");
        for (name, text) in &definitions {
            let next = numbers.len();
            let number = *numbers.entry((name.clone(), text.clone())).or_insert_with(|| {
                all += &format!("    ({name:?}, {text:?}),\n");
                next
            });
            versions += &format!("{number}, ");
        }
        versions += "], kinds: &[";
        for (kind, definition) in &kinds {
            let (api_version, kind) = kind.split_once(' ').ok_or("a kind without a version")?;
            let definition: String = serde_json::from_str(definition)?;
            let number =
                definitions.keys().position(|name| *name == definition).ok_or("no definition")?;
            versions += &format!("({api_version:?}, {kind:?}, {number}), ");
        }
        versions += "] },\n";
    }
    Ok(format!(
        "static DEFINITIONS: &[(&str, &str)] = &[\n{all}];\nstatic VERSIONS: &[Version] = &[\n{versions}];\n"
    ))
}

/// The files of all versions, the newest first.
fn kubernetes_files(folder: &Path) -> Result<Vec<(u32, serde_json::Value)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        println!("cargo:rerun-if-changed={}", path.display());
        let stem = path
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_suffix(".json"));
        let Some(minor) = stem.and_then(|stem| stem.strip_prefix("1.")) else {
            continue;
        };
        files.push((minor.parse()?, serde_json::from_str(&fs::read_to_string(&path)?)?));
    }
    files.sort_by_key(|(minor, _)| std::cmp::Reverse(*minor));
    Ok(files)
}

/// Makes of a version's table that of the next older one; null means what that doesn't have.
fn change(table: &mut Texts, change: Option<&serde_json::Value>) -> Result<(), Box<dyn Error>> {
    for (name, value) in change.and_then(serde_json::Value::as_object).ok_or("not a table")? {
        match value {
            serde_json::Value::Null => table.remove(name),
            value => table.insert(name.clone(), value.to_string()),
        };
    }
    Ok(())
}
