//! Lines of a text around its nodes.

use crate::line;
use crate::source::Span;
use crate::yaml::{Kind, Node};

use super::tree::Indents;

/// Nodes of a document that are looked at for how it indents.
const MOST_NODES: usize = 500;

/// The line break at an offset, as it is written; nothing at the end of the text.
pub(super) fn break_at(text: &str, at: usize) -> &'static str {
    let rest = text.get(at..).unwrap_or_default();
    ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end)).unwrap_or("")
}

/// The line break that a text uses.
pub(super) fn break_of(text: &str) -> &'static str {
    text.find(['\n', '\r']).map_or("\n", |at| break_at(text, at))
}

/// Columns in front of an offset.
pub(super) fn column(text: &str, at: usize) -> usize {
    text.get(line::start_of(text, at)..at).unwrap_or_default().chars().count()
}

/// Whether only spaces are before an offset in its line.
pub(super) fn is_first(text: &str, at: usize) -> bool {
    text.get(line::start_of(text, at)..at).is_some_and(|before| before.trim().is_empty())
}

/// Whether only spaces and a comment follow an offset in its line.
pub(super) fn is_last(text: &str, at: usize) -> bool {
    let rest = text.get(at..line::end_of(text, at)).unwrap_or_default();
    let blank = rest.trim_start();
    blank.is_empty() || (blank.starts_with('#') && blank.len() < rest.len())
}

impl Node<'_> {
    /// Whether it is a key with its colon after it, and without the mark `?`.
    pub(super) fn is_simple_key(self) -> bool {
        let before = self.document().text().get(..self.span().start).unwrap_or_default();
        let is_written = !self.span().is_empty();
        is_written && self.behind_colon().is_some() && !before.trim_end().ends_with('?')
    }

    /// The offset after the colon of a key.
    pub(super) fn behind_colon(self) -> Option<usize> {
        let end = self.span().end;
        let rest = self.document().text().get(end..)?;
        let colon = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest.get(colon..)?.starts_with(':').then_some(end + colon + 1)
    }

    /// How its file indents: as its first collections in lines do.
    pub(super) fn indents(self) -> Indents {
        let text = self.document().text();
        let mut indents = Indents { step: 0, dash: usize::MAX };
        let root = self.document().root().unwrap_or(self);
        // The first lines tell; how the others indent is their own matter.
        let first = root.tree().take(MOST_NODES);
        for node in first.filter(|node| node.kind() == Kind::Mapping) {
            for ([key, value], _) in node.written_entries() {
                let (from, to) = (column(text, key.span().start), column(text, value.span().start));
                let is_below = is_first(text, value.span().start) && to >= from;
                match value.kind() {
                    Kind::Mapping if is_below && indents.step == 0 => indents.step = to - from,
                    Kind::Sequence if is_below && indents.dash == usize::MAX => {
                        indents.dash = to - from;
                    }
                    _ => {}
                }
            }
        }
        let step = if indents.step == 0 { 2 } else { indents.step };
        Indents { step, dash: if indents.dash == usize::MAX { 0 } else { indents.dash } }
    }
}

/// Lines with their last break. That of the whole text has none: the break before them goes with it.
pub(super) fn with_break(text: &str, lines: Span) -> Option<Span> {
    let behind = lines.end + break_at(text, lines.end).len();
    if behind > lines.end {
        return Some(Span::new(lines.start, behind));
    }
    let before = text.get(..lines.start)?.trim_end_matches(['\n', '\r']);
    Some(Span::new(before.len(), lines.end))
}
