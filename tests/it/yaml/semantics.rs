//! What the text means: anchors, merge keys, duplicates, documents, JSON.

use lt_lint::yaml::{Kind, Node, Path, ProblemKind, Scalar};

use super::{good, read, report_of, root, source, syntax};

/// `key=text` of all entries that count, in order.
fn flat(node: Node<'_>) -> Vec<String> {
    let entries = node.entries().into_iter();
    entries
        .map(|entry| format!("{}={}", entry.key_text(), entry.value.text().unwrap_or("…")))
        .collect()
}

#[test]
fn an_alias_is_the_thing_itself_where_it_was_written() {
    let text = "base: &b {x: 1}\nuse: *b\nlist: [*b, *b]\nname: &n flog\nagain: *n\n*n : key\n";
    let document = good(text);
    let root = root(&document);
    assert_eq!(root.get("use"), root.get("base"));
    assert!(root.get("list").unwrap().items().all(|item| Some(item) == root.get("base")));
    assert_eq!(root.get_text("again"), Some("flog"));
    assert_eq!(root.get("again").unwrap().raw(), "flog");
}

#[test]
fn an_anchor_may_be_given_again() {
    let document = good("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
    assert_eq!(flat(root(&document)), ["a=1", "b=1", "c=2", "d=2"]);
}

#[test]
fn a_merge_counts_where_it_stands_so_that_the_later_wins() {
    for (merge, x) in [("{<<: *b, x: own}", "own"), ("{x: own, <<: *b}", "merged")] {
        let document = good(&format!("base: &b {{x: merged, z: merged}}\nuse: {merge}\n"));
        let used = root(&document).get("use").unwrap();
        assert_eq!(used.get_text("x"), Some(x));
        assert_eq!(used.get_text("z"), Some("merged"));
        let mut all = flat(used);
        all.sort();
        assert_eq!(all, [format!("x={x}"), "z=merged".to_owned()]);
        assert_eq!(used.get("z").unwrap().raw(), "merged");
    }
}

#[test]
fn of_several_merge_sources_the_earlier_beats_the_later() {
    let text = "a: &a {x: a, y: a}\nb: &b {y: b, z: b}\nuse: {<<: [*a, *b], w: own}\nturned: {<<: [*b, *a]}\n";
    let document = good(text);
    let root = root(&document);
    let mut used = flat(root.get("use").unwrap());
    used.sort();
    assert_eq!(used, ["w=own", "x=a", "y=a", "z=b"]);
    assert_eq!(root.get_path(&["turned", "y"]).unwrap().text(), Some("b"));
    assert_eq!(root.get_path(&["use", "y"]).unwrap().text(), Some("a"));
}

#[test]
fn merges_nest_and_the_nearer_source_wins() {
    let text =
        "a: &a {x: a, y: a, z: a}\nb: &b {<<: *a, y: b}\nc: &c {z: c}\nuse: {<<: [*b, *c]}\n";
    let document = good(text);
    let used = root(&document).get("use").unwrap();
    // All of `b`, what it merges included, comes before `c`.
    assert_eq!(["x", "y", "z"].map(|key| used.get_text(key).unwrap()), ["a", "b", "a"]);
    let mut all = flat(used);
    all.sort();
    assert_eq!(all, ["x=a", "y=b", "z=a"]);
}

#[test]
fn a_quoted_merge_key_is_a_key() {
    let document = good("a: {\"<<\": {x: 1}}\n");
    let a = root(&document).get("a").unwrap();
    assert_eq!(a.get("x"), None);
    assert_eq!(a.entries().len(), 1);
}

#[test]
fn an_anchor_that_contains_itself_is_a_problem() {
    for (text, at) in
        [("a: &a [1, *a]\n", "*a"), ("a: &m\n  <<: *m\n", "*m"), ("&r {x: {y: *r}}\n", "*r")]
    {
        let problems = syntax(text);
        let [(span, reason)] = problems.as_slice() else { panic!("{text:?}: {problems:?}") };
        assert_eq!(span.slice(text), at);
        assert!(reason.contains("contains itself"), "{reason}");
    }
}

#[test]
fn an_unknown_alias_is_a_problem_also_across_documents() {
    for text in ["a: *later\nb: &later 1\n", "a: &x 1\n---\nb: *x\n"] {
        let problems = syntax(text);
        let [(span, reason)] = problems.as_slice() else { panic!("{text:?}: {problems:?}") };
        assert!(span.slice(text).starts_with('*'), "{text:?}: {span:?}");
        assert_eq!(
            reason,
            "there is no anchor of this name before this alias; if `*` is meant literally, the value needs quotes"
        );
    }
}

/// Key, place of the earlier and of the later key, of each duplicate.
fn duplicates(text: &str) -> Vec<(String, usize, usize)> {
    let found = read(text).problems.into_iter().filter_map(|problem| match problem.kind {
        ProblemKind::DuplicateKey { key, places } => {
            Some((key, places.first.span.start, problem.at.span.start))
        }
        ProblemKind::Syntax(_)
        | ProblemKind::Misplaced(_)
        | ProblemKind::Refused(_)
        | ProblemKind::TooLarge => None,
    });
    found.collect()
}

#[test]
fn of_duplicate_keys_the_last_counts_and_each_is_reported() {
    let text = "a: 1\nb: 2\n\"a\": 3\n";
    assert_eq!(duplicates(text), [("a".to_owned(), 0, 10)]);
    let parsed = read(text);
    let root = parsed.documents[0].root().unwrap();
    assert_eq!(root.get_text("a"), Some("3"));
    assert_eq!(flat(root), ["b=2", "a=3"]);
    assert_eq!(duplicates("a: 1\na: 2\na: 3\n").len(), 2);
    assert_eq!(duplicates("x:\n  y: [{k: 1, k: 2}]\n"), [("k".to_owned(), 10, 16)]);
    assert_eq!(duplicates("x: {a: 1}\ny: {a: 1}\n"), []);
    assert_eq!(duplicates("{\"k\": 1,\n \"k\": 2}"), [("k".to_owned(), 1, 10)]);
}

#[test]
fn duplicates_inside_duplicates_are_each_reported() {
    let text = "a:\n  b: 1\n  b: 2\na:\n  c: 1\n  c: 2\n";
    let keys: Vec<_> = duplicates(text).into_iter().map(|(key, ..)| key).collect();
    assert_eq!(keys.iter().filter(|key| *key == "a").count(), 1);
    assert_eq!(keys.len(), 3, "{keys:?}");
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let broken = [
        "a: [1",
        "a: 'x",
        "a: @b",
        "a: *no",
        "a:\n\tb: 1",
        "a: b: c",
        "a: }",
        "- a\nb: c",
        "a: \"\\q\"",
    ];
    for bad in broken {
        let text = format!("first: 1\n---\n{bad}\n---\nlast: 2\n---\nreally: 3\n");
        let parsed = read(&text);
        let roots: Vec<_> =
            parsed.documents.iter().filter_map(|document| document.root()).collect();
        let keys: Vec<_> =
            roots.iter().flat_map(|root| root.entries()).map(|entry| entry.key_text()).collect();
        assert_eq!(keys, ["first", "last", "really"], "{bad:?}: {:?}", parsed.problems);
        assert_eq!(parsed.problems.len(), 1, "{bad:?}: {:?}", parsed.problems);
        let at = parsed.problems[0].at.span.start;
        let place = text.find(bad).unwrap();
        assert!((place..=place + bad.len() + 4).contains(&at), "{bad:?}: {at} isn't in {place}…");
    }
}

#[test]
fn two_broken_documents_are_two_problems() {
    let parsed = read("a: [1\n---\nb: 1\n---\nc: @x\n---\nd: 2\n");
    assert_eq!(parsed.problems.len(), 2, "{:?}", parsed.problems);
    assert_eq!(parsed.documents.len(), 2);
}

#[test]
fn empty_documents_are_no_objects() {
    for text in [
        "",
        "\n",
        "---\n",
        "---\n---\n",
        "# only a comment\n",
        "---\n# c\n---\n...\n",
        "\u{feff}",
        "\u{feff}---\n",
    ] {
        let parsed = read(text);
        assert!(parsed.problems.is_empty(), "{text:?}: {:?}", parsed.problems);
        let roots = parsed.documents.iter().filter_map(|document| document.root());
        assert_eq!(roots.filter(|root| !root.is_null()).count(), 0, "{text:?}");
        assert_eq!(report_of(source(text)).summary.objects, 0);
    }
    let parsed = read("---\n---\na: 1\n---\n\n---\nb: 2\n...\n---\n");
    let roots = parsed.documents.iter().filter_map(|document| document.root());
    assert_eq!(roots.filter(|root| root.kind() == Kind::Mapping).count(), 2);
}

#[test]
fn lists_are_opened_also_inside_lists() {
    let object = "{apiVersion: v1, kind: Pod, metadata: {name: a}}";
    let inner = format!("{{apiVersion: v1, kind: PodList, items: [{object}]}}");
    let text = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {object}\n- {inner}\n- &p {object}\n- *p\n- null\n"
    );
    let report = report_of(source(&text));
    assert_eq!(report.summary.objects, 4);
    assert_eq!(report.summary.files, 1);
}

