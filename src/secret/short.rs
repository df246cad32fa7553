//! Secrets that are too much like other text to be hidden anywhere but at their place.

use std::collections::BTreeSet;

use crate::source::{Location, Span};
use crate::yaml::Node;

use super::{Collector, Redactor, text, value};

/// Bytes of the shortest secret that is hidden at its place.
const SHORTEST: usize = 3;

impl Collector {
    /// Adds the text of a scalar, which is known, with the secrets in it that count only there.
    pub(super) fn scalar_text(&mut self, node: Node<'_>, text: &str, is_shown: bool) {
        if self.depth == 0 {
            self.inner.clear();
        }
        if self.text(text) && is_shown {
            self.short(text, node.location(), node.raw());
        }
        // Lines that were joined end values where they end.
        let raw = node.raw();
        if is_shown && raw.contains('\n') && !text.trim_end().contains('\n') && self.text(raw) {
            self.short(raw, node.location(), raw);
        }
    }

    /// Adds a part of a scalar.
    pub(super) fn part(&mut self, node: Node<'_>, secret: &str, is_shown: bool) {
        self.string(secret);
        if is_shown {
            self.short_parts([secret], node.location(), node.raw());
        }
    }

    /// Adds the secrets of a text that are too much like other text to be hidden anywhere but at its place, where it is
    /// written as `raw`.
    pub(super) fn short(&mut self, text: &str, at: Location, raw: &str) {
        let inner = std::mem::take(&mut self.inner);
        let found = text::secrets_in(text).into_iter();
        self.short_parts(found.chain(inner.iter().map(String::as_str)), at, raw);
    }

    pub(super) fn short_parts<'t>(
        &mut self,
        found: impl IntoIterator<Item = &'t str>,
        at: Location,
        raw: &str,
    ) {
        let found = found.into_iter().map(str::trim);
        let is_short = |secret: &&str| secret.len() >= SHORTEST && !value::is_distinct(secret);
        let found =
            found.filter(is_short).filter(|it| !value::is_nothing(it) && !value::is_ordinary(it));
        let found: BTreeSet<&str> = found.collect();
        if found.is_empty() {
            return;
        }
        let redactor = Redactor::new(found.iter().map(|secret| (*secret).to_owned()));
        let spans = redactor.find(raw).into_iter();
        let start = at.span.start;
        self.places.extend(
            spans.map(|(from, to)| Location::new(at.file, Span::new(start + from, start + to))),
        );
        self.plain.extend(found.into_iter().map(|secret| (at, secret.to_owned())));
    }
}
