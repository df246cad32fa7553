//! Many places, and whether one of them overlaps another place, in logarithmic time.

use crate::source::{Location, Span};

/// An index of places.
#[derive(Debug, Default)]
pub(super) struct SpanIndex {
    /// SpanIndex that cover something, in order, each with the furthest end so far in its file.
    solid: Vec<(Location, usize)>,
    /// SpanIndex of nothing, such as a value that isn't written, in order.
    points: Vec<Location>,
}

impl SpanIndex {
    pub(super) fn new(places: impl Iterator<Item = Location>) -> Self {
        let (mut points, mut covering): (Vec<_>, Vec<_>) =
            places.partition(|place| place.span.is_empty());
        points.sort_unstable();
        covering.sort_unstable();
        let mut solid: Vec<(Location, usize)> = Vec::with_capacity(covering.len());
        for place in covering {
            let before =
                solid.last().filter(|(last, _)| last.file == place.file).map_or(0, |(_, end)| *end);
            solid.push((place, before.max(place.span.end)));
        }
        Self { solid, points }
    }

    /// Whether one of the places overlaps this one, as [`Location::overlaps`] has it.
    pub(super) fn overlap(&self, place: Location) -> bool {
        let Span { start, end } = place.span;
        let is_point = place.span.is_empty();
        let starts_before = |(other, _): &(Location, usize)| {
            (other.file, other.span.start) < (place.file, if is_point { start + 1 } else { end })
        };
        let until = self.solid.partition_point(starts_before);
        let furthest = self.solid.get(..until).and_then(<[_]>::last);
        let furthest = furthest.filter(|(other, _)| other.file == place.file).map(|(_, end)| *end);
        let point = self
            .points
            .partition_point(|other| (other.file, other.span.start) < (place.file, start));
        let point = self.points.get(point).filter(|other| other.file == place.file);
        furthest.is_some_and(|furthest| furthest > start || (is_point && furthest == start))
            || point.is_some_and(|point| point.span.start <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn the_index_agrees_with_looking_at_each_place() {
        let mut all = Vec::new();
        for file in 0..2 {
            for start in 0..6 {
                all.extend(
                    (start..6).map(|end| Location::new(FileId(file), Span::new(start, end))),
                );
            }
        }
        for one in &all {
            for two in &all {
                let index = SpanIndex::new([*two, *one].into_iter());
                for place in &all {
                    let wanted = one.overlaps(*place) || two.overlaps(*place);
                    assert_eq!(
                        index.overlap(*place),
                        wanted,
                        "{one:?} and {two:?} against {place:?}"
                    );
                }
            }
        }
        assert!(all.iter().all(|place| !SpanIndex::default().overlap(*place)));
    }
}
