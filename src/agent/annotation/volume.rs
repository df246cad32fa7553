//! Annotations with which more or less is uploaded than a container writes.

use crate::agent::LogSettings;
use crate::agent::settings::number;
use crate::yaml::Entry;

use super::Branch;
use super::expression::matches_all;

/// What an annotation changes of a container's log on its way.
#[derive(Debug, Clone)]
pub struct Alteration<'a> {
    /// The annotation.
    pub entry: Entry<'a>,
    /// What it does.
    pub kind: AlterationKind,
}

/// What an annotation does to the lines of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlterationKind {
    /// Some lines are omitted.
    Sampled,
    /// All lines are omitted.
    Emptied,
    /// Parts of lines are replaced.
    Redacted,
    /// The runtime's own words about each line are sent along.
    Raw,
    /// They go to the account of another key.
    Elsewhere,
}

impl<'a> LogSettings<'a> {
    /// What annotations change of a container's log.
    #[must_use]
    pub fn alterations(&self, container: &str) -> Vec<Alteration<'a>> {
        let sampled = self.sampled(container);
        let redacted = self.first_rule(container, "redaction_rules", AlterationKind::Redacted);
        let raw = self.option(container, "parse_format").and_then(|branch| {
            let entry = self.entry_of(branch)?;
            let is_raw = entry.value.text() == Some("raw");
            is_raw.then_some(Alteration { entry: *entry, kind: AlterationKind::Raw })
        });
        let team = self.first_rule(container, "teams", AlterationKind::Elsewhere);
        let key = self.option(container, "api_key").and_then(|branch| self.entry_of(branch));
        let key = key.map(|entry| Alteration { entry: *entry, kind: AlterationKind::Elsewhere });
        [sampled, redacted, raw, team.or(key)].into_iter().flatten().collect()
    }

    /// The first rule that leaves lines out.
    fn sampled(&self, container: &str) -> Option<Alteration<'a>> {
        let Branch::List(rules) = self.option(container, "sampling_rules")? else {
            return None;
        };
        rules.iter().find_map(|(_, rule)| {
            let entry = self.entry_of(rule.get("sampling_rate")?)?;
            let share = number(entry.value.text().unwrap_or_default(), true)?;
            let expression = self.text_of(rule.get("match_expression")?)?;
            let kind = if share <= 0.0 && matches_all(expression) {
                AlterationKind::Emptied
            } else {
                AlterationKind::Sampled
            };
            (share < 1.0).then_some(Alteration { entry: *entry, kind })
        })
    }

    fn first_rule(
        &self,
        container: &str,
        option: &str,
        kind: AlterationKind,
    ) -> Option<Alteration<'a>> {
        let Branch::List(rules) = self.option(container, option)? else {
            return None;
        };
        let number = rules.iter().find_map(|(_, rule)| rule.numbers().first().copied())?;
        Some(Alteration { entry: *self.entry(number)?, kind })
    }
}
