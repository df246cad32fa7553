//! `suppression`: mistakes in the suppression of findings. It is found while findings are
//! suppressed, after all rules; the rule file gives the words and the severity.

use serde::Deserialize;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// SuppressionFile of `suppression`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SuppressionFile {
    /// Which mistake.
    report: SuppressionFault,
}

/// A mistake in a comment or an annotation that suppresses findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SuppressionFault {
    /// It doesn't say why. Variables: `rule`.
    WithoutReason,
    /// It names no rule. Cases: `unknown`, `all` (every rule at once), `misspelt` (it only looks as if it
    /// suppressed something). Variables: `rule`, `hint`, `reach` (`-file` for a whole file).
    Unknown,
    /// There is nothing to suppress. Variables: `rule`.
    Unused,
}

impl Check for SuppressionFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::File
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            SuppressionFault::Unknown => &["all", "unknown", "misspelt"],
            SuppressionFault::WithoutReason | SuppressionFault::Unused => &[],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            SuppressionFault::Unused => &[""],
            SuppressionFault::WithoutReason | SuppressionFault::Unknown => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            SuppressionFault::Unknown => &["rule", "hint", "reach"],
            SuppressionFault::WithoutReason | SuppressionFault::Unused => &["rule"],
        }
    }

    fn suppression_fault(&self) -> Option<SuppressionFault> {
        Some(self.report)
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, _: &Model<'a>, _: &mut Vec<Hit>) {}
}
