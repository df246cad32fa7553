//! What a key says of what is below it.

use super::memory::Memory;
use super::name::{self, Strength, is_near};
use super::value;

/// Keys below which names are of the user's choice.
const DATA: [&str; 10] = [
    "volumeAttributes",
    "data",
    "stringData",
    "binaryData",
    "annotations",
    "env",
    "args",
    "command",
    "environment",
    "variables",
];

thread_local! {
    static KEYS: Memory<Key> = Memory::default();
}

/// A word as a key, each meaning with a slip or without.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// How surely its value is a secret.
    pub strength: Option<Strength>,
    /// It has the name of a variable or of an object.
    pub is_name: bool,
    /// It has the value of a variable.
    pub is_value: bool,
    /// Names below it are of the user's choice.
    pub opens_data: bool,
    /// It has a list of variables.
    pub is_environment: bool,
    /// It has what a Secret or a ConfigMap holds.
    pub is_data: bool,
    /// It has what a Secret holds as plain text.
    pub is_string_data: bool,
    /// It says where a value is.
    pub is_source: bool,
    /// It is the name of a variable and not of a field: `API_KEY`, `api_key`.
    pub is_variable: bool,
    /// It has more than letters.
    pub is_odd: bool,
    /// Something may be joined to it: it has a space, a colon or a sign in it.
    pub is_joined: bool,
    /// No field, object or variable is called so, for the digits in it.
    pub is_nameless: bool,
}

impl Key {
    /// What a word says.
    pub(super) fn of(word: &str) -> Self {
        KEYS.with(|known| {
            known.get(word).unwrap_or_else(|| {
                let key = Self::read(word);
                known.set(word, key);
                key
            })
        })
    }

    fn read(word: &str) -> Self {
        let opens = |data: &&str| word == *data || (data.len() >= 4 && is_near(word, data));
        Self {
            strength: name::judge(word),
            is_name: is_near(word, "name"),
            is_value: word == "val" || is_near(word, "value"),
            opens_data: DATA.iter().any(opens),
            is_environment: is_near(word, "env") || is_near(word, "environment"),
            is_data: is_near(word, "data"),
            is_string_data: is_near(word, "stringData"),
            is_source: word == "valueFrom" || word.ends_with("KeyRef"),
            is_variable: is_variable(word),
            is_odd: word.contains(|c: char| !c.is_ascii_alphabetic()),
            is_joined: word.contains(is_joint),
            is_nameless: word.contains(|c: char| c.is_ascii_digit())
                && !value::is_name(word)
                && !is_variable(word),
        }
    }
}

/// Whether a character may be between a key and what is joined to it.
pub(super) fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, ':' | '=')
}

/// Whether a name is that of a variable and not of a field: `API_KEY`, `api_key`.
pub(super) fn is_variable(name: &str) -> bool {
    name.contains('_') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether the value of a name is a secret, and how surely.
#[must_use]
pub(crate) fn strength_of(name: &str) -> Option<Strength> {
    Key::of(name).strength
}
