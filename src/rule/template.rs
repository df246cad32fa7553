//! Message texts with `{variables}`, checked when the rule is loaded.

use std::collections::BTreeMap;

use crate::agent::settings::newest_release;
use crate::error::KeyError;
use crate::limits::{self, Limits};
use crate::text::{hint, push_printable};

/// A text with places for values.
#[derive(Debug, Clone)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Variable(String),
}

/// Values by variable name.
pub(super) type Values = [(&'static str, String)];

/// Bytes of most values.
const USUAL: usize = 24;
/// The variable that shows how each fact of the load is stated.
const EXAMPLES: &str = "load.examples";
/// The newest release of the agent that is known.
const NEWEST: &str = "agent.newest-release";

/// The value of a variable that is the same for all findings: a limit, `{limits.name}`, or an example of how each
/// fact of the load is stated, `{load.examples}`.
///
/// # Errors
/// For a limit that doesn't exist.
pub(super) fn constant(name: &str, limits: &Limits) -> Result<Option<String>, String> {
    match name.strip_prefix(limits::PREFIX) {
        Some(limit) => limits.text(limit).map(|text| Some(text.to_owned())),
        None if name == NEWEST => Ok(Some(newest_release().to_string())),
        None => Ok((name == EXAMPLES).then(crate::load::examples)),
    }
}

impl Template {
    /// Reads a text, without spaces around it; every `{name}` must be among `known`, or a constant.
    ///
    /// # Errors
    /// Names an unknown variable, with the one that was likely meant and its place in the text.
    pub(super) fn parse(text: &str, known: &[&str], limits: &Limits) -> Result<Self, KeyError> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        let end = text.trim_end().len();
        while let Some((before, after)) = rest.split_once('{') {
            let start = end - after.len() - 1;
            let Some((name, behind)) = after.split_once('}') else {
                return Err(KeyError::new("`{` without `}`").at_text(start..start + 1));
            };
            let place = start..start + name.len() + 2;
            parts.push(Part::Text(safe(before)));
            let part = Part::named(name, known, limits);
            parts.push(part.map_err(|reason| KeyError::new(reason).at_text(place))?);
            rest = behind;
        }
        parts.push(Part::Text(safe(rest)));
        Ok(Self { parts })
    }

    /// Whether it has a place for a variable.
    pub(super) fn names(&self, variable: &str) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Variable(name) if name == variable))
    }

    /// The text with its values as they are; `None` where one is missing or empty.
    pub(super) fn value(
        &self,
        values: &Values,
        params: &BTreeMap<String, String>,
    ) -> Option<String> {
        let part = |part: &Part| match part {
            Part::Text(text) => Some(text.clone()),
            Part::Variable(name) => {
                value_of(name, values, params).filter(|value| !value.is_empty()).cloned()
            }
        };
        self.parts.iter().map(part).collect()
    }

    /// The text with its values, made safe to print.
    pub(super) fn fill(&self, values: &Values, params: &BTreeMap<String, String>) -> String {
        let length = |part: &Part| match part {
            Part::Text(text) => text.len(),
            Part::Variable(_) => USUAL,
        };
        let mut text = String::with_capacity(self.parts.iter().map(length).sum());
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Variable(name) => {
                    match value_of(name, values, params) {
                        // Two backticks in a row show nothing.
                        Some(value) if value.is_empty() && self.is_quoted(at) => {
                            text.push_str("\"\"");
                        }
                        Some(value) => push_shortened(&mut text, value),
                        // A text that names what a case doesn't have is a mistake of the rule file: it must show.
                        None => text.push_str(&format!("{{{name}}}")),
                    }
                }
            }
        }
        text
    }

    /// Whether the part at an index is between backticks.
    fn is_quoted(&self, at: usize) -> bool {
        let is_text = |at: usize, test: fn(&str) -> bool| matches!(self.parts.get(at), Some(Part::Text(text)) if test(text));
        at.checked_sub(1).is_some_and(|before| is_text(before, |text| text.ends_with('`')))
            && is_text(at + 1, |text| text.starts_with('`'))
    }
}

