//! Compiled rules: always valid. All validation of rule files lives here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::embedded;
use crate::error::{Error, KeyError};
use crate::finding::{Finding, Label, Level, Severity};
use crate::settings_file::SettingsFile;
use crate::source::{Location, SourceFile};
use crate::text::hint;

use super::check::{Check, Hit, Stage};
use super::file::{After, Param, RuleFile, Text, Where};
use super::template::Template;

/// A rule, ready to judge.
#[derive(Debug)]
pub struct Rule {
    /// The file that it was made from, for documentation.
    pub file: RuleFile,
    pub(super) check: Box<dyn Check>,
    message: Texts,
    label: Option<Texts>,
    why: Texts,
    help: Texts,
    params: BTreeMap<String, String>,
    enabled: bool,
    /// The file of a rule that isn't lt-lint's.
    own_file: Option<String>,
}

/// A text for each case of the check.
type Texts = Vec<(String, Template)>;

impl Rule {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// How much its mistake matters, but for cases that have a severity of their own.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.file.severity
    }

    /// Whether it is asked at all.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// Its severity, or `off`.
    #[must_use]
    pub fn level(&self) -> &'static str {
        if self.enabled { self.severity().name() } else { "off" }
    }

    /// The file of a project's own rule; none for those that are part of lt-lint.
    #[must_use]
    pub fn own_file(&self) -> Option<&str> {
        self.own_file.as_deref()
    }

    /// Its parameters, as they are shown in messages.
    #[must_use]
    pub fn params(&self) -> &BTreeMap<String, String> {
        &self.params
    }

    /// The first address among its references.
    #[must_use]
    pub fn web_reference(&self) -> Option<&str> {
        let mut references = self.file.references.iter().map(String::as_str);
        references.find(|reference| reference.starts_with("https://"))
    }

    /// The cases that its check tells apart; none when there is just one.
    #[must_use]
    pub fn cases(&self) -> &'static [&'static str] {
        self.check.cases()
    }

    pub(super) fn stage(&self) -> Stage {
        self.file.check.stage()
    }

    pub(super) fn selection(&self) -> &Where {
        &self.file.r#where
    }

    pub(super) fn after(&self) -> &[After] {
        &self.file.after
    }

    /// A hit in the rule's words.
    pub(super) fn finding(&self, hit: &Hit) -> Finding {
        let fill = |texts: &Texts| {
            let found = texts.iter().find(|(known, _)| known == hit.case || known.is_empty());
            found.map(|(_, template)| template.fill(&hit.values, &self.params)).unwrap_or_default()
        };
        let safe = |(at, text): &(Location, String)| Label::new(*at, crate::text::printable(text));
        Finding {
            rule: self.id().to_owned(),
            case: hit.case,
            severity: self.file.severities.get(hit.case).copied().unwrap_or(self.severity()),
            message: fill(&self.message),
            why: fill(&self.why),
            help: fill(&self.help),
            primary: Label::new(hit.at, self.label.as_ref().map(fill).unwrap_or_default()),
            related: hit.related.iter().map(safe).collect(),
        }
    }

    /// Compiles the rule of a file with the name `stem`.
    fn checked(stem: &str, file: RuleFile) -> Result<Self, KeyError> {
        if file.id != stem {
            let reason = format!("the id `{}` isn't the file's name, `{stem}`", file.id);
            return Err(KeyError::new(reason).under("id"));
        }
        Self::compile(file)
    }

    /// Checks a rule file and compiles it.
    ///
    /// # Errors
    /// Says which of its keys doesn't fit, with what was likely meant.
    pub fn compile(file: RuleFile) -> Result<Self, KeyError> {
        check_id(&file.id)?;
        let params = file.params.iter().map(|(name, value)| (name.clone(), shown(value))).collect();
        let check = file.check.compile(&file.params).map_err(|error| error.under("check"))?;
        file.r#where.check(check.as_ref()).map_err(|error| error.under("where"))?;
        let names: Vec<String> = file.params.keys().map(|name| format!("params.{name}")).collect();
        let mut known = check.variables().to_vec();
        known.extend(names.iter().map(String::as_str));
        no_other_cases("severities", &file.severities, check.cases())?;
        let texts = |field: &str, text: &Text| compile_texts(field, text, check.cases(), &known);
        Ok(Self {
            message: texts("message", &file.message)?,
            label: file.label.as_ref().map(|label| texts("label", label)).transpose()?,
            why: texts("why", &file.why)?,
            help: texts("help", &file.help)?,
            params,
            enabled: true,
            own_file: None,
            check,
            file,
        })
    }
}

fn check_id(id: &str) -> Result<(), KeyError> {
    let kebab =
        id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    match kebab && id.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => Ok(()),
        false => Err(KeyError::new(format!("id `{id}` isn't in kebab-case")).under("id")),
    }
}

fn shown(param: &Param) -> String {
    match param {
        Param::Number(number) => number.to_string(),
        Param::Text(text) => text.clone(),
        Param::List(items) => crate::text::list(items),
    }
}

