//! The extension for Visual Studio Code: it starts the server, and each of its settings is one that it reads.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{ROOT, Tools, succeed, with_lt_lint};

#[test]
fn the_extension_starts_the_server_and_stops_it() {
    let Some(tools) = Tools::find("the_extension_starts_the_server_and_stops_it") else { return };
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen.json");
    let mut command = tools.command("node", folder.path());
    command.arg(Path::new(ROOT).join("tests/clients/vscode.js"));
    command.arg(Path::new(ROOT).join("editors/vscode"));
    command.env("PATH", with_lt_lint()).env("SEEN", &seen);
    let said = succeed(&mut command);
    let seen = fs::read_to_string(&seen).unwrap_or_else(|error| panic!("{error}: {said}"));
    let seen: Value = serde_json::from_str(&seen).unwrap();
    assert_eq!(
        seen,
        json!({
            "id": "lt-lint",
            "name": "lt-lint",
            "transport": 0,
            "selector": [
                { "scheme": "file", "language": "yaml" },
                { "scheme": "file", "language": "json" },
            ],
            "server": "lt-lint",
            "code": 0,
        })
    );
}
