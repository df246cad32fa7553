//! `lt-lint rules`: the rules, a line each.

use std::fmt::Write;

use super::console::CLEAN;
use crate::rule::{RuleSet, docs};

use super::console::Outcome;

/// Id, severity and what each rule finds.
pub(crate) fn rules() -> Outcome {
    let set = RuleSet::builtin()?;
    let width = set.iter().map(|rule| rule.id().len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in set.iter() {
        let _ = writeln!(
            out,
            "{:<width$}  {:<7}  {}",
            rule.id(),
            rule.severity().name(),
            docs::headline(rule)
        );
    }
    Ok((out, CLEAN))
}
