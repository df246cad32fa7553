//! Lines that can't be read after what is above them: the line that is wrong is named, and its fix gives the text as it
//! was.

use std::fs;

use lt_lint::{Options, RuleSet, Session, SourceFile};

/// Files whose lines are moved.
const FILES: [&str; 5] = [
    "k8s/scalyr-sidecar.yaml",
    "k8s/scalyr-service-account.yaml",
    "tests/data/shapes/compact.yaml",
    "tests/data/shapes/wide.yaml",
    "tests/data/shapes/argo.yaml",
];

/// A line of a text, otherwise written.
type Slip = (usize, String);

/// Slips of a line that leave the others as they are.
fn slips(number: usize, line: &str) -> Vec<Slip> {
    let deeper = [1, 2, 4].map(|columns| " ".repeat(columns) + line);
    let less = [1, 2, 4].into_iter().filter_map(|columns| line.strip_prefix(&" ".repeat(columns)));
    let bare = line.trim_start();
    let indent = &line[..line.len() - bare.len()];
    let dash = match bare.strip_prefix("- ") {
        Some(rest) => format!("{indent}{rest}"),
        None => format!("{indent}- {bare}"),
    };
    let all = deeper.into_iter().chain(less.map(str::to_owned)).chain([dash, format!("#{line}")]);
    let open = line.rfind('"').map(|at| format!("{}{}", &line[..at], &line[at + 1..]));
    all.chain(open).map(|text| (number, text)).collect()
}

/// Whether the line of a slip is named, and whether the fix undoes it; `None` where the text is YAML all the same.
fn outcome(session: &Session, text: &str, (number, line): &Slip) -> Option<(bool, bool)> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines[*number] = line;
    let spoilt = lines.join("\n") + "\n";
    let source = SourceFile::new("a.yaml", spoilt.clone().into_bytes(), true);
    let report = session.lint(vec![source]);
    let found = report.findings.iter().find(|finding| finding.rule == "yaml-syntax")?;
    let at = spoilt[..found.primary.at.span.start].lines().count();
    let is_named =
        at == number + 1 || at == *number && spoilt[..found.primary.at.span.start].ends_with('\n');
    let mended = found.fixes.first().map(|fix| {
        let mut mended = spoilt.clone();
        for edit in fix.edits.iter().rev() {
            mended.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        mended
    });
    Some((is_named, mended.is_some_and(|mended| mended == text)))
}

#[test]
fn the_line_that_is_wrong_is_named_and_its_fix_gives_the_text_as_it_was() {
    let session = Session::new(RuleSet::builtin().unwrap(), Options::default()).unwrap();
    let (mut all, mut named, mut undone) = (0, 0, 0);
    for file in FILES {
        let text = fs::read_to_string(file).unwrap();
        let said =
            |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '{']);
        let lines = text.lines().enumerate().filter(|(_, line)| said(line) && *line != "---");
        // Every eleventh line is enough of each kind.
        for slip in lines.step_by(11).flat_map(|(number, line)| slips(number, line)) {
            let Some((is_named, is_undone)) = outcome(&session, &text, &slip) else { continue };
            all += 1;
            named += usize::from(is_named);
            undone += usize::from(is_undone);
        }
    }
    // Where two lines may have moved, nothing tells which of them did.
    assert!(
        all > 150 && named * 100 > all * 96 && undone * 100 > all * 80,
        "{named} and {undone} of {all}"
    );
}

#[test]
fn what_refers_to_a_document_that_is_lost_is_not_missed_too() {
    let session = Session::new(RuleSet::builtin().unwrap(), Options::default()).unwrap();
    let text = fs::read_to_string("tests/data/shapes/compact.yaml").unwrap();
    for kind in
        ["kind: ClusterRoleBinding", "kind: ClusterRole\n", "kind: ServiceAccount\nmetadata"]
    {
        assert!(text.contains(&format!("\n{kind}")), "{kind}");
        let spoilt = text.replacen(&format!("\n{kind}"), &format!("\n- {kind}"), 1);
        let source = SourceFile::new("a.yaml", spoilt.into_bytes(), true);
        let report = session.lint(vec![source]);
        let told: Vec<_> = report.findings.iter().map(|one| (&*one.rule, one.case)).collect();
        assert_eq!(told, [("yaml-syntax", "misplaced")], "{kind}");
    }
}
