//! The outcome of a run: everything that a renderer needs.

use crate::baseline::Baseline;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::source::{FileId, Location, SourceFile};

/// Why a file isn't judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// It is a template of Helm, Jinja or the like.
    Template,
    /// It has variables, `${NAME}`, that a tool is to fill in.
    Variables,
    /// SOPS has encrypted it.
    Encrypted,
    /// It tells kustomize what to do.
    Kustomization,
    /// A kustomization patches other files with it.
    Patch,
    /// A kustomization changes it.
    Changed,
    /// It is a patch that no kustomization of the input names.
    LoosePatch,
}

/// A file that was read and not judged, or those of its documents for which there is one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub file: FileId,
    /// The place that shows why.
    pub at: Location,
    /// The reason.
    pub reason: SkipReason,
    /// Whether what it holds has to do with the agent, and so with the load test.
    pub of_load_test: bool,
    /// What renders it, where the files tell.
    pub rendering: Option<Rendering>,
}

/// A folder, and the program that makes manifests of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rendering {
    /// The program.
    pub renderer: Renderer,
    /// The folder as the input names it; `.` for the current one.
    pub folder: String,
}

/// What makes manifests of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Renderer {
    /// `helm template`.
    Helm,
    /// `kubectl kustomize`.
    Kustomize,
}

impl Rendering {
    /// What a program makes of a folder whose name may be empty.
    #[must_use]
    pub fn new(renderer: Renderer, folder: &str) -> Self {
        let folder = match folder {
            "" => ".".to_owned(),
            // A name with a dash in front would be a flag.
            folder if folder.starts_with('-') => format!("./{folder}"),
            folder => folder.to_owned(),
        };
        Self { renderer, folder }
    }

    /// Program and arguments.
    #[must_use]
    pub fn command(&self) -> [&str; 3] {
        let [program, verb] = match self.renderer {
            Renderer::Helm => ["helm", "template"],
            Renderer::Kustomize => ["kubectl", "kustomize"],
        };
        [program, verb, &self.folder]
    }
}

impl std::fmt::Display for Rendering {
    /// The command as it is typed: `helm template charts/load-test`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [program, verb, folder] = self.command();
        let is_plain = |c: char| c.is_alphanumeric() || "/._-+@=,:~".contains(c);
        if folder.chars().all(is_plain) && !folder.starts_with('~') {
            write!(f, "{program} {verb} {folder}")
        } else {
            write!(f, "{program} {verb} '{}'", folder.replace('\'', r"'\''"))
        }
    }
}

/// What a run would must know to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjudged {
    /// What isn't judged: `the rate of Deployment scalyr/load-test`.
    pub what: String,
    /// Why.
    pub why: String,
    /// How to make it possible; empty where nothing does.
    pub how: String,
    /// Whether it is pods of the load test, of which nothing is judged.
    pub is_whole_pod: bool,
}

impl std::fmt::Display for Unjudged {
    /// `the rate of Deployment load-test (unknown generator; state the annotation lt-lint/rate)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how = if self.how.is_empty() { String::new() } else { format!("; {}", self.how) };
        write!(f, "{} ({}{how})", self.what, self.why)
    }
}

/// A finding that was suppressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why the user doesn't mind it.
    pub reason: String,
    /// Where it is suppressed.
    pub by: By,
}

/// Where a finding is suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// In the manifest: by a comment or an annotation.
    Manifest,
    /// In the baseline.
    Baseline,
}

/// Counts of what was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files with at least one Kubernetes object, or with broken text.
    pub files: usize,
    /// Kubernetes objects.
    pub objects: usize,
    /// Those of them that are pods or make pods.
    pub workloads: usize,
    /// Files without any Kubernetes object.
    pub passed_over: usize,
    /// Files that were read only for what others refer to.
    pub context: usize,
    /// Files that a `.gitignore` has omitted, and folders that weren't entered for the same reason.
    pub ignored: usize,
}

/// The outcome of linting.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The files, by [`FileId`].
    pub sources: Vec<SourceFile>,
    /// What was found, by path, place and rule.
    pub findings: Vec<Finding>,
    /// What was found and is suppressed, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// What the baseline knows and is no longer found, though it was looked for.
    pub stale: Baseline,
    /// What the baseline knows and this run didn't look at.
    pub unseen: Baseline,
    /// Files that must be rendered first.
    pub skipped: Vec<Skipped>,
    /// What could not be judged, though a reader may think that it was.
    pub unjudged: Vec<Unjudged>,
    /// Counts of what was looked at.
    pub summary: Summary,
    /// Places that no output may show, in order. No text of the report has what is there.
    pub secrets: Vec<Location>,
    /// What could not be read, or why nothing was judged.
    pub errors: Vec<Error>,
    /// How the run ends where it couldn't be done as asked (2) or had nothing to judge (3): its exit code.
    pub failed: Option<u8>,
    /// What the user wants to see.
    pub wish: Wish,
}

/// What the user wants to see in a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    /// Whether what is suppressed is shown, and marked as such, in the formats that make something of each finding.
    pub suppressed: bool,
    /// From which severity on a finding fails the run; all of them, where none is stated.
    pub fails_from: Option<Severity>,
}

impl Wish {
    /// Whether a finding of a severity fails the run.
    #[must_use]
    pub fn fails(self, severity: Severity) -> bool {
        self.fails_from.is_none_or(|least| severity >= least)
    }
}

impl Report {
    /// Number of findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Number of findings that are suppressed in one way.
    #[must_use]
    pub fn forgiven(&self, by: By) -> usize {
        self.suppressed.iter().filter(|one| one.by == by).count()
    }

    /// File by its id.
    #[must_use]
    pub fn source(&self, file: FileId) -> Option<&SourceFile> {
        self.sources.get(file.0)
    }
}
