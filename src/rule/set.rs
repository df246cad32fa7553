//! All rules of a run: those of lt-lint and those of the user, with the severities and limits of the project.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::embedded;
use crate::error::{Error, KeyError};
use crate::finding::{Finding, Level};
use crate::limits::Limits;
use crate::model::Model;
use crate::settings_file::SettingsFile;
use crate::source::SourceFile;
use crate::text::hint;

use super::check::{Hit, Stage, SuppressionFault, Topic};
use super::compiled::Rule;
use super::file::{Param, RuleHead};

/// Rules in the order of their ids.
#[derive(Debug, Default, Clone)]
pub struct RuleSet {
    rules: Vec<Arc<Rule>>,
    limits: Arc<Limits>,
}

impl RuleSet {
    /// The rules that are part of lt-lint. What tests have found right of them isn't looked at again: their words,
    /// and whether a rule waits for itself.
    ///
    /// # Errors
    /// When one can't be read, which the tests rule out.
    pub fn builtin() -> Result<Self, Error> {
        let mut set = Self::default();
        for (id, file) in embedded::rules() {
            let rule = Rule::built_in(file, &set.limits);
            let rule =
                rule.map_err(|error| Error::new(format!("rules/{id}.yaml"), error.reason))?;
            // They are embedded in the order of their ids.
            set.rules.push(Arc::new(rule));
        }
        Ok(set)
    }

    /// Adds the rules of a user's files; a rule with a known id replaces it.
    ///
    /// # Errors
    /// For the first file that isn't a valid rule: its place, the reason, what was likely meant. Two files with one
    /// id are a mistake too.
    pub fn extend(&mut self, files: Vec<SourceFile>) -> Result<(), Error> {
        if files.is_empty() {
            return Ok(());
        }
        let mut own: BTreeMap<String, SettingsFile> = BTreeMap::new();
        for source in files.into_iter().map(SettingsFile::of) {
            let stem = stem_of(&source.path).to_owned();
            let rule = Rule::checked(&stem, source.read()?, &self.limits);
            let mut rule = rule.map_err(|error| source.locate(error))?;
            rule.own_file = Some(source.path.clone());
            if let Some(other) = self.get(&stem).and_then(Rule::own_file) {
                let reason = format!("the rule `{stem}` is in {other} too");
                return Err(Error::new(&source.path, reason));
            }
            self.insert(&stem, rule);
            own.insert(stem, source);
        }
        self.in_order(&own)
    }

    /// Fails where rules can't be put in order.
    fn in_order(&self, own: &BTreeMap<String, SettingsFile>) -> Result<(), Error> {
        let errors = self.order_errors();
        // Of a circle, the user's own rule is the one that can be changed.
        let is_own = |(id, _): &&(&str, KeyError)| own.contains_key(*id);
        let Some((id, error)) = errors.iter().find(is_own).or(errors.first()) else {
            return Ok(());
        };
        Err(match own.get(*id) {
            Some(source) => source.locate(error.clone()),
            None => Error::new(format!("rule {id}"), error.reason.clone()),
        })
    }

    /// The same rules under other limits.
    ///
    /// # Errors
    /// For the first rule whose options don't go together with them.
    pub fn with_limits(mut self, limits: &Limits) -> Result<Self, Error> {
        self.limits = Arc::new(limits.clone());
        for rule in &mut self.rules {
            let again = rule.recompile(rule.head.clone(), &self.limits);
            *rule = Arc::new(again.map_err(|error| Error::new(rule.id(), error.reason))?);
        }
        Ok(self)
    }

    /// The same rules under other limits, untouched where these are the ones that they have.
    ///
    /// # Errors
    /// For the first rule whose options don't go together with them.
    pub(crate) fn under(self, limits: &Limits) -> Result<Self, Error> {
        if *self.limits == *limits { Ok(self) } else { self.with_limits(limits) }
    }

