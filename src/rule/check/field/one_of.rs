//! `one-of`: a field that has one of a few values.

use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject};
use crate::text::{choice, did_you_mean};

use super::constant::Constants;
use super::target::{On, Part, Target, variables};

/// A field that has one of a few values; of a list, every item. An absent field isn't hit: `exists` asks for it.
/// Variables: `path`, `object`, `container` (with `on: container`), `actual`, `wanted` (the values), `meant` (the
/// closest of them, or all), `hint` (the closest one as a question).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OneOfFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the field.
    path: String,
    /// Part of the field's text that is meant; the whole text when omitted.
    #[serde(default)]
    part: Option<Part>,
    /// The values, or a reference to a parameter that holds them.
    values: Constants,
}

#[derive(Debug)]
pub(crate) struct OneOf {
    target: Target,
    values: Vec<String>,
}

impl Options for OneOfFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let values = self.values.resolve("values", params)?;
        let target = Target::new(self.on, &self.path, params)?.part(self.part);
        Ok(Box::new(OneOf { target, values }))
    }
}

impl Check for OneOf {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "actual", "wanted", "meant")
    }

    fn cel(&self) -> Option<String> {
        let values = cel::list(&self.values);
        self.target.cel(&|value| format!("string({value}) in {values}"))
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let known: Vec<&str> = self.values.iter().map(String::as_str).collect();
        for value in self.target.values(subject) {
            if value.text.as_deref().is_some_and(|text| known.contains(&text)) {
                continue;
            }
            let actual = value.shown(subject);
            let near = did_you_mean(&actual, &known);
            let wanted = choice(&self.values);
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let hit = self.target.hit(subject, value.at, "").var("hint", hint);
            let hit = hit.var("meant", near.unwrap_or(&wanted)).var("actual", actual);
            hits.push(hit.var("wanted", wanted));
        }
    }
}
