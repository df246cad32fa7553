//! Charts of Helm, by their folders: which of their files are templates.

use std::collections::BTreeSet;

use crate::paths::clean;
use crate::report::{Renderer, Rendering};
use crate::source::SourceFile;

/// The folders of the charts in the input.
#[derive(Debug, Default)]
pub(super) struct Charts(BTreeSet<String>);

impl Charts {
    /// Finds the charts by their `Chart.yaml`.
    #[must_use]
    pub(super) fn of(sources: &[SourceFile]) -> Self {
        let folder = |source: &SourceFile| {
            let name = clean(&source.name);
            let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
            ["Chart.yaml", "Chart.yml"].contains(&file).then(|| folder.to_owned())
        };
        Self(sources.iter().filter_map(folder).collect())
    }

    /// The folders.
    #[cfg(feature = "cli")]
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The chart that a chart is part of, in the end; a part may need its values.
    fn whole<'f>(&self, folder: &'f str) -> &'f str {
        let outer = |(at, _)| folder.get(..at).filter(|outer| self.0.contains(*outer));
        let root = || folder.starts_with("charts/").then_some("").filter(|it| self.0.contains(*it));
        folder.match_indices("/charts/").find_map(outer).or_else(root).unwrap_or(folder)
    }

    /// What renders a template: its chart, which is that of the folder above `templates` where no other is known.
    #[must_use]
    pub(super) fn rendering(&self, name: &str) -> Option<Rendering> {
        let name = clean(name);
        let above = name.match_indices('/').rev().filter_map(|(at, _)| name.get(..at));
        let known = above.chain([""]).find(|folder| self.0.contains(*folder));
        let known = known.map(|folder| self.whole(folder));
        let known = known.filter(|folder| !folder.is_empty() || !name.starts_with(['.', '/', '<']));
        let guessed = || match name.split_once("/templates/") {
            Some((chart, _)) => Some(chart),
            None => name.starts_with("templates/").then_some(""),
        };
        Some(Rendering::new(Renderer::Helm, known.or_else(guessed)?))
    }

    /// Whether a file with braces is there to be rendered: the values of a chart are not.
    #[must_use]
    pub(super) fn may_be_template(&self, name: &str) -> bool {
        let name = clean(name);
        let mut folder = name.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            if self.0.contains(folder) {
                return name.get(folder.len()..).is_some_and(is_template);
            }
        }
        !self.0.contains("") || name.starts_with(['.', '/', '<']) || is_template(&name)
    }
}

/// Whether a path leads to a template of a chart.
#[must_use]
pub(super) fn is_template(name: &str) -> bool {
    name.split('/').rev().skip(1).any(|folder| folder == "templates")
}