/// The value of a variable, or of a parameter of the rule.
fn value_of<'v>(
    name: &str,
    values: &'v Values,
    params: &'v BTreeMap<String, String>,
) -> Option<&'v String> {
    let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    value.or_else(|| params.get(name.strip_prefix("params.")?))
}

/// Adds a value, made safe to print and of a length that can be read; names and paths of Kubernetes are shorter than that.
fn push_shortened(text: &mut String, value: &str) {
    const LONGEST: usize = 400;
    let start = text.len();
    push_printable(text, value);
    let written = text.get(start..).unwrap_or_default();
    let end = Some(written).filter(|written| written.len() > LONGEST);
    if let Some((end, _)) = end.and_then(|written| written.char_indices().nth(LONGEST)) {
        text.truncate(start + end);
        text.push('…');
    }
}

/// A rule file's own words, made safe to print; they may have several lines.
fn safe(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(crate::text::printable).collect();
    lines.join("\n")
}

impl Part {
    /// What is between braces: the text of a constant, or a variable.
    fn named(name: &str, known: &[&str], limits: &Limits) -> Result<Self, String> {
        if let Some(value) = constant(name, limits)? {
            return Ok(Self::Text(safe(&value)));
        }
        if known.contains(&name) {
            return Ok(Self::Variable(name.to_owned()));
        }
        let there = match known {
            [] => "there are none here".to_owned(),
            known => format!("there are {}", known.join(", ")),
        };
        Err(format!("unknown variable `{{{name}}}`{}; {there}", hint(name, known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, known: &[&str]) -> Result<Template, KeyError> {
        Template::parse(text, known, &Limits::default())
    }

    #[test]
    fn variables_are_filled_and_made_safe() {
        let template = parse("limit {actual} is below {params.min}", &["actual", "params.min"]);
        let params = BTreeMap::from([("min".to_owned(), "150Mi".to_owned())]);
        let text = template.unwrap().fill(&[("actual", "1\u{1b}0".to_owned())], &params);
        assert_eq!(text, "limit 1\\u{1b}0 is below 150Mi");
    }

    #[test]
    fn limits_stand_in_texts_and_unknown_ones_are_refused() {
        let mut limits = Limits::default();
        limits.set("cap", "12MB/s").unwrap();
        let template = Template::parse("{rate} is above {limits.cap}", &["rate"], &limits).unwrap();
        let text = template.fill(&[("rate", "13 MB/s".to_owned())], &BTreeMap::new());
        assert_eq!(text, "13 MB/s is above 12 MB/s");
        let error = Template::parse("above {limits.caps}", &[], &limits).unwrap_err();
        assert_eq!(error.part, crate::error::Part::Text(6..19));
        assert!(error.reason.contains("did you mean `cap`?"), "{error:?}");
    }

    #[test]
    fn an_empty_value_between_backticks_is_shown_in_quotes() {
        let known = ["name", "actual", "hint"];
        let template = parse("{name} can't be `{actual}`, or {hint}{actual}", &known).unwrap();
        let text = |name: &str, actual: &str| {
            let values = [("name", name), ("actual", actual), ("hint", "")];
            let values = values.map(|(name, value)| (name, value.to_owned()));
            template.fill(&values, &BTreeMap::new())
        };
        assert_eq!(text("`a`", ""), "`a` can't be `\"\"`, or ");
        assert_eq!(text("`a`", "b"), "`a` can't be `b`, or b");
    }

    #[test]
    fn values_of_any_length_are_shortened() {
        let template = parse("`{name}`", &["name"]).unwrap();
        let text = template.fill(&[("name", "é".repeat(100_000))], &BTreeMap::new());
        assert_eq!(text.chars().count(), 403);
    }

    #[test]
    fn unknown_variables_are_refused_with_a_hint() {
        let error = parse(" a {actul} b\n", &["actual"]).unwrap_err();
        assert_eq!(error.part, crate::error::Part::Text(3..10));
        assert!(error.reason.contains("did you mean `actual`?"), "{error:?}");
    }
}
