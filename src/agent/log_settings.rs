//! What the agent makes of a pod's annotations about its logs: one reader for all of them.
//! Source: the agent's annotation reader, run at 2.1.1 and 2.2.22.

use crate::kube::Pod;
use crate::yaml::Entry;

/// What every annotation that the agent reads for a log starts with.
pub const ANNOTATION_PREFIX: &str = "log.config.scalyr.com/";

/// The log settings of one pod.
#[derive(Debug)]
pub struct LogSettings<'a> {
    annotations: Vec<Entry<'a>>,
    pub(super) labelled: bool,
}

impl<'a> LogSettings<'a> {
    /// Settings that the annotations and labels of a pod make.
    #[must_use]
    pub fn new(pod: &Pod<'a>) -> Self {
        let of_agent = |entry: &Entry<'a>| entry.key_text().starts_with(ANNOTATION_PREFIX);
        let annotations = pod.annotations().into_iter().filter(of_agent).collect();
        // A pod label called `parser` is read as well.
        let labelled =
            pod.labels().iter().any(|entry| entry.key_text() == "parser" && has_value(entry));
        Self { annotations, labelled }
    }

    pub(super) fn get(&self, scope: &str, option: &str) -> Option<&Entry<'a>> {
        self.annotations.iter().find(|entry| {
            let key = entry.key_text().strip_prefix(ANNOTATION_PREFIX).unwrap_or_default();
            key.strip_prefix(scope)
                .and_then(|rest| rest.strip_prefix(option))
                .is_some_and(str::is_empty)
        })
    }

    pub(super) fn own_attribute(&self, scope: &str) -> Option<&Entry<'a>> {
        let prefix = format!("{ANNOTATION_PREFIX}{scope}attributes.");
        self.annotations.iter().find(|entry| entry.key_text().starts_with(&prefix))
    }

    /// Whether the log of a container is collected, where an annotation says so.
    #[must_use]
    pub fn choice(&self, container: &str) -> Option<bool> {
        self.chosen_by(container).map(|(_, excludes)| !excludes)
    }

    /// The annotation for which the log of a container isn't collected.
    #[must_use]
    pub fn excluded_by(&self, container: &str) -> Option<&Entry<'a>> {
        self.chosen_by(container).filter(|(_, excludes)| *excludes).map(|(entry, _)| entry)
    }

    /// The annotation that decides, and whether it excludes: what is said of the container itself beats what is said of
    /// the pod, and `include` beats `exclude`.
    fn chosen_by(&self, container: &str) -> Option<(&Entry<'a>, bool)> {
        let own = format!("{container}.");
        let said = |scope: &str| {
            let include = self.get(scope, "include").map(|entry| (entry, !is_true(entry)));
            include.or_else(|| self.get(scope, "exclude").map(|entry| (entry, is_true(entry))))
        };
        said(&own).or_else(|| said(""))
    }

    /// Whether a parser is named for a container alone.
    #[must_use]
    pub fn has_own_parser(&self, container: &str) -> bool {
        let scope = format!("{container}.");
        let own = ["attributes.parser", "parser"].into_iter();
        own.filter_map(|option| self.get(&scope, option)).any(has_value)
    }
}

/// Whether the agent takes a value as true: all but an empty text, `f`, and `false` in any case.
fn is_true(entry: &Entry<'_>) -> bool {
    let text = entry.value.text().unwrap_or_default();
    !text.is_empty() && text != "f" && !text.eq_ignore_ascii_case("false")
}

/// Whether an entry has text in it.
pub(super) fn has_value(entry: &Entry<'_>) -> bool {
    entry.value.text().is_some_and(|text| !text.trim().is_empty()) && !entry.value.is_null()
}
