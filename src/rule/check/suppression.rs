//! `suppression`: what is wrong with the forgiving of findings. It is found while findings are
//! forgiven, behind all rules; the rule file gives the words and the severity.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, Hit, Input, Scope, Subject};

/// Options of `suppression`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which mistake.
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// It doesn't say why. Variables: `rule`.
    WithoutReason,
    /// It names no rule. Cases: `unknown`, `all` (every rule at once), `misspelt` (it only looks as if it
    /// silenced something). Variables: `rule`, `hint`, `reach` (`-file` for a whole file).
    Unknown,
    /// There is nothing to forgive. Variables: `rule`.
    Unused,
}

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Report::Unknown => &["all", "unknown", "misspelt"],
            Report::WithoutReason | Report::Unused => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Report::Unknown => &["rule", "hint", "reach"],
            Report::WithoutReason | Report::Unused => &["rule"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, _: &Input<'a>, _: &mut Vec<Hit>) {}
}
