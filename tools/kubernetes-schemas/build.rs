//! Lists every kind that k8s-openapi has for the chosen version: the crate itself keeps no list.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=Cargo.lock");
    let enabled = (33..=99).filter(|minor| env::var(format!("CARGO_FEATURE_V1_{minor}")).is_ok());
    let [minor] = enabled.collect::<Vec<_>>()[..] else {
        return Err("choose one of the features v1_…".into());
    };
    let root = sources()?.join(format!("src/v1_{minor}"));
    let mut types = Vec::new();
    collect(&root, "k8s_openapi", &mut types)?;
    types.sort();
    let mut code = format!("const VERSION: &str = \"1.{minor}\";\n");
    let calls: String = types.iter().map(|name| format!("    add::<{name}>(dump);\n")).collect();
    code += &format!("fn add_all(dump: &mut Dump) {{\n{calls}}}\n");
    code += &format!(
        "fn decode(api_version: &str, kind: &str, value: Value) -> Result<Option<Value>, String> {{\n{}    Ok(None)\n}}\n",
        types
            .iter()
            .map(|name| format!(
                "    if names::<{name}>(api_version, kind) {{ return read::<{name}>(value); }}\n"
            ))
            .collect::<String>()
    );
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("kinds.rs"), code)?;
    Ok(())
}

/// The folder of k8s-openapi's sources.
fn sources() -> Result<PathBuf, Box<dyn Error>> {
    let metadata = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", &env::var("TARGET")?, "--manifest-path"])
        .arg(PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("Cargo.toml"))
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages
        .filter(|one| one["name"] == "k8s-openapi")
        .find_map(|one| one["manifest_path"].as_str());
    let manifest = Path::new(manifest.ok_or("cargo metadata knows no k8s-openapi")?);
    Ok(manifest.parent().ok_or("no folder")?.to_owned())
}

/// Adds the path of every type that is a kind; a folder is a module.
fn collect(folder: &Path, module: &str, types: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let name = path.file_name().ok_or("no name")?.to_string_lossy().into_owned();
            collect(&path, &format!("{module}::{name}"), types)?;
            continue;
        }
        for line in fs::read_to_string(&path)?.lines() {
            let name = line
                .strip_prefix("impl crate::Resource for ")
                .and_then(|rest| rest.strip_suffix(" {"));
            types.extend(name.map(|name| format!("{module}::{name}")));
        }
    }
    Ok(())
}
