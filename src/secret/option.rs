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

/// The password in the word after an option: `-u user:K`, `-a K` of a program among the words before that, and what looks
/// like a key after any short one.
pub(super) fn after_option<'t>(
    mut before: impl Iterator<Item = &'t str>,
    option: &str,
    next: &'t str,
) -> Option<&'t str> {
    let is_short = option.starts_with('-') && option.len() == 2;
    if is_short && is_key_like(next) && !next.contains(':') {
        return Some(next);
    }
    let password = if USER_OPTIONS.contains(&option) {
        let password = next.split_once(':').map(|(_, password)| password);
        // An address has a colon too.
        password.filter(|password| !password.starts_with("//"))
    } else {
        let programs = PASSWORD_OPTIONS.iter().filter(|(_, it)| *it == option);
        let programs: Vec<&str> = programs.map(|(program, _)| *program).collect();
        let is_one = |word: &str| programs.contains(&word.rsplit('/').next().unwrap_or_default());
        (!programs.is_empty() && before.any(is_one)).then_some(next)
    };
    password.filter(|it| !is_nothing(it))
}
