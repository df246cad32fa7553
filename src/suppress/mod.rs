//! Findings that the user forgives on purpose: in comments, and in annotations of rendered files.

mod baseline;
mod near_miss;
mod overrides;
mod removal;

use crate::finding::{Finding, Level};
use crate::fix::Change;
use crate::kube::Object;
use crate::load::IGNORE_PREFIX;
use crate::model::Model;
use crate::options::Options;
use crate::report::{By, Suppressed};
use crate::rule::{Hit, Rule, RuleSet};
use crate::source::{FileId, LineIndex, Location, Span};
use crate::text::hint;
use crate::yaml::{Comment, Node};

pub(crate) use baseline::forgive_known;

/// What a comment starts with that silences rules on a line.
const ON_LINE: &str = "lt-lint-ignore";
/// The same for the whole file.
const IN_FILE: &str = "lt-lint-ignore-file";

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
    /// What takes it away.
    removal: Option<Change>,
}

/// What is written to forgive findings.
struct Forgiving {
    directives: Vec<Directive>,
    /// What was likely meant as a directive, and is none.
    near_misses: Vec<Hit>,
}

/// Takes out what the manifests and the settings forgive, and adds what is wrong with the forgiving itself.
pub(crate) fn suppress(
    rules: &RuleSet,
    model: &Model<'_>,
    options: &Options,
    found: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let is_on =
        |finding: &mut Finding| overrides::apply(finding, model.sources, &options.overrides);
    let (mut kept, mut suppressed) = if options.no_ignores {
        (found, Vec::new())
    } else {
        forgive(rules, model, options, found)
    };
    kept.retain_mut(is_on);
    suppressed.retain_mut(|one| is_on(&mut one.finding));
    (kept, suppressed)
}

/// Takes out what comments and annotations forgive, and adds what is wrong with them.
fn forgive(
    rules: &RuleSet,
    model: &Model<'_>,
    options: &Options,
    found: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let Forgiving { mut directives, near_misses } = forgiving(rules, model);
    let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
    for finding in found {
        let mut reason = None;
        for directive in directives.iter_mut().filter(|it| it.rule == finding.rule) {
            let places = std::iter::once(finding.primary.at).chain(finding.anchored);
            if places.into_iter().any(|at| directive.reach.includes(at)) {
                directive.used = true;
                reason.get_or_insert_with(|| directive.reason.clone());
            }
        }
        match reason {
            Some(reason) => suppressed.push(Suppressed { finding, reason, by: By::Manifest }),
            None => kept.push(finding),
        }
    }
    let is_on = |directive: &Directive| {
        let rule = rules.get(&directive.rule).filter(|rule| rule.is_enabled());
        let level =
            overrides::level(&directive.rule, directive.at.file, model.sources, &options.overrides);
        rule.is_some() && level != Some(Level::Off)
    };
    kept.extend(directives.iter().filter_map(|one| complaint(rules, one, is_on(one), model)));
    kept.extend(
        near_misses.iter().filter_map(|hit| rules.finding("unknown-suppression", hit, model)),
    );
    (kept, suppressed)
}