    /// The limits that they were compiled under.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    fn insert(&mut self, id: &str, rule: Rule) {
        match self.rules.binary_search_by(|known| known.id().cmp(id)) {
            Ok(at) => self.rules.splice(at..=at, [Arc::new(rule)]).for_each(drop),
            Err(at) => self.rules.insert(at, Arc::new(rule)),
        }
    }

    /// Gives a rule another severity or other parameters.
    ///
    /// # Errors
    /// For a parameter that the rule doesn't have or that is a limit, and a value that its check can't use.
    pub fn configure(
        &mut self,
        id: &str,
        level: Option<Level>,
        params: &BTreeMap<String, Param>,
    ) -> Result<(), String> {
        let Ok(at) = self.rules.binary_search_by(|rule| rule.id().cmp(id)) else {
            return Err(format!("there is no rule `{id}`"));
        };
        let Some(rule) = self.rules.get_mut(at) else {
            return Ok(());
        };
        let mut head = rule.head.clone();
        for (name, value) in params {
            *settable(rule, &mut head, name)? = value.clone();
        }
        if let Some(severity) = level.and_then(Level::severity) {
            (head.severity, head.severities) = (severity, BTreeMap::new());
        }
        let mut again = rule.recompile(head, &self.limits).map_err(|error| error.reason)?;
        again.enabled = level != Some(Level::Off);
        *rule = Arc::new(again);
        Ok(())
    }

    /// Finds rules that wait for one that doesn't exist, or for themselves in a circle; each error comes with the
    /// id of its rule.
    fn order_errors(&self) -> Vec<(&str, KeyError)> {
        let mut errors = Vec::new();
        for rule in self.iter() {
            for (index, after) in rule.after().iter().enumerate() {
                let reason = self.order_error(rule, &after.rule);
                let error = reason.map(|reason| KeyError::new(reason).under("rule").under(&index));
                errors.extend(error.map(|error| (rule.id(), error.under("after"))));
            }
        }
        errors
    }

    /// Why a rule can't wait for another one.
    fn order_error(&self, rule: &Rule, other: &str) -> Option<String> {
        if self.get(other).is_none() {
            let names: Vec<&str> = self.iter().map(Rule::id).collect();
            return Some(format!("after: no rule `{other}`{}", hint(other, &names)));
        }
        let is_circle = self.waits_for(other, rule.id());
        is_circle.then(|| "after: it waits for itself in a cycle".to_owned())
    }

    /// Whether a rule is another one or waits for it, directly or through others.
    fn waits_for(&self, id: &str, other: &str) -> bool {
        let (mut seen, mut open) = (Vec::new(), vec![id]);
        while let Some(next) = open.pop() {
            if next == other {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                let waits = self.get(next).map(Rule::after).unwrap_or_default();
                open.extend(waits.iter().map(|after| after.rule.as_str()));
            }
        }
        false
    }

    /// All rules, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(Arc::as_ref)
    }

    /// A rule by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let at = self.rules.binary_search_by(|rule| rule.id().cmp(id)).ok()?;
        self.rules.get(at).map(Arc::as_ref)
    }

    /// A hit in the words of a rule; `None` without that rule.
    #[must_use]
    pub fn finding(&self, id: &str, hit: &Hit, model: &Model<'_>) -> Option<Finding> {
        self.get(id).filter(|rule| rule.is_enabled()).map(|rule| rule.finding(hit, model))
    }

    /// A mistake in the suppression of findings, in the words of the rule that is about such mistakes; `None` where that
    /// rule is off.
    #[must_use]
    pub fn suppression_finding(
        &self,
        fault: SuppressionFault,
        hit: &Hit,
        model: &Model<'_>,
    ) -> Option<Finding> {
        let is_about = |rule: &&Rule| rule.check.suppression_fault() == Some(fault);
        self.iter().find(is_about).and_then(|rule| self.finding(rule.id(), hit, model))
    }

    /// Whether a rule names causes of what another one finds, so that it keeps that silent.
    #[must_use]
    pub fn hides(&self, cause: &str, consequence: &str) -> bool {
        let (Some(cause), Some(consequence)) = (self.get(cause), self.get(consequence)) else {
            return false;
        };
        let waits = consequence.after().iter().any(|after| after.rule == cause.id());
        waits || cause.stage() < consequence.stage()
    }

    /// Whether a rule is about what the agent or the load test makes of an object, not about what Kubernetes takes.
    #[must_use]
    pub fn is_about_use(&self, id: &str) -> bool {
        let topic = self.get(id).map(|rule| rule.head.check.topic());
        matches!(topic, Some(Topic::Agent | Topic::Load))
    }

    /// Whether a rule looks at the text alone.
    #[must_use]
    pub fn is_about_text(&self, id: &str) -> bool {
        self.get(id).is_some_and(|rule| rule.stage() == Stage::Text)
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

/// A parameter that a rule has, and that isn't a limit.
fn settable<'h>(rule: &Rule, head: &'h mut RuleHead, name: &str) -> Result<&'h mut Param, String> {
    if let Some(limit) = rule.limit_of(name).filter(|_| head.params.contains_key(name)) {
        return Err(format!("`{name}` is the limit `{limit}`, which is set for all rules"));
    }
    let names: Vec<&str> = head.params.keys().map(String::as_str).collect();
    let unknown = format!("rule `{}` has no parameter `{name}`{}", rule.id(), hint(name, &names));
    head.params.get_mut(name).ok_or(unknown)
}

/// The name of a file without its folder and its ending.
fn stem_of(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleFile;

    #[test]
    fn every_file_is_read_whole_and_nothing_in_it_is_unknown() {
        assert!(embedded::rules().len() > 60);
        for (id, file) in embedded::rules() {
            let read: Result<RuleFile, _> = file.read();
            let read = read.unwrap_or_else(|error| panic!("{id}: {error}"));
            let head = Rule::built_in(file, &Arc::default()).unwrap();
            assert_eq!(format!("{:?}", head.file()), format!("{read:?}"), "{id}");
        }
    }
}
