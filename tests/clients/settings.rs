//! The schema of `.lt-lint.yaml` in yaml-language-server, with Neovim as its client.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{LT_LINT, ROOT, Tools, neovim, succeed};

/// What a list of texts holds.
fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn an_editor_completes_the_settings_and_finds_what_is_wrong() {
    let name = "an_editor_completes_the_settings_and_finds_what_is_wrong";
    let Some(tools) = Tools::find(name) else { return };
    // Patterns of the server don't match below a folder whose name begins with a dot.
    let folder = tempfile::Builder::new().prefix("settings").tempdir().unwrap();
    let schema = folder.path().join("config.schema.json");
    fs::write(&schema, succeed(Command::new(LT_LINT).args(["schema", "config"]))).unwrap();
    let server = "../../npm/node_modules/yaml-language-server/bin/yaml-language-server";
    let seen = neovim::run(
        &tools,
        folder.path(),
        None,
        "settings.lua",
        &[
            ("SCHEMA", &schema),
            ("NODE", &tools.0.join("node")),
            ("YAML_SERVER", &fs::canonicalize(tools.0.join(server)).unwrap()),
        ],
    );
    assert_eq!(texts(&seen["misspelt"]), ["stale-imag: Property stale-imag is not allowed."]);
    let [severity] = texts(&seen["severity"])[..] else { panic!("{seen:#}") };
    assert!(severity.starts_with("warn: Value must be"), "{severity}");
    let rules = texts(&seen["rules"]);
    let files = fs::read_dir(Path::new(ROOT).join("rules")).unwrap().count();
    assert_eq!(rules.len(), files - 1, "every rule but the one that is there");
    assert!(rules.contains(&"low-memory-limit") && !rules.contains(&"stale-image"), "{rules:?}");
    for key in ["rules", "limits", "kubernetes-version", "overrides"] {
        assert!(texts(&seen["keys"]).contains(&key), "{seen:#}");
    }
}
