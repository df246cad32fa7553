//! What a mutant is, how it is made, and how its finding is compared.

use std::fmt::{self, Display, Formatter};
use std::fs;

use lt_lint::finding::Finding;
use lt_lint::load::Flags;
use lt_lint::rule::RuleSet;
use lt_lint::source::{LineIndex, Location, SourceFile};
use lt_lint::{Options, Report, lint};

use crate::support::assert_filled_in;

/// One of the three files, by its place in [`NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    Config,
    Account,
    Sidecar,
}

pub(super) use File::{Account, Config, Sidecar};

const NAMES: [&str; 3] =
    ["k8s/configmap.yaml", "k8s/scalyr-service-account.yaml", "k8s/scalyr-sidecar.yaml"];

/// The texts of the three files.
pub(super) type Texts = [String; 3];

/// The files as they are shipped.
pub(super) struct Templates(pub Texts);

impl Templates {
    pub(super) fn read() -> Self {
        Self(NAMES.map(|name| fs::read_to_string(name).unwrap().replace("\r\n", "\n")))
    }

    /// The files as they are, with their names.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let named = NAMES.into_iter().zip(&self.0);
        named.map(|(name, text)| (name.to_owned(), text.clone().into_bytes())).collect()
    }
}

/// How often the text to replace has to be there.
#[derive(Debug, Clone, Copy)]
enum Count {
    Once,
    Times(usize),
}

#[derive(Debug, Clone)]
struct Edit {
    file: File,
    find: String,
    put: String,
    count: Count,
}

/// One mistake in the templates and the finding that it has to give. Places are snippets of the mutated
/// text, which stand in it just once, with the labelled bytes in guillemets.
#[derive(Debug, Clone)]
pub(super) struct Mutant {
    rule: &'static str,
    edits: Vec<Edit>,
    place: (File, &'static str),
    related: Vec<(File, &'static str)>,
    unspoken: Option<&'static str>,
}

/// A mistake that `rule` has to find.
pub(super) fn mutant(rule: &'static str) -> Mutant {
    Mutant { rule, edits: Vec::new(), place: (Sidecar, ""), related: Vec::new(), unspoken: None }
}

impl Mutant {
    /// The rule that has to find it.
    pub(super) fn found_by(&self) -> &'static str {
        self.rule
    }

    fn edit(mut self, file: File, find: &str, put: impl Into<String>, count: Count) -> Self {
        self.edits.push(Edit { file, find: find.to_owned(), put: put.into(), count });
        self
    }

    /// With a text of the Deployment's file replaced; it has to be there once.
    pub(super) fn swap(self, find: &str, put: impl Into<String>) -> Self {
        self.swap_in(Sidecar, find, put)
    }

    /// The same in any file.
    pub(super) fn swap_in(self, file: File, find: &str, put: impl Into<String>) -> Self {
        self.edit(file, find, put, Count::Once)
    }

    /// With a text replaced at each of the `times` places where it has to be.
    pub(super) fn swap_all(self, file: File, find: &str, put: &str, times: usize) -> Self {
        self.edit(file, find, put, Count::Times(times))
    }

    /// With a text of the Deployment's file removed.
    pub(super) fn cut(self, find: &str) -> Self {
        self.swap(find, "")
    }

    /// With a text put behind another of the Deployment's file.
    pub(super) fn after(self, find: &str, put: &str) -> Self {
        self.swap(find, format!("{find}{put}"))
    }

    /// The place to be labelled, in the Deployment's file.
    pub(super) fn at(self, snippet: &'static str) -> Self {
        self.at_in(Sidecar, snippet)
    }

    /// The place to be labelled.
    pub(super) fn at_in(mut self, file: File, snippet: &'static str) -> Self {
        self.place = (file, snippet);
        self
    }

    /// A further place to be labelled, in the Deployment's file. Once one is given, all have to be.
    pub(super) fn and(self, snippet: &'static str) -> Self {
        self.and_in(Sidecar, snippet)
    }

    /// A further place to be labelled.
    pub(super) fn and_in(mut self, file: File, snippet: &'static str) -> Self {
        self.related.push((file, snippet));
        self
    }

    /// A text that the finding mustn't repeat and that has to count as secret.
    pub(super) fn without_saying(mut self, secret: &'static str) -> Self {
        self.unspoken = Some(secret);
        self
    }

    /// The same edits, found by another rule.
    pub(super) fn rule(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }

    /// With the edits of another mistake too.
    pub(super) fn and_also(mut self, other: &Self) -> Self {
        self.edits.extend(other.edits.iter().cloned());
        self
    }

    /// The mutated files, or which edit doesn't apply.
    pub(super) fn apply(&self, templates: &Templates) -> Result<Texts, String> {
        let mut texts = templates.0.clone();
        for Edit { file, find, put, count } in &self.edits {
            let text = &mut texts[*file as usize];
            let wanted = match count {
                Count::Once => 1,
                Count::Times(times) => *times,
            };
            let there = text.matches(find.as_str()).count();
            if there != wanted {
                return Err(format!("{find:?} is there {there} times, not {wanted}"));
            }
            if find == put {
                return Err(format!("{find:?} stays as it is"));
            }
            *text = text.replace(find.as_str(), put);
        }
        Ok(texts)
    }

    /// What is wrong with the outcome, if anything.
    pub(super) fn complaint(&self, rules: &RuleSet, templates: &Templates) -> Option<String> {
        let outcome = self.apply(templates).and_then(|texts| {
            let places = self.places(&texts)?;
            self.compare(&report(texts, rules), &places)
        });
        outcome.err().map(|reason| format!("{self}\n    {reason}"))
    }

    /// The labelled places in the mutated text, the primary one first.
    fn places(&self, texts: &Texts) -> Result<Vec<Location>, String> {
        let places = std::iter::once(&self.place).chain(&self.related);
        places.map(|(file, snippet)| place(&texts[*file as usize], *file, snippet)).collect()
    }

    fn compare(&self, report: &Report, places: &[Location]) -> Result<(), String> {
        let [finding] = report.findings.as_slice() else {
            let all: Vec<String> = report.findings.iter().map(|one| told(report, one)).collect();
            return Err(format!("{} findings instead of one: {}", all.len(), all.join("; ")));
        };
        let found: Vec<Location> = std::iter::once(&finding.primary)
            .chain(&finding.related)
            .map(|label| label.at)
            .collect();
        let fits =
            if self.related.is_empty() { found.first() == places.first() } else { found == places };
        if finding.rule != self.rule || !fits {
            let wanted: Vec<String> = places.iter().map(|at| shown(report, *at)).collect();
            return Err(format!("wanted {}, found {}", wanted.join(", "), told(report, finding)));
        }
        self.unspoken.map_or(Ok(()), |secret| keeps(secret, report, finding))
    }
}

impl Display for Mutant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:?}", self.rule, self.place.1)?;
        self.edits.iter().try_for_each(|edit| write!(f, ", {:?} → {:?}", edit.find, edit.put))
    }
}

