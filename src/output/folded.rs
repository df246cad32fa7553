//! Long places in a frame, shown by their first and their last lines.

use std::fmt::Write as _;
use std::ops::Range;

use crate::text::count;

/// Places of more lines than these are shown in part.
const MOST: usize = 12;
/// The lines that are shown at the start of a long place.
const FIRST: usize = 5;
/// The lines that are shown at its end.
const LAST: usize = 3;

/// The lines, counted from 1, in the middle of long places, but not those next to the end of another place.
pub(super) fn middles(places: impl Iterator<Item = (usize, usize)> + Clone) -> Vec<Range<usize>> {
    let long = places.clone().filter(|(first, last)| last - first >= MOST);
    let mut middles: Vec<_> = long.map(|(first, last)| first + FIRST..last + 1 - LAST).collect();
    middles.sort_by_key(|middle| middle.start);
    middles.dedup_by(|next, kept| next.start < kept.end);
    for end in places.flat_map(|(first, last)| [first, last]) {
        middles = middles.into_iter().flat_map(|middle| around(&middle, end)).collect();
    }
    middles.retain(|middle| middle.len() > 1);
    middles
}

/// What is left of a range without a line and its neighbours.
fn around(middle: &Range<usize>, line: usize) -> [Range<usize>; 2] {
    if line + 1 < middle.start || middle.end < line {
        return [middle.clone(), middle.end..middle.end];
    }
    [middle.start..line.saturating_sub(1).max(middle.start), (line + 2).min(middle.end)..middle.end]
}

/// A frame without some of its lines, which it says.
pub(super) fn without(frame: &str, hidden: &[Range<usize>], ascii: bool) -> String {
    if hidden.is_empty() {
        return frame.to_owned();
    }
    let mut out = String::with_capacity(frame.len());
    for line in frame.split_inclusive('\n') {
        let number = number(line);
        let middle = number.and_then(|number| hidden.iter().find(|it| it.contains(&number.0)));
        match (middle, number) {
            (None, _) => out.push_str(line),
            (Some(middle), Some((number, width))) if middle.start == number => {
                let (dots, bar) = if ascii { ("...", '|') } else { ("⋮", '│') };
                let width = width.max(dots.chars().count());
                let lines = count(middle.len(), "more line");
                // Writing to a string can't fail.
                let _ = writeln!(out, "{dots:>width$} {bar} {lines}");
            }
            _ => {}
        }
    }
    out
}

/// The number at the start of a line of a frame, and how wide it is with the space before it.
fn number(line: &str) -> Option<(usize, usize)> {
    let plain = anstream::adapter::strip_str(line).to_string();
    let start = plain.trim_start_matches(' ');
    let digits = start.find(|c: char| !c.is_ascii_digit())?;
    let number = start.get(..digits)?.parse().ok()?;
    Some((number, plain.len() - start.len() + digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_middle_of_a_long_place_is_left_out() {
        let middles = |places: &[(usize, usize)]| middles(places.iter().copied());
        assert!(middles(&[(3, 3), (5, 16)]).is_empty());
        assert_eq!(middles(&[(5, 17)]), vec![Range { start: 10, end: 15 }]);
        assert_eq!(middles(&[(5, 100), (20, 20)]), [10..19, 22..98]);
        assert_eq!(middles(&[(5, 100), (8, 90), (96, 96)]), [10..89, 92..95]);
        assert_eq!(middles(&[(5, 100), (60, 200)]), [10..59, 62..98]);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let frame = "   ,-[a.yaml:9:1]\n  8 | a:\n  9 | |   b:\n 10 | |     10\n 11 | |     9\n    ·  said\n";
        let hidden = Range { start: 10, end: 12 };
        let folded = without(frame, &[hidden], true);
        assert_eq!(
            folded,
            "   ,-[a.yaml:9:1]\n  8 | a:\n  9 | |   b:\n... | 2 more lines\n    ·  said\n"
        );
        assert_eq!(without(frame, &[], true), frame);
    }
}
