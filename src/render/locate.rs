//! Leads findings in what was rendered back to the files that it was made of.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::finding::{Finding, Label};
use crate::paths::clean;
use crate::report::{Renderer, Report};
use crate::secret::Collector;
use crate::session::order;
use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::parse;

use super::template::{Aligned, Value, Written, in_values};
use super::{Made, Rendered, field};

/// What is said of a value at the place where it is used.
const VALUE: &str = "the value comes from here";

/// A place in one of the files that were rendered.
type Place = (usize, Span);

impl Rendered {
    /// Adds the files that were rendered to a report, and moves its places there as far as that is certain; the others
    /// stay in the rendered text. A fix of that would be lost with the next rendering, so none is proposed.
    pub(crate) fn locate(self, report: &mut Report) {
        if self.made.is_empty() {
            return;
        }
        let made: BTreeMap<FileId, &Made> = report
            .sources
            .iter()
            .enumerate()
            .filter_map(|(at, source)| {
                Some((FileId(at), self.made.iter().find(|made| made.name == source.name)?))
            })
            .collect();
        let (mut findings, mut suppressed) =
            (std::mem::take(&mut report.findings), std::mem::take(&mut report.suppressed));
        let first = report.sources.len();
        let mut map = Map {
            rendered: &self,
            sources: &report.sources,
            made,
            first,
            aligned: BTreeMap::new(),
        };
        findings.iter_mut().for_each(|finding| map.finding(finding));
        suppressed.iter_mut().for_each(|one| map.finding(&mut one.finding));
        let secrets = secret_texts(report);
        report.sources.extend(self.files);
        (report.findings, report.suppressed) = (findings, suppressed);
        each_once(report);
        hide(report, first, &secrets);
    }
}

/// Whether two findings say the same of one place.
fn is_same(a: &Finding, b: &Finding) -> bool {
    (&a.rule, a.case, a.primary.at, &a.message) == (&b.rule, b.case, b.primary.at, &b.message)
}

/// The way back from rendered texts.
struct Map<'r> {
    rendered: &'r Rendered,
    sources: &'r [SourceFile],
    made: BTreeMap<FileId, &'r Made>,
    /// The place in the report of the first file that was rendered.
    first: usize,
    aligned: BTreeMap<(FileId, usize), Aligned<'r>>,
}

impl Map<'_> {
    fn finding(&mut self, finding: &mut Finding) {
        let is_made = |at: Location| self.made.contains_key(&at.file);
        let of_fixes = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.file);
        if is_made(finding.primary.at) || of_fixes.into_iter().any(|it| self.made.contains_key(&it))
        {
            finding.fixes.clear();
        }
        finding.anchored = finding.anchored.filter(|at| !self.made.contains_key(&at.file));
        let value = self.label(&mut finding.primary);
        for label in &mut finding.related {
            self.label(label);
        }
        finding.related.extend(value.map(|at| Label::new(at, VALUE.to_owned())));
    }

    /// Moves a label to where its text was written, and says where its value comes from.
    fn label(&mut self, label: &mut Label) -> Option<Location> {
        let made = *self.made.get(&label.at.file)?;
        let (at, value) = match made.rendering.renderer {
            Renderer::Helm => self.in_chart(made, label)?,
            Renderer::Kustomize => (Some(self.in_kustomization(made, label)?), None),
        };
        let location = |(file, span)| Location::new(FileId(self.first + file), span);
        let (at, value) = match (at, value) {
            // Nothing of it is in the template.
            (None, value) => (value?, None),
            (Some(at), value) => (at, value),
        };
        label.at = location(at);
        label.within.origin = None;
        value.map(location)
    }

    /// Where a chart has it: in a template, and in a file of values.
    fn in_chart(&mut self, made: &Made, label: &Label) -> Option<(Option<Place>, Option<Place>)> {
        let origin = label.within.origin.as_deref()?;
        // The first part is the name of the chart, which needn't be that of its folder.
        let (_, path) = origin.split_once('/')?;
        let path = clean(&format!("{}/{path}", made.rendering.folder));
        let name = |file: &usize| self.rendered.files.get(*file).map(|source| clean(&source.name));
        let file = made.files.iter().copied().find(|file| name(file).as_ref() == Some(&path))?;
        let (rendered, template) =
            (self.sources.get(label.at.file.0)?, self.rendered.files.get(file)?);
        let aligned = self
            .aligned
            .entry((label.at.file, file))
            .or_insert_with(|| Aligned::new(&template.text, &rendered.text, origin));
        let Written { at, value } = aligned.written(label.at.span)?;
        // A chart within this one has values of its own.
        let value = value.filter(|_| !origin.contains("/charts/"));
        let value = value.and_then(|value| self.in_value_files(made, &value));
        Some((at.map(|span| (file, span)), value))
    }

    fn in_value_files(&self, made: &Made, value: &Value) -> Option<Place> {
        made.values.iter().find_map(|file| {
            let span = in_values(self.rendered.files.get(*file)?, value)?;
            Some((*file, span))
        })
    }

    /// Where a kustomization has it.
    fn in_kustomization(&self, made: &Made, label: &Label) -> Option<Place> {
        let text = label.at.span.slice(&self.sources.get(label.at.file.0)?.text);
        let files = made.files.iter().filter_map(|at| Some((*at, self.rendered.files.get(*at)?)));
        field::written(&label.within, text, files)
    }
}

/// The secrets that a report hides in what was rendered, and everywhere else.
fn secret_texts(report: &Report) -> Vec<String> {
    let text = |at: &Location| Some(at.span.slice(&report.source(at.file)?.text).to_owned());
    report.secrets.iter().filter_map(text).collect()
}

/// Hides secrets in the files from `first` on as well: what is one in the rendered text, and what they have themselves.
fn hide(report: &mut Report, first: usize, texts: &[String]) {
    let mut found = Collector::default();
    for text in texts {
        found.known(text);
    }
    let files: BTreeSet<FileId> = (first..report.sources.len()).map(FileId).collect();
    for file in &files {
        if let Some(source) = report.source(*file) {
            found.file(*file, source, &parse(*file, source));
        }
    }
    let secrets = found.finish(&HashSet::from(["scalyr"]));
    report.secrets.extend(secrets.places(&report.sources, &files));
    report.secrets.sort_unstable();
    report.secrets.dedup();
}

/// Puts the findings in order. What two overlays have of one base is one mistake.
fn each_once(report: &mut Report) {
    report.findings.sort_by(|a, b| order(&report.sources, a, b));
    report.suppressed.sort_by(|a, b| order(&report.sources, &a.finding, &b.finding));
    report.findings.dedup_by(|a, b| is_same(a, b));
    report.suppressed.dedup_by(|a, b| is_same(&a.finding, &b.finding));
}
