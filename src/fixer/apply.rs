//! Edits made in texts, and where other places are afterwards.

use std::collections::BTreeSet;

use crate::fix::Edit;
use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::Edits;

/// Places that are already taken by a fix of this round.
#[derive(Debug, Default)]
pub(super) struct Taken {
    spans: BTreeSet<(FileId, Span)>,
}

impl Taken {
    /// Takes the places of a fix; none of them where one touches what is taken.
    pub(super) fn take(&mut self, edits: &[Edit]) -> bool {
        if edits.iter().any(|edit| self.touches(edit)) {
            return false;
        }
        self.spans.extend(edits.iter().map(|edit| (edit.file, edit.span)));
        true
    }

    fn touches(&self, edit: &Edit) -> bool {
        let meets = |(file, span): &&(FileId, Span)| *file == edit.file && touch(*span, edit.span);
        let behind = self.spans.range((edit.file, edit.span)..).next();
        let before = self.spans.range(..(edit.file, edit.span)).next_back();
        behind.into_iter().chain(before).any(|taken| meets(&taken))
    }
}

/// Whether two places share a byte, or an end where one of them is empty.
fn touch(one: Span, other: Span) -> bool {
    let (start, end) = (one.start.max(other.start), one.end.min(other.end));
    start < end || (start == end && (one.is_empty() || other.is_empty()))
}

/// The files with the edits made.
pub(super) fn applied(sources: &[SourceFile], edits: &[Edit]) -> Vec<SourceFile> {
    let of_file = |(at, source): (usize, &SourceFile)| {
        let mut changes = Edits::default();
        let own: Vec<&Edit> = edits.iter().filter(|edit| edit.file == FileId(at)).collect();
        own.iter().for_each(|edit| changes.replace(edit.span, edit.text.clone()));
        match own.as_slice() {
            [] => source.clone(),
            _ => SourceFile { text: changes.apply(&source.text).into(), ..source.clone() },
        }
    };
    sources.iter().enumerate().map(of_file).collect()
}

/// Where an offset is after the edits; what was inside of one is at its start.
fn moved(file: FileId, offset: usize, edits: &[Edit]) -> usize {
    let mut moved = offset;
    for edit in edits.iter().filter(|edit| edit.file == file && edit.span.start <= offset) {
        if edit.span.end <= offset {
            moved = moved + edit.text.len() - edit.span.len();
        } else {
            moved -= offset - edit.span.start;
        }
    }
    moved
}

/// Where a place is after the edits, none of which is inside of it.
pub(super) fn shifted(file: FileId, span: Span, edits: &[Edit]) -> Span {
    let start = moved(file, span.start, edits);
    Span::new(start, start + span.len())
}

/// Where a place begins after the edits.
pub(super) fn shifted_at(at: Location, edits: &[Edit]) -> Location {
    Location::new(at.file, shifted(at.file, at.span, edits))
}

/// Whether a place is in what the edits have written.
pub(super) fn is_written(at: Location, edits: &[Edit]) -> bool {
    edits.iter().filter(|edit| edit.file == at.file).any(|edit| {
        let start = moved(edit.file, edit.span.start, edits)
            - if edit.span.is_empty() { edit.text.len() } else { 0 };
        touch(Span::new(start, start + edit.text.len()), at.span)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { file: FileId(0), span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn places_move_with_what_is_written_before_them() {
        let edits = [edit(2, 4, "abc"), edit(8, 8, "xy")];
        let place = |start, end| shifted(FileId(0), Span::new(start, end), &edits);
        assert_eq!(place(0, 2), Span::new(0, 2));
        assert_eq!(place(4, 6), Span::new(5, 7));
        assert_eq!(place(8, 9), Span::new(11, 12));
        assert_eq!(shifted(FileId(1), Span::new(4, 6), &edits), Span::new(4, 6));
    }

    #[test]
    fn what_touches_waits() {
        let mut taken = Taken::default();
        assert!(taken.take(&[edit(2, 4, "")]));
        assert!(taken.take(&[edit(4, 6, "")]));
        assert!(!taken.take(&[edit(3, 5, "")]));
        assert!(!taken.take(&[edit(6, 6, "x")]));
        assert!(taken.take(&[edit(8, 8, "x")]));
        assert!(!taken.take(&[edit(8, 8, "y")]));
    }
}
