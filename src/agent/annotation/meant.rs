//! What an annotation was likely meant to be.

use serde_json::Value;

use crate::agent::{ANNOTATION_PREFIX, LogSettings};
use crate::text::did_you_mean;

use super::Branch;
use super::facts::{FieldFact, FieldKind, OptionFact, OptionKind, option_named, option_names};

/// The annotations among which it is.
pub(super) struct Meant<'s, 'a> {
    pub settings: &'s LogSettings<'a>,
}

/// What is between annotations, so that each is quoted.
const BETWEEN: &str = "`, `";
/// The most annotations that are written out.
const MOST: usize = 4;

impl Meant<'_, '_> {
    /// A whole key.
    pub(super) fn key(&self, scope: Option<&str>, path: &str) -> String {
        let scope = scope.map(|name| format!("{name}.")).unwrap_or_default();
        format!("{ANNOTATION_PREFIX}{scope}{path}")
    }

    /// The option that a misspelt name means, with what is after it.
    pub(super) fn option(
        &self,
        scope: Option<&str>,
        name: &str,
        branch: &Branch,
    ) -> Option<String> {
        let meant = option_meant(name)?;
        // Of what is after a name it must take something.
        let fact = option_named(&meant)?;
        let takes_more = matches!(fact.kind, OptionKind::Texts | OptionKind::Rules);
        (takes_more || branch.text().is_some())
            .then(|| self.key(scope, &behind(&meant, branch, name)))
    }

    /// Whether what is after a name are options of a container.
    pub(super) fn has_options(&self, branch: &Branch) -> bool {
        let children = branch.map().unwrap_or_default();
        children.iter().any(|(name, _)| option_named(name).is_some())
    }

    /// The key with the container that a name was meant for.
    pub(super) fn renamed(&self, name: &str, branch: &Branch) -> String {
        let all = [self.settings.regular.as_slice(), &self.settings.init].concat();
        let lower = name.to_lowercase().replace('_', "-");
        let same = all.iter().find(|known| **known == lower).copied();
        let meant = same.or_else(|| did_you_mean(&lower, &all));
        meant.map(|meant| self.key(None, &behind(meant, branch, ""))).unwrap_or_default()
    }

    /// A value that is on the container itself.
    pub(super) fn on_container(&self, name: &str, branch: &Branch) -> String {
        let is_text = self.settings.text_of(branch).is_some();
        let is_word = is_text && option_named(name).is_none();
        if is_word { self.key(Some(name), "attributes.parser") } else { String::new() }
    }

    /// A key in which the name of a container is after the option rather than before it.
    pub(super) fn turned(&self, scope: Option<&str>, path: &str, branch: &Branch) -> String {
        let all = [self.settings.regular.as_slice(), &self.settings.init].concat();
        let is_container = |name: &str| all.contains(&name);
        if let Some((option, name)) = path.split_once('.').filter(|(_, name)| is_container(name)) {
            let rest = branch.map().and_then(|children| children.first()).map(|(rest, _)| rest);
            return rest
                .map(|rest| self.key(Some(name), &format!("{option}.{rest}")))
                .unwrap_or_default();
        }
        let child = branch.map().and_then(|children| children.first()).map(|(name, _)| name);
        match (child, option_named(path)) {
            (Some(child), _) if is_container(child) && scope.is_none() => {
                self.key(Some(child), path)
            }
            // A name with a dot in it.
            (Some(child), None) => self.key(scope, &format!("{path}_{child}")),
            _ => String::new(),
        }
    }

