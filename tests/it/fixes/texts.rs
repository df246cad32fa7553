//! Edits of texts in every form of YAML: what is new reads as it should, and every other byte stays.

use lt_lint::fix::{Applicability, Edit};
use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::{Document, Edits, Entry, Kind, Node, Parsed, Tree, parse};
use serde::Deserialize;

use super::{fixed, lint, mended, session};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: scalyr, annotations: {log.config.scalyr.com/attributes.parser: x}}\nspec:\n  terminationGracePeriodSeconds: 30\n";

/// A pod with this as the lines of a generator's volumes.
fn volumes(lines: &str) -> String {
    format!("{POD}  containers:\n  - {{name: flog, image: \"mingrammer/flog:0.4.3\"}}\n{lines}")
}

#[test]
fn what_is_new_is_written_as_its_surroundings_are() {
    for (written, wanted) in [
        // A misspelt choice, in each style of quotes, and with a comment behind it.
        ("  restartPolicy: Nevr # once\n", "  restartPolicy: Never # once\n"),
        ("  restartPolicy: 'Nevr'\n", "  restartPolicy: 'Never'\n"),
        ("  restartPolicy: \"Nevr\"\n", "  restartPolicy: \"Never\"\n"),
        ("  restartPolicy:   Nevr\n", "  restartPolicy:   Never\n"),
        ("  restartPolicy:\n    Nevr\n", "  restartPolicy:\n    Never\n"),
        ("  \"restartPolcy\": Never\n", "  \"restartPolicy\": Never\n"),
        ("  ? restartPolcy\n  : Never\n", "  ? restartPolicy\n  : Never\n"),
        // Quotes that a value needs, and those that it may not have.
        ("  nodeSelector: {a: yes}\n", "  nodeSelector: {a: \"yes\"}\n"),
        ("  nodeSelector:\n    a: 1 # one\n", "  nodeSelector:\n    a: \"1\" # one\n"),
        ("  priority: \"5\"\n", "  priority: 5\n"),
        ("  hostNetwork: 'true'\n", "  hostNetwork: true\n"),
    ] {
        assert_eq!(mended(&volumes(written), Applicability::Safe), volumes(wanted), "{written}");
    }
}

#[test]
fn line_ends_marks_and_documents_stay() {
    let (bad, good) = (volumes("  restartPolicy: Nevr\n"), volumes("  restartPolicy: Never\n"));
    let forms: [fn(&str) -> String; 5] = [
        |text| text.replace('\n', "\r\n"),
        |text| format!("\u{feff}{text}"),
        |text| format!("# é 🦀\n---\n{text}---\n{}", text.replace("name: a", "name: b")),
        |text| text.trim_end().to_owned(),
        |text| format!("{text}\n\n# the end"),
    ];
    for form in forms {
        assert_eq!(mended(&form(&bad), Applicability::Safe), form(&good));
    }
}

#[test]
fn json_stays_json() {
    let text = |policy: &str, priority: &str| {
        format!(
            "{{\n\t\"apiVersion\": \"v1\", \"kind\": \"Pod\",\n\t\"metadata\": {{\"name\": \"a\", \"namespace\": \"b\"}},\n\t\"spec\": {{\"terminationGracePeriodSeconds\": 30, \"containers\": [{{\"name\": \"flog\", \"image\": \"mingrammer/flog:0.4.3\"}}], \"restartPolicy\": \"{policy}\", \"priority\": {priority}}}\n}}\n"
        )
    };
    assert_eq!(mended(&text("Nevr", "\"5\""), Applicability::Safe), text("Never", "5"));
    // It has no octal numbers.
    let mode = |mode: &str| {
        text("Never", "5").replace("\"restartPolicy\"", &format!("\"volumes\": [{{\"name\": \"files\", \"secret\": {{\"secretName\": \"files\", \"defaultMode\": {mode}}}}}], \"restartPolicy\""))
    };
    assert_eq!(mended(&mode("400"), Applicability::Unsafe), mode("256"));
}

#[test]
fn an_amount_keeps_its_number_in_each_style() {
    let agent = |memory: &str| {
        volumes(&format!(
            "  - name: scalyr-agent\n    image: scalyr/scalyr-k8s-agent:2.1.1\n    resources:\n      limits:\n        memory: {memory}\n"
        ))
    };
    let session = session();
    for (written, wanted) in [
        ("150M # enough", "150Mi # enough"),
        ("'150M'", "'150Mi'"),
        ("\"150\\u004d\"", "\"150Mi\""),
        (">-\n          150M", "150Mi"),
        ("|-\n          150M", "150Mi"),
    ] {
        let report = lint(&session, &agent(written));
        let found = report.findings.iter().find(|one| one.rule == "low-memory-limit").unwrap();
        let fix = found.fixes.first().unwrap();
        assert_eq!((&*fix.title, fix.applicability), ("write `150Mi`", Applicability::Safe));
        let edits: Vec<Edit> = fix.edits.clone();
        assert_eq!(applied(&agent(written), &edits), agent(wanted), "{written}");
    }
}

