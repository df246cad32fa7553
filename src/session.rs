//! A session: rules, schemas and options, made once; it lints any number of times.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::baseline::{Baseline, Seen};
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::kube::schema::Catalogue;
use crate::kube::{Origins, secret};
use crate::model::Model;
use crate::options::Options;
use crate::report::{Report, Skipped, Suppressed};
use crate::rule::{RuleSet, judge};
use crate::secret::{Redactor, Secrets};
use crate::source::{FileId, Location, SourceFile, is_judged};
use crate::suppress::{forgive_known, suppress};
use crate::triage::{Memory, Triage, triage};
use crate::yaml::Parsed;

/// Everything that stays the same from one run to the next.
#[derive(Debug)]
pub struct Session {
    /// The rules.
    pub rules: RuleSet,
    /// What the user asked for.
    pub options: Options,
    schemas: &'static Catalogue,
    /// What was read in the last run, where the next one is of almost the same files.
    memory: Option<Memory>,
    /// What was secret in it.
    known_secrets: Option<secret::Known>,
}

impl Session {
    /// Session of `rules` under `options`, whose limits the rules take on.
    ///
    /// # Errors
    /// For the first rule whose options don't go together with these limits.
    pub fn new(rules: RuleSet, options: Options) -> Result<Self, Error> {
        let rules = rules.under(&options.limits)?;
        let schemas = Catalogue::of(options.kubernetes);
        Ok(Self { rules, options, schemas, memory: None, known_secrets: None })
    }

    /// The same that remembers what it read, for files of which few change from run to run.
    #[must_use]
    pub(crate) fn remembering(self) -> Self {
        Self {
            memory: Some(Memory::default()),
            known_secrets: Some(secret::Known::default()),
            ..self
        }
    }

    /// Judges `sources`. The same input gives the same report, byte for byte.
    #[must_use]
    pub fn lint(&self, sources: Vec<SourceFile>) -> Report {
        self.lint_and(sources, |_| ()).0
    }

    /// Judges `sources`, and hands the model to `ask` as well.
    pub(crate) fn lint_and<R>(
        &self,
        sources: Vec<SourceFile>,
        ask: impl FnOnce(&Model<'_>) -> R,
    ) -> (Report, R) {
        let triage = triage(&sources, &self.options, self.memory.as_ref());
        let mut report = Report { summary: triage.summary, ..Report::default() };
        let model = self.model(&sources, &triage.parsed, triage.complete);
        let answer = ask(&model);
        self.judge(&model, &mut report);
        report.unjudged = model.unjudged(is_told_of(&report, &triage.skipped));
        let seen = self.options.baseline.as_ref().map(|_| Seen::new(&sources, &model.objects));
        let mut baseline = self.options.baseline.clone();
        if may_show_secrets(&report, baseline.as_ref()) {
            let secrets = self.secrets(&model);
            hide(&mut report, &secrets);
            baseline = baseline.map(|known| known.without(secrets.redactor()));
            report.secrets = secrets.places(&sources, &labelled(&report));
        }
        drop(model);
        report.skipped = triage.skipped;
        report.sources = sources;
        put_in_order(&mut report, baseline.zip(seen));
        (report, answer)
    }

    /// Understands `sources` and hands the model to `ask`.
    pub fn understand<R>(&self, sources: &[SourceFile], ask: impl FnOnce(&Model<'_>) -> R) -> R {
        let Triage { parsed, complete, .. } = triage(sources, &self.options, self.memory.as_ref());
        ask(&self.model(sources, &parsed, complete))
    }

    /// Model of files that were read; `complete` is false where objects may exist that aren't among them.
    pub(crate) fn model<'a>(
        &'a self,
        sources: &'a [SourceFile],
        parsed: &'a [Arc<Parsed>],
        complete: bool,
    ) -> Model<'a> {
        Model::new(sources, parsed, complete, &self.options, self.schemas)
    }

