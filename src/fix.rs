//! Fixes: exact edits of source texts that fix what was found, and how sure it is that they are meant.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::source::{FileId, Span};

/// How sure it is that a fix is meant; the surest is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It has parts to fill in, or changes what something else reads too: it is shown, and never applied.
    Display,
    /// It is likely meant: applied where that is asked for.
    Unsafe,
    /// It is the only thing that can be meant.
    Safe,
}

impl Applicability {
    /// Its name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Display => "display",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// A text instead of a part of a file; an insertion where the part is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// The bytes that go.
    pub span: Span,
    /// What is there afterwards.
    pub text: String,
}

/// A way to fix a finding: all of its edits, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in one line that goes on after `fix:`.
    pub title: String,
    /// How sure it is.
    pub applicability: Applicability,
    /// Its edits, which don't overlap, by place; never empty.
    pub edits: Vec<Edit>,
}

impl Edit {
    /// How far the first line that it adds is indented. Of lines at one place the innermost come first: they end what is
    /// open there.
    fn indentation(&self) -> usize {
        let lines = self.text.trim_start_matches(['\r', '\n']);
        let is_line = lines.len() < self.text.len();
        if is_line { lines.len() - lines.trim_start_matches(' ').len() } else { 0 }
    }
}

/// Edits that a check makes from its nodes; the rule file says how sure they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What they do, in one line that goes on after `fix:`.
    pub title: String,
    /// The edits.
    pub edits: Vec<Edit>,
    /// The surest that the fix can be, whatever the rule file says.
    pub at_most: Applicability,
}

impl Change {
    /// Change by some edits; none without any.
    #[must_use]
    pub fn new(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Option<Self> {
        let mut edits: Vec<Edit> = edits.into_iter().collect();
        edits.sort_by_key(|edit| (edit.file, edit.span, Reverse(edit.indentation())));
        let change = Self { title: title.into(), edits, at_most: Applicability::Safe };
        (!change.edits.is_empty()).then_some(change)
    }

    /// The same, no surer than this.
    #[must_use]
    pub fn at_most(self, most: Applicability) -> Self {
        Self { at_most: self.at_most.min(most), ..self }
    }
}