#[test]
fn a_key_is_never_taken_for_the_value_that_it_lacks() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: scalyr-config, namespace: a}\ndata:\n  SCALYR_K8S_SIDECAR_MODE:\n  b: c\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: a}\nspec:\n  containers:\n    - {name: flog, image: scalyr/flog:v1}\n    - {name: scalyr-agent, image: scalyr/scalyr-k8s-agent:2.1.1, envFrom: [{configMapRef: {name: scalyr-config}}]}\n";
    let session = session();
    let report = lint(&session, text);
    let found = report.findings.iter().find(|one| one.rule == "sidecar-mode-off").unwrap();
    assert_eq!((found.case, found.fixes.as_slice()), ("value", &[][..]));
}

#[test]
fn what_an_alias_repeats_is_only_shown() {
    let session = session();
    let aliased = "  nodeSelector: {a: &x yes}\n  schedulerName: *x\n";
    let merged = volumes("").replace(
        "  - {name: flog, image: \"mingrammer/flog:0.4.3\"}\n",
        "  - &one {name: flog, image: \"mingrammer/flog:0.4.3\", imagePullPolicy: Nevr}\n  - {<<: *one, name: other}\n",
    );
    for text in [volumes(aliased), merged] {
        let report = lint(&session, &text);
        let fixes = report.findings.iter().flat_map(|finding| &finding.fixes);
        let sure: Vec<Applicability> = fixes.map(|fix| fix.applicability).collect();
        assert!(sure.contains(&Applicability::Display), "{text}");
        let done = fixed(&session, report, Applicability::Unsafe);
        assert_eq!(&*done.report.sources.first().unwrap().text, text);
    }
}

#[derive(Deserialize)]
struct Case {
    id: String,
    yaml: String,
    #[serde(default)]
    fail: bool,
}

fn source(text: &str) -> SourceFile {
    SourceFile::new("case.yaml", text.as_bytes().to_vec(), true)
}

fn read(text: &str) -> Parsed {
    parse(FileId(0), &source(text))
}

fn applied(text: &str, edits: &[Edit]) -> String {
    let mut all = Edits::default();
    edits.iter().for_each(|edit| all.replace(edit.span, edit.text.clone()));
    all.apply(text)
}

/// The scalars of a text, by document; aliases left out.
fn scalars(parsed: &Parsed) -> Vec<String> {
    let roots = parsed.documents.iter().filter_map(Document::root);
    let text = |node: Node<'_>| node.text().unwrap_or_default().to_owned();
    roots.flat_map(|root| root.scalars().map(text).collect::<Vec<_>>()).collect()
}

fn nodes(parsed: &Parsed) -> Vec<Node<'_>> {
    let roots = parsed.documents.iter().filter_map(Document::root);
    roots.flat_map(Node::tree).collect()
}

/// What is wrong with a text whose edits should have made its scalars these.
fn fault(text: &str, edits: &[Edit], wanted: &[String]) -> Option<String> {
    let after = applied(text, edits);
    let parsed = read(&after);
    if !parsed.problems.is_empty() {
        return Some(format!("doesn't parse: {:?}\n{after}", parsed.problems));
    }
    let found = scalars(&parsed);
    (found != wanted).then(|| format!("{found:?} instead of {wanted:?}\n{after}"))
}

/// Tries each edit at each node of a text.
fn faults(text: &str) -> (Vec<String>, usize) {
    let parsed = read(text);
    let all = scalars(&parsed);
    let (mut wrong, mut count, mut at) = (Vec::new(), 0, 0);
    for node in nodes(&parsed) {
        match node.kind() {
            Kind::Scalar if node.text().is_some() => {
                for new in ["plain-zz", "two words: # x", "512", "it's \"q\"", "- a", ""] {
                    let Some(edit) = node.with_text(new) else { continue };
                    if all.iter().any(|known| known == new) {
                        continue;
                    }
                    let mut wanted = all.clone();
                    new.clone_into(wanted.get_mut(at).unwrap());
                    count += 1;
                    wrong.extend(fault(text, &[edit], &wanted));
                }
                at += 1;
            }
            Kind::Mapping => {
                let value =
                    Tree::map([("k", Tree::List(vec![Tree::literal(&1), Tree::text("x")]))]);
                for value in [Tree::text("v"), value] {
                    let Some(edits) = node.with_entry("new key", &value) else { continue };
                    count += 1;
                    let after = read(&applied(text, &edits));
                    let added = if value == Tree::text("v") { 2 } else { 4 };
                    if !after.problems.is_empty() || scalars(&after).len() != all.len() + added {
                        wrong.push(format!("entry: {}", applied(text, &edits)));
                    }
                }
                for entry in node.own_entries() {
                    count +=
                        usize::from(removes(text, node.without_entry(entry.key), &all, &mut wrong));
                    count += usize::from(replaces(text, &entry, &mut wrong));
                }
            }
            Kind::Sequence => {
                let items = [Tree::map([("a", Tree::text("b")), ("c", Tree::text("d"))])];
                if let Some(edits) = node.with_items(&items) {
                    count += 1;
                    let after = read(&applied(text, &edits));
                    if !after.problems.is_empty() || scalars(&after).len() != all.len() + 4 {
                        wrong.push(format!("item: {}", applied(text, &edits)));
                    }
                }
                for item in node.items() {
                    count += usize::from(removes(text, node.without_item(item), &all, &mut wrong));
                }
            }
            Kind::Scalar => {}
        }
    }
    (wrong, count)
}