    /// Annotations that say what a value says as JSON, or as `name=value`.
    pub(super) fn flattened(&self, scope: Option<&str>, name: &str, branch: &Branch) -> String {
        let text = self.settings.text_of(branch).unwrap_or_default();
        let pairs: Vec<(String, String)> = match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => {
                fields.iter().map(|(key, value)| (key.clone(), plain(value))).collect()
            }
            _ => text
                .split_once('=')
                .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
                .into_iter()
                .collect(),
        };
        let fits = |key: &str| !key.is_empty() && !key.contains(['.', ' ', '{', '"']);
        if pairs.len() > MOST || !pairs.iter().all(|(key, _)| fits(key)) {
            return String::new();
        }
        let line = |(key, value): &(String, String)| {
            format!("{}: {value}", self.key(scope, &format!("{name}.{key}")))
        };
        pairs.iter().map(line).collect::<Vec<_>>().join(BETWEEN)
    }

    /// Rules with their numbers, which were omitted or written as JSON.
    pub(super) fn numbered(
        &self,
        scope: Option<&str>,
        fact: &OptionFact,
        branch: &Branch,
    ) -> String {
        let first = |field: &str| self.key(scope, &format!("{}.0.{field}", fact.name));
        if let Some(children) = branch.map() {
            let known =
                children.iter().find(|(name, _)| fact.fields.iter().any(|it| it.name == *name));
            return known.map(|(name, _)| first(name)).unwrap_or_default();
        }
        let text = self.settings.text_of(branch).unwrap_or_default();
        let Ok(Value::Array(rules)) = serde_json::from_str::<Value>(text) else {
            return fact.fields.first().map(|field| first(&field.name)).unwrap_or_default();
        };
        let mut lines = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            for (field, value) in rule.as_object().into_iter().flatten() {
                let key = self.key(scope, &format!("{}.{number}.{field}", fact.name));
                lines.push(format!("{key}: {}", plain(value)));
            }
        }
        if lines.len() > MOST { String::new() } else { lines.join(BETWEEN) }
    }

    /// The key of a rule's first field, where the rule itself has a text.
    pub(super) fn field(
        &self,
        scope: Option<&str>,
        fact: &OptionFact,
        number: &str,
        item: &Branch,
    ) -> String {
        let field = fact.fields.first().filter(|_| item.text().is_some());
        let path = |field: &FieldFact| format!("{}.{number}.{}", fact.name, field.name);
        field.map(|field| self.key(scope, &path(field))).unwrap_or_default()
    }

    /// The key of a field that a rule needs.
    pub(super) fn missing(
        &self,
        scope: Option<&str>,
        fact: &OptionFact,
        number: &str,
        field: &FieldFact,
    ) -> String {
        self.key(scope, &format!("{}.{number}.{}", fact.name, field.name))
    }
}

/// The option that a name is another spelling of, or close to.
pub(super) fn option_meant(name: &str) -> Option<String> {
    let names = option_names();
    let bare = name.split(['[', '-', '.']).next().unwrap_or_default();
    let snake = snake(name);
    let bare = self::snake(bare);
    let same = names.iter().find(|known| **known == snake || **known == bare);
    let same = same.or_else(|| names.iter().find(|known| known.eq_ignore_ascii_case(name)));
    same.copied().or_else(|| did_you_mean(&snake, &names)).map(str::to_owned)
}

/// A name in small letters with underscores: `samplingRules`, `sampling-rules`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.push(if c == '-' { '_' } else { c.to_ascii_lowercase() });
    }
    out
}

/// A name with the first key after it. A number in brackets and a word after a dash are elements of their own.
fn behind(meant: &str, branch: &Branch, name: &str) -> String {
    let number: String = name.chars().filter(char::is_ascii_digit).collect();
    let in_brackets = name.contains('[') && !number.is_empty();
    let start = if in_brackets { format!("{meant}.{number}") } else { meant.to_owned() };
    match branch {
        Branch::Text(_) => match name.split_once(['-', '_']) {
            Some((_, rest))
                if option_named(meant).is_some_and(|it| it.kind == OptionKind::Texts) =>
            {
                format!("{start}.{rest}")
            }
            _ => start,
        },
        Branch::List(children) | Branch::Map(children) => match children.first() {
            Some((child, branch)) => format!("{start}.{}", behind(child, branch, "")),
            None => start,
        },
    }
}

/// A share that was written in percent or with a comma.
pub(super) fn share(field: &FieldFact, text: &str) -> String {
    if field.kind != FieldKind::Share {
        return String::new();
    }
    let percent = text.trim().strip_suffix('%').and_then(|it| it.trim().parse::<f64>().ok());
    let comma = || text.trim().replace(',', ".").parse::<f64>().ok();
    let share = percent.map(|percent| percent / 100.0).or_else(comma);
    let share = share.filter(|share| (0.0..=1.0).contains(share));
    share.map(|share| format!("\"{share}\"")).unwrap_or_default()
}

/// A value of JSON as an annotation has it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => format!("\"{value}\""),
    }
}
