//! Lines of a template and of what it was rendered to, with what each is below.

use crate::source::Span;

/// A part of a template's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it is in the file.
    pub span: Span,
    /// Whether it is an action, `{{ … }}`, rather than text that stays.
    pub is_action: bool,
}

/// A line with words.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its words, without the spaces around them.
    pub span: Span,
    /// Blanks in front of them.
    pub indent: usize,
    /// The line that it is below, as YAML is indented.
    pub parent: Option<usize>,
    /// The line that states the kind of its document.
    pub kind: Option<usize>,
    /// Its parts: a single one where nothing is to be filled in.
    pub pieces: Vec<Piece>,
}

impl Line {
    /// Whether it is there to be worked off, and no text of it stays.
    pub(super) fn is_action(&self) -> bool {
        self.pieces.iter().all(|piece| piece.is_action)
    }

    /// The parts of a text that a line's parts became; `None` where it can't be what the line became.
    pub(super) fn matched(&self, template: &str, text: &str) -> Option<Vec<(Span, Piece)>> {
        let (mut at, mut action, mut found) = (0, None::<Piece>, Vec::new());
        for (index, piece) in self.pieces.iter().enumerate() {
            if piece.is_action {
                let known = action.map_or(piece.span, |it| it.span.to(piece.span));
                action = Some(Piece { span: known, is_action: true });
                continue;
            }
            let literal = piece.span.slice(template);
            let rest = text.get(at..)?;
            let is_last = index + 1 == self.pieces.len();
            let after = action.take();
            let start = at + next_place(rest, literal, after.is_some(), is_last)?;
            found.extend(after.map(|piece| (Span::new(at, start), piece)));
            at = start + literal.len();
            found.push((Span::new(start, at), *piece));
        }
        let end = text.len();
        match action {
            Some(piece) => found.push((Span::new(at, end), piece)),
            None if at != end => return None,
            None => {}
        }
        Some(found)
    }
}

/// The lines of a text that aren't empty, comments, or ends of documents.
pub(super) fn lines(text: &str, is_template: bool) -> Vec<Line> {
    let actions = if is_template { actions(text) } else { Vec::new() };
    let (mut lines, mut offset, mut ends) = (Vec::new(), 0, Vec::new());
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let indent = line.len() - line.trim_start().len();
        let span = Span::new(offset + indent, offset + indent + words.len());
        offset += line.len();
        if line.starts_with("---") {
            ends.push(lines.len());
        } else if !words.is_empty() && !words.starts_with('#') {
            let pieces = pieces(text, span, &actions);
            lines.push(Line { span, indent, parent: None, kind: None, pieces });
        }
    }
    ends.push(lines.len());
    place(text, &mut lines, &ends);
    lines
}

/// Says of each line what it is below, document by document.
fn place(text: &str, lines: &mut [Line], ends: &[usize]) {
    let mut start = 0;
    for &end in ends {
        let mut open: Vec<(usize, usize, bool)> = Vec::new();
        let all = lines.iter().enumerate().take(end).skip(start);
        let is_kind = |line: &Line| line.indent == 0 && line.span.slice(text).starts_with("kind:");
        let kind = all.clone().find(|(_, line)| is_kind(line)).map(|(at, _)| at);
        for (at, line) in lines.iter_mut().enumerate().take(end).skip(start) {
            line.kind = kind;
            if line.is_action() {
                continue;
            }
            let is_item = line.span.slice(text).starts_with('-');
            // A list may be as far left as the key that it belongs to.
            let is_above = |(_, indent, above_is_item): &(usize, usize, bool)| {
                *indent < line.indent || (*indent == line.indent && is_item && !above_is_item)
            };
            while open.last().is_some_and(|last| !is_above(last)) {
                open.pop();
            }
            line.parent = open.last().map(|(at, ..)| *at);
            open.push((at, line.indent, is_item));
        }
        start = end;
    }
}

