//! `matches`: a field whose text has a certain form.

use regex_lite::Regex;
use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject, resolve};

use super::target::{On, Part, Target, variables};

/// A field whose text matches a regular expression; of a list, every item. An absent field isn't hit: `exists` asks
/// for it. Variables: `path`, `object`, `container` (with `on: container`), `actual`, `wanted` (the expression),
/// `hint` (empty).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MatchesFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the field.
    path: String,
    /// Part of the field's text that is meant; the whole text when omitted.
    #[serde(default)]
    part: Option<Part>,
    /// Regular expression, without look-around; it may match any part of the text unless it has `^` and `$`.
    pattern: String,
    /// Whether the text may not match.
    #[serde(default)]
    not: bool,
}

#[derive(Debug)]
pub(crate) struct Matches {
    target: Target,
    pattern: Regex,
    not: bool,
}

impl Options for MatchesFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let text = resolve("pattern", &self.pattern, params)?;
        let pattern = Regex::new(&text)
            .map_err(|error| KeyError::new(format!("`{text}`: {error}")).under("pattern"))?;
        let target = Target::new(self.on, &self.path, params)?.part(self.part);
        Ok(Box::new(Matches { target, pattern, not: self.not }))
    }
}

impl Check for Matches {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "actual", "wanted")
    }

    fn cel(&self) -> Option<String> {
        let pattern = cel::text(self.pattern.as_str());
        let not = if self.not { "!" } else { "" };
        self.target.cel(&|value| format!("{not}string({value}).matches({pattern})"))
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        for value in self.target.values(subject) {
            let Some(text) = &value.text else {
                continue;
            };
            let found = self.pattern.find(text);
            let at = match (self.not, found) {
                (false, None) => value.at,
                (true, Some(found)) => value.fragment(found.range()),
                (false, Some(_)) | (true, None) => continue,
            };
            let hit = self.target.hit(subject, at, "").var("hint", "");
            hits.push(hit.var("wanted", self.pattern.as_str()).var("actual", value.shown(subject)));
        }
    }
}
