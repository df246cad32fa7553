//! Records in words, for the formats that have no fields for what they hold.

use crate::error::Error;
use crate::text::printable;

use super::fingerprint::fnv;
use super::record::{ErrorRecord, FindingRecord, LabelRecord, PositionRecord};

impl ErrorRecord {
    /// What is written of an error.
    pub(crate) fn of(error: &Error) -> Self {
        let advice = error.advice.as_ref().map(|advice| format!("; {advice}")).unwrap_or_default();
        let reason = printable(&format!("{}{advice}", error.reason));
        Self { place: printable(&error.place), reason }
    }

    /// Place and reason in a line.
    pub(super) fn prose(&self) -> String {
        format!("{}: {}", self.place, self.reason)
    }

    /// The same for the same error.
    pub(super) fn fingerprint(&self) -> String {
        format!("{:016x}", fnv(&self.prose()))
    }
}

impl LabelRecord {
    /// `path:line:column`, and in brackets the file that it was rendered from.
    pub(super) fn place(&self) -> String {
        let PositionRecord { line, column, .. } = self.start;
        let origin = self.origin.as_ref().map(|origin| format!(" ({origin})")).unwrap_or_default();
        format!("{}:{line}:{column}{origin}", self.path)
    }
}

impl FindingRecord {
    /// What is wrong, what it does and what to write instead, in three paragraphs, and where its text was written.
    pub(super) fn prose(&self) -> String {
        let origin =
            self.primary.origin.as_ref().map(|origin| format!("\nrendered from: {origin}"));
        let origin = origin.unwrap_or_default();
        format!("{}\nwhy: {}\nhelp: {}{origin}", self.message, self.why, self.help)
    }
}
