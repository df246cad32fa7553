//! Passwords that only the option before them tells: `curl -u user:K`, `redis-cli -a K`.

use crate::yaml::Node;

use super::extent::clip;
use super::value::{is_key_like, is_nothing};

/// Options of curl and the like whose value is `user:password`.
const USER_OPTIONS: [&str; 3] = ["-u", "--user", "--proxy-user"];
/// Bytes of the longest name among them.
const LONGEST_PROGRAM: usize = 13;
/// Bytes of the shortest password that may start like an option.
const SHORTEST_DASHED: usize = 7;
/// Bytes of the longest user with a password.
const LONGEST_USER: usize = 256;
/// Programs with the option whose value is a password.
const PASSWORD_OPTIONS: [(&str, &str); 36] = [
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
    ("az", "-p"),
    ("oc", "-p"),
    ("helm", "-p"),
    ("oras", "-p"),
    ("crane", "-p"),
    ("twine", "-p"),
    ("mysqladmin", "-p"),
    ("mariadb-dump", "-p"),
    ("mongodump", "-p"),
    ("mongorestore", "-p"),
    ("cqlsh", "-p"),
    ("rabbitmqadmin", "-p"),
    ("ldapadd", "-w"),
    ("ldapmodify", "-w"),
    ("ldapwhoami", "-w"),
    ("sqlcmd", "-P"),
    ("mosquitto_pub", "-P"),
    ("mosquitto_sub", "-P"),
];

/// Whether a word is an option and no value: a password may start with a dash, but then it has a digit.
pub(super) fn is_option(word: &str) -> bool {
    let has_digit = || word.contains(|c: char| c.is_ascii_digit()) && !word.contains('=');
    word.starts_with("--")
        || word.starts_with('-') && !(word.len() >= SHORTEST_DASHED && has_digit())
}

/// The password of a `user:password` in quotes after its option: one of several words.
pub(super) fn of_user<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    let ends = USER_OPTIONS.iter().flat_map(|option| text.match_indices(option));
    for (at, option) in ends {
        let rest = text.get(at + option.len()..).unwrap_or_default();
        // The option may be in quotes itself: `"-u", "user:K"`.
        let rest = rest.trim_start_matches(['"', '\'']).trim_start_matches(['=', ',', ' ']);
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        let inner = clip(rest.get(1..).unwrap_or_default(), LONGEST_USER);
        let inner = inner.split([quote, '\n']).next();
        let password = inner.and_then(|user| user.split_once(':')).map(|(_, password)| password);
        found.extend(password.filter(|it| !is_nothing(it) && !it.starts_with("//")));
    }
}

/// The programs of [`PASSWORD_OPTIONS`] that the words so far have named, a bit for each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Programs(u64);

impl Programs {
    /// Those that a container's `command` names, to which its `args` are given.
    pub(super) fn of_command(container: Node<'_>) -> Self {
        let mut programs = Self::default();
        let command = container.items_of("command");
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
            let is_one = self.options().any(|option| option == word);
            // A cookie is a name and a value; else it is a file of some.
            Some(next).filter(|next| is_one && (word != "-b" || next.contains('=')))
        };
        // What `docker run -p` is followed by has colons.
        let is_ports = |text: &str| text.chars().all(|c| c.is_ascii_digit() || ":.-".contains(c));
        password.filter(|it| !(is_nothing(it) || it.contains(':') && is_ports(it)))
    }

    /// The option of a program among the words before that a password is joined to: `sshpass -pK`.
    pub(super) fn joined(self, word: &str) -> Option<&str> {
        let joined = self.options().find_map(|option| word.strip_prefix(option))?;
        // A number is the port of a `-p` of docker's.
        let is_port = joined.starts_with(|c: char| c.is_ascii_digit()) && joined.contains(':');
        let is_known = joined.len() >= 3 && !word.starts_with("-b");
        (is_known && !is_port && !is_nothing(joined)).then_some(word)
    }

    /// The options of the programs that were named.
    fn options(self) -> impl Iterator<Item = &'static str> {
        let known = if self.0 == 0 { &[] } else { PASSWORD_OPTIONS.as_slice() };
        let named = known.iter().enumerate().filter(move |(at, _)| self.0 & (1 << at) != 0);
        named.map(|(_, (_, option))| *option)
    }

    fn note(&mut self, word: &str) {
        let name = word.rsplit(['/', '|', ';', '&']).next().unwrap_or_default();
        if name.len() > LONGEST_PROGRAM {
            return;
        }
        for (at, (program, _)) in PASSWORD_OPTIONS.iter().enumerate() {
            self.0 |= u64::from(*program == name) << at;
        }
    }
}