fn compile_texts(
    field: &str,
    text: &Text,
    cases: &[&str],
    known: &[&str],
) -> Result<Texts, KeyError> {
    let named =
        |error: KeyError| KeyError { reason: format!("{field}: {}", error.reason), ..error };
    let parse = |text: &str| Template::parse(text, known).map_err(named);
    let by_case = match text {
        Text::One(text) => {
            let template = parse(text).map_err(|error| error.under(field))?;
            return Ok(vec![(String::new(), template)]);
        }
        Text::Cases(by_case) => by_case,
    };
    no_other_cases(field, by_case, cases)?;
    if let Some(missing) = cases.iter().find(|case| !by_case.contains_key(**case)) {
        let reason = format!("{field}: no text for the case `{missing}`");
        return Err(KeyError::new(reason).under(field).at_key());
    }
    let template = |(case, text): (&String, &String)| {
        let template = parse(text).map_err(|error| error.under(case).under(field))?;
        Ok((case.clone(), template))
    };
    by_case.iter().map(template).collect()
}

/// Each name has to be that of a case.
fn no_other_cases<T>(
    field: &str,
    by_case: &BTreeMap<String, T>,
    cases: &[&str],
) -> Result<(), KeyError> {
    match by_case.keys().find(|case| !cases.contains(&case.as_str())) {
        Some(case) => {
            let reason = format!("{field}: there is no case `{case}`{}", hint(case, cases));
            Err(KeyError::new(reason).under(case).under(field).at_key())
        }
        None => Ok(()),
    }
}

/// Rules in the order of their ids.
#[derive(Debug, Default, Clone)]
pub struct RuleSet {
    rules: Vec<Arc<Rule>>,
}

impl RuleSet {
    /// The rules that are part of lt-lint.
    ///
    /// # Errors
    /// When one isn't valid, which the tests rule out.
    pub fn builtin() -> Result<Self, Error> {
        let mut set = Self::default();
        for (id, json) in embedded::RULES {
            let place = || format!("rules/{id}.yaml");
            let file = serde_json::from_str(json)
                .map_err(|error| Error::new(place(), error.to_string()))?;
            let rule = Rule::checked(id, file);
            set.insert(id, rule.map_err(|error| Error::new(place(), error.reason))?);
        }
        match set.order_errors().into_iter().next() {
            Some((id, error)) => Err(Error::new(format!("rule {id}"), error.reason)),
            None => Ok(set),
        }
    }

    /// Adds the rules of a user's files; a rule with a known id replaces it.
    ///
    /// # Errors
    /// For the first file that isn't a valid rule: its place, the reason, what was likely meant. Two files with one
    /// id are a mistake too.
    pub fn extend(&mut self, files: Vec<SourceFile>) -> Result<(), Error> {
        let mut own: BTreeMap<String, SettingsFile> = BTreeMap::new();
        for source in files.into_iter().map(SettingsFile::of) {
            let path = source.path.as_str();
            let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
            let rule = Rule::checked(&stem, source.read()?);
            let rule = rule.map_err(|error| source.locate(error))?;
            if let Some(other) = self.get(&stem).and_then(Rule::own_file) {
                return Err(Error::new(path, format!("the rule `{stem}` is in {other} too")));
            }
            self.insert(&stem, Rule { own_file: Some(path.to_owned()), ..rule });
            own.insert(stem, source);
        }
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

    fn insert(&mut self, id: &str, rule: Rule) {
        match self.rules.binary_search_by(|known| known.id().cmp(id)) {
            Ok(at) => self.rules.splice(at..=at, [Arc::new(rule)]).for_each(drop),
            Err(at) => self.rules.insert(at, Arc::new(rule)),
        }
    }

    /// Gives a rule another severity or other parameters.
    ///
    /// # Errors
    /// For a parameter that the rule doesn't have, or a value that its check can't use.
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
        let mut file = rule.file.clone();
        for (name, value) in params {
            let names: Vec<&str> = file.params.keys().map(String::as_str).collect();
            if !names.contains(&name.as_str()) {
                return Err(format!("rule `{id}` has no parameter `{name}`{}", hint(name, &names)));
            }
            file.params.insert(name.clone(), value.clone());
        }
        if let Some(severity) = level.and_then(Level::severity) {
            (file.severity, file.severities) = (severity, BTreeMap::new());
        }
        let enabled = level != Some(Level::Off);
        let compiled = Rule::compile(file).map_err(|error| error.reason)?;
        let own_file = rule.own_file.clone();
        *rule = Arc::new(Rule { enabled, own_file, ..compiled });
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
        is_circle.then(|| "after: it waits for itself in a circle".to_owned())
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
    pub fn finding(&self, id: &str, hit: &Hit) -> Option<Finding> {
        self.get(id).filter(|rule| rule.is_enabled()).map(|rule| rule.finding(hit))
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