/// Whether an edit removes something and only that: what is left are scalars in their order.
fn removes(text: &str, edit: Option<Edit>, all: &[String], wrong: &mut Vec<String>) -> bool {
    let Some(edit) = edit else { return false };
    // What an alias repeats can't go; the guard undoes such a fix.
    let gone = edit.span.slice(text);
    if gone.contains('&') {
        return false;
    }
    let after = read(&applied(text, &[edit]));
    let left = scalars(&after);
    let mut rest = all.iter();
    let is_part = left.iter().all(|one| rest.any(|other| other == one));
    let is_less = left.len() < all.len() || gone.contains('*') || gone.contains(['[', '{']);
    if !after.problems.is_empty() || !is_part || !is_less {
        wrong.push(format!("without {gone:?}: {text}"));
    }
    true
}

fn replaces(text: &str, entry: &Entry<'_>, wrong: &mut Vec<String>) -> bool {
    let tree = Tree::map([("a", Tree::text("b"))]);
    let Some(edit) = entry.replaced("new", &tree) else { return false };
    if edit.span.slice(text).contains('&') {
        return false;
    }
    let after = applied(text, &[edit]);
    if !read(&after).problems.is_empty() {
        wrong.push(format!("replaced: {after}"));
    }
    true
}

#[test]
fn no_edit_breaks_a_text_of_the_suite() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../../data/yaml-test-suite/cases.json")).unwrap();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for case in cases.iter().filter(|case| !case.fail) {
        let parsed = read(&case.yaml);
        // A line of blanks with a tab means nothing inside of a value, and is refused behind one.
        let has_tab = case.yaml.lines().any(|line| line.trim().is_empty() && line.contains('\t'));
        if !parsed.problems.is_empty() || has_tab {
            continue;
        }
        let (found, tried) = faults(&case.yaml);
        count += tried;
        wrong.extend(found.into_iter().map(|one| format!("== {} {one}", case.id)));
    }
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 1000, "{count} only");
}

/// The agent's container ends where its pod does.
const BARE: &str = "apiVersion: v1
kind: Pod
metadata: {name: load}
spec:
  serviceAccountName: scalyr-service-account
  containers:
    - {name: flog, image: scalyr/flog:v1}
    - name: scalyr-agent
      image: scalyr/scalyr-k8s-agent:2.2.18
";

#[test]
fn lines_that_are_added_at_one_place_begin_with_the_innermost() {
    let mended = mended(BARE, Applicability::Unsafe);
    let at = |text: &str| mended.find(text).unwrap_or_else(|| panic!("no {text:?}: {mended}"));
    assert!(at("\n      volumeMounts:\n") < at("\n  volumes:\n"), "{mended}");
    let session = session();
    let left = lint(&session, &mended);
    assert!(left.findings.iter().all(|one| !one.rule.contains("host-path")), "{mended}");
}

#[test]
fn what_more_rounds_would_fix_is_told() {
    // Each misspelt key hides what is below it, and what the agent lacks is added at the same place.
    let text = "apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data:
  SCALYR_VERIFY_SERVER_CERTIFICATE: \"false\"
---
aepiVrsion: apps/v1
kind: Deployment
metadata: {name: load}
spce:
  selector: {matchLabels: {app: a}}
  tmplate:
    metadta: {labels: {app: a}}
    spce:
      contaners:
        - {name: flog, image: scalyr/flog:v1}
        - name: scalyr-agent
          imgae: scalyr/scalyr-k8s-agent:2.1.1
          envFrom: [{configMapRef: {name: config}}]
";
    let session = session();
    let done = fixed(&session, lint(&session, text), Applicability::Unsafe);
    let told = done.undone.iter().filter(|one| one.reason.ends_with("run it again")).count();
    let again = fixed(&session, done.report, Applicability::Unsafe);
    assert!(told > 0 && again.count >= told, "{told} {}", again.count);
}
