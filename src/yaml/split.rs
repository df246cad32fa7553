//! How kubectl cuts a file before it reads any of it: into JSON values that are one after the other,
//! and YAML. Text that starts with `{` is JSON for as long as it can be; what is left behind the first
//! value is YAML, and after more of them nothing may be left.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use crate::source::Span;

/// The byte order mark.
const MARK: char = '\u{feff}';
/// After the first value alone, a marker makes kubectl go on in YAML.
const MARKER_BEHIND_JSON: &str =
    "a `---` after two JSON objects in a row; put it between all of them, or nowhere";

/// The parts of a text, each to be parsed by itself.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// JSON values, in order, each in full.
    pub json: Vec<Span>,
    /// What is YAML after them: more than one part where a byte order mark starts a document.
    pub yaml: Vec<Span>,
    /// What kubectl rejects of how the parts are together.
    pub faults: Vec<(Span, &'static str)>,
}

/// Cuts a text as kubectl does.
pub(super) fn cut(text: &str) -> Cut {
    let mut cut = Cut::default();
    let start = if text.starts_with(MARK) { MARK.len_utf8() } else { 0 };
    let whole = text.get(start..).unwrap_or_default();
    if !whole.trim_start().starts_with('{') {
        cut.yaml = yaml_parts(text, 0);
        return cut;
    }
    let (values, stop) = values(whole);
    cut.json =
        values.iter().map(|value| Span::new(start + value.start, start + value.end)).collect();
    let refused = cut.json.iter().filter(|value| !may_be_object(value.slice(text)));
    cut.faults =
        refused.map(|&value| (value, "kubectl accepts only objects after a JSON object")).collect();
    match (stop, cut.json.last()) {
        (None, _) => {}
        (Some(_), None) => cut.yaml = yaml_parts(text, 0),
        (Some(at), Some(last)) => behind_json(text, last.end, start + at, &mut cut),
    }
    cut
}

/// The JSON values that a text begins with, and where it stops being JSON, if it does.
fn values(text: &str) -> (Vec<Span>, Option<usize>) {
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(value) = values.next() {
        if let Err(error) = value {
            return (found, Some(offset_of(text, &error)));
        }
        let value = Span::new(from, values.byte_offset());
        from = value.end;
        found.push(Span::new(from - value.slice(text).trim_start().len(), from));
    }
    (found, None)
}

/// What is left behind JSON values; `at` is the place where it stops being JSON.
fn behind_json(text: &str, from: usize, at: usize, cut: &mut Cut) {
    let left = Span::new(from, text.len()).slice(text);
    let written = left.trim_start();
    let start = text.len() - written.len();
    if let Some(message) = stray(written) {
        cut.faults.push((Span::new(start, start + 1), message));
        return;
    }
    if cut.json.len() > 1 {
        cut.faults.push(if written.starts_with("---") {
            (Span::new(start, start + 3), MARKER_BEHIND_JSON)
        } else {
            let next = text.get(at..).and_then(|rest| rest.chars().next());
            let end = at + next.map_or(0, char::len_utf8);
            (Span::new(at, end), "kubectl accepts only JSON after two JSON objects in a row")
        });
    }
    // To the end of the line, spaces aren't indentation.
    let line = left.find('\n').map_or(text.len(), |end| from + end + 1);
    cut.yaml = yaml_parts(text, start.min(line));
}

/// What is wrong with a character that can start nothing.
fn stray(text: &str) -> Option<&'static str> {
    match text.chars().next()? {
        ',' => Some("JSON objects of a file aren't separated by commas; remove it"),
        ']' | '}' | ':' => {
            Some("no `{` or `[` is open here; remove this, or look for what was closed too early")
        }
        _ => None,
    }
}

/// Whether kubectl passes a JSON value on: an object, or `null`, which it omits.
fn may_be_object(value: &str) -> bool {
    value.starts_with('{') || value == "null"
}

/// Where a JSON error is, in bytes, always at the start of a character.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let at = (start + error.column().saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

/// YAML from a place on, cut where a byte order mark is at the very start of what kubectl cuts at
/// `---`; anywhere else, it is a part of the key after it.
fn yaml_parts(text: &str, from: usize) -> Vec<Span> {
    let yaml = Span::new(from, text.len()).slice(text);
    let mut parts = Vec::new();
    let mut begin = from;
    if yaml.chars().skip(1).any(|c| c == MARK) {
        let mut at = from;
        let (mut holds_text, mut is_fresh) = (false, false);
        for line in yaml.split_inclusive('\n') {
            // A marker with nothing before it belongs to the document after it.
            let ends = holds_text && line.starts_with("---");
            if is_fresh && line.starts_with(MARK) {
                parts.push(Span::new(begin, at));
                begin = at;
            }
            (holds_text, is_fresh) = (!ends, ends);
            at += line.len();
        }
    }
    parts.push(Span::new(begin, text.len()));
    parts
}
