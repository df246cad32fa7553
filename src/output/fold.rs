//! What a person is spared: the many findings of one rule in a file, and the many files of one folder that were skipped.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::report::{Rendering, Report, SkipReason, Skipped};
use crate::source::FileId;
use crate::text::{count, printable};

use super::concise::Positions;

/// How many findings of one rule in a file are shown.
const MOST_FINDINGS: usize = 20;
/// From how many files of a folder on they are reported as one.
const FEWEST_FILES: usize = 3;
/// How many lines say what was skipped.
const MOST_LINES: usize = 20;

/// How many findings of each rule in each file there are, and how many of them were met.
#[derive(Debug)]
pub(super) struct Folds<'r> {
    counts: BTreeMap<(FileId, &'r str), (usize, usize)>,
}

impl<'r> Folds<'r> {
    pub(super) fn new(report: &'r Report, whole: bool) -> Self {
        let mut counts = BTreeMap::new();
        for finding in report.findings.iter().filter(|_| !whole) {
            counts.entry(key(finding)).or_insert((0, 0)).0 += 1;
        }
        Self { counts }
    }

    /// What is printed instead of a finding, if it isn't shown: of all that are omitted in a file, one line.
    pub(super) fn take(&mut self, finding: &'r Finding, report: &Report) -> Option<String> {
        let (all, met) = self.counts.get_mut(&key(finding))?;
        *met += 1;
        if *met <= MOST_FINDINGS || *all == MOST_FINDINGS + 1 {
            return None;
        }
        if *met > MOST_FINDINGS + 1 {
            return Some(String::new());
        }
        let name = report.source(finding.primary.at.file).map(|source| printable(&source.name));
        let (more, rule) = (*all - MOST_FINDINGS, &finding.rule);
        let name = name.unwrap_or_default();
        Some(format!("  … and {more} more of {rule} in {name}; `--all` shows them\n\n"))
    }
}

fn key(finding: &Finding) -> (FileId, &str) {
    (finding.primary.at.file, &finding.rule)
}

/// What was skipped, in lines: file by file, or by folder with the command that renders it.
pub(super) fn skipped_lines(report: &Report, whole: bool) -> Vec<String> {
    let mut positions = Positions::default();
    let mut line = |skipped: &Skipped| {
        let place = positions.place(report, skipped.at);
        format!("{place}: {}", super::advice(skipped))
    };
    if whole {
        return report.skipped.iter().map(line).collect();
    }
    let groups = grouped(report);
    let told = groups.iter().map(|(group, files)| match files.as_slice() {
        files if files.len() >= FEWEST_FILES => vec![group.line(files.len())],
        files => files.iter().map(|skipped| line(skipped)).collect(),
    });
    let mut lines: Vec<String> = told.flatten().collect();
    if lines.len() > MOST_LINES {
        let more = count(lines.len() - MOST_LINES + 1, "line");
        lines.truncate(MOST_LINES - 1);
        lines.push(format!("and {more} more of this kind; `--all` shows them"));
    }
    lines
}

/// What was skipped by folder, in the order of the first of each.
fn grouped(report: &Report) -> Vec<(Group, Vec<&Skipped>)> {
    let mut groups: Vec<(Group, Vec<&Skipped>)> = Vec::new();
    let mut places = BTreeMap::new();
    for skipped in &report.skipped {
        let group = Group::of(skipped, report);
        let at = *places.entry(group.clone()).or_insert_with(|| {
            groups.push((group, Vec::new()));
            groups.len() - 1
        });
        groups.get_mut(at).into_iter().for_each(|(_, files)| files.push(skipped));
    }
    groups
}

/// Files for which one thing is to be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    folder: String,
    noun: &'static str,
    remedy: Remedy,
}

/// What is to be done about files that were skipped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Remedy {
    /// A command renders their folder.
    Render(Rendering),
    /// What renders them isn't known.
    RenderWhatUses,
    /// Variables are filled in.
    FillIn,
    /// SOPS decrypts them.
    Decrypt,
}

impl Group {
    fn of(skipped: &Skipped, report: &Report) -> Self {
        let folder = folder_of(skipped, report);
        let nearest = || {
            let all = report.skipped.iter().filter(|one| one.reason == SkipReason::Kustomization);
            let all = all.filter_map(|one| one.rendering.as_ref());
            all.filter(|above| is_below(&folder, &above.folder)).max_by_key(|it| it.folder.len())
        };
        let rendering = match skipped.reason {
            SkipReason::LoosePatch => nearest(),
            _ => skipped.rendering.as_ref(),
        };
        let (noun, other) = usual(skipped.reason);
        let (folder, remedy) = match rendering {
            Some(one) => (one.folder.clone(), Remedy::Render(one.clone())),
            None => (folder, other),
        };
        Self { folder, noun, remedy }
    }

    fn line(&self, files: usize) -> String {
        let what = format!("{}: {}", self.folder, count(files, self.noun));
        match &self.remedy {
            Remedy::Render(command) => {
                printable(&format!("{what}; check them with `{command} | lt-lint -`"))
            }
            Remedy::RenderWhatUses if self.noun == "template" => {
                format!("{what}; render them first and pipe the result to `lt-lint -`")
            }
            Remedy::RenderWhatUses => {
                format!(
                    "{what}; render the kustomization that uses them and pipe it to `lt-lint -`"
                )
            }
            Remedy::FillIn => format!(
                "{what} with variables; fill them in with `envsubst` and pipe the result to `lt-lint -`"
            ),
            Remedy::Decrypt => format!("{what}; check each with `sops --decrypt FILE | lt-lint -`"),
        }
    }
}

fn folder_of(skipped: &Skipped, report: &Report) -> String {
    let name = report.source(skipped.file).map(|source| printable(&source.name));
    let name = name.unwrap_or_default();
    name.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned()
}

fn is_below(folder: &str, above: &str) -> bool {
    above == "."
        || folder.strip_prefix(above).is_some_and(|it| it.is_empty() || it.starts_with('/'))
}

/// What such a file is called, and the remedy where nothing is known that renders it.
const fn usual(reason: SkipReason) -> (&'static str, Remedy) {
    match reason {
        SkipReason::Template => ("template", Remedy::RenderWhatUses),
        SkipReason::Variables => ("file", Remedy::FillIn),
        SkipReason::Encrypted => ("encrypted file", Remedy::Decrypt),
        SkipReason::Kustomization
        | SkipReason::Patch
        | SkipReason::Changed
        | SkipReason::LoosePatch => ("kustomize file", Remedy::RenderWhatUses),
    }
}
