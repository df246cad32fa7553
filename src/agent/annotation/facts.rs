//! What is known of annotations that the agent reads: the file `facts/agent/annotations.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::units::Version;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AnnotationsFile {
    /// First release in which `attributes` beat the short form of a parser.
    pub attributes_first_since: Version,
    /// What can be said about a log.
    pub options: Vec<OptionFact>,
    /// Prefixes under which something else is read.
    pub others: Vec<OtherPrefix>,
    /// Kinds of objects whose annotations nobody reads.
    pub never_read: Vec<String>,
    /// What is read of a namespace's annotations all the same.
    pub of_namespace: String,
}

/// An option of a log.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OptionFact {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub kind: OptionKind,
    /// What it does, in a sentence; empty for what nobody is advised to use.
    #[serde(default)]
    pub about: String,
    /// First release that reads it; it is older than all that are known where nothing is said.
    #[serde(default)]
    pub since: Version,
    /// Whether another shape fails before any container is collected.
    #[serde(default)]
    pub early: bool,
    /// The words that it takes.
    #[serde(default)]
    pub values: Vec<String>,
    /// What is in each of its items.
    #[serde(default)]
    pub fields: Vec<FieldFact>,
    /// Whether its text is compared with a number later, which fails.
    #[serde(default)]
    pub compared: bool,
    /// Flag next to which it is compared.
    #[serde(default)]
    pub compared_beside: Option<String>,
}

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OptionKind {
    /// True or false, for which containers are collected.
    Choice,
    /// Names with texts.
    Texts,
    /// A text.
    Text,
    /// Every text but the empty one acts as true.
    Flag,
    /// One of a few words.
    Word,
    /// A number.
    Number,
    /// A whole number.
    WholeNumber,
    /// A numbered list.
    Rules,
    /// Omitted with a warning.
    Refused,
}

/// A field of an item of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldFact {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether an item needs it.
    #[serde(default)]
    pub required: bool,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FieldKind {
    /// A regular expression of Python.
    Expression,
    /// A number from 0 to 1.
    Share,
    /// A text.
    Text,
}

/// A prefix under which something else is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherPrefix {
    /// The prefix.
    pub prefix: String,
    /// The keys after it.
    pub keys: Vec<String>,
}

static FILE: LazyLock<AnnotationsFile> =
    LazyLock::new(|| crate::embedded::facts("agent/annotations"));

/// All that is known.
pub(super) fn annotations() -> &'static AnnotationsFile {
    &FILE
}

/// What is known of an option.
pub(super) fn option_named(name: &str) -> Option<&'static OptionFact> {
    FILE.options.iter().find(|option| option.name == name)
}

/// The names of all options.
pub(super) fn option_names() -> Vec<&'static str> {
    FILE.options.iter().map(|option| option.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_whole_and_fits_itself() {
        let file = annotations();
        assert_eq!((file.options.len(), file.others.len()), (21, 2));
        assert!(file.never_read.iter().any(|kind| kind == "ConfigMap"));
        assert!(option_named(&file.of_namespace).is_some());
        for option in &file.options {
            assert_eq!(option.kind == OptionKind::Rules, !option.fields.is_empty());
            assert!(option.about.is_empty() || option.about.ends_with('.'), "{}", option.name);
            assert_eq!(option.kind == OptionKind::Word, !option.values.is_empty());
            let beside = option.compared_beside.as_deref();
            assert!(beside.is_none_or(|name| option_named(name).is_some()), "{}", option.name);
        }
    }
}
