//! The language server in Neovim, set up as docs/editors.md says.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{ROOT, Tools, git, project, snippet, succeed, with_lt_lint};

/// Runs a script in Neovim, in a folder and with a home of its own; gives back what it has seen.
pub(super) fn run(
    tools: &Tools,
    folder: &Path,
    init: Option<&str>,
    script: &str,
    variables: &[(&str, &Path)],
) -> Value {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("init.lua");
    fs::write(&file, init.unwrap_or_default()).unwrap();
    let seen = home.path().join("seen.json");
    let script = Path::new(ROOT).join("tests/clients").join(script);
    let mut command = tools.command("nvim", folder);
    command
        .args(["--headless", "-i", "NONE", "-n", "-u"])
        .arg(&file)
        .arg("-c")
        .arg(format!("luafile {}", script.display()))
        .env("PATH", with_lt_lint())
        .env("SEEN", &seen)
        .envs(variables.iter().copied());
    for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"]
    {
        command.env(variable, home.path());
    }
    let said = succeed(&mut command);
    let seen = fs::read_to_string(&seen).unwrap_or_else(|error| panic!("{error}: {said}"));
    let seen: Value = serde_json::from_str(&seen).unwrap();
    assert_eq!(seen.get("problem"), None, "{seen:#}\n{said}");
    seen
}

#[test]
fn neovim_shows_what_is_found_and_known() {
    let Some(tools) = Tools::find("neovim_shows_what_is_found_and_known") else { return };
    let folder = project();
    succeed(&mut git(folder.path(), &["init", "-q"]));
    let seen = run(&tools, folder.path(), Some(&snippet("lua")), "neovim.lua", &[]);
    assert_eq!(seen["encoding"], "utf-8");
    assert_eq!(seen["found"], "M");
    assert_eq!(seen["line"].as_str().unwrap().trim(), "memory: 150M");
    assert_eq!(seen["severity"], 1);
    let hover = seen["hover"].as_str().unwrap();
    for part in ["low-memory-limit", "OOMKilled", "150,000,000 bytes"] {
        assert!(hover.contains(part), "{hover}");
    }
    assert_eq!(seen["fixed"], "memory: 150Mi");
    assert_eq!(seen["completion"], json!(["scalyr-config"]));
    assert_eq!(seen["hint"], "400 × 5 MB/s = 2 GB/s");
    assert_eq!(seen["definition"], "  name: scalyr-config");
    assert_eq!(seen["code"], 0);
}
