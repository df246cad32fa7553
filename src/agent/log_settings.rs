//! What the agent makes of a pod's annotations about its logs: one reader for all of them.
//! Source: the agent's annotation reader, run at 2.1.1 and 2.2.22.

use crate::kube::{ContainerRole, Pod};
use crate::units::Version;
use crate::yaml::Entry;

use super::annotation::{Branch, Mixed};
use super::settings::has_underscores;

/// What every annotation that the agent reads for a log starts with.
pub const ANNOTATION_PREFIX: &str = "log.config.scalyr.com/";

/// The log settings of one pod.
#[derive(Debug)]
pub struct LogSettings<'a> {
    /// Those of the pod's annotations that are after the prefix.
    pub(super) annotations: Vec<Entry<'a>>,
    /// What their keys are; without numbers where those are next to names.
    pub(super) tree: Branch,
    /// Numbers next to names, for which the agent drops them all.
    pub(super) mixed: Option<Mixed>,
    /// Names of the regular containers.
    pub(super) regular: Vec<&'a str>,
    /// Names of the init containers.
    pub(super) init: Vec<&'a str>,
    /// A pod label called `parser`, which is read as well.
    pub(super) label: Option<Entry<'a>>,
}

impl<'a> LogSettings<'a> {
    /// Settings that the annotations and labels of a pod make.
    #[must_use]
    pub fn new(pod: &Pod<'a>) -> Self {
        Self::as_read(pod, true)
    }

    /// The same, as a release reads numbers among their keys.
    #[must_use]
    pub fn of_release(pod: &Pod<'a>, release: Version) -> Self {
        Self::as_read(pod, has_underscores(release))
    }

    fn as_read(pod: &Pod<'a>, python3: bool) -> Self {
        let of_agent = |entry: &Entry<'a>| !rest(entry).is_empty();
        let annotations: Vec<_> = pod.annotations().into_iter().filter(of_agent).collect();
        let keys: Vec<(usize, &str)> = annotations.iter().map(rest).enumerate().collect();
        let (tree, mixed) = Branch::grown(&keys, python3);
        let names = |is_regular: bool| {
            let of_list = pod
                .containers
                .iter()
                .filter(move |one| (one.role == ContainerRole::Regular) == is_regular);
            of_list.map(|one| one.name()).filter(|name| !name.is_empty()).collect()
        };
        let labels = pod.labels();
        let label =
            labels.into_iter().find(|entry| entry.key_text() == "parser" && has_value(entry));
        Self { annotations, tree, mixed, regular: names(true), init: names(false), label }
    }

    /// The annotation with a number.
    pub(super) fn entry(&self, number: usize) -> Option<&Entry<'a>> {
        self.annotations.get(number)
    }

    /// The annotation of a branch that is a text.
    pub(super) fn entry_of(&self, branch: &Branch) -> Option<&Entry<'a>> {
        self.entry(branch.text()?)
    }

    /// Its text.
    #[must_use]
    pub fn text_of(&self, branch: &Branch) -> Option<&'a str> {
        Some(self.entry_of(branch)?.value.text().unwrap_or_default())
    }

    /// What is said of a container alone. Of an init container's only the choice is read, unless a regular one has
    /// settings of its own.
    pub(super) fn own(&self, container: &str, name: &str) -> Option<&Branch> {
        let reads = self.regular.contains(&container)
            || ["include", "exclude"].contains(&name)
            || self.has_own_settings();
        self.tree.get(container).filter(|_| reads)?.get(name)
    }

    /// What is after an option of a container, or of all.
    pub(super) fn branch(&self, container: Option<&str>, name: &str) -> Option<&Branch> {
        let tree = container.map_or(Some(&self.tree), |container| self.tree.get(container));
        tree?.get(name)
    }

    /// Whether a regular container has settings of its own.
    pub(super) fn has_own_settings(&self) -> bool {
        self.regular.iter().any(|name| self.tree.get(name).is_some())
    }

    /// What is said of all containers: an element that is the name of a container is none of these.
    pub(super) fn pod_wide(&self, name: &str) -> Option<&Branch> {
        self.tree.get(name).filter(|_| !self.regular.contains(&name))
    }

    /// What is said of a container: what is said of it alone takes the place of what is said of all, as a whole.
    pub(super) fn option(&self, container: &str, name: &str) -> Option<&Branch> {
        self.own(container, name).or_else(|| self.pod_wide(name))
    }

    /// Everything that is said of a container, by its first element, sorted.
    #[must_use]
    pub fn options(&self, container: &str) -> Vec<(&str, &Branch)> {
        let own = self.tree.get(container).and_then(Branch::map).unwrap_or_default();
        let all = own.iter().chain(self.tree.map().unwrap_or_default());
        let mut names: Vec<&str> = all.map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().filter_map(|name| Some((name, self.option(container, name)?))).collect()
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
        let decides = |include: Option<&Branch>, exclude: Option<&Branch>| {
            let include = include.and_then(|branch| self.entry_of(branch));
            let exclude = exclude.and_then(|branch| self.entry_of(branch));
            let by_exclude = || exclude.map(|entry| (entry, is_true(entry)));
            include.map(|entry| (entry, !is_true(entry))).or_else(by_exclude)
        };
        decides(self.own(container, "include"), self.own(container, "exclude"))
            .or_else(|| decides(self.tree.get("include"), self.tree.get("exclude")))
    }

    /// Whether a parser is named for a container alone.
    #[must_use]
    pub fn has_own_parser(&self, container: &str) -> bool {
        let attribute = self.own(container, "attributes").and_then(|own| own.get("parser"));
        let own = [attribute, self.own(container, "parser")].into_iter().flatten();
        own.filter_map(|branch| self.entry_of(branch)).any(has_value)
    }
}

/// What is after the prefix; empty where it doesn't exist.
fn rest<'a>(entry: &Entry<'a>) -> &'a str {
    entry.key_text().strip_prefix(ANNOTATION_PREFIX).unwrap_or_default()
}

/// Whether the agent takes a value as true: all but an empty text, `f`, and `false` in any case.
pub(super) fn is_true(entry: &Entry<'_>) -> bool {
    let text = entry.value.text().unwrap_or_default();
    !text.is_empty() && text != "f" && !text.eq_ignore_ascii_case("false")
}

/// Whether an entry has text in it.
pub(super) fn has_value(entry: &Entry<'_>) -> bool {
    entry.value.text().is_some_and(|text| !text.trim().is_empty()) && !entry.value.is_null()
}