/// Where the actions of a template are.
fn actions(text: &str) -> Vec<Span> {
    let (mut actions, mut at) = (Vec::new(), 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{")).map(|it| at + it) {
        let rest = text.get(start..).unwrap_or_default();
        let end = if rest.starts_with("{{/*") || rest.starts_with("{{- /*") { "*/" } else { "}}" };
        let closed = rest.find(end).and_then(|at| Some(at + rest.get(at..)?.find("}}")? + 2));
        at = start + closed.unwrap_or(rest.len());
        actions.push(Span::new(start, at));
    }
    actions
}

/// The parts of a line. An action may be longer than the line, and may remove the spaces around it.
fn pieces(text: &str, line: Span, actions: &[Span]) -> Vec<Piece> {
    let first = actions.partition_point(|action| action.end <= line.start);
    let within = actions.iter().skip(first).take_while(|action| action.start < line.end);
    let (mut pieces, mut at, mut eats) = (Vec::new(), line.start, false);

    for action in within {
        let words = action.slice(text);
        let before = Span::new(at, action.start.max(at));
        pieces.extend(literal(text, before, (eats, words.starts_with("{{-"))));
        let span = Span::new(action.start.max(line.start), action.end.min(line.end));
        pieces.push(Piece { span, is_action: true });
        (at, eats) = (span.end, words.ends_with("-}}"));
    }
    pieces.extend(literal(text, Span::new(at, line.end), (eats, false)));
    pieces
}

/// What is left of text between actions that may eat the space on either side of it.
fn literal(text: &str, span: Span, (before, behind): (bool, bool)) -> Option<Piece> {
    let words = span.slice(text);
    let start = if before { words.len() - words.trim_start().len() } else { 0 };
    let end = if behind { words.trim_end().len() } else { words.len() };
    let span = Span::new(span.start + start.min(end), span.start + end);
    (!span.is_empty()).then_some(Piece { span, is_action: false })
}

/// Where the text of a template is in the rest of a line; after an action, anything may be before it.
fn next_place(rest: &str, literal: &str, after_action: bool, is_last: bool) -> Option<usize> {
    match after_action {
        false => rest.starts_with(literal).then_some(0),
        true if is_last => rest.strip_suffix(literal).map(str::len),
        true => rest.find(literal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_what_they_stand_below() {
        let text = "kind: A\nspec:\n  containers:\n  - name: a\n    image: x\n  - name: b\n  \
                    volumes: []\n---\nkind: B\nspec: 1\n";
        let parents: Vec<_> = lines(text, false).iter().map(|line| line.parent).collect();
        let none = None;
        assert_eq!(parents, [none, none, Some(1), Some(2), Some(3), Some(2), Some(1), none, none]);
        let kinds: Vec<_> = lines(text, false).iter().filter_map(|line| line.kind).collect();
        assert_eq!(kinds, [0, 0, 0, 0, 0, 0, 0, 7, 7]);
    }

    #[test]
    fn a_line_is_found_in_what_it_became() {
        let matched = |template: &str, text: &str| {
            let lines = lines(template, true);
            let found = lines.first().unwrap().matched(template, text)?;
            let parts = found.iter().map(|(at, piece)| (at.slice(text), piece.is_action));
            Some(parts.map(|(part, is)| format!("{part}{}", if is { "!" } else { "" })).collect())
        };
        let parts =
            |texts: &[&str]| Some(texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(matched("  a: b\n", "a: b"), parts(&["a: b"]));
        assert_eq!(matched("a: {{ .x }}", "a: 1"), parts(&["a: ", "1!"]));
        assert_eq!(
            matched("a: {{ .x }}:{{ .y }}Mi", "a: b:2Mi"),
            parts(&["a: ", "b!", ":", "2!", "Mi"])
        );
        assert_eq!(matched("a: {{- toYaml .x | nindent 2 }}", "a:"), parts(&["a:", "!"]));
        assert_eq!(matched("a: {{ .x }}", "b: 1"), None);
        assert_eq!(matched("a: b", "a: bc"), None);
        assert_eq!(matched("{{ .x }}: b", "a: c"), None);
    }
}
