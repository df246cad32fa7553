//! Findings that are known and not to be reported again: counted by rule, object and field, never by line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::finding::{Finding, ObjectName};
use crate::kube::{ObjectSet, Origins};
use crate::secret::Redactor;
use crate::settings_file::SettingsFile;
use crate::source::{FileId, SourceFile, is_judged};
use crate::yaml::scalar_in_block;

/// The version of the format.
const VERSION: u32 = 1;

/// What is at the top of a baseline.
const HEAD: &str =
    "# Findings that `lt-lint --baseline` keeps quiet about, made by `lt-lint --write-baseline`.\n";

/// A baseline as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a baseline, a mapping with `version` and `findings`")]
pub struct BaselineFile {
    /// Version of this format.
    pub version: u32,
    /// What is known.
    pub findings: Vec<BaselineEntry>,
}

/// Findings of one rule at one field of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping with `rule` and `count`")]
pub struct BaselineEntry {
    /// The rule's id.
    pub rule: String,
    /// The object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectName>,
    /// The file, for what isn't in an object; where it was rendered, the file that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The field of the object; empty for the object as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// How many there are.
    pub count: usize,
}

/// Where a finding is, whatever its line: in an object, or in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Object(ObjectName),
    File(String),
}

/// What findings have in common that count as the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    place: Place,
    field: String,
    rule: String,
}

/// How many findings of each kind are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Known, usize>,
}

/// What a run looked at, so that what it didn't find can be told from what it didn't see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    places: BTreeSet<Place>,
    /// Whether there was more to see in the folders.
    partial: bool,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// For text that isn't a baseline, with the place in it.
    pub fn read(path: &Path, text: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let source = SettingsFile::new(&path.display().to_string(), text.into());
        let file: BaselineFile = source.read()?;
        if file.version != VERSION {
            let version = file.version;
            let known = format!("this one reads {VERSION}");
            let reason = format!("version {version} of baselines isn't known; {known}");
            return Err(source.error(&["version"], reason));
        }
        let mut baseline = Self::default();
        for (index, entry) in file.findings.into_iter().enumerate() {
            let count = entry.count;
            let known = Known::read(entry);
            let known =
                known.map_err(|reason| source.error(&["findings", &index.to_string()], reason))?;
            *baseline.counts.entry(known).or_default() += count;
        }
        Ok(baseline)
    }

    /// The text of its file.
    #[must_use]
    pub fn write(&self) -> String {
        let entries = self.entries();
        if entries.is_empty() {
            return format!("{HEAD}version: {VERSION}\nfindings: []\n");
        }
        let entries: String = entries.iter().map(BaselineEntry::text).collect();
        format!("{HEAD}version: {VERSION}\nfindings:\n{entries}")
    }

    /// What it knows, in order.
    #[must_use]
    pub fn entries(&self) -> Vec<BaselineEntry> {
        let entry = |(known, count): (&Known, &usize)| {
            let (object, file) = match &known.place {
                Place::Object(object) => (Some(object.clone()), None),
                Place::File(file) => (None, Some(file.clone())),
            };
            let (rule, field) = (known.rule.clone(), known.field.clone());
            BaselineEntry { rule, object, file, field, count: *count }
        };
        self.counts.iter().map(entry).collect()
    }

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: &Finding, sources: &[SourceFile]) {
        *self.counts.entry(Known::of(finding, sources)).or_default() += 1;
    }

    /// Takes one finding out, if it is known.
    pub(crate) fn take(&mut self, finding: &Finding, sources: &[SourceFile]) -> bool {
        let known = Known::of(finding, sources);
        let Some(count) = self.counts.get_mut(&known) else {
            return false;
        };
        *count = count.saturating_sub(1);
        if *count == 0 {
            self.counts.remove(&known);
        }
        true
    }

    /// Splits what wasn't found by whether it was looked for: what is gone, and what may still be there.
    pub(crate) fn split(self, seen: &Seen) -> (Self, Self) {
        let (gone, unseen) =
            self.counts.into_iter().partition(|(known, _)| seen.includes(&known.place));
        (Self { counts: gone }, Self { counts: unseen })
    }

    /// The same with secrets replaced, as in the findings that it is checked against.
    pub(crate) fn without(self, secrets: &Redactor) -> Self {
        let mut hidden = Self::default();
        for (mut known, count) in self.counts {
            secrets.redact(&mut known.field);
            match &mut known.place {
                Place::Object(object) => object.hide(secrets),
                Place::File(file) => secrets.redact(file),
            }
            *hidden.counts.entry(known).or_default() += count;
        }
        hidden
    }

    /// Adds all that another one knows.
    pub fn extend(&mut self, other: Self) {
        for (known, count) in other.counts {
            *self.counts.entry(known).or_default() += count;
        }
    }
}

impl BaselineEntry {
    /// The entry as an item of the list.
    fn text(&self) -> String {
        let line = |key: &str, value: &str| format!("{key}: {}\n", scalar_in_block(value));
        let mut text = format!("- {}", line("rule", &self.rule));
        if let Some(ObjectName { kind, namespace, name }) = &self.object {
            let namespace = namespace.as_ref().map(|namespace| line("    namespace", namespace));
            let namespace = namespace.unwrap_or_default();
            text += &format!(
                "  object:\n{}{namespace}{}",
                line("    kind", kind),
                line("    name", name)
            );
        }
        text.extend(self.file.as_ref().map(|file| line("  file", file)));
        if !self.field.is_empty() {
            text += &line("  field", &self.field);
        }
        text + &format!("  count: {}\n", self.count)
    }
}

impl Known {
    fn of(finding: &Finding, sources: &[SourceFile]) -> Self {
        let within = &finding.primary.within;
        let place = match &within.object {
            Some(object) => Place::Object(object.clone()),
            None => match &within.origin {
                Some(origin) => Place::File(origin.clone()),
                None => Place::file(finding.primary.at.file, sources),
            },
        };
        Self { place, field: within.field.clone(), rule: finding.rule.clone() }
    }
}

impl Place {
    fn file(file: FileId, sources: &[SourceFile]) -> Self {
        Self::File(sources.get(file.0).map(|source| source.name.clone()).unwrap_or_default())
    }
}

impl Seen {
    /// What is to be judged of the input. Where there is context, or some of it couldn't be read, there is
    /// more than that.
    pub(crate) fn new(sources: &[SourceFile], objects: &ObjectSet<'_>) -> Self {
        let files = (0..sources.len()).map(FileId).filter(|&file| is_judged(sources, file));
        let judged =
            objects.iter().filter(|object| is_judged(sources, object.root.location().file));
        let places = files
            .map(|file| Place::file(file, sources))
            .chain(Origins::all(sources).map(|origin| Place::File(origin.to_owned())))
            .chain(judged.map(|object| Place::Object(ObjectName::of(object))));
        let partial = !objects.complete || sources.iter().any(|source| !source.judged);
        Self { places: places.collect(), partial }
    }

    fn includes(&self, place: &Place) -> bool {
        !self.partial || self.places.contains(place)
    }
}

impl Known {
    /// What an entry is of, or why it is of nothing.
    fn read(entry: BaselineEntry) -> Result<Self, String> {
        let BaselineEntry { rule, object, file, field, .. } = entry;
        let place = match (object, file) {
            (Some(object), None) => Place::Object(object),
            (None, Some(file)) => Place::File(file),
            _ => return Err(format!("an entry of `{rule}` needs either `object` or `file`")),
        };
        Ok(Self { place, field, rule })
    }
}
