//! Turns `rules/` and `facts/` into JSON that is embedded in the binary: YAML takes nine times as
//! long to read. Types aren't known here; a file that isn't YAML fails the build.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut code = table("RULES", Path::new("rules"))?;
    code += &table("FACTS", Path::new("facts"))?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs"), code)?;
    Ok(())
}

/// One static table: name without ending, JSON text; sorted by name.
fn table(name: &str, folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
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
