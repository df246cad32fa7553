//! The action and the workflows of this repository, as linters of GitHub Actions see them.

use std::fs;
use std::path::Path;

use super::{ROOT, Tools};

fn workflows() -> Vec<String> {
    let folder = fs::read_dir(Path::new(ROOT).join(".github/workflows")).unwrap();
    let mut names: Vec<String> = folder
        .map(|entry| format!(".github/workflows/{}", entry.unwrap().file_name().display()))
        .collect();
    names.sort();
    assert_eq!(names.len(), 4);
    names
}

#[test]
fn the_schemas_of_github_are_met() {
    let Some(tools) = Tools::find("check-jsonschema") else { return };
    let root = Path::new(ROOT);
    tools.succeed(
        "check-jsonschema",
        root,
        &["--builtin-schema", "vendor.github-actions", "action.yml"],
    );
    let names = workflows();
    let names = names.iter().map(String::as_str);
    let args: Vec<&str> =
        ["--builtin-schema", "vendor.github-workflows"].into_iter().chain(names).collect();
    tools.succeed("check-jsonschema", root, &args);
    let wrong = tempfile::tempdir().unwrap();
    fs::write(wrong.path().join("action.yml"), "name: a\nruns: {using: composite}\n").unwrap();
    let ran = tools.run(
        "check-jsonschema",
        wrong.path(),
        &["--builtin-schema", "vendor.github-actions", "action.yml"],
    );
    assert_eq!(ran.code, 1, "{}", ran.text);
}

#[test]
fn zizmor_has_nothing_against_them() {
    let Some(tools) = Tools::find("zizmor") else { return };
    let args =
        ["--offline", "--no-progress", "--persona", "pedantic", "--min-severity", "low", "."];
    let text = tools.succeed("zizmor", Path::new(ROOT), &args);
    for name in workflows().iter().map(String::as_str).chain(["action.yml"]) {
        assert!(text.contains(&format!("completed ./{name}")), "{name} wasn't read: {text}");
    }
}

#[test]
fn actionlint_has_nothing_against_them() {
    let Some(tools) = Tools::find("actionlint") else { return };
    let text = tools.succeed("actionlint", Path::new(ROOT), &["-no-color", "-verbose"]);
    for name in workflows() {
        assert!(text.contains(&name), "{name} wasn't read: {text}");
    }
}

#[test]
fn both_linters_see_text_of_others_in_a_shell() {
    let Some(tools) = Tools::find("zizmor and actionlint") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".github/workflows/bad.yml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = fs::read_to_string(Path::new(ROOT).join(".github/workflows/test.yml")).unwrap();
    fs::write(
        &file,
        text.replace("- run: bash .ci/run", "- run: echo ${{ github.event.issue.title }}"),
    )
    .unwrap();
    for (name, args, part) in [
        ("zizmor", &["--offline", "--no-progress", "."][..], "error[template-injection]"),
        ("actionlint", &["-no-color", ".github/workflows/bad.yml"], "is potentially untrusted"),
    ] {
        let ran = tools.run(name, folder.path(), args);
        assert!(ran.code != 0 && ran.text.contains(part), "{name}: {}", ran.text);
    }
}

#[test]
fn what_is_used_is_pinned_and_no_permission_is_given_to_all_jobs() {
    for name in workflows() {
        let text = fs::read_to_string(Path::new(ROOT).join(&name)).unwrap();
        assert!(text.contains("\npermissions: {}\n"), "{name}");
        for line in
            text.lines().filter(|line| line.contains("uses: ") && !line.contains("uses: ./"))
        {
            let (_, pin) = line.split_once('@').unwrap();
            let (sha, version) = pin.split_once(" # v").unwrap_or_else(|| panic!("{name}: {line}"));
            assert!(
                sha.len() == 40 && sha.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{name}: {line}"
            );
            assert!(version.split('.').count() == 3, "{name}: {line}");
        }
    }
}
