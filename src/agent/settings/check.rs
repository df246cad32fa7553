//! What the agent rejects of a value that has its type: it ends at startup, or fails later on.
//! Source: scalyr-agent-2, configuration.py, 2.1.1 to 2.2.22, and its recorded answers.

use serde_json::Value;

use super::convert::{Refusal, number};
use super::facts::{Checked, SettingFact, SettingType, milestones};
use super::send_rate::{ENFORCEMENT, is_rate};
use crate::text::{choice, quoted};
use crate::units::Version;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What comes of it.
    pub kind: FaultKind,
    /// What the agent says.
    pub reason: String,
    /// What may be written instead, in words.
    pub wanted: String,
}

/// What comes of a value that the agent rejects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The agent ends while it reads its configuration.
    Exits,
    /// A monitor can't be made of it, which ends the agent too.
    MonitorFails,
    /// The agent starts, and fails where it uses the value.
    AtUse,
}

impl Fault {
    pub(super) fn of_refusal(refusal: Refusal, fact: &SettingFact, text: &str) -> Self {
        let kind = kind_of(fact);
        match refusal {
            Refusal::Number(class) => Self {
                kind,
                reason: format!(
                    "Could not parse value {text} for field \"{}\" as numeric type <class '{class}'>",
                    fact.option()
                ),
                wanted: wanted_number(fact),
            },
            Refusal::Blank => {
                let wanted = "names with commas between them".to_owned();
                Self { kind, reason: "string index out of range".to_owned(), wanted }
            }
        }
    }
}

fn kind_of(fact: &SettingFact) -> FaultKind {
    match fact.checked {
        Checked::Use => FaultKind::AtUse,
        Checked::Monitor => FaultKind::MonitorFails,
        Checked::Startup if fact.is_of_monitor() => FaultKind::MonitorFails,
        Checked::Startup => FaultKind::Exits,
    }
}

fn wanted_number(fact: &SettingFact) -> String {
    let number = if fact.kind == SettingType::Int { "a whole number" } else { "a number" };
    match (fact.min, fact.max) {
        (Some(min), Some(max)) => format!("{number} from {min} to {max}"),
        (Some(min), None) => format!("{number} of at least {min}"),
        (None, Some(max)) => format!("{number} of at most {max}"),
        (None, None) => number.to_owned(),
    }
}

/// What a release rejects of a value.
pub(super) fn check(
    fact: &SettingFact,
    value: &Value,
    text: &str,
    release: Version,
) -> Option<Fault> {
    if fact.name == ENFORCEMENT {
        return (!is_rate(text)).then(|| Fault {
            kind: FaultKind::Exits,
            reason: format!("Could not parse data rate string '{text}'"),
            wanted: "`unlimited`, `legacy`, or a rate such as `5MB/s`".to_owned(),
        });
    }
    let at_use = || unusable(fact, text, release);
    choice_fault(fact, text, release).or_else(|| bound_fault(fact, value)).or_else(at_use)
}

/// A text that has no value where it is read in the end: no number, or no JSON.
fn unusable(fact: &SettingFact, text: &str, release: Version) -> Option<Fault> {
    let is_no_number = fact.numeric && number(text, has_underscores(release)).is_none();
    let is_no_json = fact.kind == SettingType::Json && is_broken_json(text);
    let wanted = if is_no_number { "a number" } else { "a JSON object in braces" };
    let field = fact.option();
    (is_no_number || is_no_json).then(|| Fault {
        kind: kind_of(fact),
        reason: format!("Could not parse value {text} for field \"{field}\""),
        wanted: wanted.to_owned(),
    })
}

/// Whether a text isn't JSON to the agent's reader either, which takes comments and names without quotes: it begins with
/// a word, or its brackets don't match.
fn is_broken_json(text: &str) -> bool {
    let text = text.trim();
    if !text.starts_with(['{', '[']) {
        let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic());
        return is_word && !matches!(text, "true" | "false" | "null");
    }
    let (mut open, mut quote, mut is_escaped) = (Vec::new(), None, false);
    for c in text.chars() {
        match (quote, c) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(mark), _) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some(c),
            (None, '{' | '[') => open.push(c),
            (None, '}') if open.pop() != Some('{') => return true,
            (None, ']') if open.pop() != Some('[') => return true,
            // A comment may have any of them.
            (None, '/') => return false,
            (None, _) => {}
        }
    }
    quote.is_some() || !open.is_empty()
}

fn choice_fault(fact: &SettingFact, text: &str, release: Version) -> Option<Fault> {
    let allowed = fact.allowed_at(release)?;
    let is_one = |known: &String| {
        if fact.any_case { known.eq_ignore_ascii_case(text) } else { known == text }
    };
    if allowed.iter().any(is_one) {
        return None;
    }
    let quoted = quoted(allowed);
    let said = || {
        let (field, all) = (fact.option(), allowed.join(", "));
        format!("Got invalid value \"{text}\" for field \"{field}\". Valid values are: {all}")
    };
    Some(Fault {
        kind: kind_of(fact),
        reason: fact.refusal.clone().unwrap_or_else(said),
        wanted: choice(&quoted),
    })
}

fn bound_fault(fact: &SettingFact, value: &Value) -> Option<Fault> {
    let number = value.as_f64();
    let below = |bound: i64| number.is_some_and(|number| number < to_float(bound));
    let above = |bound: i64| number.is_some_and(|number| number > to_float(bound));
    // What has no number here has more digits than any bound.
    let is_negative = value.as_str().is_some_and(|digits| digits.starts_with('-'));
    let is_huge = value.is_string() && fact.kind == SettingType::Int;
    let bound = match (fact.min, fact.max) {
        (Some(min), _) if below(min) || (is_huge && is_negative) => ("greater", min),
        (_, Some(max)) if above(max) || (is_huge && !is_negative) => ("less", max),
        _ => return None,
    };
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (word, bound) = bound;
    let said = || {
        let field = fact.option();
        format!(
            "Got invalid value \"{shown}\" for field \"{field}\". Value must be {word} than or equal to {bound}"
        )
    };
    Some(Fault {
        kind: kind_of(fact),
        reason: fact.refusal.clone().unwrap_or_else(said),
        wanted: wanted_number(fact),
    })
}

#[expect(clippy::cast_precision_loss, reason = "bounds are small")]
fn to_float(bound: i64) -> f64 {
    bound as f64
}

/// Whether a release's Python takes digits with underscores between them.
pub(in crate::agent) fn has_underscores(release: Version) -> bool {
    !refuses_underscores(release)
}

/// Whether a release's Python rejects digits with underscores between them.
#[must_use]
pub fn refuses_underscores(release: Version) -> bool {
    release < milestones().python3_since
}
