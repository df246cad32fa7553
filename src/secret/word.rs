//! Words that are secrets by themselves.

use super::value::{is_key_like, is_nothing};

/// Bytes of the longest word of a language.
const LONGEST_WORD: usize = 24;
/// How addresses start that have no password before their `@`.
const OF_MAIL: [&str; 4] = ["mailto", "sip", "xmpp", "acct"];
/// Bytes of the shortest password that only its address tells.
const SHORTEST_OF_ADDRESS: usize = 6;

/// Whether a word in prose is more than a word.
pub(super) fn is_told_apart(word: &str) -> bool {
    let has = |class: fn(&char) -> bool| word.chars().any(|c| class(&c));
    word.len() >= 8 && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
}

/// Whether a word after `Bearer` is more than a word.
pub(super) fn is_token(word: &str) -> bool {
    let inner =
        word.chars().skip(1).any(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '=');
    (word.len() >= 6 && inner || word.len() >= LONGEST_WORD) && !is_nothing(word)
}

/// A word that is a secret by itself: `-pK`, `user:K@host`.
pub(super) fn alone(word: &str) -> Option<&str> {
    let attached = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    let attached = attached
        .and_then(|rest| rest.get(1..))
        .filter(|rest| !rest.contains('=') && is_key_like(rest));
    attached.or_else(|| {
        let (user, rest) = word.split_once(':').filter(|_| !word.contains("://"))?;
        let (password, host) = rest.rsplit_once('@')?;
        let is_image = || user.contains('/') && !user.contains("//");
        let is_digest = host.starts_with("sha256:") || host.starts_with("sha512:") || is_image();
        let is_of_driver = matches!(host, "tcp" | "unix");
        let is_of_host = || {
            let is_mail = OF_MAIL.iter().any(|scheme| user.ends_with(scheme));
            host.contains('.') && !is_mail && password.len() >= SHORTEST_OF_ADDRESS
        };
        let is_one = is_token(password) || is_of_driver || is_of_host();
        (!is_digest && is_one && !is_nothing(password)).then_some(password)
    })
}
