//! What several modules need.

use std::path::Path;
use std::process::{Command, Stdio};

/// Runs lt-lint in a folder, with an empty environment: exit code, standard output and standard error.
pub fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-lint"));
    let output =
        command.env_clear().current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
