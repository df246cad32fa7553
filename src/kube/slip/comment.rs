//! A comment whose sign got lost, so that it is read as a key: `You may change: the name of the cluster`.

use crate::yaml::{Entry, Kind, Node};

use super::super::schema::{Extra, Schema};
use super::{Lost, Search, Slip, is_unknown};

/// The fewest words of such a comment, those before and after the colon together.
const FEWEST: usize = 4;

impl<'a> Search<'_, 'a> {
    /// Looks for sentences among the keys of a mapping.
    pub(super) fn comments(&mut self, node: Node<'a>, schema: &Schema) {
        let is_map = matches!(&schema.additional_properties, Some(Extra::Of(_)));
        for entry in node.own_entries() {
            let key = entry.key_text();
            if !is_prose(&entry) || !(is_map || is_unknown(schema, key)) || !has_own_line(&entry) {
                continue;
            }
            let first = key.split(' ').next().unwrap_or(key);
            self.report(Slip {
                lost: Lost::Comment,
                at: entry.key.location(),
                object: self.object.location(),
                key: key.to_owned(),
                other: entry.key.location(),
                first: first.to_owned(),
                lines: 1,
            });
        }
    }
}

/// Whether nothing else is on the line of an entry, so that a `#` before it makes nothing else a comment.
fn has_own_line(entry: &Entry<'_>) -> bool {
    let text = entry.key.document().text();
    let before = text.get(..entry.key.span().start).unwrap_or_default();
    let end = entry.value.span().end.max(entry.key.span().end);
    let after = text.get(end..).unwrap_or_default().lines().next().unwrap_or_default();
    let after = after.trim_start_matches(':').trim_start();
    before.rsplit(['\n', '\r']).next().unwrap_or_default().trim().is_empty()
        && (after.is_empty() || after.starts_with('#'))
}

/// Whether an entry is a sentence with a colon in it.
fn is_prose(entry: &Entry<'_>) -> bool {
    let key = entry.key_text();
    // Nearly every key is one word, and every key of every object is asked about.
    if !key.contains(' ') {
        return false;
    }
    let is_word = |word: &str| {
        let bare = word.trim_matches(|c: char| matches!(c, ',' | '.' | '(' | ')' | '\''));
        !bare.is_empty() && bare.chars().all(char::is_alphabetic)
    };
    let is_said = key.split(' ').all(is_word) && entry.key.raw() == key;
    let value = entry.value.text().unwrap_or_default();
    let is_text = entry.value.kind() == Kind::Scalar && entry.value.raw().starts_with(value);
    let words = key.split(' ').count() + value.split_whitespace().count();
    is_said && is_text && words >= FEWEST
}
