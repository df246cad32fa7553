//! Asks a real kubectl how it reads manifests.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Deserializer;
use serde_json::value::RawValue;
use tempfile::TempDir;

/// An object of this kind stands behind each text, to tell whose output is whose.
const MARKER: &str = "apiVersion: example.com/v1\nkind: Marker\n";

/// What kubectl made of a text.
#[derive(Debug, Default, Clone)]
pub(crate) struct Answer {
    /// The objects that it would send, each as it writes it.
    pub objects: Vec<Box<RawValue>>,
    /// Why it refused the text, or the rest of it.
    pub refused: Option<String>,
}

/// The kubectl to ask: `LT_LINT_KUBECTL`, or the one that `.ci/kubectl` fetches.
pub(crate) fn kubectl() -> Option<PathBuf> {
    let named = env::var_os("LT_LINT_KUBECTL").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from("target/tools/kubectl"))).filter(|path| path.is_file())
}

/// One answer for each text, by a patch of nothing, which needs no cluster.
pub(crate) fn ask(kubectl: &Path, texts: &[String]) -> Vec<Answer> {
    let folder = TempDir::new().unwrap();
    for (at, text) in texts.iter().enumerate() {
        fs::write(folder.path().join(format!("{at:05}-a.yaml")), text).unwrap();
        fs::write(folder.path().join(format!("{at:05}-b.yaml")), MARKER).unwrap();
    }
    let mut command = Command::new(kubectl.canonicalize().unwrap());
    command.args([
        "patch",
        "--local",
        "--dry-run=client",
        "--type=merge",
        "--patch={}",
        "--output=json",
    ]);
    command.arg("--filename").arg(folder.path());
    command.env_clear().env("HOME", folder.path()).env("KUBECONFIG", folder.path().join("none"));
    let output = command.output().unwrap();
    let mut answers = objects(&String::from_utf8(output.stdout).unwrap());
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert_eq!(answers.len(), texts.len(), "kubectl stopped before the end: {complaints}");
    for (at, refused) in refusals(&complaints) {
        answers[at].refused = Some(refused);
    }
    answers
}

/// The objects of each text; a marker ends it.
fn objects(output: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut open = Answer::default();
    for object in Deserializer::from_str(output).into_iter::<Box<RawValue>>() {
        let object = object.unwrap();
        if object.get().contains("\n    \"kind\": \"Marker\"") {
            answers.push(std::mem::take(&mut open));
        } else {
            open.objects.push(object);
        }
    }
    answers
}

/// Each complaint with the number of its text, without its file.
fn refusals(complaints: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for line in complaints.lines() {
        if let Some((before, after)) = line.split_once("-a.yaml") {
            let number = before.rsplit('/').next().unwrap().parse().unwrap();
            found.push((number, after.trim_start_matches(['"', ':', ' ']).to_owned()));
        } else {
            let (_, text) = found
                .last_mut()
                .filter(|_| line.starts_with(' '))
                .unwrap_or_else(|| panic!("{line}"));
            text.push('\n');
            text.push_str(line);
        }
    }
    found
}
