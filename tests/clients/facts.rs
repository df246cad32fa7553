//! Proposals of new facts: what `tools/agent-releases` makes of a registry's tags, and of git and gh.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ROOT, Ran, Tools};

/// A checkout of the facts and the tool, with the pages of a registry beside it.
struct Checkout {
    folder: tempfile::TempDir,
    tools: Tools,
}

impl Checkout {
    /// With tags page by page; none where the programs aren't installed.
    fn new(test: &str, pages: &[&[&str]]) -> Option<Self> {
        let tools = Tools::find(test)?;
        let checkout = Self { folder: tempfile::tempdir().unwrap(), tools };
        for file in [
            "facts/agent/images.yaml",
            "tools/agent-releases/propose.py",
            "tools/agent-releases/request",
        ] {
            let to = checkout.path("repository").join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(Path::new(ROOT).join(file), to).unwrap();
        }
        for (number, tags) in pages.iter().enumerate() {
            let next = (number + 1 < pages.len()).then(|| checkout.page(number + 1));
            let results: Vec<_> = tags.iter().map(|tag| serde_json::json!({"name": tag})).collect();
            let page = serde_json::json!({"count": 1, "next": next, "results": results});
            fs::write(checkout.path(&format!("page{number}.json")), page.to_string()).unwrap();
        }
        Some(checkout)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn page(&self, number: usize) -> String {
        format!("file://{}", self.path(&format!("page{number}.json")).display())
    }

    fn images(&self) -> String {
        fs::read_to_string(self.path("repository/facts/agent/images.yaml")).unwrap()
    }

    fn propose(&self) -> Ran {
        let first = self.page(0);
        let args = ["tools/agent-releases/propose.py", "facts/agent/images.yaml", &first];
        self.tools.run("python", &self.path("repository"), &args)
    }

    /// A command in the checkout, with a `gh` that writes its arguments down and GitHub as a folder.
    fn command(&self, program: &str, args: &[&str]) -> String {
        let paths = [
            self.path("bin"),
            PathBuf::from("/usr/local/bin"),
            PathBuf::from("/usr/bin"),
            PathBuf::from("/bin"),
        ];
        let output = Command::new(program)
            .args(args)
            .current_dir(self.path("repository"))
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("REPOSITORY", "a/b")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", self.path("github").display()))
            .env("GIT_CONFIG_VALUE_0", "https://github.com/a/b")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        text
    }
}

#[test]
fn new_tags_are_added_in_their_order() {
    let first: &[&str] = &["latest", "2.2.23", "2.2.23-ubuntu", "2.2.23-ubi9", "2.3.0", "2.2.22"];
    let second: &[&str] = &["2.2.5", "1.9.9", "2.2.22-rc1", "v9", "2.2", "2.0.31"];
    let Some(checkout) = Checkout::new("propose", &[first, second]) else { return };
    let before = checkout.images();
    let ran = checkout.propose();
    assert_eq!(ran.code, 0, "{}", ran.text);
    assert!(ran.text.starts_with("The registry has 2.2.5, 2.2.23, 2.3.0, which"), "{}", ran.text);
    assert!(ran.text.contains("`-ubi9` lacks"), "{}", ran.text);
    assert!(!ran.text.contains("`-ubuntu`"), "{}", ran.text);
    let changed = checkout.images();
    let listed = |text: &str| -> Vec<String> {
        let facts: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        let releases = facts["releases"].as_sequence().unwrap();
        releases.iter().map(|release| release.as_str().unwrap().to_owned()).collect()
    };
    let mut expected = listed(&before);
    expected
        .insert(expected.iter().position(|release| release == "2.2.6").unwrap(), "2.2.5".into());
    expected.extend(["2.2.23".into(), "2.3.0".into()]);
    assert_eq!(listed(&changed), expected);
    assert!(changed.lines().all(|line| line.chars().count() <= 120));
    let ran = checkout.propose();
    assert_eq!((ran.code, ran.text.as_str()), (0, ""));
    assert_eq!(checkout.images(), changed);
}

#[test]
fn nothing_changes_without_new_tags_or_an_answer() {
    let Some(checkout) = Checkout::new("propose", &[&["2.2.22", "latest"]]) else { return };
    let before = checkout.images();
    assert_eq!(checkout.propose().text, "");
    for page in ["{}", "<html>", ""] {
        fs::write(checkout.path("page0.json"), page).unwrap();
        let ran = checkout.propose();
        assert_ne!(ran.code, 0, "{page}: {}", ran.text);
    }
    assert_eq!(checkout.images(), before);
}

#[test]
fn a_proposal_is_pushed_and_opened_once() {
    let Some(checkout) = Checkout::new("request", &[&["2.2.23"]]) else { return };
    fs::create_dir(checkout.path("bin")).unwrap();
    let asked = checkout.path("asked");
    let gh = format!("#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\n", asked.display());
    fs::write(checkout.path("bin/gh"), gh).unwrap();
    checkout.command("chmod", &["+x", &checkout.path("bin/gh").display().to_string()]);
    checkout.command(
        "git",
        &["init", "--quiet", "--bare", &checkout.path("github").display().to_string()],
    );
    checkout.command("git", &["init", "--quiet", "."]);
    checkout.command("git", &["add", "."]);
    let name = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
    checkout.command("git", &[&name[..], &["commit", "--quiet", "--message", "a"]].concat());
    let text = checkout.path("request.md");
    let request = || {
        fs::write(&text, checkout.propose().text).unwrap();
        checkout.command("bash", &["tools/agent-releases/request", &text.display().to_string()])
    };
    request();
    let branches = checkout.command("git", &["ls-remote", "--heads", "https://github.com/a/b"]);
    let (_, branch) = branches.trim().split_once("refs/heads/").unwrap();
    assert!(branch.starts_with("facts/agent-"), "{branches}");
    let opened = format!(
        "pr create --repo a/b --head {branch} --title New releases of the agent --body-file"
    );
    let told = fs::read_to_string(&asked).unwrap();
    assert_eq!(told.matches("pr create").count(), 1, "{told}");
    assert!(told.contains(&opened), "{told}");
    assert_eq!(request(), "The facts list every release that the registry has.\n");
    checkout.command("git", &["checkout", "--quiet", "HEAD^"]);
    assert_eq!(request(), format!("{branch} was proposed before.\n"));
    assert_eq!(fs::read_to_string(&asked).unwrap().matches("pr create").count(), 1);
}
