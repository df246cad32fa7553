//! Passwords that only the option before them tells: `curl -u user:K`, `redis-cli -a K`.

use crate::yaml::Node;

use super::value::{is_key_like, is_nothing};

/// Options of curl and the like whose value is `user:password`.
const USER_OPTIONS: [&str; 3] = ["-u", "--user", "--proxy-user"];
/// Programs with the option whose value is a password.
const PASSWORD_OPTIONS: [(&str, &str); 18] = [
    ("curl", "-b"),
    ("ab", "-A"),
    ("ab", "-C"),
    ("redis-cli", "-a"),
    ("sshpass", "-p"),
    ("mongosh", "-p"),
    ("mongo", "-p"),
    ("ldapsearch", "-w"),
    ("docker", "-p"),
    ("podman", "-p"),
    ("nerdctl", "-p"),
    ("openssl", "-k"),
    ("mysql", "-p"),
    ("mysqldump", "-p"),
    ("mariadb", "-p"),
    ("zip", "-P"),
    ("unzip", "-P"),
    ("7z", "-p"),
];

/// The programs of [`PASSWORD_OPTIONS`] that the words so far have named.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Programs([bool; PASSWORD_OPTIONS.len()]);

impl Programs {
    /// Those that a container's `command` names, to which its `args` are given.
    pub(super) fn of_command(container: Node<'_>) -> Self {
        let mut programs = Self::default();
        let command = container.get("command").map(Node::items).unwrap_or_default();
        command.filter_map(Node::text).for_each(|word| programs.note(word));
        programs
    }

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
            let is_one = named.any(|((_, option), _)| *option == word);
            // A cookie is a name and a value; else it is a file of some.
            Some(next).filter(|next| is_one && (word != "-b" || next.contains('=')))
        };
        // What `docker run -p` is followed by has colons.
        let is_ports = |text: &str| text.chars().all(|c| c.is_ascii_digit() || ":.-".contains(c));
        password.filter(|it| !(is_nothing(it) || it.contains(':') && is_ports(it)))
    }

    /// The option of a program among the words before that a password is joined to: `sshpass -pK`.
    pub(super) fn joined<'t>(&self, word: &'t str) -> Option<&'t str> {
        let mut options = PASSWORD_OPTIONS.iter().zip(self.0).filter(|(_, is_named)| *is_named);
        let joined = options.find_map(|((_, option), _)| word.strip_prefix(option))?;
        // A number is the port of a `-p` of docker's.
        let is_port = joined.starts_with(|c: char| c.is_ascii_digit()) && joined.contains(':');
        let is_known = joined.len() >= 3 && !word.starts_with("-b");
        (is_known && !is_port && !is_nothing(joined)).then_some(word)
    }

    fn note(&mut self, word: &str) {
        let name = word.rsplit('/').next().unwrap_or_default();
        for ((program, _), is_named) in PASSWORD_OPTIONS.iter().zip(&mut self.0) {
            *is_named |= *program == name;
        }
    }
}
