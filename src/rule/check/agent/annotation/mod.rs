//! `annotation`: what the agents make of the annotations of pods, and of those that are where they never look.

mod altered;
mod misplaced;
mod remarks;

use serde::Deserialize;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// AnnotationFile of `annotation`. Variables: `key`, `actual` (its value), `detail`, `remedy` (what to write), and
/// `containers` and `kind` where a report names them.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnnotationFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Find {
    /// An annotation over which the agent breaks. Cases: `listing` (agents of the node can't list containers), `early`
    /// (no log of the pod is collected), `late` (nor are the logs from this container on), `dropped` (no annotation of
    /// the pod counts), `scan` (looking for new lines fails).
    Broken,
    /// An annotation that the agent doesn't read. Cases: `misspelt`, `unknown`, `container` (the pod has none of that
    /// name), `init` (of an init container), `refused`, `too-new`, `beaten` (another one counts), `prefix`.
    Unread,
    /// An annotation that the agent takes for something else. Cases: `choice` (a no that means yes, for which
    /// containers are collected), `flag` (the same for another switch), `word` (none of the known ones).
    Misread,
    /// An annotation by which something else is uploaded than `containers` write. Cases: `sampled`, `emptied` (no line
    /// is left), `redacted`, `raw`, `elsewhere` (with another API key).
    Altered,
    /// An annotation where the agent never looks. Cases: `workload` (a workload's own, by its `kind`), `jobs` (those of
    /// a jobTemplate), `label` (among labels), `object` (of an object without pods).
    Misplaced,
}

impl Check for AnnotationFile {
    fn scope(&self) -> Scope {
        if self.report == Find::Misplaced { Scope::Object } else { Scope::Pod }
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Broken => &["listing", "early", "late", "dropped", "scan"],
            Find::Unread => &[
                "misspelt",
                "unknown",
                "container",
                "init",
                "refused",
                "too-new",
                "beaten",
                "shadowed",
                "prefix",
            ],
            Find::Misread => &["choice", "flag", "word"],
            Find::Altered => &["sampled", "emptied", "redacted", "raw", "elsewhere"],
            Find::Misplaced => &["workload", "jobs", "label", "object"],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Misplaced => &["workload", "jobs", "label"],
            _ => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Altered => &["key", "actual", "containers"],
            Find::Misplaced => &["key", "kind"],
            Find::Broken | Find::Unread | Find::Misread => &["key", "actual", "detail", "remedy"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        match (self.report, subject.pod(), subject.object()) {
            (Find::Misplaced, _, Some(object)) => hits.extend(misplaced::misplaced(object)),
            (Find::Altered, Some(pod), _) => hits.extend(altered::altered(pod, model)),
            (report, Some(pod), _) => hits.extend(remarks::remarks(report, pod, model)),
            (_, None, _) => {}
        }
    }
}
