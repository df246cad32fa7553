//! The words of a command line, each with its place, and the variables in them.

use std::ops::Range;

use crate::kube::{EnvContent, Environment, TextPart, text_parts};
use crate::source::Location;
use crate::yaml::Node;

/// One word of a command line.
#[derive(Debug, Clone)]
pub(crate) struct Word<'a> {
    /// What the program gets.
    pub text: String,
    /// The scalar that it is written in, and which part of the scalar's text.
    written: Option<(Node<'a>, Range<usize>)>,
    /// Whether the word is the written part letter by letter.
    verbatim: bool,
    /// Where the values of its variables are.
    pub from: Vec<Location>,
    /// Why its text isn't known.
    pub unknown: Option<String>,
    /// The references in it to variables that the container doesn't have.
    pub undefined: Vec<Reference>,
}

/// A reference to a variable, `$(NAME)`.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// The variable's name.
    pub name: String,
    /// Where the reference is.
    pub at: Location,
}

impl<'a> Word<'a> {
    /// A word that is nowhere: an argument that the image has by default, or that of an example.
    pub(crate) fn implied(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            written: None,
            verbatim: true,
            from: Vec::new(),
            unknown: None,
            undefined: Vec::new(),
        }
    }

    /// A part of a scalar's text, which became `text`.
    pub(crate) fn written(text: String, node: Node<'a>, part: Range<usize>) -> Self {
        let verbatim = node.text().and_then(|whole| whole.get(part.clone())) == Some(text.as_str());
        let (from, undefined) = (Vec::new(), Vec::new());
        Self { text, written: Some((node, part)), verbatim, from, unknown: None, undefined }
    }

    /// The word as it is written, nothing replaced: a shell reads its script with the variables in it.
    pub(crate) fn as_written(&self) -> Self {
        let text = self
            .written
            .as_ref()
            .and_then(|(node, part)| Some((*node, part, node.text()?.get(part.clone())?)));
        text.map_or_else(
            || self.clone(),
            |(node, part, text)| Self::written(text.to_owned(), node, part.clone()),
        )
    }

    /// An item of `command` or `args`, with `$(NAME)` replaced as the kubelet does.
    pub(crate) fn item(node: Node<'a>, environment: &Environment<'a>) -> Self {
        let whole = node.text().unwrap_or_default();
        let mut word = Self::written(String::new(), node, 0..whole.len());
        for part in text_parts(whole) {
            match part {
                TextPart::Text(text) => word.text.push_str(text),
                TextPart::Reference(name, range) => {
                    let value = lookup(name, environment);
                    if matches!(value, Value::Absent) {
                        let at = node.fragment(range);
                        word.undefined.push(Reference { name: name.to_owned(), at });
                    }
                    word.add(name, value);
                }
            }
        }
        word.verbatim = word.text == whole;
        word
    }

    /// This word as a part of a script's text.
    pub(crate) fn within(mut self, script: &Self, part: Range<usize>) -> Self {
        self.verbatim = script.text.get(part.clone()) == Some(self.text.as_str());
        // Quotes aren't part of what is wrong in a word.
        let quoted =
            script.text.get(part.start + 1..part.end.saturating_sub(1)) == Some(self.text.as_str());
        let part = if !self.verbatim && quoted { part.start + 1..part.end - 1 } else { part };
        self.verbatim |= quoted;
        self.written = match &script.written {
            Some((node, all)) if script.verbatim => {
                Some((*node, all.start + part.start..all.start + part.end))
            }
            written => written.clone(),
        };
        self.verbatim &= script.verbatim;
        self
    }

    /// The parts of the word between its spaces, as words of their own.
    pub(crate) fn pieces(&self) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for part in self.text.split(char::is_whitespace) {
            let range = start..start + part.len();
            let blank = self.text.get(range.end..).and_then(|rest| rest.chars().next());
            start = range.end + blank.map_or(0, char::len_utf8);
            if !part.is_empty() {
                pieces.push(self.piece(range));
            }
        }
        pieces
    }

    /// Another word that this one was meant to be.
    pub(crate) fn meaning(&self, text: String) -> Self {
        Self { text, verbatim: false, ..self.clone() }
    }

    /// What is after the first bytes of the word, as a word of its own.
    pub(crate) fn rest(&self, start: usize) -> Self {
        self.piece(start..self.text.len())
    }

    /// A part of the word as a word of its own.
    fn piece(&self, part: Range<usize>) -> Self {
        let text = self.text.get(part.clone()).unwrap_or_default().to_owned();
        let written = self.written.clone().map(|(node, all)| {
            if self.verbatim {
                (node, all.start + part.start..all.start + part.end)
            } else {
                (node, all)
            }
        });
        let (from, undefined) = (self.from.clone(), Vec::new());
        Self { text, written, verbatim: self.verbatim, from, unknown: None, undefined }
    }

    /// Adds the value of a variable. What nothing here sets may still be set, by an overlay of Kustomize.
    pub(crate) fn add(&mut self, name: &str, value: Value) {
        match value {
            Value::Text(text, at) => {
                self.text.push_str(&text);
                self.from.extend(at);
            }
            Value::Absent => {
                self.unknown = Some(format!("`{name}` isn't in the container's environment"));
            }
            Value::Unknown(reason) => self.unknown = Some(format!("`{name}` {reason}")),
        }
    }

    /// Where the word is.
    pub(crate) fn place(&self) -> Option<Location> {
        self.part(0..self.text.len())
    }

    /// Where a part of the word is, or the word where its letters aren't those written.
    pub(crate) fn part(&self, part: Range<usize>) -> Option<Location> {
        let (node, written) = self.written.as_ref()?;
        let is_all = *written == (0..node.text()?.len());
        Some(match self.verbatim {
            true if part.len() < self.text.len() => {
                node.fragment(written.start + part.start..written.start + part.end)
            }
            _ if is_all => node.location(),
            _ => node.fragment(written.clone()),
        })
    }
}

/// What is known of a variable.
pub(crate) enum Value {
    /// Its text, and where that is.
    Text(String, Option<Location>),
    /// Nobody sets it.
    Absent,
    /// It has a value that isn't in the files, and why.
    Unknown(String),
}

/// A variable of the container.
pub(crate) fn lookup(name: &str, environment: &Environment<'_>) -> Value {
    let Some(var) = environment.get(name) else {
        return if environment.open {
            Value::Unknown("may come from a ConfigMap or Secret that isn't in the files".to_owned())
        } else {
            Value::Absent
        };
    };
    match &var.content {
        EnvContent::Known(text) => Value::Text(text.clone().into_owned(), Some(var.place())),
        EnvContent::Unknown(reason) => Value::Unknown(reason.clone().into_owned()),
    }
}
