//! Slips of the hand that change the structure: an indentation, a dash, a marker or a whole line that got lost. Each is
//! one mistake, however much of the object it turns over.

mod comment;
mod dash;
mod indentation;
mod items;
mod left;
mod level;
mod separator;

use crate::source::{Location, Span};
use crate::yaml::{Entry, Kind, Node};

use super::schema::{Catalogue, CustomKinds, Schema};
use super::{Object, ObjectSet, is_like_deployment, template_of};

/// What got lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The indentation of everything below a key.
    Indentation,
    /// The indentation and the dash of the only item of a list.
    Item,
    /// The indentation of all items of a list, which are in the list around it.
    Items,
    /// The indentation of a field of an item, which is at the level of the list now.
    Left,
    /// The indentation of a field of an inner mapping, which appears twice in an outer one now.
    Inner,
    /// The `---` between two objects.
    Separator,
    /// The line break before a `---`.
    Break,
    /// The dash of an item.
    Dash,
    /// The rest of an item, which has a dash of its own.
    Rest,
    /// The first line of an item, which is a comment.
    Head,
    /// The first line of an item.
    FirstLine,
    /// The line with the key above some fields.
    Key,
    /// The sign before a comment.
    Comment,
}

/// A slip at its place.
#[derive(Debug, Clone)]
pub struct Slip {
    /// What got lost.
    pub lost: Lost,
    /// The place to change.
    pub at: Location,
    /// The object in which nothing else can be judged.
    pub object: Location,
    /// The key that is empty, missing, or lacks what got lost.
    pub key: String,
    /// What is at the wrong level, or where the thing that goes on began.
    pub other: Location,
    /// The first key of that.
    pub first: String,
    /// How many lines it has.
    pub lines: usize,
}

/// Every slip in the objects of the input.
#[must_use]
pub fn slips<'a>(
    objects: &ObjectSet<'a>,
    catalogue: &Catalogue,
    custom: &CustomKinds<'a>,
) -> Vec<Slip> {
    let mut found = Vec::new();
    for object in objects.iter() {
        let before = found.len();
        separator::find(object.root, &mut found);
        if found.len() > before {
            continue;
        }
        let (version, kind) = first_kind(object);
        let served = catalogue.find(version, kind);
        if let Some(slip) = served.is_none().then(|| no_spec(object)).flatten() {
            found.push(slip);
            continue;
        }
        let known = served.or_else(|| custom.find(version, kind, catalogue));
        // Of another program's workload.
        let of_template = || Some((template_of(object)?.value, catalogue.template()?));
        let shape = known.map(|schema| (object.root, schema)).or_else(of_template);
        let Some((node, schema)) = shape else { continue };
        let mut search =
            Search { catalogue, object: object.root, frames: Vec::new(), found: Vec::new() };
        search.visit(node, schema, true);
        found.extend(causes(&search.found));
    }
    found
}

/// The apiVersion and kind of an object: where a key appears twice, the first one is the object's.
fn first_kind<'a>(object: &Object<'a>) -> (&'a str, &'a str) {
    let first =
        |key: &str| object.root.own_entries().find(|one| one.key_text() == key)?.value.text();
    first("apiVersion").zip(first("kind")).unwrap_or((object.api_version, object.kind))
}

/// The fields of a workload's spec at the end of its metadata, since the line between them got lost.
fn no_spec(object: &Object<'_>) -> Option<Slip> {
    let root = object.root;
    let metadata = root.get("metadata").filter(|_| is_like_deployment(object))?;
    let own = ["replicas", "selector", "template"];
    let first = metadata.own_entries().find(|entry| own.contains(&entry.key_text()))?;
    let last = metadata.own_entries().next_back()?;
    let is_lost = root.get("spec").is_none() && metadata.get("template").is_some();
    let (other, lines) = region(&first, &last);
    is_lost.then(|| Slip {
        lost: Lost::Key,
        at: first.key.location(),
        object: root.location(),
        key: "spec".to_owned(),
        other,
        first: first.key_text().to_owned(),
        lines,
    })
}

/// What is left when each place is reported once: what lost its indentation isn't accepted for what lost the key above it.
fn causes(found: &[Slip]) -> Vec<Slip> {
    let is_indented = |slip: &Slip| {
        let lost = slip.lost;
        matches!(lost, Lost::Indentation | Lost::Item | Lost::Items | Lost::Left | Lost::Inner)
    };
    let is_first = |at: usize, slip: &Slip| {
        !found.iter().take(at).any(|other| other.lost == slip.lost && other.at == slip.at)
    };
    let has_indented = found.iter().any(is_indented);
    let numbered = found.iter().enumerate();
    let kept = numbered
        .filter(|(at, slip)| is_first(*at, slip) && !(slip.lost == Lost::Key && has_indented));
    kept.map(|(_, slip)| slip.clone()).collect()
}

