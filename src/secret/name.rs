//! Names whose values are secrets, in any style of writing, and those that only look alike.

use crate::closest::{distance_within, is_one_slip};

use super::about::ABOUT;

/// How surely a name's value is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Strength {
    /// Only what looks like a key is one: `sort_key`, the fields of a reference.
    Weak,
    /// A reference to a secret, unless something else is there.
    Reference,
    /// Anything but an ordinary word.
    Likely,
    /// Any text, and outside of data anything but a name.
    Sure,
    /// Anything, numbers and names too.
    Password,
}

/// Words whose value is whatever people choose.
const PASSWORDS: [&str; 20] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pass",
    "pwd",
    "pswd",
    "htpasswd",
    "pw",
    "passwort",
    "kennwort",
    "psk",
    "requirepass",
    "userpass",
    "dbpass",
    "rootpass",
    "adminpass",
    "rootpw",
    "bindpw",
    "storepass",
];
/// Words whose value is a secret.
const SURE: [&str; 19] = [
    "masterauth",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "apitoken",
    "authtoken",
    "accesstoken",
    "clientsecret",
    "jwt",
    "dsn",
    "cred",
    "creds",
    "dockerconfigjson",
    "dockercfg",
    "sharedkey",
];
/// Words whose value is a secret as often as the name of one, or of a way to log in.
const LIKELY: [&str; 14] = [
    "secret",
    "secrets",
    "tokens",
    "credential",
    "credentials",
    "auth",
    "authorization",
    "bearer",
    "cookie",
    "cookies",
    "authentication",
    "passwords",
    "signature",
    "sig",
];
/// What is before `key` where its value is a secret.
const OF_KEY: [&str; 34] = [
    "api",
    "set",
    "access",
    "private",
    "signing",
    "sign",
    "encryption",
    "encrypt",
    "secret",
    "master",
    "shared",
    "account",
    "ssh",
    "gpg",
    "pgp",
    "rsa",
    "aes",
    "hmac",
    "write",
    "read",
    "logs",
    "ingest",
    "ingestion",
    "license",
    "licence",
    "service",
    "auth",
    "client",
    "deploy",
    "session",
    "webhook",
    "scalyr",
    "dataset",
    "storage",
];
/// What is before `secret` where its value isn't a name.
const OF_SECRET: [&str; 10] =
    ["client", "app", "consumer", "shared", "jwt", "webhook", "hmac", "session", "cookie", "api"];
/// Words long enough to be known with a letter wrong, omitted or exchanged.
const LONG: [(&str, Strength); 11] = [
    ("password", Strength::Password),
    ("passphrase", Strength::Password),
    ("passwd", Strength::Password),
    ("apikey", Strength::Sure),
    ("accesskey", Strength::Sure),
    ("privatekey", Strength::Sure),
    ("secretkey", Strength::Sure),
    ("credential", Strength::Sure),
    ("authorization", Strength::Likely),
    ("secret", Strength::Likely),
    ("token", Strength::Sure),
];
/// Last words of names that mean a key of the platform without saying so: `SCALYR_API`, `SCALYR_WRITE_LOGS`.
const OF_PLATFORM: [&str; 7] =
    ["api", "write", "writelog", "writelogs", "logs", "read", "readlogs"];
/// How long a text with a slip in it is that may be meant as one of them.
const SHORTEST_LONG: usize = 5;
const LONGEST_LONG: usize = 14;
/// The name of the agent's key.
const API_KEY: &str = "scalyr_api_key";

/// Whether the value of a name is a secret, and how surely.
pub(super) fn judge(name: &str) -> Option<Strength> {
    let name = without_domain(name)?;
    // Longer ones are texts.
    if name.len() < 2 || name.len() > 200 {
        return None;
    }
    let mut words = words(name);
    let tells = |word: &String| ABOUT.contains(&word.as_str());
    // `automountServiceAccountToken` is true or false.
    let is_switch = words.first().is_some_and(|first| first == "automount");
    if is_switch || words.last().is_some_and(tells) || words.iter().any(|word| word == "public") {
        return None;
    }
    // `WORKERS_PER_API_KEY` is a number.
    if let Some(at) = words.iter().position(|word| word == "per") {
        words.truncate(at);
    }
    let last = words.last()?.as_str();
    let known = (0..words.len()).rev().find_map(|at| of_word(&words, at));
    let found = known.or_else(|| misspelt(name, &words));
    let is_weak = || matches!(last, "key" | "keys") || is_of_platform(&words);
    let found = found.or_else(|| is_weak().then_some(Strength::Weak))?;
    // Annotations with a domain refer to secrets by their names.
    Some(if name.contains('/') && found == Strength::Likely { Strength::Reference } else { found })
}

fn without_domain(name: &str) -> Option<&str> {
    // The project's own annotations and comments name rules.
    let name = match name.strip_prefix("lt-lint") {
        Some(own) => own.strip_prefix('/').and_then(|own| own.rsplit('.').next())?,
        None => name,
    };
    // `rbac.authorization.k8s.io/v1` is how an object begins.
    Some(name.split_once(".k8s.io").map_or(name, |(_, rest)| rest))
}

/// Whether a name is made of words that the platform has for its keys.
fn is_of_platform(words: &[String]) -> bool {
    let starts = words.first().is_some_and(|word| matches!(&**word, "scalyr" | "dataset"));
    starts && words.last().is_some_and(|last| OF_PLATFORM.contains(&&**last))
}

