//! The structure of objects: lt-lint's walk agrees with the `jsonschema` crate on the same schemas, for every
//! object of the fixtures and thousands with a mistake. The corpus with lt-lint's verdicts is written to the file
//! that `LT_LINT_CORPUS` names, for the second opinions that `.ci/second-opinions` asks.
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a test that fails may panic")]

mod api_server;
mod apis;
mod corpus;
mod formats;
pub(crate) mod older_server;
mod oracle;
pub(crate) mod permissions;
mod read;
mod relate;
mod relations;
mod slips;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::LazyLock;

use lt_lint::kube::Object;
use lt_lint::kube::schema::{Catalogue, KubernetesVersion, Problem, Violation, walk};
use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::parse;
use serde_json::Value;

/// What lt-lint holds against an object, in words that tell one kind of problem from another; `None` for a
/// kind without a schema.
fn problems(object: &Value, catalogue: &Catalogue) -> Option<BTreeSet<String>> {
    let source = SourceFile::new("object.json", object.to_string().into_bytes(), true);
    let parsed = parse(FileId(0), &source);
    let root = parsed.documents[0].root().unwrap();
    let object = Object::from_node(root)?;
    let schema = catalogue.find(object.api_version, object.kind)?;
    let told = |problem: &Problem<'_, '_>, field: &str| match problem {
        Problem::FilledIn(names) => format!("filled in of {}", names.join(", ")),
        Problem::UnknownField(_) => "unknown field".to_owned(),
        Problem::BadQuantity(..) => format!("quantity of {field}"),
        Problem::TakenTwice(..) => format!("taken twice in {field}"),
        Problem::WrongType(..) => "wrong type".to_owned(),
        Problem::Missing(names) => format!("missing {}", names.join(", ")),
        Problem::NotAChoice(..) => format!("choice of {field}"),
        Problem::OutOfRange(..) => format!("range of {field}"),
        Problem::BadFormat(_, format) | Problem::BadKey(_, format) => format!("format {format:?}"),
        Problem::TooFew(_) => format!("empty {field}"),
        Problem::NoText(_) => format!("empty text of {field}"),
        Problem::NullItem(..) => format!("null in {field}"),
        Problem::NoneOf(names) => format!("none of {}", names.join(", ")),
        Problem::Both(first, second) => {
            format!("both {} and {}", first.key_text(), second.key_text())
        }
        Problem::Broken(broken) => format!("relation of {}", broken.relation.then.name()),
        Problem::BadPattern(..) => format!("pattern of {field}"),
        Problem::BadSize(..) => format!("size of {field}"),
        Problem::BadForm(..) => format!("form of {field}"),
        Problem::Above(low, _) => format!("height of {}", low.key_text()),
        Problem::Twice(..) => format!("twice in {field}"),
        Problem::OutOfBounds(..) => format!("bounds of {field}"),
        Problem::PartOfByte(_) => format!("part of a byte in {field}"),
    };
    let violations = walk(root, schema, catalogue);
    // What the API server fills in or warns of isn't refused by anybody.
    let is_taken =
        |one: &Violation<'_, '_>| matches!(one.problem, Problem::FilledIn(_)) || one.is_warning();
    let refused = violations.iter().filter(|one| !is_taken(one));
    Some(refused.map(|one| told(&one.problem, one.field_name())).collect())
}

/// An object with what lt-lint holds against it.
struct Judged {
    name: String,
    object: Value,
    problems: BTreeSet<String>,
}

fn judged(objects: Vec<(String, Value)>, catalogue: &Catalogue) -> Vec<Judged> {
    let judge = |(name, object): (String, Value)| {
        problems(&object, catalogue).map(|problems| Judged { name, object, problems })
    };
    objects.into_iter().filter_map(judge).collect()
}

/// The corpus, judged once for every test.
static CORPUS: LazyLock<Vec<Judged>> = LazyLock::new(|| {
    let catalogue = Catalogue::of(KubernetesVersion::default());
    let is_right =
        |object: &Value| problems(object, catalogue).is_some_and(|problems| problems.is_empty());
    judged(corpus::objects(is_right), catalogue)
});

#[test]
fn the_jsonschema_crate_agrees() {
    let mut oracle = oracle::Oracle::read();
    let (mut refused, mut accepted) = (0, 0);
    for Judged { name, object, problems } in CORPUS.iter() {
        let opinion = oracle.opinion(object);
        assert_eq!(
            problems.is_empty(),
            opinion.is_empty(),
            "{name}\n{object}\n{problems:?}\n{opinion:?}"
        );
        if problems.is_empty() { accepted += 1 } else { refused += 1 }
    }
    assert!(accepted >= 300 && refused >= 1_000, "{accepted} accepted, {refused} refused");
}

#[test]
fn every_version_takes_the_templates_and_knows_its_own_fields() {
    let pod = |spec: &str| -> Value {
        let spec: Value = serde_json::from_str(spec).unwrap();
        serde_json::json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec})
    };
    // Source: the types of k8s-openapi, PodSpec.
    let (old, new) = (
        r#"{"containers": [{"name": "a", "image": "b"}]}"#,
        r#"{"containers": [{"name": "a", "image": "b"}], "schedulingGroup": {}}"#,
    );
    let mut takes_new = Vec::new();
    for version in KubernetesVersion::all() {
        let catalogue = Catalogue::of(version);
        assert_eq!(corpus::templates().len(), 5);
        for (name, object) in corpus::templates() {
            assert_eq!(problems(&object, catalogue), Some(BTreeSet::new()), "{version} {name}");
        }
        assert_eq!(problems(&pod(old), catalogue), Some(BTreeSet::new()), "{version}");
        let unknown = BTreeSet::from(["unknown field".to_owned()]);
        if problems(&pod(new), catalogue) != Some(unknown) {
            takes_new.push(version.to_string());
        }
    }
    assert_eq!(takes_new, ["1.37", "1.36"]);
}

#[test]
fn the_corpus_is_written_where_second_opinions_are_asked() {
    let Some(path) = std::env::var_os("LT_LINT_CORPUS") else { return };
    let mut lines = String::new();
    for Judged { name, object, problems } in CORPUS.iter() {
        writeln!(
            lines,
            "{}",
            serde_json::json!({"name": name, "object": object, "problems": problems})
        )
        .unwrap();
    }
    std::fs::write(path, lines).unwrap();
}
