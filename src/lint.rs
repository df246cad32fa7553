//! The whole of lt-lint behind the reading of files, as one pure function.

use std::cmp::Ordering;
use std::path::Path;

use crate::agent::AgentImages;
use crate::baseline::{Baseline, Seen};
use crate::config::Override;
use crate::finding::{Finding, Severity};
use crate::kube::schema::KubernetesVersion;
use crate::load::{Flags, Generators};
use crate::rule::{Input, RuleSet, judge};
use crate::source::{FileId, Location, SourceFile, is_judged};
use crate::suppress::{By, Suppressed, suppress};
use crate::within::Surroundings;
use crate::yaml::{Document, Parsed, ProblemKind, parse};
use crate::{kube, kustomize, many, secret, templated};

/// What the user asked for, settled.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The version of Kubernetes whose schemas count.
    pub kubernetes: KubernetesVersion,
    /// Facts of the load, stated in flags.
    pub load: Flags,
    /// Whether findings of severity info are kept.
    pub pedantic: bool,
    /// Whether some of the input could not be read: then what isn't there may still exist.
    pub incomplete: bool,
    /// Whether comments and annotations that forgive findings count for nothing.
    pub no_ignores: bool,
    /// Findings that are known and not to be told again.
    pub baseline: Option<Baseline>,
    /// Images that are the agent under names of their own.
    pub agent_images: AgentImages,
    /// Generators of the user's own.
    pub generators: Generators,
    /// Other severities for some files; of several that fit, the last one counts.
    pub overrides: Vec<Override>,
}

/// Why a file isn't judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// It is a template of Helm, Jinja or the like.
    Template,
    /// It tells kustomize what to do.
    Kustomization,
    /// A kustomization patches other files with it.
    Patch,
    /// A kustomization changes it.
    Changed,
}

/// A file that was read and not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub file: FileId,
    /// Where one sees why.
    pub at: Location,
    /// Why.
    pub reason: SkipReason,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files with at least one Kubernetes object, or with broken text.
    pub files: usize,
    /// Kubernetes objects.
    pub objects: usize,
    /// Files without any Kubernetes object.
    pub passed_over: usize,
    /// Files that were read only for what others refer to.
    pub context: usize,
}

/// The outcome: everything that a renderer needs.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The files, by [`FileId`].
    pub sources: Vec<SourceFile>,
    /// What was found, by path, place and rule.
    pub findings: Vec<Finding>,
    /// What was found and is forgiven, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// What the baseline knows and is no longer found, though it was looked for.
    pub stale: Baseline,
    /// What the baseline knows and this run didn't look at.
    pub unseen: Baseline,
    /// Files that have to be rendered first.
    pub skipped: Vec<Skipped>,
    /// What was looked at.
    pub summary: Summary,
    /// Values that no output may show.
    pub secrets: Vec<Location>,
}

impl Report {
    /// How many findings there are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many findings are forgiven in one way.
    #[must_use]
    pub fn forgiven(&self, by: By) -> usize {
        self.suppressed.iter().filter(|one| one.by == by).count()
    }

    /// A file by its id.
    #[must_use]
    pub fn source(&self, file: FileId) -> Option<&SourceFile> {
        self.sources.get(file.0)
    }
}

/// Judges `sources` by `rules`. The same input gives the same report, byte for byte.
#[must_use]
pub fn lint(sources: Vec<SourceFile>, rules: &RuleSet, options: &Options) -> Report {
    let mut report = Report::default();
    let (all_parsed, complete) = understand(&sources, options.incomplete, &mut report);
    let input = Input::new(&sources, &all_parsed, complete, options);
    let is_judged = |at: Location| is_judged(&sources, at.file);
    report.summary.objects = input.objects.iter().filter(|object| is_judged(object.root.location())).count();
    report.findings = judge(rules, &input);
    override_severities(&mut report.findings, &sources, &options.overrides);
    if !options.no_ignores {
        (report.findings, report.suppressed) = suppress(rules, &input, std::mem::take(&mut report.findings));
    }
    report.findings.retain(|finding| is_judged(finding.primary.at));
    report.suppressed.retain(|one| is_judged(one.finding.primary.at));
    // Without anything to show, there is nothing to look around for and nothing to hide.
    if !(report.findings.is_empty() && report.suppressed.is_empty()) {
        let surroundings = Surroundings::new(&input.objects);
        let forgiven = report.suppressed.iter_mut().map(|one| &mut one.finding);
        report.findings.iter_mut().chain(forgiven).for_each(|finding| surroundings.tell(finding));
        report.secrets = secret::values(&input);
    }
    let seen = options.baseline.as_ref().map(|_| Seen::new(&sources, &input.objects));
    drop(input);
    report.sources = sources;
    settle(&mut report, options);
    if let (Some(baseline), Some(seen)) = (&options.baseline, seen) {
        forgive_known(&mut report, baseline.clone(), &seen);
    }
    report.suppressed.sort_by(|a, b| order(&report.sources, &a.finding, &b.finding));
    report.suppressed.dedup();
    report
}

