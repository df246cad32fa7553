//! Documentation made from the rules: one text for `explain`, the pages and the table of the README.

use std::fmt::Write;

use super::check::Topic;
use super::effect;
use super::file::{Param, RuleFile, Text, Workloads};
use super::fix::{EditFile, FixFile, WayFile};
use super::template::constant;
use super::{Rule, RuleSet};
use crate::fix::Applicability;
use crate::limits::Limits;
use crate::text::quoted;

/// What the rule finds, in a few words.
#[must_use]
pub fn headline(rule: &Rule) -> &str {
    &rule.texts().summary
}

/// Where the page has its examples.
const EXAMPLES_HEADING: &str = "\n## Examples\n\n";

/// The examples of a rule that is part of lt-lint, as its page has them; a library without the feature `cli` has none.
#[must_use]
pub fn examples(rule: &Rule) -> Option<&'static str> {
    crate::embedded::examples(rule.id()).filter(|_| rule.own_file().is_none())
}

/// The rule's page in Markdown, with a bad and a good example where there are some.
#[must_use]
pub fn page(rule: &Rule, examples: Option<&str>) -> String {
    let file = &rule.file();
    let severity = severities(file);
    let mut out = format!("# {}\n\n{severity}, since {}: {}.\n", file.id, file.since, file.summary);
    section(&mut out, rule, "Message", &file.message);
    section(&mut out, rule, "Why it matters", &file.why);
    section(&mut out, rule, "What to do", &file.help);
    fixes(&mut out, rule);
    if let Some(examples) = examples {
        out.push_str(EXAMPLES_HEADING);
        out.push_str(examples);
    }
    parameters(&mut out, rule);
    if !file.after.is_empty() {
        let names = quoted(file.after.iter().map(|after| &after.rule)).join(", ");
        out.push_str("\n## Silent after\n\n");
        let _ = writeln!(out, "Where one of these names the cause: {names}.");
    }
    if !file.references.is_empty() {
        out.push_str("\n## References\n\n");
        for reference in &file.references {
            let _ = writeln!(out, "- {reference}");
        }
    }
    out
}

/// The parameters, each with its value or with the limit that it is another name of.
fn parameters(out: &mut String, rule: &Rule) {
    let params = &rule.file().params;
    if params.is_empty() {
        return;
    }
    out.push_str("\n## Parameters\n\n");
    for (name, value) in params {
        let _ = match (rule.limit_of(name), rule.params().get(name)) {
            (Some(limit), Some(value)) => {
                writeln!(out, "- `{name}`: `{value}`, another name of the limit `limits.{limit}`")
            }
            _ => writeln!(out, "- `{name}`: {}", param(value)),
        };
    }
}

/// What rules are about, in the order in which they are listed.
pub const SUBJECTS: [&str; 6] = [
    "Text and YAML",
    "Kubernetes objects",
    "The agent",
    "The load test",
    "Suppressions",
    "Your own rules",
];

/// What a rule is about: one of [`SUBJECTS`].
#[must_use]
pub fn subject(rule: &Rule) -> &'static str {
    let [text, objects, agent, load, suppressions, own] = SUBJECTS;
    let is_own = rule.own_file().is_some();
    match rule.head.check.topic() {
        _ if is_own => own,
        Topic::Suppressions => suppressions,
        Topic::Text => text,
        Topic::Load => load,
        Topic::Agent => agent,
        Topic::Objects if rule.head.r#where.workloads != Workloads::Any => agent,
        Topic::Objects => objects,
    }
}

/// The severity, and the cases that have another one.
fn severities(file: &RuleFile) -> String {
    let others = file.severities.iter().map(|(case, severity)| format!("{severity} for *{case}*"));
    match others.collect::<Vec<String>>().as_slice() {
        [] => file.severity.to_string(),
        others => format!("{} ({})", file.severity, others.join(", ")),
    }
}

/// What the rule's mistake does and what to write instead, without markup.
#[must_use]
pub fn plain(rule: &Rule) -> String {
    let mut out = String::new();
    for text in [&rule.texts().why, &rule.texts().help] {
        for text in texts(text).into_iter().filter_map(|(_, text)| shown(text, rule)) {
            let _ = writeln!(out, "{text}");
        }
    }
    if out.is_empty() { headline(rule).to_owned() } else { out.trim_end().to_owned() }
}

/// What to do about the rule's mistake, where that is the same in all cases, whatever a finding knows.
#[must_use]
pub fn remedy(rule: &Rule) -> Option<String> {
    match &rule.texts().help {
        Text::One(text) => shown(text, rule).filter(|text| !text.contains('…')),
        Text::Cases(_) => None,
    }
}