#[test]
fn json_manifests_are_yaml() {
    let text = "{\n\t\"apiVersion\": \"apps/v1\",\n\t\"kind\": \"ControllerRevision\",\n\t\"metadata\": {\"name\": \"a\\u002eb\"},\n\
                \t\"data\":{\"smile\":\"\\uD83D\\uDE00!\",\"e\":\"\\u00e9\\/\",\"n\":null,\"t\":true,\"i\":-1.5e3}\n}\n";
    let document = good(text);
    let root = root(&document);
    assert_eq!(root.get_path(&["metadata", "name"]).unwrap().text(), Some("a.b"));
    let data = root.get("data").unwrap();
    assert_eq!(data.get_text("smile"), Some("😀!"));
    assert_eq!(data.get_text("e"), Some("é/"));
    assert!(data.entry("n").unwrap().value.is_null());
    assert_eq!(data.get("t").unwrap().scalar(), Some(Scalar::Bool(true)));
    assert_eq!(data.get("i").unwrap().scalar(), Some(Scalar::Float("-1.5e3".to_owned())));
    assert_eq!(data.get("smile").unwrap().raw(), "\"\\uD83D\\uDE00!\"");
    let report = report_of(source(text));
    assert_eq!((report.summary.objects, report.findings.len()), (1, 0), "{:?}", report.findings);
}

