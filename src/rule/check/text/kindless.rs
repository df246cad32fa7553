//! `kindless`: documents that aren't object, in files of objects.

use serde::Deserialize;

use crate::fix::Change;
use crate::kube::{Fragment, Object, fragments};
use crate::source::Location;
use crate::yaml::{Document, Entry, Kind, Node, Parsed};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// KindlessFile of `kindless`: there are none. Cases: `cut` (it is the rest of the object before it), `alone`.
/// Variables: `key` (its first one), `object` (the one before it).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KindlessFile {}

impl Check for KindlessFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::File
    }

    fn cases(&self) -> &'static [&'static str] {
        &["cut", "alone"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["cut"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["key", "object"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        for file in model.parsed {
            let fragments = fragments(file);
            let told =
                |one| Some(told(one, rest_of(one, file), model).subsumes(broken(one, file)?));
            hits.extend(fragments.iter().filter_map(told));
        }
    }
}

/// Where a document that begins further in than an object can't be read: what follows is less indented. None where that
/// is because of a tab, which is told by itself.
fn broken(fragment: &Fragment<'_>, file: &Parsed) -> Option<Vec<Location>> {
    let start = fragment.root.span().start;
    let rest = fragment.root.document().text().get(start..).unwrap_or_default();
    let end = start + rest.find("\n---").unwrap_or(rest.len());
    let line = before(fragment.root);
    let is_here = |at: &Location| (start - line.len()..=end).contains(&at.span.start);
    if is_blank(line) && line.contains('\t') {
        return (!file.problems.iter().any(|one| is_here(&one.at))).then(Vec::new);
    }
    let syntax = file.problems.iter().filter(|one| one.kind.is_syntax());
    let places = syntax.map(|one| one.at).filter(is_here);
    Some(if is_indented(fragment.root) { places.collect() } else { Vec::new() })
}

/// The document after one with only an `apiVersion`, where that is what it lacks.
fn rest_of<'a>(fragment: &Fragment<'a>, file: &'a Parsed) -> Option<Node<'a>> {
    let mut entries = fragment.root.own_entries();
    let is_head = entries.next()?.key_text() == "apiVersion" && entries.next().is_none();
    let start = fragment.root.span().start;
    let is_before = |one: &Document| one.root().is_some_and(|root| root.span().start <= start);
    let next = file.documents.get(file.documents.partition_point(is_before))?.root()?;
    (is_head && next.get("apiVersion").is_none() && next.get("kind").is_some()).then_some(next)
}

/// The first key of a document as it is written: `data:`, `- name:`, or the dash of another item.
fn head_of(root: Node<'_>) -> (Location, String) {
    let is_list = root.kind() == Kind::Sequence;
    let first = if is_list { root.items().next().unwrap_or(root) } else { root };
    let dash = if is_list { "- " } else { "" };
    match first.own_entries().next() {
        Some(entry) => (entry.key.location(), format!("{dash}{}:", entry.key_text())),
        None => (first.location(), "-".to_owned()),
    }
}

fn told(fragment: &Fragment<'_>, rest: Option<Node<'_>>, model: &Model<'_>) -> Hit {
    if let Some(rest) = rest {
        return cut_before(fragment.root, rest);
    }
    let (at, key) = head_of(fragment.root);
    let hit = |case: &'static str| Hit::new(at, case).var("key", &key);
    match fragment.before.as_ref().filter(|object| is_rest(fragment.root, object, model)) {
        Some(object) => {
            // What the object lacks, it lacks because of this.
            let hit = hit("cut").var("object", object.title()).subsumes(open_ends(object.root));
            let hit = hit.mended_by(joined(object, fragment.root));
            hit.related(head(object), "the object that it is cut off from")
        }
        None => hit("alone").without(&["object"]),
    }
}

/// A document that lacks the `apiVersion` before it.
fn cut_before(head: Node<'_>, rest: Node<'_>) -> Hit {
    let (at, key) = head_of(rest);
    let kind = rest.get_text("kind").unwrap_or_default();
    let hit = Hit::new(at, "cut").var("key", key).var("object", kind);
    let own = rest.own_entries().map(|entry| entry.key.location());
    let hit = hit.subsumes(own).subsumes(rest.get("kind").map(Node::location));
    hit.related(head.location(), "what it is cut off from")
}

/// Whether a document is the rest of the object before it: what that has already, it doesn't lack, and what its kind
/// doesn't have, it can't.
fn is_rest(root: Node<'_>, object: &Object<'_>, model: &Model<'_>) -> bool {
    if root.kind() == Kind::Sequence {
        return is_indented(root);
    }
    let entries = if root.kind() == Kind::Mapping { root.entries() } else { Vec::new() };
    let is_new = |entry: &Entry<'_>| {
        let key = entry.key_text();
        object.root.get(key).is_none() && has_field(object, key, model)
    };
    !entries.is_empty() && (is_indented(root) || entries.iter().all(is_new))
}

/// Whether a kind has a field; of a kind that isn't known, any may be one.
fn has_field(object: &Object<'_>, key: &str, model: &Model<'_>) -> bool {
    let (version, kind) = (object.api_version, object.kind);
    let known = model.schemas.find(version, kind);
    let known = known.or_else(|| model.custom.find(version, kind, model.schemas));
    known.is_none_or(|schema| schema.of_field(key).is_some())
}

/// Whether a document begins further in than an object does, so that it goes on with something.
fn is_indented(root: Node<'_>) -> bool {
    let line = before(root);
    is_blank(line) && !line.contains('\t')
}

/// What is before the document's first token in its line.
fn before(root: Node<'_>) -> &str {
    let before = root.document().text().get(..root.span().start).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default()
}

fn is_blank(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// The mappings and lists that end where the object does: what they lack may be in its rest.
fn open_ends(root: Node<'_>) -> Vec<Location> {
    let mut all = vec![root.location()];
    let mut next = root.own_entries().last();
    while let Some(entry) = next {
        all.extend([entry.key.location(), entry.value.location()]);
        let last = entry.value.items().next_back().unwrap_or(entry.value);
        next = last.own_entries().last();
    }
    all
}

/// The object and its rest without the `---` between them.
fn joined(object: &Object<'_>, rest: Node<'_>) -> Option<Change> {
    Change::new("remove the line `---`", object.root.joined_with(rest))
}

fn head(object: &Object<'_>) -> Location {
    object.root.get("kind").unwrap_or(object.root).location()
}
