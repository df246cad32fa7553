//! Edits of a text by its tree: whatever they don't touch stays as it is, and what is new is written as its
//! surroundings are. What can't be edited so has no edit.

mod insert;
mod lines;
mod mend;
mod moved;
mod place;
mod relocate;
mod remove;
mod scalar;
mod tree;

pub use moved::Below;
pub use tree::Tree;

use crate::fix::Edit;
use crate::source::Span;

use super::{Entry, Node, Style};
use place::Form;

impl Node<'_> {
    /// Edit of its file.
    #[must_use]
    pub fn edit(self, span: Span, text: impl Into<String>) -> Edit {
        Edit { file: self.document().file(), span, text: text.into() }
    }

    /// A scalar with another text, in quotes like its own and wherever it would be read as anything but a text.
    #[must_use]
    pub fn with_text(self, text: &str) -> Option<Edit> {
        let span = Some(self.span()).filter(|span| !span.is_empty() && !self.is_taken(text))?;
        Some(self.edit(span, scalar::in_place_of(self, text)?))
    }

    /// A scalar with another text instead of a part of it, or of all of it, and what it says then.
    #[must_use]
    pub fn with_part(self, part: Span, text: &str) -> Option<(Edit, String)> {
        let written = part.slice(self.document().text());
        if part != self.span() && scalar::is_fragment(self, written, text) {
            let whole = self.around(part, text);
            return (!self.is_taken(&whole)).then(|| (self.edit(part, text), whole));
        }
        let is_whole = part == self.span() || self.text().is_some_and(|own| own == written);
        let keeps_type = scalar::is_text(self) || self.style() != Some(Style::Plain);
        let edit = if !is_whole {
            None
        } else if keeps_type || !scalar::is_literal(text, self.form()) {
            self.with_text(text)
        } else {
            self.with_literal(text)
        };
        Some((edit?, text.to_owned()))
    }

    /// Whether its mapping has a key with this text already, so that a key that becomes it would be there twice.
    fn is_taken(self, text: &str) -> bool {
        let key = self.document().key_at(self.span()).filter(|(_, key)| *key == self);
        key.is_some_and(|(holder, _)| holder.entry(text).is_some_and(|entry| entry.key != self))
    }

    /// What a scalar says with another text instead of a part, where that is a line; else the text itself.
    fn around(self, part: Span, text: &str) -> String {
        let all = self.document().text();
        let before = Span::new(self.span().start, part.start).slice(all);
        let behind = Span::new(part.end, self.span().end).slice(all);
        let whole = format!("{before}{text}{behind}");
        if whole.contains('\n') || self.style() == Some(Style::Block) {
            text.to_owned()
        } else {
            whole
        }
    }

    /// A scalar without quotes: a number, a boolean or a text that is read as itself.
    #[must_use]
    pub fn with_literal(self, text: &str) -> Option<Edit> {
        let span = Some(self.span()).filter(|span| !span.is_empty())?;
        let is_plain = scalar::is_replaceable(self) && scalar::is_literal(text, self.form());
        is_plain.then(|| self.edit(span, text))
    }

    /// A scalar in double quotes.
    #[must_use]
    pub fn in_quotes(self, text: &str) -> Option<Edit> {
        let span = Some(self.span()).filter(|span| !span.is_empty())?;
        Some(self.edit(span, scalar::quoted(self, text)?))
    }
}

impl Entry<'_> {
    /// The entry under another key.
    #[must_use]
    pub fn renamed(&self, key: &str) -> Option<Edit> {
        self.key.with_text(key)
    }

    /// The entry with a scalar where nothing is written yet.
    #[must_use]
    pub fn filled_in(&self, value: &Tree) -> Option<Edit> {
        let behind = self.key.behind_colon()?;
        let is_unwritten = self.value.is_null() && self.value.span().is_empty();
        let text = value.in_line(self.key.form())?;
        is_unwritten.then(|| self.key.edit(Span::new(behind, behind), format!(" {text}")))
    }

    /// Another entry in its place.
    #[must_use]
    pub fn replaced(&self, key: &str, value: &Tree) -> Option<Edit> {
        let (text, form) = (self.key.document().text(), self.key.form());
        let end = self.key.end_with(self.value)?;
        let span = Some(Span::new(self.key.span().start, end)).filter(|it| it.start < it.end)?;
        let is_here = self.value.span().is_empty() || self.value.span().start > span.start;
        let is_here = is_here && self.key.is_simple_key();
        let written = if form == Form::Block {
            let indent = lines::column(text, span.start);
            let break_ = format!("{}{:indent$}", lines::break_of(text), "");
            tree::entry_lines(key, value, self.key.indents())?.join(&break_)
        } else {
            tree::pair(key, value, form)?
        };
        is_here.then(|| self.key.edit(span, written))
    }
}
