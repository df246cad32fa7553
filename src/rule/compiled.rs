//! Compiled rules: always valid. All validation of one rule file lives here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::embedded::Stored;
use crate::error::KeyError;
use crate::finding::{Finding, Label, Severity};
use crate::fix::Fix;
use crate::limits::{self, Limits};
use crate::model::Model;
use crate::source::Location;
use crate::text::hint;

use super::check::{Check, Hit, Params, Stage};
use super::effect::{self, effect};
use super::file::{After, Param, RuleFile, RuleHead, RuleTexts, Text, Where};
use super::fix::{self, Way};
use super::template::Template;

/// A rule, ready to judge.
#[derive(Debug)]
pub struct Rule {
    pub(super) head: RuleHead,
    /// The file of a rule that is part of lt-lint; its texts are read where they are asked for.
    embedded: Option<Stored>,
    texts: OnceLock<RuleTexts>,
    pub(super) check: Box<dyn Check>,
    /// Compiled where the rule first speaks: on most inputs hardly one does.
    words: OnceLock<Words>,
    params: BTreeMap<String, String>,
    pub(super) limits: Arc<Limits>,
    pub(super) enabled: bool,
    /// The file of a rule that isn't lt-lint's.
    pub(super) own_file: Option<String>,
}

/// What a rule says.
#[derive(Debug, Default)]
struct Words {
    message: Texts,
    label: Option<Texts>,
    why: Texts,
    help: Texts,
    ways: Vec<Way>,
    /// Whether one of the texts says what becomes of the test.
    names_effect: bool,
}

/// A text for each case of the check.
type Texts = Vec<(String, Template)>;

impl Rule {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.head.id
    }

    /// How much its mistake matters, but for cases that have a severity of their own.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.head.severity
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

    /// The limit that a parameter is another name of.
    #[must_use]
    pub fn limit_of(&self, param: &str) -> Option<&str> {
        match self.head.params.get(param)? {
            Param::Text(text) => limits::referred(text),
            _ => None,
        }
    }

    /// The release that has it first.
    #[must_use]
    pub fn since(&self) -> &str {
        &self.texts().since
    }

    /// Where the facts behind it can be read.
    #[must_use]
    pub fn references(&self) -> &[String] {
        &self.texts().references
    }

    /// The first address among its references.
    #[must_use]
    pub fn web_reference(&self) -> Option<&str> {
        let mut references = self.references().iter().map(String::as_str);
        references.find(|reference| reference.starts_with("https://"))
    }

    /// The cases that its check distinguishes; none when there is just one.
    #[must_use]
    pub fn cases(&self) -> &'static [&'static str] {
        self.check.cases()
    }

    pub(super) fn stage(&self) -> Stage {
        self.head.check.stage()
    }

    pub(super) fn selection(&self) -> &Where {
        &self.head.r#where
    }

    pub(super) fn after(&self) -> &[After] {
        &self.head.after
    }

    /// The file that it was made from.
    #[must_use]
    pub fn file(&self) -> RuleFile {
        RuleFile::joined(&self.head, self.texts())
    }

    /// What it says to people. The tests read every file whole, so that the empty default can't be met.
    pub(super) fn texts(&self) -> &RuleTexts {
        self.texts
            .get_or_init(|| self.embedded.and_then(|file| file.read().ok()).unwrap_or_default())
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| {
            // A user's rule is compiled in full when it is read, and tests do that with those of lt-lint.
            Words::new(self, &self.limits).unwrap_or_default()
        })
    }

    /// The ways to fix a hit.
    fn fixes(&self, hit: &Hit, model: &Model<'_>) -> Vec<Fix> {
        let ways = self.words().ways.iter().filter(|way| way.is_of(hit.case));
        ways.filter_map(|way| way.fix(hit, &self.params, model)).collect()
    }

    /// A hit in the rule's words, with the edits that fix it.
    pub(super) fn finding(&self, hit: &Hit, model: &Model<'_>) -> Finding {
        let words = self.words();
        let values = if words.names_effect {
            let effect = (effect::NAME, effect(hit.at, model));
            Cow::Owned(hit.values.iter().cloned().chain([effect]).collect())
        } else {
            Cow::Borrowed(&hit.values[..])
        };
        let fill = |texts: &Texts| {
            let found = texts.iter().find(|(known, _)| known == hit.case || known.is_empty());
            found.map(|(_, template)| template.fill(&values, &self.params)).unwrap_or_default()
        };
        let label = words.label.as_ref().map(fill).unwrap_or_default();
        let written = written_at(hit.at);
        let related = hit.related.iter();
        let related = related.map(|(at, text)| Label::new(*at, crate::text::printable(text)));
        Finding {
            rule: self.id().to_owned(),
            case: hit.case,
            severity: self.head.severities.get(hit.case).copied().unwrap_or(self.severity()),
            message: fill(&words.message),
            why: fill(&words.why),
            help: fill(&words.help),
            primary: Label::new(hit.at.of_use(), label),
            anchored: written.as_ref().map(|label| label.at),
            related: written.into_iter().chain(related).collect(),
            fixes: self.fixes(hit, model),
        }
    }

    /// Compiles one of lt-lint's own rules but for its words.
    pub(super) fn built_in(file: Stored, limits: &Arc<Limits>) -> Result<Self, KeyError> {
        let head = file.read().map_err(|error| KeyError::new(error.to_string()))?;
        Self::judging(head, OnceLock::new(), Some(file), limits)
    }

    fn judging(
        head: RuleHead,
        texts: OnceLock<RuleTexts>,
        embedded: Option<Stored>,
        limits: &Arc<Limits>,
    ) -> Result<Self, KeyError> {
        let params = Params::new(&head.params, limits)?;
        let check = head.check.compile(&params).map_err(|error| error.under("check"))?;
        Ok(Self {
            words: OnceLock::new(),
            params: params.values().map(|(name, value)| (name.clone(), shown(value))).collect(),
            limits: Arc::clone(limits),
            enabled: true,
            own_file: None,
            check,
            head,
            embedded,
            texts,
        })
    }

    /// Compiles the rule of a file with the name `stem`.
    pub(super) fn checked(
        stem: &str,
        file: RuleFile,
        limits: &Arc<Limits>,
    ) -> Result<Self, KeyError> {
        if file.id != stem {
            let reason = format!("the id `{}` differs from the file name `{stem}`", file.id);
            return Err(KeyError::new(reason).under("id"));
        }
        Self::compile(file, limits)
    }

    /// Compiles it again from a changed head or under other limits.
    pub(super) fn recompile(&self, head: RuleHead, limits: &Arc<Limits>) -> Result<Self, KeyError> {
        let compiled = match self.own_file {
            None => Self::judging(head, self.texts.clone(), self.embedded, limits)?,
            Some(_) => Self::compile(RuleFile::joined(&head, self.texts()), limits)?,
        };
        Ok(Self { enabled: self.enabled, own_file: self.own_file.clone(), ..compiled })
    }

    /// Checks a rule file and compiles it under the limits in force.
    ///
    /// # Errors
    /// Says which of its keys doesn't fit, with what was likely meant.
    pub fn compile(file: RuleFile, limits: &Arc<Limits>) -> Result<Self, KeyError> {
        check_id(&file.id)?;
        let (head, texts) = file.split();
        let rule = Self::judging(head, OnceLock::from(texts), None, limits)?;
        let check = rule.check.as_ref();
        check.verify().map_err(|error| error.under("check"))?;
        rule.selection().check(check).map_err(|error| error.under("where"))?;
        no_other_cases("severities", &rule.head.severities, check.cases())?;
        let words = Words::new(&rule, limits)?;
        Ok(Self { words: OnceLock::from(words), ..rule })
    }
}