/// What is wrong with a directive, if anything is. One for a rule that is off can't be used.
fn complaint(
    rules: &RuleSet,
    directive: &Directive,
    is_on: bool,
    model: &Model<'_>,
) -> Option<Finding> {
    let names: Vec<&str> = rules.iter().map(Rule::id).collect();
    let hit = |case| Hit::new(directive.at, case).var("rule", &directive.rule);
    if directive.rule == "*" {
        rules.finding("unknown-suppression", &hit("all"), model)
    } else if rules.get(&directive.rule).is_none() {
        let hit = hit("unknown").var("hint", hint(&directive.rule, &names));
        rules.finding("unknown-suppression", &hit, model)
    } else if directive.reason.is_empty() {
        rules.finding("suppression-without-reason", &hit(""), model)
    } else if !directive.used && is_on {
        let hit = hit("").mended_by(directive.removal.clone());
        rules.finding("unused-suppression", &hit, model)
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

fn forgiving(rules: &RuleSet, model: &Model<'_>) -> Forgiving {
    let ids: Vec<&str> = rules.iter().map(Rule::id).collect();
    let (mut directives, mut near_misses) = (Vec::new(), Vec::new());
    for (source, parsed) in model.sources.iter().zip(model.parsed) {
        let (meant, others): (Vec<_>, Vec<_>) =
            parsed.comments.iter().partition(|comment| keyword(comment).is_some());
        if !meant.is_empty() {
            let lines = LineIndex::new(&source.text);
            directives.extend(
                meant.into_iter().flat_map(|comment| of_comment(comment, &source.text, &lines)),
            );
        }
        near_misses
            .extend(others.into_iter().filter_map(|comment| near_miss::near_miss(comment, &ids)));
    }
    directives.extend(model.objects.iter().flat_map(of_object));
    Forgiving { directives, near_misses }
}

/// The word that a comment starts with, where it is one that forgives.
fn keyword(comment: &Comment) -> Option<&str> {
    let words = comment.text.trim_start();
    let keyword = words.split([' ', '\t']).next().unwrap_or_default();
    [IN_FILE, ON_LINE].contains(&keyword.trim_end_matches(':')).then_some(keyword)
}

/// The rules that a comment names: `# lt-lint-ignore low-memory-limit, stale-image: reason`.
fn of_comment(comment: &Comment, text: &str, lines: &LineIndex) -> Vec<Directive> {
    let Location { file, span, .. } = comment.location;
    let Some(keyword) = keyword(comment) else {
        return Vec::new();
    };
    let words = comment.text.trim_start();
    let rest = words.strip_prefix(keyword).unwrap_or_default();
    let reach = match keyword.trim_end_matches(':') {
        IN_FILE => Reach::File(file),
        _ => Reach::Line(Location::new(file, target_line(span, text, lines))),
    };
    let (names, reason) = rest.split_once(':').unwrap_or((rest, ""));
    // Where the names start in the file: the comment's bytes end where its text ends.
    let start = span.end - comment.text.len() + (comment.text.len() - words.len()) + keyword.len();
    let mut offset = start;
    let mut directives = Vec::new();
    let is_only = !names.contains(',');
    for part in names.split(',') {
        let name = part.trim();
        let from = offset + part.len() - part.trim_start().len();
        offset += part.len() + 1;
        let named = Span::new(from, from + name.len());
        let span = if name.is_empty() { comment.location.span } else { named };
        directives.push(Directive {
            rule: name.to_owned(),
            reason: reason.trim().to_owned(),
            at: Location::new(file, span),
            reach,
            used: false,
            removal: removal::of_name(comment, named, is_only, text),
        });
    }
    directives
}

/// The line that a comment speaks of: its own, or, if it has a line for itself, the next one that
/// isn't a comment too.
fn target_line(span: Span, text: &str, lines: &LineIndex) -> Span {
    let own = lines.position(text, span.start).line;
    let is_alone =
        |line: &usize| lines.line_span(text, *line).slice(text).trim_start().starts_with('#');
    let target = (own..=lines.lines()).find(|line| !is_alone(line)).unwrap_or(own);
    let line = lines.line_span(text, target);
    Span::new(line.start, line.start + line.slice(text).trim_end_matches(['\n', '\r']).len())
}

fn of_object(object: &Object<'_>) -> Vec<Directive> {
    let annotations =
        object.root.get_path(&["metadata", "annotations"]).map(Node::entries).unwrap_or_default();
    let ignoring = annotations
        .iter()
        .filter_map(|entry| Some((entry, entry.key_text().strip_prefix(IGNORE_PREFIX)?)));
    let directive = |(entry, rule): (&crate::yaml::Entry<'_>, &str)| Directive {
        rule: rule.to_owned(),
        reason: entry.value.text().unwrap_or_default().trim().to_owned(),
        at: entry.key.fragment(IGNORE_PREFIX.len()..entry.key_text().len()),
        reach: Reach::Object(object.root.location()),
        used: false,
        removal: removal::of_annotation(object, entry.key),
    };
    ignoring.map(directive).collect()
}
