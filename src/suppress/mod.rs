//! Findings that the user forgives on purpose: in comments, and in annotations of rendered files.

mod slip;

use crate::finding::Finding;
use crate::kube::Object;
use crate::rule::{Hit, Input, RuleSet};
use crate::source::{FileId, LineIndex, Location, Span};
use crate::text::hint;
use crate::yaml::{Comment, Node};

/// What a comment starts with that silences rules on a line.
const ON_LINE: &str = "lt-lint-ignore";
/// The same for the whole file.
const IN_FILE: &str = "lt-lint-ignore-file";
/// What an annotation starts with that silences a rule on its object.
pub(crate) const ANNOTATION: &str = "lt-lint/ignore.";

/// A finding that was forgiven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why the user doesn't mind it.
    pub reason: String,
    /// Where it is forgiven.
    pub by: By,
}

/// Where a finding is forgiven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// In the manifest: by a comment or an annotation.
    Manifest,
    /// In the baseline.
    Baseline,
}

/// What a directive is about.
#[derive(Debug, Clone, Copy)]
enum Reach {
    /// A line, without its break.
    Line(Location),
    File(FileId),
    Object(Location),
}

/// One rule that is silenced somewhere.
#[derive(Debug)]
struct Directive {
    rule: String,
    reason: String,
    /// Where the rule is named.
    at: Location,
    reach: Reach,
    used: bool,
}

/// What is written to forgive findings.
struct Forgiving {
    directives: Vec<Directive>,
    /// What was likely meant as a directive, and is none.
    slips: Vec<Hit>,
}

/// Takes the forgiven findings out, and adds what is wrong with the forgiving itself.
pub(crate) fn suppress(
    rules: &RuleSet,
    input: &Input<'_>,
    found: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let Forgiving { mut directives, slips } = forgiving(rules, input);
    let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
    for finding in found {
        let mut reason = None;
        for directive in directives.iter_mut().filter(|it| it.rule == finding.rule) {
            if directive.reach.includes(finding.primary.at) {
                directive.used = true;
                reason.get_or_insert_with(|| directive.reason.clone());
            }
        }
        match reason {
            Some(reason) => suppressed.push(Suppressed { finding, reason, by: By::Manifest }),
            None => kept.push(finding),
        }
    }
    kept.extend(directives.iter().filter_map(|directive| complaint(rules, directive)));
    kept.extend(slips.iter().filter_map(|slip| rules.finding("unknown-suppression", slip)));
    (kept, suppressed)
}

/// What is wrong with a directive, if anything is.
fn complaint(rules: &RuleSet, directive: &Directive) -> Option<Finding> {
    let names: Vec<&str> = rules.iter().map(crate::rule::Rule::id).collect();
    let hit = |case| Hit::new(directive.at, case).with("rule", &directive.rule);
    if directive.rule == "*" {
        rules.finding("unknown-suppression", &hit("all"))
    } else if rules.get(&directive.rule).is_none() {
        let hit = hit("unknown").with("hint", hint(&directive.rule, &names));
        rules.finding("unknown-suppression", &hit)
    } else if directive.reason.is_empty() {
        rules.finding("suppression-without-reason", &hit(""))
    } else if !directive.used && rules.get(&directive.rule).is_some_and(crate::rule::Rule::is_enabled) {
        rules.finding("unused-suppression", &hit(""))
    } else {
        None
    }
}

impl Reach {
    fn includes(self, place: Location) -> bool {
        match self {
            Self::File(file) => place.file == file,
            Self::Object(object) => {
                let (outer, inner) = (object.span, place.span);
                place.file == object.file && outer.start <= inner.start && inner.end <= outer.end
            }
            Self::Line(line) => line.overlaps(place),
        }
    }
}

fn forgiving(rules: &RuleSet, input: &Input<'_>) -> Forgiving {
    let ids: Vec<&str> = rules.iter().map(crate::rule::Rule::id).collect();
    let (mut directives, mut slips) = (Vec::new(), Vec::new());
    for (source, parsed) in input.sources.iter().zip(input.parsed) {
        let (meant, others): (Vec<_>, Vec<_>) =
            parsed.comments.iter().partition(|comment| keyword(comment).is_some());
        if !meant.is_empty() {
            let lines = LineIndex::new(&source.text);
            directives
                .extend(meant.into_iter().flat_map(|comment| of_comment(comment, &source.text, &lines)));
        }
        slips.extend(others.into_iter().filter_map(|comment| slip::slip(comment, &ids)));
    }
    directives.extend(input.objects.iter().flat_map(of_object));
    Forgiving { directives, slips }
}

/// The word that a comment starts with, where it is one that forgives.
fn keyword(comment: &Comment) -> Option<&str> {
    let words = comment.text.trim_start();
    let keyword = words.split([' ', '\t']).next().unwrap_or_default();
    [IN_FILE, ON_LINE].contains(&keyword.trim_end_matches(':')).then_some(keyword)
}

/// The rules that a comment names: `# lt-lint-ignore low-memory-limit, stale-image: reason`.
fn of_comment(comment: &Comment, text: &str, lines: &LineIndex) -> Vec<Directive> {
    let Location { file, span } = comment.location;
    let Some(keyword) = keyword(comment) else { return Vec::new() };
    let words = comment.text.trim_start();
    let rest = words.strip_prefix(keyword).unwrap_or_default();
    let reach = match keyword.trim_end_matches(':') {
        IN_FILE => Reach::File(file),
        _ => Reach::Line(Location { file, span: target_line(span, text, lines) }),
    };
    let (names, reason) = rest.split_once(':').unwrap_or((rest, ""));
    // Where the names start in the file: the comment's bytes end where its text ends.
    let start = span.end - comment.text.len() + (comment.text.len() - words.len()) + keyword.len();
    let mut offset = start;
    let mut directives = Vec::new();
    for part in names.split(',') {
        let name = part.trim();
        let from = offset + part.len() - part.trim_start().len();
        offset += part.len() + 1;
        let named = Span::new(from, from + name.len());
        let span = if name.is_empty() { comment.location.span } else { named };
        directives.push(Directive {
            rule: name.to_owned(),
            reason: reason.trim().to_owned(),
            at: Location { file, span },
            reach,
            used: false,
        });
    }
    directives
}

/// The line that a comment speaks of: its own, or, if it has a line for itself, the next one that
/// isn't a comment too.
fn target_line(span: Span, text: &str, lines: &LineIndex) -> Span {
    let own = lines.position(text, span.start).line;
    let is_alone = |line: &usize| lines.line_span(text, *line).slice(text).trim_start().starts_with('#');
    let target = (own..=lines.lines()).find(|line| !is_alone(line)).unwrap_or(own);
    let line = lines.line_span(text, target);
    Span::new(line.start, line.start + line.slice(text).trim_end_matches(['\n', '\r']).len())
}

fn of_object(object: &Object<'_>) -> Vec<Directive> {
    let annotations = object.root.dig(&["metadata", "annotations"]).map(Node::entries).unwrap_or_default();
    let ignoring =
        annotations.iter().filter_map(|entry| Some((entry, entry.key_text().strip_prefix(ANNOTATION)?)));
    let directive = |(entry, rule): (&crate::yaml::Entry<'_>, &str)| Directive {
        rule: rule.to_owned(),
        reason: entry.value.text().unwrap_or_default().trim().to_owned(),
        at: entry.key.fragment(ANNOTATION.len()..entry.key_text().len()),
        reach: Reach::Object(object.root.location()),
        used: false,
    };
    ignoring.map(directive).collect()
}
