//! Which directives reach a place, found without asking each of them.

use std::collections::BTreeMap;

use crate::source::{FileId, Location, Span};

use super::directive::{Directive, Reach};

/// The directives for each rule and file.
#[derive(Debug, Default)]
pub(super) struct Index<'d> {
    groups: Vec<Group>,
    places: BTreeMap<(&'d str, FileId), Places>,
}

/// Directives for one rule that reach the same.
#[derive(Debug)]
struct Group {
    reach: Reach,
    /// Their numbers, in the order they are written in.
    directives: Vec<usize>,
    used: bool,
}

/// Groups of one rule in one file.
#[derive(Debug, Default)]
struct Places {
    /// The group of the whole file.
    whole: Option<usize>,
    /// The others with their spans, by where these start.
    spans: Vec<(Span, usize)>,
    /// The furthest end of the spans up to each.
    furthest: Vec<usize>,
}

impl<'d> Index<'d> {
    /// Index of directives.
    pub(super) fn new(directives: &'d [Directive]) -> Self {
        let mut grouped: BTreeMap<(&str, Reach), Vec<usize>> = BTreeMap::new();
        for (number, directive) in directives.iter().enumerate() {
            grouped.entry((&directive.rule, directive.reach)).or_default().push(number);
        }
        let mut index = Self::default();
        for ((rule, reach), directives) in grouped {
            let group = index.groups.len();
            index.groups.push(Group { reach, directives, used: false });
            let places = index.places.entry((rule, reach.file())).or_default();
            match reach {
                Reach::File(_) => places.whole = Some(group),
                Reach::Line(at) | Reach::Object(at) => places.spans.push((at.span, group)),
            }
        }
        index.places.values_mut().for_each(Places::settle);
        index
    }

    /// Number of the first directive for `rule` that reaches one of the places; all that do are used from now on.
    pub(super) fn forgives(
        &mut self,
        rule: &str,
        places: impl Iterator<Item = Location>,
    ) -> Option<usize> {
        let mut first = None;
        for place in places {
            let Some(known) = self.places.get(&(rule, place.file)) else { continue };
            for number in known.near(place.span) {
                let Some(group) = self.groups.get_mut(number) else { continue };
                if group.reach.includes(place) {
                    group.used = true;
                    first = first.into_iter().chain(group.directives.first().copied()).min();
                }
            }
        }
        first
    }

    /// Numbers of the directives that suppressed something.
    pub(super) fn used(self) -> impl Iterator<Item = usize> {
        self.groups.into_iter().filter(|group| group.used).flat_map(|group| group.directives)
    }
}

impl Places {
    fn settle(&mut self) {
        self.spans.sort_unstable();
        let ends = self.spans.iter().scan(0, |furthest, (span, _)| {
            *furthest = span.end.max(*furthest);
            Some(*furthest)
        });
        self.furthest = ends.collect();
    }

    /// The groups that may reach a span: those that touch it, and the whole file's.
    fn near(&self, span: Span) -> impl Iterator<Item = usize> {
        let behind = self.spans.partition_point(|(known, _)| known.start <= span.end);
        let known = self.spans.iter().zip(&self.furthest).take(behind).rev();
        let touching = known.take_while(move |(_, furthest)| **furthest >= span.start);
        touching.map(|((_, group), _)| *group).chain(self.whole)
    }
}
