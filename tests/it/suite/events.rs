//! The events of a tree, in the suite's notation.

use lt_lint::yaml::{Kind, Node, Style};

/// What the suite expects, without what the tree doesn't keep: markers of documents, tags and anchors,
/// and which quotes; an alias is shown as what it stands for.
pub(super) fn known(events: &[String]) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    let mut anchors: Vec<(String, usize, usize)> = Vec::new();
    let mut open: Vec<(Option<String>, usize)> = Vec::new();
    for event in events {
        let (kind, rest) = event.split_once(' ').unwrap_or((event, ""));
        let start = known.len();
        match kind {
            "+DOC" => anchors.clear(),
            "+SEQ" | "+MAP" => {
                open.push((anchor(rest.trim_start_matches(['[', ']', '{', '}', ' '])), start));
                known.push(kind.to_owned());
            }
            "-SEQ" | "-MAP" => {
                known.push(kind.to_owned());
                let (name, start) = open.pop().unwrap();
                anchors.extend(name.map(|name| (name, start, known.len())));
            }
            "=VAL" => {
                known.push(scalar(rest));
                anchors.extend(anchor(rest).map(|name| (name, start, start + 1)));
            }
            "=ALI" => {
                let name = rest.trim_start_matches('*');
                let (_, from, to) = anchors.iter().rfind(|(one, ..)| one == name).unwrap();
                known.extend_from_within(*from..*to);
            }
            _ => {}
        }
    }
    known
}

/// The name behind `&` among what stands before a value.
fn anchor(rest: &str) -> Option<String> {
    let (properties, _) = split(rest);
    properties.split(' ').find_map(|one| one.strip_prefix('&')).map(str::to_owned)
}

/// A scalar's style and text, as the suite writes it: `:plain`, `"quoted`, `|block`.
fn scalar(rest: &str) -> String {
    let (_, value) = split(rest);
    let (style, text) = value.split_at(1);
    let style = match style {
        ":" => ":",
        "|" | ">" => "|",
        _ => "\"",
    };
    format!("{style}{text}")
}

/// Anchor and tag, and the value behind them.
fn split(rest: &str) -> (&str, &str) {
    let mut value = rest;
    while value.starts_with(['&', '<']) {
        let Some((_, behind)) = value.split_once(' ') else { return (rest, ":") };
        value = behind;
    }
    rest.split_at(rest.len() - value.len())
}

/// The events of a node with all below it.
pub(super) fn of(node: Node<'_>) -> Vec<String> {
    match node.kind() {
        Kind::Sequence => around("SEQ", node.items().flat_map(of)),
        Kind::Mapping => around(
            "MAP",
            node.own_entries().flat_map(|entry| [of(entry.key), of(entry.value)].concat()),
        ),
        Kind::Scalar => {
            let style = match node.style() {
                Some(Style::Plain) | None => ":",
                Some(Style::Quoted) => "\"",
                Some(Style::Block) => "|",
            };
            let text = node.text().unwrap_or_default();
            vec![format!("{style}{}", escaped(text))]
        }
    }
}

fn around(kind: &str, events: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(format!("+{kind}")).chain(events).chain([format!("-{kind}")]).collect()
}

/// As the suite escapes the text of a scalar.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\r' => escaped.push_str("\\r"),
            '\u{8}' => escaped.push_str("\\b"),
            c => escaped.push(c),
        }
    }
    escaped
}
