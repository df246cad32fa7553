//! Which rules are asked, for one run.

use std::collections::BTreeMap;

use clap::Args;
use clap_complete::ArgValueCandidates;

use crate::error::Error;
use crate::finding::Level;
use crate::rule::{Rule, RuleSet};
use crate::text::hint;

use super::candidates;
use super::groups::RULES;

/// Rules to run, in addition to the settings.
#[derive(Debug, Default, Args)]
pub(crate) struct RuleChoice {
    /// Run only these rules, and show their findings of severity info too (repeatable, or separated by commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', conflicts_with = "write_baseline")]
    #[arg(help_heading = RULES, add = ArgValueCandidates::new(candidates::rules))]
    select: Vec<String>,
    /// Don't run these rules (repeatable, or separated by commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', conflicts_with = "write_baseline")]
    #[arg(help_heading = RULES, add = ArgValueCandidates::new(candidates::rules))]
    ignore: Vec<String>,
}

impl RuleChoice {
    /// Whether rules are named that are wanted, whatever their severity.
    pub(super) fn is_selective(&self) -> bool {
        !self.select.is_empty()
    }

    /// Turns rules on and off.
    ///
    /// # Errors
    /// For the first id that no rule has, with the one that was likely meant.
    pub(super) fn apply(&self, rules: &mut RuleSet) -> Result<(), Error> {
        named(rules, "--select", &self.select)?;
        named(rules, "--ignore", &self.ignore)?;
        if !self.select.is_empty() && self.select.iter().all(|id| self.ignore.contains(id)) {
            let reason = "all of these rules are ignored, too, so nothing would be checked";
            return Err(Error::new("--select", reason));
        }
        let ids: Vec<String> = rules.iter().map(|rule| rule.id().to_owned()).collect();
        for id in &ids {
            let is_off =
                self.ignore.contains(id) || !(self.select.is_empty() || self.select.contains(id));
            let level = is_off.then_some(Level::Off);
            if is_off || self.select.contains(id) {
                let configured = rules.configure(id, level, &BTreeMap::new());
                configured.map_err(|reason| Error::new(id.as_str(), reason))?;
            }
        }
        Ok(())
    }
}

/// That there is a rule for each id of a flag.
fn named(rules: &RuleSet, flag: &str, named: &[String]) -> Result<(), Error> {
    if named.iter().any(String::is_empty) {
        return Err(Error::new(flag, "the name of a rule is missing"));
    }
    let Some(id) = named.iter().find(|id| rules.get(id).is_none()) else { return Ok(()) };
    let ids: Vec<&str> = rules.iter().map(Rule::id).collect();
    let reason = format!("there is no rule `{id}`{}", hint(id, &ids));
    Err(Error::new(flag, reason).with_advice("`lt-lint rules` lists them"))
}
