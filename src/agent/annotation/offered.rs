//! What may be written of a log in annotations, for an editor to offer and to explain.

use super::facts::{OptionFact, OptionKind, annotations};

/// A key after the prefix, or after the name of a container and a dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogOption {
    /// The key: `attributes.parser`, `sampling_rules.0.sampling_rate`.
    pub key: String,
    /// What it does, in a sentence of Markdown.
    pub about: &'static str,
    /// A value that it takes; empty where that depends.
    pub value: &'static str,
}

/// What may be written, the parser first.
#[must_use]
pub fn log_options() -> Vec<LogOption> {
    let offered = annotations().options.iter().filter(|option| !option.about.is_empty());
    let mut all: Vec<LogOption> = offered.flat_map(of_option).collect();
    all.sort_by_key(|option| option.key != PARSER);
    all
}

/// What is known of a key, whatever the number of an item of rules in it.
#[must_use]
pub fn log_option(key: &str) -> Option<LogOption> {
    let part = |at: usize| key.split('.').nth(at).unwrap_or_default();
    let option = annotations().options.iter().find(|option| option.name == part(0))?;
    let same = |one: &LogOption| match option.kind {
        OptionKind::Rules => one.key.split('.').nth(2) == Some(part(2)),
        OptionKind::Texts => key.contains('.'),
        _ => one.key == key,
    };
    of_option(option).into_iter().find(|one| same(one) && !one.about.is_empty())
}

const PARSER: &str = "attributes.parser";

fn of_option(option: &'static OptionFact) -> Vec<LogOption> {
    let value = match option.kind {
        OptionKind::Choice | OptionKind::Flag => "true",
        OptionKind::Word => option.values.first().map_or("", String::as_str),
        _ => "",
    };
    let one = |key: String| LogOption { key, about: &option.about, value };
    match option.kind {
        OptionKind::Rules => {
            let keys =
                option.fields.iter().map(|field| format!("{}.0.{}", option.name, field.name));
            keys.map(one).collect()
        }
        OptionKind::Texts => vec![one(PARSER.to_owned())],
        _ => vec![one(option.name.clone())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_is_known_again() {
        let all = log_options();
        assert_eq!(all.first().map(|one| one.key.as_str()), Some(PARSER));
        for one in &all {
            assert_eq!(log_option(&one.key).as_ref(), Some(one));
        }
        assert!(all.len() > 10);
        assert!(log_option("sampling_rules.7.sampling_rate").is_some());
        assert!(log_option("attributes.serverHost").is_some());
        for key in ["parser", "path", "nothing", "sampling_rules", "sampling_rules.0.x", ""] {
            assert_eq!(log_option(key), None, "{key}");
        }
    }
}
