//! What a value is: nothing to hide, an ordinary word, or something that looks like a key.

use super::name::Strength;
use super::random::is_random_base64;

/// Words that say how to log in, and not with what.
const ORDINARY: [&str; 34] = [
    "basic",
    "bearer",
    "token",
    "digest",
    "oauth",
    "oauth2",
    "oidc",
    "mtls",
    "tls",
    "jwt",
    "saml",
    "ldap",
    "iam",
    "none",
    "default",
    "required",
    "optional",
    "opaque",
    "enabled",
    "disabled",
    "auto",
    "always",
    "never",
    "internal",
    "external",
    "webhook",
    "simple",
    "strict",
    "password",
    "secret",
    "key",
    "allow",
    "deny",
    "anonymous",
];
/// Words of a sentence that follow another one: "cookies and milk", "the password of the test".
const JOINING: [&str; 14] =
    ["and", "or", "the", "of", "to", "is", "are", "was", "in", "with", "for", "from", "but", "not"];
/// How keys of well-known makers start.
const PREFIXES: [&str; 12] = [
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "ASIA",
    "eyJ",
    "AIza",
    "hvs.",
];
/// Bytes of the shortest word that looks like a key.
pub(super) const SHORTEST_KEY: usize = 12;
/// Bytes of the longest regular expression that is known as one.
const LONGEST_PATTERN: usize = 12;
/// Digits of the shortest number that may be a password.
const SHORTEST_NUMBER: usize = 8;
/// How a text starts that somebody is to replace.
const TO_REPLACE: [&str; 9] =
    ["your", "my-", "my_", "replace", "change", "insert", "enter", "todo", "example"];

/// Whether a value under a name of this strength is a secret. Data are variables, annotations and arguments, where a
/// name isn't that of a field of Kubernetes.
#[must_use]
pub(crate) fn holds(strength: Strength, in_data: bool, text: &str) -> bool {
    if is_nothing(text) {
        return false;
    }
    let is_amount = || text.len() < SHORTEST_NUMBER && is_number(text);
    let points_elsewhere = || is_amount() || is_path(text) || is_plain_url(text);
    // A long number may be a key, where it isn't one of tokens.
    let is_no_key = || text.len() <= 5 && is_number(text) || is_path(text) || is_plain_url(text);
    match strength {
        Strength::Password => !is_path(text),
        Strength::Sure => !is_no_key() && (in_data || !is_name(text)),
        Strength::Likely if in_data => !points_elsewhere() && !is_ordinary(text),
        Strength::Likely | Strength::Reference => !points_elsewhere() && !is_name(text),
        Strength::Weak => is_key_like(text),
    }
}

/// Whether nothing is written that could be hidden: no text, a boolean, a reference, something to be filled in.
#[must_use]
pub(crate) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let is_word = matches!(
        &*lower,
        "" | "true"
            | "false"
            | "null"
            | "~"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "none"
            | "y"
            | "n"
            | "|"
            | "|-"
            | ">"
            | ">-"
            | "{}"
            | "[]"
            | "\"\""
            | "''"
    );
    let is_word = is_word || JOINING.contains(&&*lower);
    is_word || is_reference(text) || is_placeholder(text, &lower) || is_pattern(text)
}

/// Whether a text is a short regular expression for any secret: `\S+`.
fn is_pattern(text: &str) -> bool {
    let starts = ["\\S", "\\w", "\\d", "[^", "(\\"].iter().any(|start| text.starts_with(start));
    starts && text.len() <= LONGEST_PATTERN && text.ends_with(['+', '*', '}', ')'])
}

/// The variable that a text refers to and nothing else: `$(KEY)`, `${KEY}`, `$KEY`.
#[must_use]
pub(crate) fn referred(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let between =
        |open, close| inner.strip_prefix(open).and_then(|it: &str| it.strip_suffix(close));
    // Without brackets a password may start so.
    let bare = || Some(inner).filter(|inner| !inner.contains(|c: char| c.is_ascii_lowercase()));
    let inner = between('(', ')').or_else(|| between('{', '}')).or_else(bare)?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let starts = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (starts && inner.chars().all(is_part)).then_some(inner)
}