#[test]
fn quotes_and_tags_make_strings() {
    let text = "a: yes\nb: 'yes'\nc: !!str yes\nd: |\n  yes\ne: 0x10\nf: \"1\"\n";
    let document = good(text);
    let scalar = |key: &str| root(&document).get(key).unwrap().scalar().unwrap();
    assert_eq!(scalar("a"), Scalar::Bool(true));
    assert_eq!(scalar("b"), Scalar::String("yes"));
    assert_eq!(scalar("c"), Scalar::String("yes"));
    assert_eq!(scalar("d"), Scalar::String("yes\n"));
    assert_eq!(scalar("e"), Scalar::Integer(16));
    assert_eq!(scalar("f"), Scalar::String("1"));
}

#[test]
fn paths_lead_through_keys_lists_and_merges() {
    let text = "base: &b {limits: {memory: 1, cpu: ~}}\nvolumes: [{name: a}, {x: 1}, {name: b}]\nres: {<<: *b}\n";
    let document = good(text);
    let select = |path: &str| -> Vec<String> {
        let found = path.parse::<Path>().unwrap().select(root(&document));
        found.into_iter().map(|(_, node)| node.text().unwrap_or("…").to_owned()).collect()
    };
    assert_eq!(select("volumes[].name"), ["a", "b"]);
    assert_eq!(select("res.limits.*"), ["1"]);
    assert_eq!(select("nothing.*.here[]"), Vec::<String>::new());
    assert!("a..b".parse::<Path>().is_err());
}

#[test]
fn a_list_has_no_brackets_because_its_first_item_does() {
    for list in ["a:\n- [x]\n- why?\n- ?x\n- :y\n", "a:\n- {b: c}\n- d: e?\n- :y\n"] {
        let document = good(list);
        let list = root(&document).get("a").unwrap();
        assert!(!list.has_brackets() && list.items().next().unwrap().has_brackets());
        assert_eq!(list.items().next_back().unwrap().text(), Some(":y"));
    }
    assert!(root(&good("a: [b]\n")).get("a").unwrap().has_brackets());
}
