//! Edits made in texts, and where other places are afterwards.

use std::collections::{BTreeMap, BTreeSet};

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
    let mut changes: BTreeMap<usize, Edits> = BTreeMap::new();
    for edit in edits {
        changes.entry(edit.file.0).or_default().replace(edit.span, edit.text.clone());
    }
    let mut of_file = |(at, source): (usize, &SourceFile)| match changes.remove(&at) {
        None => source.clone(),
        Some(edits) => SourceFile { text: edits.apply(&source.text).into(), ..source.clone() },
    };
    sources.iter().enumerate().map(&mut of_file).collect()
}

/// Where places are after some edits.
#[derive(Debug)]
pub(super) struct Moves {
    by_file: BTreeMap<FileId, Vec<Move>>,
}

/// An edit in its file, with what it makes of the places after it.
#[derive(Debug, Clone, Copy)]
struct Move {
    old: Span,
    /// What it has written.
    new: Span,
}

impl Moves {
    pub(super) fn new(edits: &[Edit]) -> Self {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.file, edit.span));
        let mut by_file: BTreeMap<FileId, Vec<Move>> = BTreeMap::new();
        for edit in sorted {
            let moves = by_file.entry(edit.file).or_default();
            let start = behind(moves.last(), edit.span.start);
            moves.push(Move { old: edit.span, new: Span::new(start, start + edit.text.len()) });
        }
        Self { by_file }
    }

    /// Where an offset is; what was inside of an edit is at its start.
    fn of(&self, file: FileId, offset: usize) -> usize {
        let moves = self.by_file.get(&file).map(Vec::as_slice).unwrap_or_default();
        let before = moves.partition_point(|one| one.old.end <= offset);
        match moves.get(before).filter(|next| next.old.start < offset) {
            Some(around) => around.new.start,
            None => behind(before.checked_sub(1).and_then(|last| moves.get(last)), offset),
        }
    }

    /// Where a place is that no edit is inside of.
    pub(super) fn span(&self, file: FileId, span: Span) -> Span {
        let start = self.of(file, span.start);
        Span::new(start, start + span.len())
    }

    /// Where a place begins.
    pub(super) fn place(&self, at: Location) -> Location {
        Location::new(at.file, self.span(at.file, at.span))
    }

    /// Whether a place of the new text is in what was written.
    pub(super) fn is_written(&self, at: Location) -> bool {
        let moves = self.by_file.get(&at.file).map(Vec::as_slice).unwrap_or_default();
        let first = moves.partition_point(|one| one.new.end < at.span.start);
        let near = moves.iter().skip(first).take_while(|one| one.new.start <= at.span.end);
        near.into_iter().any(|one| !one.new.is_empty() && touch(one.new, at.span))
    }
}

/// Where an offset is that is after an edit, or in front of all.
fn behind(last: Option<&Move>, offset: usize) -> usize {
    last.map_or(offset, |last| last.new.end + offset - last.old.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { file: FileId(0), span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn places_move_with_what_is_written_before_them() {
        let moves = Moves::new(&[edit(8, 8, "xy"), edit(2, 4, "abc"), edit(8, 8, "z")]);
        let place = |start, end| moves.span(FileId(0), Span::new(start, end));
        assert_eq!(place(0, 2), Span::new(0, 2));
        assert_eq!(place(2, 4), Span::new(2, 4));
        assert_eq!(place(3, 4), Span::new(2, 3));
        assert_eq!(place(4, 6), Span::new(5, 7));
        assert_eq!(place(8, 9), Span::new(12, 13));
        assert_eq!(moves.span(FileId(1), Span::new(4, 6)), Span::new(4, 6));
        let is_written =
            |start, end| moves.is_written(Location::new(FileId(0), Span::new(start, end)));
        assert!(is_written(2, 3) && is_written(9, 10) && is_written(10, 11));
        assert!(!is_written(0, 2) && !is_written(5, 8) && !is_written(13, 14));
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