fn place(text: &str, file: File, snippet: &str) -> Result<Location, String> {
    let parts =
        snippet.split_once('«').and_then(|(before, rest)| Some((before, rest.split_once('»')?)));
    let (before, (marked, after)) = parts.ok_or_else(|| format!("{snippet:?} marks nothing"))?;
    let plain = format!("{before}{marked}{after}");
    let places: Vec<usize> = text.match_indices(&plain).map(|(at, _)| at).collect();
    let [at] = places.as_slice() else {
        return Err(format!("{plain:?} is there {} times, not once", places.len()));
    };
    let start = at + before.len();
    let source = lt_lint::source::FileId(file as usize);
    Ok(Location::new(source, (start..start + marked.len()).into()))
}

fn keeps(secret: &str, report: &Report, finding: &Finding) -> Result<(), String> {
    let labels = std::iter::once(&finding.primary).chain(&finding.related).map(|label| &label.text);
    let texts = [&finding.message, &finding.why, &finding.help].into_iter().chain(labels);
    if texts.into_iter().any(|text| text.contains(secret)) {
        return Err("the finding repeats the secret".to_owned());
    }
    let hidden = report.secrets.iter().any(|at| {
        report.source(at.file).is_some_and(|source| at.span.slice(&source.text).contains(secret))
    });
    if hidden { Ok(()) } else { Err("the value doesn't count as secret".to_owned()) }
}

/// `rule[case] at file:line «fragment», …: message`.
fn told(report: &Report, finding: &Finding) -> String {
    let labels = std::iter::once(&finding.primary).chain(&finding.related);
    let places: Vec<String> = labels.map(|label| shown(report, label.at)).collect();
    format!("{}[{}] at {}: {}", finding.rule, finding.case, places.join(", "), finding.message)
}

fn shown(report: &Report, at: Location) -> String {
    let Some(source) = report.source(at.file) else { return "no file".to_owned() };
    let position = LineIndex::new(&source.text).position(&source.text, at.span.start);
    format!(
        "{}:{}:{} «{}»",
        source.name,
        position.line,
        position.column,
        at.span.slice(&source.text)
    )
}

/// Lints the three files together.
pub(super) fn report(texts: Texts, rules: &RuleSet) -> Report {
    report_with(texts, rules, Flags::default())
}

/// Lints the three files together, with facts stated in flags.
pub(super) fn report_with(texts: Texts, rules: &RuleSet, load: Flags) -> Report {
    let named = NAMES.into_iter().zip(texts);
    lint_files(named.map(|(name, text)| (name.to_owned(), text.into_bytes())), rules, load)
}

/// Lints any files.
pub(super) fn lint_files(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    rules: &RuleSet,
    load: Flags,
) -> Report {
    let sources =
        files.into_iter().map(|(name, bytes)| SourceFile::new(name, bytes, true)).collect();
    let report =
        lint(sources, rules, &Options { load, pedantic: true, ..Options::default() }).unwrap();
    assert_filled_in(&report);
    report
}

/// All findings and skipped files in words, for failures.
pub(super) fn outcome(report: &Report) -> Vec<String> {
    let skipped =
        report.skipped.iter().map(|skipped| format!("skipped at {}", shown(report, skipped.at)));
    report.findings.iter().map(|finding| told(report, finding)).chain(skipped).collect()
}
