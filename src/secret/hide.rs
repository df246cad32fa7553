//! Takes secrets out of what was found.

use crate::finding::{Finding, Label, ObjectName};
use crate::source::Location;

use super::redact::MASK;
use super::{Redactor, Secrets};

impl Finding {
    /// Replaces every secret in its texts and names.
    pub(crate) fn hide(&mut self, secrets: &Secrets) {
        let edits = self.fixes.iter().flat_map(|fix| &fix.edits);
        let edited = edits.map(|edit| Location::new(edit.file, edit.span));
        let places: Vec<Location> = self.labels().map(|label| label.at).chain(edited).collect();
        let plain = secrets.plain_at(&places);
        for text in [&mut self.message, &mut self.why, &mut self.help] {
            secrets.redactor().redact(text);
            plain.redact(text);
        }
        // Half a fix helps nobody.
        let shows = |text: &str| {
            [secrets.redactor(), &plain].iter().any(|one| one.replace(text, MASK).is_some())
        };
        self.fixes
            .retain(|fix| !shows(&fix.title) && !fix.edits.iter().any(|edit| shows(&edit.text)));
        for label in std::iter::once(&mut self.primary).chain(&mut self.related) {
            label.hide(secrets.redactor());
            plain.redact(&mut label.text);
            plain.redact(&mut label.within.field);
        }
    }
}

impl Label {
    fn hide(&mut self, secrets: &Redactor) {
        secrets.redact(&mut self.text);
        secrets.redact(&mut self.within.field);
        if let Some(origin) = &mut self.within.origin {
            secrets.redact(origin);
        }
        if let Some(object) = &mut self.within.object {
            object.hide(secrets);
        }
    }
}

impl ObjectName {
    /// Replaces every secret in it.
    pub(crate) fn hide(&mut self, secrets: &Redactor) {
        secrets.redact(&mut self.kind);
        secrets.redact(&mut self.name);
        if let Some(namespace) = &mut self.namespace {
            secrets.redact(namespace);
        }
    }
}
