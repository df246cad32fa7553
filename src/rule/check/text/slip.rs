//! `slip`: an indentation, a dash, a marker or a line that got lost.

use serde::Deserialize;

use crate::fix::Change;
use crate::kube::slip::{Lost, Slip};
use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};
use crate::source::Location;
use crate::text::count;
use crate::yaml::{Below, Document, Node};

/// SlipFile of `slip`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SlipFile {
    /// What got lost.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// The indentation below a key. Cases: `below` (of its fields), `item` (of the only item of its list), `left` (of the
    /// key itself, which is a field of the last item of the list `first`). Variables: `key`, `first` (the first key below it),
    /// `lines` (how many, in words).
    Indentation,
    /// A line, or the characters that begin one. Cases: `separator` (a `---`), `break` (the line break before one),
    /// `dash` (that of an item), `head` (its first line, which is a comment), `key` (the line with the key above some fields), `comment` (the sign before one).
    /// Variables: `key`, `first`.
    Line,
}

impl Check for SlipFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::Object
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Indentation => &["below", "item", "left", "twice"],
            Find::Line => {
                &["separator", "break", "dash", "rest", "head", "first", "key", "comment"]
            }
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Indentation => &["below", "item"],
            Find::Line => &["separator", "break", "dash", "rest", "comment"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Indentation => &["key", "first", "lines"],
            Find::Line => &["key", "first"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let told = model.slips.iter().filter_map(|slip| {
            let hit = self.hit(slip)?;
            let document = model.document_at(slip.at)?;
            let is_narrow = model.slips.len() <= MOST_NARROW;
            let spoilt = if is_narrow { spoilt(slip, document) } else { vec![slip.object] };
            Some(hit.subsumes(spoilt).mended_by(mended(slip, document)))
        });
        hits.extend(told);
    }
}

/// Of no more slips it is looked up what each of them spoils; of more, each spoils its whole object.
const MOST_NARROW: usize = 200;

/// What can't be judged because of a slip: of a lost indentation or dash the innermost collection with both of its ends,
/// and its key, else all of the object.
fn spoilt(slip: &Slip, document: &Document) -> Vec<Location> {
    let is_inside = !matches!(slip.lost, Lost::Key | Lost::Separator | Lost::Break | Lost::Comment);
    let Some(root) = document.root().filter(|root| is_inside && has_both(*root, slip)) else {
        return vec![slip.object];
    };
    let (mut key, mut node) = (None, root);
    loop {
        let own = node.own_entries().find(|entry| has_both(entry.value, slip));
        let Some(part) = own.map(|entry| entry.value).or_else(|| item_with_both(node, slip)) else {
            break;
        };
        (key, node) = (own.map(|entry| entry.key).or(key), part);
    }
    key.into_iter().chain([node]).map(Node::location).collect()
}

fn has_both(node: Node<'_>, slip: &Slip) -> bool {
    node.span().covers(slip.at.span) && node.span().covers(slip.other.span)
}

fn item_with_both<'a>(node: Node<'a>, slip: &Slip) -> Option<Node<'a>> {
    node.items().find(|item| has_both(*item, slip))
}

/// What got lost, back in its place.
fn mended(slip: &Slip, document: &Document) -> Option<Change> {
    let (at, other) = (slip.at.span, slip.other.span);
    let (lines, key) = (count(slip.lines.max(1), "line"), &slip.key);
    let indented = |below| {
        let edits = document.below_key(at, other, below)?;
        Change::new(format!("indent {lines} below `{key}`"), edits)
    };
    match slip.lost {
        Lost::Indentation => indented(Below::Fields),
        Lost::Items => indented(Below::Items),
        Lost::Item => {
            let edits = document.below_key(at, other, Below::Item)?;
            Change::new(format!("make {lines} an item of `{key}`"), edits)
        }
        Lost::Separator => {
            Change::new(format!("write `---` above `{key}`"), document.separated(at))
        }
        Lost::Break => Change::new("begin a new line before `---`", [document.broken(at)]),
        Lost::Dash => Change::new(format!("write `- ` before `{key}`"), document.dashed(at, other)),
        Lost::Rest => {
            let title = format!("remove the `- ` before `{}`", slip.first);
            Change::new(title, [document.undashed(at)?])
        }
        Lost::Comment => {
            let title = format!("write `# ` before `{}`", slip.first);
            Change::new(title, [document.commented(at)])
        }
        Lost::Head | Lost::FirstLine | Lost::Key | Lost::Left | Lost::Inner => None,
    }
}

impl SlipFile {
    fn hit(&self, slip: &Slip) -> Option<Hit> {
        let (report, case) = told_as(slip.lost);
        if report != self.report {
            return None;
        }
        let hit = Hit::new(slip.at, case).var("key", &slip.key).var("first", &slip.first);
        let hit = match (report, slip.lines) {
            (Find::Line, _) => hit,
            (Find::Indentation, 0 | 1) => hit.var("lines", "line"),
            (Find::Indentation, lines) => hit.var("lines", count(lines, "line")),
        };
        let label = label_of_other(slip);
        let hit = if label.is_empty() { hit } else { hit.related(slip.other, label) };
        Some(Hit { object: Some(slip.object), ..hit })
    }
}

/// The rule that tells of a slip, and its case.
fn told_as(lost: Lost) -> (Find, &'static str) {
    match lost {
        Lost::Indentation | Lost::Items => (Find::Indentation, "below"),
        Lost::Item => (Find::Indentation, "item"),
        Lost::Left => (Find::Indentation, "left"),
        Lost::Inner => (Find::Indentation, "twice"),
        Lost::Separator => (Find::Line, "separator"),
        Lost::Break => (Find::Line, "break"),
        Lost::Dash => (Find::Line, "dash"),
        Lost::Rest => (Find::Line, "rest"),
        Lost::Head => (Find::Line, "head"),
        Lost::FirstLine => (Find::Line, "first"),
        Lost::Key => (Find::Line, "key"),
        Lost::Comment => (Find::Line, "comment"),
    }
}

/// What the other place of a slip is, where that needs a word.
fn label_of_other(slip: &Slip) -> String {
    match slip.lost {
        Lost::Indentation | Lost::Item | Lost::Items => format!("belongs in `{}`", slip.key),
        Lost::Dash | Lost::FirstLine => "the item before it begins here".to_owned(),
        Lost::Rest => "the item begins here".to_owned(),
        Lost::Head => "read as part of the item before it".to_owned(),
        Lost::Key => format!("belongs below `{}:`", slip.key),
        Lost::Left => "read as a field of it".to_owned(),
        Lost::Inner => format!("lacks `{}`", slip.key),
        Lost::Break => "the next object begins here".to_owned(),
        Lost::Separator | Lost::Comment => String::new(),
    }
}