/// The table of all rules in Markdown, with links to their pages in `folder`.
#[must_use]
pub fn table<'r>(rules: impl Iterator<Item = &'r Rule>, folder: &str) -> String {
    let mut out = "| rule | severity | what it finds |\n|---|---|---|\n".to_owned();
    for rule in rules {
        let (id, severity) = (rule.id(), rule.severity());
        let _ = writeln!(out, "| [{id}]({folder}/{id}.md) | {severity} | {} |", headline(rule));
    }
    out
}

/// The table of the limits in Markdown: what each is, the parameters that are other names of it, and its source.
#[must_use]
pub fn limits(rules: &RuleSet) -> String {
    let mut out =
        "| limit | default | what it is | also | source |\n|---|---|---|---|---|\n".to_owned();
    for (name, value) in rules.limits().iter() {
        let of_rule = |rule: &Rule| {
            let params = rule.params().keys().filter(|param| rule.limit_of(param) == Some(name));
            params.map(|param| format!("`{param}` of {}", rule.id())).collect::<Vec<_>>()
        };
        let also: Vec<String> = rules.iter().flat_map(of_rule).collect();
        let (about, source) = Limits::facts(name)
            .map(|it| (it.about.as_str(), it.source.as_str()))
            .unwrap_or_default();
        let _ =
            writeln!(out, "| `{name}` | `{value}` | {about} | {} | {source} |", also.join(", "));
    }
    out
}

fn section(out: &mut String, rule: &Rule, title: &str, text: &Text) {
    let texts = texts(text).into_iter();
    let texts: Vec<(&str, String)> =
        texts.filter_map(|(case, text)| Some((case, shown(text, rule)?))).collect();
    if texts.is_empty() {
        return;
    }
    let _ = write!(out, "\n## {title}\n\n");
    for (case, text) in &texts {
        let bullet = if texts.len() > 1 { "- " } else { "" };
        let name = if case.is_empty() { String::new() } else { format!("*{case}*: ") };
        let _ = writeln!(out, "{bullet}{name}{text}");
    }
}

/// How sure the rule's fixes are, or why there are none, by case.
fn fixes(out: &mut String, rule: &Rule) {
    let ways: Vec<(&str, &WayFile)> = match &rule.texts().fix {
        None => return,
        Some(FixFile::One(way)) => vec![("", way)],
        Some(FixFile::Cases(cases)) => {
            cases.iter().map(|(case, way)| (case.as_str(), way)).collect()
        }
    };
    out.push_str("\n## What `--fix` does\n\n");
    for (case, way) in ways {
        let name = if case.is_empty() { String::new() } else { format!("- *{case}*: ") };
        let _ = writeln!(out, "{name}{}.", fix(way, rule));
    }
}

fn fix(way: &WayFile, rule: &Rule) -> String {
    let Some((sure, edit)) = way.edit() else {
        let reason = way.none.as_deref().and_then(|reason| shown(reason, rule)).unwrap_or_default();
        return format!("nothing, since {reason}");
    };
    let what = match edit {
        EditFile::Text(text) => match shown(text, rule) {
            Some(text) => format!("writes `{text}`"),
            None => "writes what the finding names".to_owned(),
        },
        EditFile::Name(name) => match shown(&name.rename, rule) {
            Some(name) => format!("renames it to `{name}`"),
            None => "renames it to what the finding names".to_owned(),
        },
        EditFile::Made(_) => "corrects it in place".to_owned(),
    };
    match sure {
        Applicability::Safe => what,
        Applicability::Unsafe => format!("with `--unsafe`, {what}"),
        Applicability::Display => "nothing: the fix is shown, with a part to fill in".to_owned(),
    }
}

fn texts(text: &Text) -> Vec<(&str, &str)> {
    match text {
        Text::One(text) => vec![("", text)],
        Text::Cases(cases) => {
            cases.iter().map(|(case, text)| (case.as_str(), text.as_str())).collect()
        }
    }
}

/// A message text for people: `{actual}` becomes an ellipsis, `{hint}` goes, and `{limits.cap}` is the limit's value.
/// Nothing for a text that a finding makes as a whole.
fn shown(text: &str, rule: &Rule) -> Option<String> {
    let mut out = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        // The rule is compiled, so that all limits exist.
        if let Ok(Some(value)) = constant(name, &rule.limits) {
            out.push_str(&value);
        } else if name == effect::NAME {
            out.push_str(effect::IN_GENERAL);
        } else if name != "hint" {
            match rule.params().get(name.trim_start_matches("params.")) {
                Some(value) => out.push_str(value),
                None if out.ends_with('…') => {}
                None => out.push('…'),
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out.contains(char::is_alphabetic).then_some(out)
}

fn param(param: &Param) -> String {
    match param {
        Param::Number(number) => number.to_string(),
        Param::Text(text) => format!("`{text}`"),
        Param::List(items) => {
            items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
        }
    }
}
