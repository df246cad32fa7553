//! All secrets of a run: where they are, and what replaces them.

use std::collections::{BTreeSet, HashSet};

use crate::source::{FileId, Location, SourceFile, Span};
#[cfg(feature = "cli")]
use crate::yaml::Node;

use super::{Collector, Redactor, Secrets, broken};

/// Bytes of the shortest that is replaced in texts about a whole file although it is like other text.
#[cfg(feature = "cli")]
const LONG_PLAIN: usize = 6;

impl Secrets {
    /// What is secret in a file of settings, or in whatever was taken for one. It rather hides too much.
    pub(crate) fn of_settings(text: &str) -> Self {
        let mut collector = Collector::default();
        collector.text(text);
        broken::collect(FileId(0), text, &mut collector);
        collector.finish(&HashSet::new())
    }

    /// Where they are, in order: the values, and in `files` whatever is the same as one.
    pub(crate) fn places(&self, sources: &[SourceFile], files: &BTreeSet<FileId>) -> Vec<Location> {
        let mut places = self.places.clone();
        for &file in files {
            let text = sources.get(file.0).map(|source| &*source.text).unwrap_or_default();
            let found = self.redactor.find(text).into_iter();
            places.extend(found.map(|(start, end)| Location::new(file, Span::new(start, end))));
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// What is shown of a scalar that is one as a whole, or that has some which count only there.
    #[cfg(feature = "cli")]
    pub(crate) fn shown(&self, node: Node<'_>, mask: &str) -> Option<String> {
        if self.places.binary_search(&node.location()).is_ok() {
            return Some(mask.to_owned());
        }
        // A phrase is replaced before a word of it is.
        let text = node.text()?;
        let hidden = self.redactor.replace(text, mask);
        let plain = self.plain_at(&[node.location()]);
        plain.replace(hidden.as_deref().unwrap_or(text), mask).or(hidden)
    }

    /// Finds all that are too much like other text to be replaced elsewhere than at their places.
    #[cfg(feature = "cli")]
    pub(crate) fn plain(&self) -> Redactor {
        let long = self.plain.iter().map(|(_, text)| text).filter(|text| text.len() >= LONG_PLAIN);
        Redactor::new(long.cloned())
    }

    /// Those of them that are several words, as a key may be.
    #[cfg(feature = "cli")]
    pub(crate) fn plain_keys(&self) -> HashSet<&str> {
        self.plain.iter().map(|(_, text)| text.as_str()).filter(|text| text.contains('-')).collect()
    }

    /// What finds and replaces them.
    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Finds those that are at some places and are too much like other text to be replaced elsewhere.
    pub(crate) fn plain_at(&self, places: &[Location]) -> Redactor {
        let mut found = Vec::new();
        for place in places {
            let first = self.plain.partition_point(|(at, _)| {
                (at.file, at.span.end) <= (place.file, place.span.start)
            });
            let behind = self.plain.get(first..).unwrap_or_default().iter();
            let near = behind.take_while(|(at, _)| at.overlaps(*place));
            found.extend(near.map(|(_, text)| text.clone()).filter(|text| text.len() >= 3));
        }
        Redactor::new(found)
    }
}