impl Words {
    fn new(rule: &Rule, limits: &Limits) -> Result<Self, KeyError> {
        let (check, texts) = (rule.check.as_ref(), rule.texts());
        let names = parameters(rule);
        let params = names.iter().map(String::as_str);
        let of_check = check.variables().iter().copied();
        let known: Vec<&str> = of_check.chain([effect::NAME]).chain(params).collect();
        let compiled =
            |field: &str, text: &Text| compile_texts(field, text, check.cases(), &known, limits);
        let message = compiled("message", &texts.message)?;
        let label = texts.label.as_ref().map(|label| compiled("label", label)).transpose()?;
        let (why, help) = (compiled("why", &texts.why)?, compiled("help", &texts.help)?);
        let all = [&message, &why, &help].into_iter().chain(label.as_ref());
        let names_effect = all.flatten().any(|(_, text)| text.names(effect::NAME));
        let of_fix: Vec<&str> = known.iter().copied().filter(|it| *it != effect::NAME).collect();
        let ways = fix::compile(texts.fix.as_ref(), check, &of_fix, limits)?;
        Ok(Self { message, label, why, help, ways, names_effect })
    }
}

fn check_id(id: &str) -> Result<(), KeyError> {
    let kebab =
        id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if kebab && id.starts_with(|c: char| c.is_ascii_lowercase()) {
        Ok(())
    } else {
        Err(KeyError::new(format!("id `{id}` isn't in kebab-case")).under("id"))
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
    limits: &Limits,
) -> Result<Texts, KeyError> {
    let named =
        |error: KeyError| KeyError { reason: format!("{field}: {}", error.reason), ..error };
    let parse = |text: &str| Template::parse(text, known, limits).map_err(named);
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

/// Each name must be that of a case.
pub(super) fn no_other_cases<T>(
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

/// Where something is written that an alias repeats elsewhere.
fn written_at(at: Location) -> Option<Label> {
    let written = Location::new(at.file, at.span);
    at.alias.map(|_| Label::new(written, "written here".to_owned()))
}

fn parameters(rule: &Rule) -> Vec<String> {
    rule.head.params.keys().map(|name| format!("params.{name}")).collect()
}
