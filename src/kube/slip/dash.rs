//! Two items of a list in one, since the dash of the second got lost.

use crate::yaml::{Entry, Node};

use super::{Lost, Search, Slip, region};

/// The fewest fields of an item that is taken for one.
const FEWEST: usize = 2;

impl<'a> Search<'_, 'a> {
    /// Looks for a second item in one: it begins with the same key, and goes on.
    pub(super) fn dash(&mut self, item: Node<'a>) {
        if item.is_simple() {
            return;
        }
        let entries: Vec<Entry<'a>> = item.own_entries().collect();
        let Some(first) = entries.first().filter(|_| !item.raw().starts_with('{')) else {
            return;
        };
        let is_start = |entry: &Entry<'a>| entry.key_text() == first.key_text();
        let mut starts: Vec<usize> = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| is_start(entry))
            .map(|(at, _)| at)
            .collect();
        starts.push(entries.len());
        let is_item = |pair: &[usize]| matches!(pair, [from, to] if to - from >= FEWEST);
        if starts.len() <= 2 || !starts.windows(2).all(is_item) {
            return;
        }
        for pair in starts.windows(2).skip(1) {
            let [from, to] = pair else { continue };
            let (Some(start), Some(end)) = (entries.get(*from), entries.get(to.saturating_sub(1)))
            else {
                continue;
            };
            let (_, lines) = region(start, end);
            self.report(Slip {
                lost: Lost::Dash,
                at: start.key.location(),
                object: self.object.location(),
                key: start.key_text().to_owned(),
                other: first.key.location(),
                first: first.key_text().to_owned(),
                lines,
            });
        }
    }
}
