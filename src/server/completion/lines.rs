//! The way down to a line by the indentation of those above it.

use crate::source::{LineIndex, Span};

use super::context::Step;

/// A key or the dash of an item, with the column that it is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    /// Its column.
    pub column: usize,
    /// The step that it is.
    pub step: Step<'t>,
}

/// What a line starts with.
#[derive(Debug)]
pub(super) struct Head<'t> {
    /// The dashes and the key.
    pub tokens: Vec<Token<'t>>,
    /// Where in the line the rest begins.
    pub value: usize,
}

/// The dashes and the key that a line starts with; `start` is the offset of the line.
pub(super) fn head(line: &str, start: usize) -> Head<'_> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start_matches(['\u{feff}', ' ']);
    while let Some(behind) = rest.strip_prefix("- ") {
        let column = line.len() - rest.len();
        tokens.push(Token { column, step: Step::Item(start + column) });
        rest = behind.trim_start_matches(' ');
    }
    let bare = rest.trim_end_matches(['\n', '\r', ' ']);
    let column = line.len() - rest.len();
    let mut value = column;
    if bare == "-" {
        tokens.push(Token { column, step: Step::Item(start + column) });
        value += 1;
    } else if let Some((key, end)) = key(bare).filter(|_| !rest.starts_with('#')) {
        tokens.push(Token { column, step: Step::Key(key) });
        value += end;
    }
    Head { tokens, value }
}

/// The key that a text starts with, without quotes, and the end of its colon.
fn key(text: &str) -> Option<(&str, usize)> {
    let at = text.match_indices(':').map(|(at, _)| at).find(|at| {
        text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })?;
    let key = text.get(..at)?;
    let is_key = !key.is_empty() && !key.starts_with(['{', '[', '#', '&', '*', '|']);
    is_key.then(|| (key.trim_matches(['"', '\'']), at + 1))
}

/// The steps down to a line, the outermost first: from those above it in its document, and from `own`, the tokens of the
/// line that are further left than what is in `column`.
pub(super) fn way<'t>(
    text: &'t str,
    document: Span,
    line: Span,
    own: Vec<Token<'t>>,
    mut column: usize,
) -> Vec<Step<'t>> {
    let lines = LineIndex::new(text);
    let number = lines.position(text, line.start).line;
    let above = (1..number).rev().map(|number| lines.line_span(text, number));
    let above = above.take_while(|line| line.start >= document.start);
    let above = above.map(|line| head(line.slice(text), line.start).tokens);
    let mut was_item = false;
    let mut steps = Vec::new();
    for token in std::iter::once(own).chain(above).flat_map(|tokens| tokens.into_iter().rev()) {
        let is_key = matches!(token.step, Step::Key(_));
        // The dashes of a list may be in the column of its key.
        let is_above = token.column < column || (was_item && is_key && token.column == column);
        if is_above && (is_key || !was_item) {
            steps.push(token.step);
            (column, was_item) = (token.column, !is_key);
        }
    }
    steps.reverse();
    steps
}