/// What one word says, with the word before it.
fn of_word(words: &[String], at: usize) -> Option<Strength> {
    let word = words.get(at)?.as_str();
    // `tokenvalue` is one of a token, as `token_value` is.
    let word = word.strip_suffix("value").filter(|word| !word.is_empty()).unwrap_or(word);
    let before = at.checked_sub(1).and_then(|at| words.get(at)).map(String::as_str);
    let ends = |list: &[&str]| list.iter().any(|one| one.len() >= 5 && word.ends_with(one));
    if PASSWORDS.contains(&word) || word.ends_with("password") || word.ends_with("passwd") {
        return Some(Strength::Password);
    }
    if SURE.contains(&word) || ends(&SURE) {
        return Some(Strength::Sure);
    }
    match (word, before) {
        ("key" | "keys", Some(before)) if OF_KEY.contains(&before) => Some(Strength::Sure),
        ("key" | "keys", _) if words.iter().any(|word| word == "scalyr") => Some(Strength::Sure),
        ("secret", Some(before)) if OF_SECRET.contains(&before) => Some(Strength::Sure),
        _ if LIKELY.contains(&word) || ends(&["secret"]) => Some(Strength::Likely),
        _ => None,
    }
}

/// What a name with a slip in it says.
fn misspelt(name: &str, words: &[String]) -> Option<Strength> {
    let near = |text: &str| {
        LONG.iter().find(|(known, _)| is_near(text, known)).map(|(_, strength)| *strength)
    };
    let may_be_near = |length: usize| (SHORTEST_LONG..=LONGEST_LONG).contains(&length);
    let pairs = words.windows(2).filter(|pair| may_be_near(pair.iter().map(String::len).sum()));
    let found = words.iter().filter(|word| may_be_near(word.len())).find_map(|word| near(word));
    let found = found.or_else(|| pairs.map(<[String]>::concat).find_map(|text| near(&text)));
    found.or_else(|| is_api_key(name).then_some(Strength::Sure))
}

/// Whether a name is that of the agent's key, with two slips at most.
fn is_api_key(name: &str) -> bool {
    if name.len().abs_diff(API_KEY.len()) > 2 {
        return false;
    }
    let name = name.to_ascii_lowercase();
    distance_within(&name, API_KEY, 2).is_some()
}

/// The words of a name in lower case: `dbPassword`, `DB_PASSWORD` and `db.password` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = name.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let next_is_lower = chars.peek().is_some_and(char::is_ascii_lowercase);
        let starts = c.is_uppercase()
            && (last.is_lowercase()
                || last.is_ascii_digit()
                || (last.is_uppercase() && next_is_lower));
        if (starts || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        last = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    // `api_key_1` and `api_key_2` are two of the kind.
    while words.len() > 1 && words.last().is_some_and(|word| word.parse::<u32>().is_ok()) {
        words.pop();
    }
    words
}

/// Whether a key was meant to be another, up to one slip.
#[must_use]
pub(crate) fn is_near(key: &str, meant: &str) -> bool {
    key.len().abs_diff(meant.len()) <= 1 && is_one_slip(key, meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_of_writing_is_read() {
        for name in [
            "SCALYR_API_KEY",
            "SCALYR_API_KYE",
            "SCALYR_APIKEY",
            "scalyr-api-key",
            "apiKey",
            "APIKey",
            "api.key",
            "X-Api-Key",
            "dbPassword",
            "DB_PASSWD",
            "pwd",
            "clientSecret",
            "accessToken",
            "ACCESS_TOKEN",
            "SIGNING_KEY",
            "privateKey",
            "DSN",
            "passphrase",
            "SCALYR_KEY",
            "SCALYR_WRITE_LOGS_KEY",
            "api_key_2",
            "GITHUB_PAT_TOKEN",
            "mysqlpassword",
            "SCALYR_API_KE",
            "pasword",
            "toekn",
            "pw",
            "ADMIN_PW",
            "bindpw",
            "kennwort",
        ] {
            assert!(judge(name) >= Some(Strength::Sure), "{name}: {:?}", judge(name));
        }
        for name in ["secret", "AUTH", "Authorization", "cookie", "CREDENTIALS", "bearer"] {
            assert_eq!(judge(name), Some(Strength::Likely), "{name}");
        }
    }

    #[test]
    fn what_tells_of_a_secret_is_none() {
        for name in [
            "secretName",
            "bearer_token_file",
            "token_path",
            "tokens_per_fill",
            "automountServiceAccountToken",
            "SCALYR_DEFAULT_WORKERS_PER_API_KEY",
            "per",
            "SCALYR_K8S_CLUSTER_NAME",
            "name",
            "image",
            "SCALYR_SERVER",
            "authMode",
            "tokenExpirationSeconds",
            "passwordSecretRef",
            "public_key",
            "compass",
            "bypass",
            "monkey_business",
            "author",
            "taxonomy",
            "SCALYR_MAX_LINE_SIZE",
            "keyboard",
            "rbac.authorization.k8s.io",
            "rbac.authorization.k8s.io/v1",
            "authentication.k8s.io/v1",
        ] {
            assert_eq!(judge(name), None, "{name}");
        }
        for name in ["sort_key", "SCALYR_API", "SCALYR_LOGS_WRITE", "DATASET_WRITELOGS"] {
            assert_eq!(judge(name), Some(Strength::Weak), "{name}");
        }
        assert_eq!(judge("nginx.io/auth-secret"), Some(Strength::Reference));
    }
}