/// The variables that parts of a text refer to: `$(USER):$(PASSWORD)`. The bracket may not be closed.
pub(crate) fn referred_in(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let opened = text.match_indices('$').filter_map(|(at, _)| text.get(at + 1..));
    let names = opened.filter_map(|rest| rest.strip_prefix(['(', '{']));
    let names = names.filter_map(move |rest| rest.split(|c| !is_part(c)).next());
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

fn is_reference(text: &str) -> bool {
    let is_template = text.starts_with("{{") && text.ends_with("}}");
    let is_command = text.starts_with("$(") && text.ends_with(')') && !text.contains('\n');
    // `${NAME:-default}` has a default of its own.
    let is_variable =
        text.starts_with("${") && text.ends_with('}') && !text.contains([':', '-', '=']);
    referred(text).is_some() || is_template || is_command || is_variable
}

fn is_placeholder(text: &str, lower: &str) -> bool {
    let between = |open, close| text.starts_with(open) && text.ends_with(close);
    let is_filler = text.chars().all(|c| matches!(c, 'x' | 'X' | '*' | '.' | '_' | '-' | '?'));
    let is_asking = TO_REPLACE.iter().any(|start| lower.starts_with(start)) && !has_digit(text);
    between('<', '>') || is_filler || is_asking && text.len() < 40
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    text.len() <= 12 && text.parse::<f64>().is_ok()
}

fn is_path(text: &str) -> bool {
    let starts = ["/", "./", "../", "~/", "file:"].iter().any(|start| text.starts_with(start));
    starts
        && !text.contains(' ')
        && !is_key_like(text)
        && text.contains(|c: char| c.is_ascii_lowercase())
}

fn is_plain_url(text: &str) -> bool {
    text.contains("://") && !text.contains(['@', '=', ' ']) && !is_key_like(text)
}

/// Whether it is a word that people write after such names without giving anything away.
#[must_use]
pub(crate) fn is_ordinary(text: &str) -> bool {
    ORDINARY.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether an object or a field could be called that.
#[must_use]
pub(crate) fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._/".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.len() <= 253 && digits <= 4 && text.chars().all(is_part)
        || text.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

/// Whether a text looks like a key that a machine made, wherever it is.
#[must_use]
pub(crate) fn is_key_like(text: &str) -> bool {
    if text.len() < SHORTEST_KEY {
        return false;
    }
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '+';
    text.split(|c| !part(c)).any(is_key_like_word) || is_random_base64(text)
}

fn is_key_like_word(word: &str) -> bool {
    if word.len() < SHORTEST_KEY {
        return false;
    }
    let has = |class: fn(&char) -> bool| word.chars().any(|c| class(&c));
    let letters_and_digits = has(char::is_ascii_digit) && has(char::is_ascii_alphabetic);
    let is_mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    let is_hex = || word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_run = || !word.contains(['-', '_']) && word.len() >= 20 && digits >= 3;
    PREFIXES.iter().any(|start| word.starts_with(start))
        || letters_and_digits && is_mixed && digits >= 2
        || letters_and_digits && word.len() >= 24 && is_hex()
        || letters_and_digits && is_run()
}

/// Whether a secret is unlike any other text, so that it can be replaced wherever it is.
#[must_use]
pub(crate) fn is_distinct(text: &str) -> bool {
    let has = |class: fn(&char) -> bool| text.chars().any(|c| class(&c));
    if is_ordinary(text) || text.len() < 6 || text.parse::<f64>().is_ok() {
        let is_round = || text.len() < 9 && text.ends_with("0000");
        return text.len() >= SHORTEST_NUMBER && text.parse::<f64>().is_ok() && !is_round();
    }
    let mixed =
        text.chars().skip(1).any(|c| c.is_ascii_uppercase()) && has(char::is_ascii_lowercase);
    let is_quantity = text.len() < 8 && text.starts_with(|c: char| c.is_ascii_digit());
    let has_both = has(char::is_ascii_digit) && has(char::is_ascii_alphabetic) && !is_quantity;
    let is_odd = text.contains(|c: char| !c.is_ascii_alphanumeric() && !" ._/-".contains(c));
    let is_long = text.len() >= 10 && !text.contains(['-', '_', '.', '/']);
    mixed || has_both || is_odd || is_long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_names() {
        for key in [
            "0Zz9PlantedKey4711",
            "0aB1cD2eF3gH4iJ5kL6mN7oP8",
            "a/0Zz9PlantedKey4711",
            "ghp_abcdefghijkl",
        ] {
            assert!(is_key_like(key), "{key}");
        }
        for name in [
            "scalyr-api-key",
            "tls.crt",
            "SCALYR_API_KEY",
            "kubernetes.io/service-account-token",
            "my-secret-2",
            "ValidatingWebhook",
            "metadata.name",
            "scalyr/scalyr-k8s-agent:2.1.1",
            "SCALYR_K8S_POD_UID_2024_X",
        ] {
            assert!(!is_key_like(name), "{name}");
        }
    }

    #[test]
    fn what_only_refers_or_has_to_be_filled_in_is_nothing() {
        for text in [
            "$(KEY)",
            "${KEY}",
            "$KEY",
            "{{ .Values.key }}",
            "<your key>",
            "YOUR-API-KEY",
            "true",
            "xxxx",
            "and",
            "The",
        ] {
            assert!(is_nothing(text), "{text}");
        }
        for text in ["${KEY:-0Zz9Planted}", "$ecret12", "hunter2", "0Zz9PlantedKey4711"] {
            assert!(!is_nothing(text), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_not_replaced_everywhere() {
        for text in [
            "default",
            "scalyr",
            "true",
            "150Mi",
            "scalyr-api-key",
            "basic",
            "5",
            "1234567",
            "10000000",
        ] {
            assert!(!is_distinct(text), "{text}");
        }
        for text in
            ["hunter2", "Sommer", "correct horse", "p@ssword", "PlantedKey", "plantedkeydonotprint"]
        {
            assert_eq!(is_distinct(text), text != "Sommer", "{text}");
        }
    }
}
