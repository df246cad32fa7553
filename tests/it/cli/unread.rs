//! Reports of runs that could not judge what they were asked to: nobody may take one for a clean run.

use std::fs;

use serde_json::Value;

use super::{CLEAN, FAULTY, Folder, SIDECAR};

/// What each format says of the run.
fn reports(folder: &Folder, path: &[&str]) -> Vec<(&'static str, String)> {
    let formats = ["json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"];
    let report = |format| (format, folder.run(&[&["--format", format], path].concat()).out);
    formats.into_iter().map(report).collect()
}

/// Fails where a format doesn't say the reason, or where a reader of it would see a clean run.
#[allow(clippy::indexing_slicing, reason = "a test that fails may panic")]
fn says(folder: &Folder, path: &[&str], place: &str, reason: &str, exit: i32) {
    for (format, out) in reports(folder, path) {
        assert!(out.contains(place) && out.contains(reason), "{format}: {out}");
        match format {
            "json" => {
                let report: Value = serde_json::from_str(&out).unwrap();
                assert_eq!(report["errors"][0]["place"], place);
            }
            "jsonl" => assert!(out.contains("{\"type\":\"error\""), "{out}"),
            "sarif" => {
                let log: Value = serde_json::from_str(&out).unwrap();
                let invocation = &log["runs"][0]["invocations"][0];
                assert_eq!(invocation["executionSuccessful"], false);
                assert_eq!(invocation["exitCode"], exit);
                assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
            }
            "github" => assert!(out.starts_with("::error title=lt-lint::") || exit == 2, "{out}"),
            "gitlab" => {
                let issues: Value = serde_json::from_str(&out).unwrap();
                let issues = issues.as_array().unwrap();
                let unread: Vec<&Value> =
                    issues.iter().filter(|issue| issue["check_name"] == "lt-lint").collect();
                assert_eq!(unread.len(), 1, "{out}");
                assert_eq!(unread[0]["location"]["path"], place);
            }
            "junit" => {
                assert!(out.contains("errors=\"1\"") && out.contains("<error message="), "{out}");
                assert!(!out.contains("no problems"), "{out}");
            }
            "checkstyle" => assert!(out.contains("severity=\"error\""), "{out}"),
            _ => assert!(out.contains("| not checked | why |"), "{out}"),
        }
    }
}

#[test]
fn a_path_that_is_not_there_is_in_every_report() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    says(&folder, &["nope"], "nope", "no such file or folder", 2);
    // The others are still judged.
    says(&folder, &["nope", "a.yaml"], "nope", "no such file or folder", 2);
    let found = folder.run(&["--format", "json", "nope", "a.yaml"]);
    assert_eq!(found.code, 2);
    assert!(found.out.contains("invalid-quantity"), "{}", found.out);
}

#[test]
fn nothing_to_lint_is_in_every_report() {
    let folder = Folder::new(&[("values.yaml", "a: 1\n")]);
    says(&folder, &["."], ".", "no Kubernetes manifests here", 3);
    let allowed = folder.run(&["--format", "sarif", "--allow-empty", "."]).out;
    assert!(allowed.contains("\"executionSuccessful\": true"), "{allowed}");
}

#[test]
fn a_clean_run_is_told_as_one() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    for (format, out) in reports(&folder, &["."]) {
        match format {
            "sarif" => assert!(out.contains("\"executionSuccessful\": true"), "{out}"),
            "junit" => assert!(out.contains("no problems") && out.contains("errors=\"0\"")),
            "gitlab" => assert_eq!(out, "[]\n"),
            "json" => assert!(out.contains("\"errors\": []"), "{out}"),
            _ => assert!(!out.contains("not checked"), "{format}: {out}"),
        }
    }
}

#[test]
fn warnings_fail_no_case_where_errors_alone_count() {
    let folder = Folder::new(&[("a.yaml", &SIDECAR.replace("readOnly: true", "readOnly: false"))]);
    let all = folder.run(&["--format", "junit", "."]).out;
    let errors = folder.run(&["--format", "junit", "--error-on", "error", "."]).out;
    assert!(all.contains("<failure type=\"warning\""), "{all}");
    assert!(errors.contains("<system-out>warning: "), "{errors}");
    assert!(!errors.contains("<failure type=\"warning\""), "{errors}");
    assert_eq!(all.matches("<testcase").count(), errors.matches("<testcase").count());
}

#[test]
fn a_summary_of_a_step_has_a_bound() {
    // A long path makes long lines.
    let path = format!("{0}/{0}/{0}/a.yaml", "folder".repeat(40));
    let pods: String = (0..1500)
        .map(|number| format!("---\n{}", FAULTY.replace("name: a", &format!("name: pod-{number}"))))
        .collect();
    let folder = Folder::new(&[(&path, &pods)]);
    let summary = folder.path().join("summary.md");
    let path = summary.to_str().unwrap();
    let ran = folder.run_with(&[("GITHUB_STEP_SUMMARY", path)], &["--format", "github", "."]);
    assert_eq!(ran.code, 1);
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.len() < 1_000_000, "{}", text.len());
    assert!(text.contains(" more, which are in the log of this step"), "{}", text.len());
}