/// A mapping on the way down.
#[derive(Clone, Copy)]
struct Frame<'s, 'a> {
    node: Node<'a>,
    schema: &'s Schema,
    /// The number of the entry below which the search is.
    at: usize,
    /// Whether nothing follows it in the list that it is an item of.
    is_last: bool,
}

/// Whether there are fields that are rejected, or appear twice: what lost the key above it is among them.
#[derive(Clone, Copy)]
struct Strange {
    /// In the mapping itself.
    own: bool,
    /// Below a field of it.
    below: bool,
}

struct Search<'s, 'a> {
    catalogue: &'s Catalogue,
    object: Node<'a>,
    frames: Vec<Frame<'s, 'a>>,
    found: Vec<Slip>,
}

impl<'s, 'a> Search<'s, 'a> {
    /// Whether in a mapping or a list, or below it, there is a field that is rejected or appears twice, or a list where none
    /// belongs.
    fn visit(&mut self, node: Node<'a>, schema: &'s Schema, is_last: bool) -> bool {
        let schema = self.catalogue.follow(schema);
        match (node.kind(), schema.items.as_deref()) {
            (Kind::Mapping, _) => self.mapping(node, schema, is_last),
            (Kind::Sequence, Some(inner)) => self.list(node, inner),
            (Kind::Sequence, None) => !schema.types.0.is_empty(),
            (Kind::Scalar, _) => false,
        }
    }

    fn list(&mut self, node: Node<'a>, inner: &'s Schema) -> bool {
        let count = node.items().len();
        let mut is_strange = false;
        self.outer_items(node, self.catalogue.follow(inner));
        self.divided(node, self.catalogue.follow(inner));
        for (at, item) in node.items().enumerate() {
            self.dash(item, self.catalogue.follow(inner));
            // What an alias repeats is looked at where it is written.
            if node.span().overlaps(item.span()) {
                is_strange |= self.visit(item, inner, at + 1 == count);
            }
        }
        is_strange
    }

    fn mapping(&mut self, node: Node<'a>, schema: &'s Schema, is_last: bool) -> bool {
        let before = self.found.len();
        let strange = self.fields_of(node, schema, is_last);
        let below = self.found.split_off(before);
        if strange.own || strange.below {
            self.level(node, schema);
            self.left(node, schema);
        }
        self.comments(node, schema);
        self.found.extend(below);
        strange.own || strange.below
    }

    fn fields_of(&mut self, node: Node<'a>, schema: &'s Schema, is_last: bool) -> Strange {
        let mut strange = Strange { own: !node.is_simple(), below: false };
        let depth = self.frames.len();
        self.frames.push(Frame { node, schema, at: 0, is_last });
        for (at, entry) in node.own_entries().enumerate() {
            if let Some(frame) = self.frames.get_mut(depth) {
                frame.at = at;
            }
            let Some(inner) = schema.of_field(entry.key_text()) else {
                strange.own |= schema.is_closed();
                continue;
            };
            if is_unwritten(&entry) {
                self.indentation(&entry, self.catalogue.follow(inner));
            } else if entry.value.span().start >= entry.key.span().end {
                strange.below |= self.visit(entry.value, inner, true);
            }
        }
        self.frames.truncate(depth);
        strange
    }

    /// Whether a field has a place in a mapping of this schema, with a value of its type.
    fn takes(&self, schema: &Schema, entry: &Entry<'_>) -> bool {
        let field = schema.of_field(entry.key_text()).map(|field| self.catalogue.follow(field));
        field.is_some_and(|field| {
            let fits = |one: &Schema| one.types.fit(entry.value, entry.value.scalar().as_ref());
            if field.one_of.is_empty() {
                return fits(field);
            }
            field.one_of.iter().any(|one| fits(self.catalogue.follow(one)))
        })
    }

    fn report(&mut self, slip: Slip) {
        self.found.push(slip);
    }
}

/// Whether a field is one that a mapping rejects.
fn is_unknown(schema: &Schema, key: &str) -> bool {
    schema.is_closed() && !schema.properties.contains_key(key)
}

/// Whether there is a key and nothing after it.
fn is_unwritten(entry: &Entry<'_>) -> bool {
    entry.value.is_null() && entry.value.span().is_empty()
}

/// The place from the key of one entry to the end of another, and its lines.
fn region(first: &Entry<'_>, last: &Entry<'_>) -> (Location, usize) {
    let at = first.key.location();
    let span = at.span.to(last.key.span()).to(written(last));
    (Location { span, ..at }, lines_in(span.slice(first.key.document().text())))
}

/// The lines of a text that say something: not empty, and not comments.
fn lines_in(text: &str) -> usize {
    let says = |line: &&str| !line.is_empty() && !line.starts_with('#');
    text.lines().map(str::trim).filter(says).count()
}

/// The bytes of an entry's value, unless an alias has them somewhere else.
fn written(entry: &Entry<'_>) -> Span {
    let (key, value) = (entry.key.span(), entry.value.span());
    if value.start >= key.end { value } else { key }
}
