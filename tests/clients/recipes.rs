//! The files that `docs/ci.md` shows, as the programs that read them see them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{ROOT, Tools};

/// The files of the page by name, with something real where the page has a placeholder.
fn files() -> BTreeMap<String, String> {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/ci.md")).unwrap();
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let page = page.replace("COMMIT", commit).replace("OWNER", "owner");
    let blocks = page.split("```yaml\n# ").skip(1).filter_map(|rest| rest.split_once("\n```"));
    let named = blocks.filter_map(|(block, _)| block.split_once('\n'));
    named.map(|(name, text)| (name.to_owned(), format!("{text}\n"))).collect()
}

/// A folder that holds them all.
fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files() {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn the_page_shows_a_file_for_each_place() {
    let names: Vec<String> = files().into_keys().collect();
    let workflows = [".github/workflows/lt-lint-scanning.yml", ".github/workflows/lt-lint.yml"];
    assert_eq!(names, [&workflows[..], &[".gitlab-ci.yml", ".pre-commit-config.yaml"]].concat());
}

#[test]
fn pre_commit_takes_its_configuration() {
    let Some(tools) = Tools::find("pre-commit validate-config") else { return };
    tools.succeed("pre-commit", written().path(), &["validate-config", ".pre-commit-config.yaml"]);
}

#[test]
fn gitlab_and_github_take_theirs() {
    let Some(tools) = Tools::find("check-jsonschema") else { return };
    let folder = written();
    for (schema, file) in [
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
        ("vendor.github-workflows", ".github/workflows/lt-lint.yml"),
        ("vendor.github-workflows", ".github/workflows/lt-lint-scanning.yml"),
    ] {
        tools.succeed("check-jsonschema", folder.path(), &["--builtin-schema", schema, file]);
    }
    let names = [".github/workflows/lt-lint.yml", ".github/workflows/lt-lint-scanning.yml"];
    tools.succeed("actionlint", folder.path(), &names);
    tools.succeed("zizmor", folder.path(), &["--offline", "--no-progress", "."]);
}

#[test]
fn the_recipe_passes_only_inputs_that_the_action_has() {
    let action = fs::read_to_string(Path::new(ROOT).join("action.yml")).unwrap();
    let action: serde_yaml::Value = serde_yaml::from_str(&action).unwrap();
    let mut seen = 0;
    for text in files().values().filter(|text| text.contains("uses: owner/lt-lint@")) {
        let workflow: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        for step in workflow["jobs"]["lint"]["steps"].as_sequence().unwrap() {
            if step["uses"].as_str().unwrap().starts_with("owner/lt-lint@") {
                for name in step["with"].as_mapping().unwrap().keys() {
                    assert!(action["inputs"].get(name).is_some(), "{name:?}");
                    seen += 1;
                }
            }
        }
    }
    assert_eq!(seen, 4);
}

#[test]
fn the_problem_matcher_of_the_editor_reads_a_concise_line() {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/editors.md")).unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    let tasks: serde_json::Value =
        serde_json::from_str(rest.split_once("\n```").unwrap().0).unwrap();
    let pattern = &tasks["tasks"][0]["problemMatcher"]["pattern"];
    let expression = regex_lite::Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
    let line = "k8s/a.yaml:47:26: error[low-memory-limit] memory limit 150M is below 150Mi";
    let found = expression.captures(line).unwrap();
    let group = |name: &str| {
        found.get(usize::try_from(pattern[name].as_u64().unwrap()).unwrap()).unwrap().as_str()
    };
    let names = ["file", "line", "column", "severity", "code", "message"];
    let parts =
        ["k8s/a.yaml", "47", "26", "error", "low-memory-limit", "memory limit 150M is below 150Mi"];
    assert_eq!(names.map(group), parts);
}
