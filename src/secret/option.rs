//! Passwords that only the option before them tells: `curl -u user:K`, `redis-cli -a K`.

use super::value::{is_key_like, is_nothing};

/// Options of curl and the like whose value is `user:password`.
const USER_OPTIONS: [&str; 3] = ["-u", "--user", "--proxy-user"];
/// Programs with the option whose value is a password.
const PASSWORD_OPTIONS: [(&str, &str); 5] = [
    ("redis-cli", "-a"),
    ("sshpass", "-p"),
    ("mongosh", "-p"),
    ("mongo", "-p"),
    ("ldapsearch", "-w"),
];

/// The programs of [`PASSWORD_OPTIONS`] that the words so far have named.
#[derive(Debug, Default)]
pub(super) struct Programs([bool; PASSWORD_OPTIONS.len()]);

impl Programs {
    /// Takes the next word. Gives the password in the word after it, if it is an option: `-u user:K`, `-a K` of a program
    /// among the words before, and what looks like a key after any short one.
    pub(super) fn after<'t>(&mut self, word: &str, next: &'t str) -> Option<&'t str> {
        if !word.starts_with('-') {
            self.note(word);
            return None;
        }
        if word.len() == 2 && is_key_like(next) && !next.contains(':') {
            return Some(next);
        }
        let password = if USER_OPTIONS.contains(&word) {
            let password = next.split_once(':').map(|(_, password)| password);
            // An address has a colon too.
            password.filter(|password| !password.starts_with("//"))
        } else {
            let options = PASSWORD_OPTIONS.iter().zip(self.0);
            let mut named = options.filter(|(_, is_named)| *is_named);
            named.any(|((_, option), _)| *option == word).then_some(next)
        };
        password.filter(|it| !is_nothing(it))
    }

    fn note(&mut self, word: &str) {
        let name = word.rsplit('/').next().unwrap_or_default();
        for ((program, _), is_named) in PASSWORD_OPTIONS.iter().zip(&mut self.0) {
            *is_named |= *program == name;
        }
    }
}
