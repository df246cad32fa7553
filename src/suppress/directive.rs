//! Directives: the comments and annotations by which a user suppresses findings.

use crate::fix::Change;
use crate::kube::Object;
use crate::load::IGNORE_PREFIX;
use crate::model::Model;
use crate::rule::{Hit, Rule, RuleSet};
use crate::source::{FileId, LineIndex, Location, Span};
use crate::yaml::{Comment, Entry, Node};

use super::{near_miss, removal};

/// What a comment starts with that suppresses rules on a line.
const ON_LINE: &str = "lt-lint-ignore";
/// The same for the whole file.
const IN_FILE: &str = "lt-lint-ignore-file";

/// What a directive is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// A line, without its break.
    Line(Location),
    File(FileId),
    Object(Location),
}

/// One rule that is suppressed somewhere.
#[derive(Debug)]
pub(super) struct Directive {
    pub(super) rule: String,
    pub(super) reason: String,
    /// Where the rule is named.
    pub(super) at: Location,
    pub(super) reach: Reach,
    /// What takes it away.
    pub(super) removal: Option<Change>,
}

/// What is written to suppress findings.
pub(super) struct Forgiving {
    pub(super) directives: Vec<Directive>,
    /// What was likely meant as a directive, and is none.
    pub(super) near_misses: Vec<Hit>,
}

impl Reach {
    /// The file that it is in.
    pub(super) fn file(self) -> FileId {
        match self {
            Self::File(file) => file,
            Self::Line(at) | Self::Object(at) => at.file,
        }
    }

    /// Whether it covers a place.
    pub(super) fn includes(self, place: Location) -> bool {
        match self {
            Self::File(file) => place.file == file,
            Self::Object(object) => {
                let (outer, inner) = (object.span, place.span);
                place.file == object.file && outer.covers(inner)
            }
            Self::Line(line) => line.overlaps(place),
        }
    }
}

/// Reads what is written to suppress findings.
pub(super) fn forgiving(rules: &RuleSet, model: &Model<'_>) -> Forgiving {
    let ids: Vec<&str> = rules.iter().map(Rule::id).collect();
    let (mut directives, mut near_misses) = (Vec::new(), Vec::new());
    for (source, parsed) in model.sources.iter().zip(model.parsed) {
        let (meant, others): (Vec<_>, Vec<_>) =
            parsed.comments.iter().partition(|it| keyword(it.text(&source.text)).is_some());
        if !meant.is_empty() {
            let targets = Targets::new(&source.text);
            directives.extend(meant.into_iter().flat_map(|comment| of_comment(comment, &targets)));
        }
        let near = others.into_iter().map(|it| near_miss::near_miss(it, &source.text, &ids));
        near_misses.extend(near.flatten());
    }
    directives.extend(model.objects.iter().flat_map(of_object));
    Forgiving { directives, near_misses }
}

/// The word that a comment starts with, where it is one that suppresses.
fn keyword(comment: &str) -> Option<&str> {
    let words = comment.trim_start();
    let keyword = words.split([' ', '\t']).next().unwrap_or_default();
    [IN_FILE, ON_LINE].contains(&keyword.trim_end_matches(':')).then_some(keyword)
}

/// The rules that a comment names: `# lt-lint-ignore low-memory-limit, stale-image: reason`.
fn of_comment(comment: &Comment, targets: &Targets<'_>) -> Vec<Directive> {
    let Location { file, span, .. } = comment.location;
    let text = comment.text(targets.text);
    let Some(keyword) = keyword(text) else {
        return Vec::new();
    };
    let words = text.trim_start();
    let rest = words.strip_prefix(keyword).unwrap_or_default();
    let reach = match keyword.trim_end_matches(':') {
        IN_FILE => Reach::File(file),
        _ => Reach::Line(Location::new(file, targets.line(span))),
    };
    let (names, reason) = rest.split_once(':').unwrap_or((rest, ""));
    // Where the names start in the file: the comment's bytes end where its text ends.
    let start = span.end - words.len() + keyword.len();
    let is_only = !names.contains(',');
    let directive = |(name, named): (&str, Span)| Directive {
        rule: name.to_owned(),
        reason: reason.trim().to_owned(),
        at: Location::new(file, if name.is_empty() { span } else { named }),
        reach,
        removal: removal::of_name(comment, named, is_only, targets.text),
    };
    parts_of(names, start).into_iter().map(directive).collect()
}

/// The names between commas, and where each is in a file that has the first at `start`.
fn parts_of(names: &str, start: usize) -> Vec<(&str, Span)> {
    let mut offset = start;
    let parts = names.split(',').map(|part| {
        let (name, from) = (part.trim(), offset + part.len() - part.trim_start().len());
        offset += part.len() + 1;
        (name, Span::new(from, from + name.len()))
    });
    parts.collect()
}

/// The lines that comments speak of.
struct Targets<'t> {
    text: &'t str,
    lines: LineIndex,
    /// For each line, counted from 0, the first from there on that isn't a comment alone.
    next: Vec<usize>,
}

impl<'t> Targets<'t> {
    fn new(text: &'t str) -> Self {
        let lines = LineIndex::new(text);
        let is_alone =
            |line: usize| lines.line_span(text, line).slice(text).trim_start().starts_with('#');
        let mut next = Vec::with_capacity(lines.lines());
        let mut target = None;
        for line in (1..=lines.lines()).rev() {
            if !is_alone(line) {
                target = Some(line);
            }
            next.push(target.unwrap_or(line));
        }
        next.reverse();
        Self { text, lines, next }
    }

    /// A comment's own line, or, if it has one for itself, the next one that isn't a comment too; without its break.
    fn line(&self, comment: Span) -> Span {
        let own = self.lines.position(self.text, comment.start).line;
        let target = self.next.get(own - 1).copied().unwrap_or(own);
        let line = self.lines.line_span(self.text, target);
        Span::new(
            line.start,
            line.start + line.slice(self.text).trim_end_matches(['\n', '\r']).len(),
        )
    }
}

fn of_object(object: &Object<'_>) -> Vec<Directive> {
    let annotations =
        object.root.get_path(&["metadata", "annotations"]).map(Node::entries).unwrap_or_default();
    let ignoring = annotations
        .iter()
        .filter_map(|entry| Some((entry, entry.key_text().strip_prefix(IGNORE_PREFIX)?)));
    let directive = |(entry, rule): (&Entry<'_>, &str)| Directive {
        rule: rule.to_owned(),
        reason: entry.value.text().unwrap_or_default().trim().to_owned(),
        at: entry.key.fragment(IGNORE_PREFIX.len()..entry.key_text().len()),
        reach: Reach::Object(object.root.location()),
        removal: removal::of_annotation(object, entry.key),
    };
    ignoring.map(directive).collect()
}