    /// What the rules find, less what is suppressed in the manifests and the settings.
    fn judge(&self, model: &Model<'_>, report: &mut Report) {
        let is_counted = |at: Location| is_judged(model.sources, at.file);
        let objects = model.objects.iter();
        report.summary.objects =
            objects.filter(|object| is_counted(object.root.location())).count();
        let workloads = model.workloads.iter().map(|one| one.pod.object.root.location());
        report.summary.workloads = workloads.filter(|at| is_counted(*at)).count();
        let found = judge(&self.rules, model);
        (report.findings, report.suppressed) = suppress(&self.rules, model, &self.options, found);
        // What isn't shown needs no place, and nothing must be hidden in it.
        let is_asked =
            |finding: &Finding| self.options.pedantic || finding.severity > Severity::Info;
        report.findings.retain(|finding| is_asked(finding) && is_told(finding, model.sources));
        report.suppressed.retain(|one| is_told(&one.finding, model.sources));
        if !has_no_findings(report) {
            annotate(report, model);
        }
    }

    fn secrets(&self, model: &Model<'_>) -> Secrets {
        let known = self.known_secrets.as_ref();
        secret::secrets(&model.objects, model.sources, model.parsed, known)
    }
}

/// Whether one of a finding's places is in a file to be judged. What a change there breaks is often shown elsewhere:
/// the reference is in one file, and the name that it misses in another.
fn is_told(finding: &Finding, sources: &[SourceFile]) -> bool {
    finding.labels().any(|label| is_judged(sources, label.at.file))
}

/// Takes every secret out of what a report says.
fn hide(report: &mut Report, secrets: &Secrets) {
    report.findings.iter_mut().for_each(|finding| finding.hide(secrets));
    report.unjudged.iter_mut().for_each(|one| secrets.redactor().redact(&mut one.why));
    for Suppressed { finding, reason, .. } in &mut report.suppressed {
        finding.hide(secrets);
        secrets.redactor().redact(reason);
        Redactor::within(reason).redact(reason);
    }
}

/// The files of which a part may be shown.
fn labelled(report: &Report) -> BTreeSet<FileId> {
    let labels = report.findings.iter().flat_map(Finding::labels).map(|label| label.at.file);
    let fixes = report.findings.iter().flat_map(|finding| &finding.fixes);
    labels.chain(fixes.flat_map(|fix| &fix.edits).map(|edit| edit.file)).collect()
}

/// Lints once, with rules and options that are used elsewhere too.
///
/// # Errors
/// For the first rule whose options don't go together with the limits of `options`.
pub fn lint(sources: Vec<SourceFile>, rules: &RuleSet, options: &Options) -> Result<Report, Error> {
    Ok(Session::new(rules.clone(), options.clone())?.lint(sources))
}

/// By path, place and rule; what two aliases show twice is next to itself then.
pub(crate) fn order(sources: &[SourceFile], a: &Finding, b: &Finding) -> Ordering {
    let name =
        |finding: &Finding| sources.get(finding.primary.at.file.0).map(|source| &source.name);
    let place = |finding: &Finding| (finding.primary.at.file, finding.primary.at.span);
    name(a).cmp(&name(b)).then_with(|| place(a).cmp(&place(b))).then_with(|| a.rule.cmp(&b.rule))
}

fn has_no_findings(report: &Report) -> bool {
    report.findings.is_empty() && report.suppressed.is_empty()
}

/// Whether a reader knows already that a load test may be missing, by a finding or by a skipped file.
fn is_told_of(report: &Report, skipped: &[Skipped]) -> bool {
    skipped.iter().any(|skipped| skipped.of_load_test)
        || report.findings.iter().any(|finding| finding.severity > Severity::Info)
}

/// Without anything to show, there is nothing to look around for and nothing to hide.
fn may_show_secrets(report: &Report, baseline: Option<&Baseline>) -> bool {
    !has_no_findings(report)
        || report.unjudged.iter().any(|one| one.why.contains('`'))
        || baseline.is_some_and(|known| !known.is_empty())
}

/// Says of each finding where its object comes from.
fn annotate(report: &mut Report, model: &Model<'_>) {
    let forgiven = report.suppressed.iter_mut().map(|one: &mut Suppressed| &mut one.finding);
    let origins = Origins::new(model.sources);
    let told = report.findings.iter_mut().chain(forgiven);
    told.for_each(|finding| model.annotate(finding, &origins));
}

/// Each once and by its place; what is in the baseline is suppressed.
fn put_in_order(report: &mut Report, known: Option<(Baseline, Seen)>) {
    report.findings.sort_by(|a, b| order(&report.sources, a, b));
    report.findings.dedup();
    if let Some((baseline, seen)) = known {
        forgive_known(report, baseline, &seen);
    }
    report.suppressed.sort_by(|a, b| order(&report.sources, &a.finding, &b.finding));
    report.suppressed.dedup();
}