/// Parses the files, and empties those that aren't judged or hold no object, which it notes down in `report`. Tells
/// also whether everything that the objects may refer to has been read.
pub(crate) fn understand(
    sources: &[SourceFile],
    incomplete: bool,
    report: &mut Report,
) -> (Vec<Parsed>, bool) {
    let mut all_parsed = many::map(sources, sources.len(), |at, source| parse(FileId(at), source));
    let trees = kustomize::survey(sources, &all_parsed);
    let mut complete = !trees.open && !incomplete;
    for (index, (source, parsed)) in sources.iter().zip(&mut all_parsed).enumerate() {
        let file = FileId(index);
        let broken = parsed.problems.iter().any(|one| matches!(one.kind, ProblemKind::Syntax(_)));
        complete &= !broken;
        let template = templated::first_template(file, source, parsed);
        let skip = template.map(|at| (SkipReason::Template, at)).or(trees.skipped.get(&file).copied());
        let holds_objects = skip.is_none() && !trees.plain.contains(&file) && (broken || has_object(parsed));
        complete &= skip.is_none();
        if !holds_objects {
            *parsed = Parsed::default();
        }
        match skip {
            _ if !source.judged => report.summary.context += usize::from(holds_objects),
            Some((reason, at)) => report.skipped.push(Skipped { file, at, reason }),
            None if holds_objects => report.summary.files += 1,
            None => report.summary.passed_over += 1,
        }
    }
    (all_parsed, complete)
}

fn override_severities(findings: &mut Vec<Finding>, sources: &[SourceFile], overrides: &[Override]) {
    findings.retain_mut(|finding| {
        let name = sources.get(finding.primary.at.file.0).map(|source| source.name.as_str());
        let fits = |one: &&Override| {
            one.rule == finding.rule && name.is_some_and(|name| one.paths.includes(Path::new(name)))
        };
        let Some(one) = overrides.iter().rev().find(fits) else { return true };
        let severity = one.level.severity();
        finding.severity = severity.unwrap_or(finding.severity);
        severity.is_some()
    });
}

fn has_object(parsed: &Parsed) -> bool {
    let mut roots = parsed.documents.iter().filter_map(Document::root);
    roots.any(|root| kube::Object::from_node(root).is_some() || kube::is_stray(root))
}

/// Sorts by path, place and rule; drops what isn't asked for, and what two aliases show twice.
fn settle(report: &mut Report, options: &Options) {
    report.findings.retain(|finding| options.pedantic || finding.severity > Severity::Info);
    report.findings.sort_by(|a, b| order(&report.sources, a, b));
    report.findings.dedup();
}

fn order(sources: &[SourceFile], a: &Finding, b: &Finding) -> Ordering {
    let name = |finding: &Finding| sources.get(finding.primary.at.file.0).map(|source| &source.name);
    let place = |finding: &Finding| (finding.primary.at.file, finding.primary.at.span);
    name(a).cmp(&name(b)).then_with(|| place(a).cmp(&place(b))).then_with(|| a.rule.cmp(&b.rule))
}

/// Moves what the baseline knows to what is forgiven; of several alike, the first ones are the known.
fn forgive_known(report: &mut Report, mut baseline: Baseline, seen: &Seen) {
    for finding in std::mem::take(&mut report.findings) {
        if baseline.take(&finding, &report.sources) {
            let reason = "known from the baseline".to_owned();
            report.suppressed.push(Suppressed { finding, reason, by: By::Baseline });
        } else {
            report.findings.push(finding);
        }
    }
    (report.stale, report.unseen) = baseline.split(seen);
}
