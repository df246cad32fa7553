//! What was read of files, kept for the next run: of two hundred files one has changed since the last keystroke.

use std::sync::{Arc, Mutex, PoisonError};

use crate::report::Skipped;
use crate::source::SourceFile;
use crate::yaml::Parsed;

/// What was read of a file, and what of it has to be rendered first.
pub(super) type Read = (Arc<Parsed>, Vec<Skipped>);

/// Files of the last run, by their places in its input.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Vec<Remembered>>);

/// A file of the last run.
#[derive(Debug)]
pub(super) struct Remembered {
    text: Arc<str>,
    name: String,
    may_be_template: bool,
    read: Read,
}

impl Remembered {
    /// A file with what was read of it.
    pub(super) fn new(source: &SourceFile, may_be_template: bool, read: Read) -> Self {
        let (text, name) = (Arc::clone(&source.text), source.name.clone());
        Self { text, name, may_be_template, read }
    }

    /// What was read of this very text under this name, if that is what it remembers.
    pub(super) fn of(&self, source: &SourceFile, may_be_template: bool) -> Option<Read> {
        let is_same = Arc::ptr_eq(&self.text, &source.text)
            && self.name == source.name
            && self.may_be_template == may_be_template
            && source.invalid_at.is_none();
        is_same.then(|| self.read.clone())
    }
}

impl Memory {
    /// Hands out what it has.
    pub(super) fn take(&self) -> Vec<Remembered> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what was read, in the order of the input.
    pub(super) fn keep(&self, files: Vec<Remembered>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }
}
