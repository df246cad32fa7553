//! `lt-lint test --update`: expectations are written down as they are found, and none is lost unasked.

use std::fs;

use super::Folder;
use super::test::{EXPECT, PATH, fixture, project};

fn read(folder: &Folder) -> String {
    fs::read_to_string(folder.path().join(PATH)).unwrap()
}

#[test]
fn update_adds_and_moves_expectations() {
    let folder = project(&fixture().replace(EXPECT, ""));
    let ran = folder.run(&["test", "--update"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(
        ran.out,
        format!("Changed:\n{PATH}:17: expect greedy-generator\n\n2 cases in 1 fixture: 2 passed\n")
    );
    assert_eq!(read(&folder), fixture());

    let moved =
        fixture().replace(EXPECT, "").replace("image: flog:1", &format!("image: flog:1{EXPECT}"));
    let folder = project(&moved.replace('\n', "\r\n"));
    let ran = folder.run(&["test", "--update"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains(&format!("{PATH}:17: expect greedy-generator, moved from line 16\n")),
        "{}",
        ran.out
    );
    assert_eq!(read(&folder), fixture().replace('\n', "\r\n"));
    let ran = folder.run(&["test", "--update"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "2 cases in 1 fixture: 2 passed\n"));
}

#[test]
fn update_never_loosens_unasked() {
    let noisy = fixture().replace("{cpu: 300m}", "{}");
    let silent = fixture().replace("{memory: 1Gi}", "{cpu: 1}");
    let more = "    - {name: other, resources: {requests: {cpu: 1}}} # expect: greedy-generator\n";
    let fewer = fixture() + more;
    for (text, refused, loosened) in [
        (
            noisy.clone(),
            vec!["1: make the good case a bad one", "8: expect greedy-generator"],
            noisy
                .replace("good: a", "bad: a")
                .replace("requests: {}}\n", &format!("requests: {{}}}}{EXPECT}\n")),
        ),
        (
            silent.clone(),
            vec!["9: make the bad case a good one", "17: expect greedy-generator no longer"],
            silent.replace("bad: no", "good: no").replace(EXPECT, ""),
        ),
        (
            fewer,
            vec!["18: expect greedy-generator no longer"],
            fixture() + &more.replace(EXPECT, ""),
        ),
    ] {
        let folder = project(&text);
        let ran = folder.run(&["test", "--update"]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{}", ran.out);
        assert_eq!(read(&folder), text, "nothing changed");
        let lines: String = refused.iter().map(|line| format!("{PATH}:{line}\n")).collect();
        let head = "Not changed, since it loosens the test (--allow-loosening changes it):\n";
        assert!(ran.out.starts_with(&format!("{head}{lines}\n")), "{}", ran.out);
        let ran = folder.run(&["test", "--update", "--allow-loosening"]);
        assert!(ran.out.starts_with(&format!("Changed:\n{lines}\n")), "{}", ran.out);
        assert_eq!(read(&folder), loosened);
        // A rule without a good or a bad case fails, however that came about.
        let has_both = loosened.contains("# good: ") && loosened.contains("# bad: ");
        assert_eq!(ran.code, i32::from(!has_both), "{}", ran.out);
    }
}

#[test]
fn update_keeps_what_it_may_change_from_what_it_may_not() {
    let text = fixture().replace("{cpu: 300m}", "{}").replace(EXPECT, "");
    let folder = project(&text);
    let ran = folder.run(&["test", "--update"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("Changed:") && ran.out.contains("Not changed"), "{}", ran.out);
    assert_eq!(read(&folder), fixture().replace("{cpu: 300m}", "{}"));
}
