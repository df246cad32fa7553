//! Passwords in scripts that only the programs around them tell: `echo K | base64`, `htpasswd -bn user K`.

use super::value::is_nothing;

/// Programs that are given a secret by what they read.
const READERS: [&str; 5] = ["base64", "chpasswd", "passwd", "sudo", "gpg"];
/// How the options end with which other programs read one.
const READING: [&str; 2] = ["-stdin", "--with-token"];
/// Programs whose output is what they are given.
const PRINTING: [&str; 2] = ["echo", "printf"];
/// Words up to the option with which a program reads a secret.
const NEAR: usize = 12;
/// Words before a user, who is before a password.
const LOGINS: [&str; 2] = ["login", "user"];

/// The secret at a word of a script by the words around it.
pub(super) fn at<'t>(text: &'t str, words: &[&'t str], at: usize) -> Option<&'t str> {
    match *words.get(at)? {
        "|" | "<<<" => piped(text, words, at),
        "password" => of_login(words, at),
        word if word.ends_with("htpasswd") => of_htpasswd(words, at),
        _ => None,
    }
}

/// `echo K | base64`, `base64 <<< K`.
fn piped<'t>(text: &'t str, words: &[&'t str], at: usize) -> Option<&'t str> {
    let before = words.get(..at)?;
    if words.get(at) == Some(&"<<<") {
        let reads = before.last().is_some_and(|word| READERS.contains(word) || is_reading(word));
        return words.get(at + 1).copied().filter(|it| reads && !is_nothing(it));
    }
    let near = before.get(before.len().saturating_sub(NEAR)..)?;
    let printing = near.iter().rposition(|word| PRINTING.contains(word))?;
    let is_format = |word: &&&str| word.starts_with(['-', '%']);
    let first = near.get(printing + 1..)?.iter().find(|word| !is_format(word))?;
    let secret = between(text, first, near.last()?)?;
    let behind: Vec<&&str> =
        words.iter().skip(at + 1).take(NEAR).take_while(|word| !is_end(word)).collect();
    let reads = behind.first().is_some_and(|word| READERS.contains(word))
        || behind.iter().any(|word| is_reading(word));
    (reads && !is_nothing(secret)).then_some(secret)
}

/// A text from one of its words to another, or to the same.
fn between<'t>(text: &'t str, first: &str, last: &str) -> Option<&'t str> {
    let at = |word: &str| (word.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
    text.get(at(first)?..at(last)? + last.len())
}

/// `machine h login u password K`.
fn of_login<'t>(words: &[&'t str], at: usize) -> Option<&'t str> {
    let login = at.checked_sub(2).and_then(|at| words.get(at))?;
    words.get(at + 1).copied().filter(|it| LOGINS.contains(login) && !is_nothing(it))
}

/// `htpasswd -bn user K`, `htpasswd -b file user K`.
fn of_htpasswd<'t>(words: &[&'t str], at: usize) -> Option<&'t str> {
    let mut behind = words.iter().skip(at + 1).take(NEAR).take_while(|word| !is_end(word));
    let options = behind.next().filter(|word| word.starts_with('-') && word.contains('b'))?;
    let names: Vec<&&str> = behind.filter(|word| !word.starts_with('-')).collect();
    let least = if options.contains('n') { 2 } else { 3 };
    let last = names.last().filter(|_| names.len() >= least)?;
    (!is_nothing(last)).then_some(**last)
}

fn is_reading(word: &str) -> bool {
    READING.iter().any(|end| word.ends_with(end))
}

/// Whether a word ends a command.
fn is_end(word: &str) -> bool {
    matches!(word, "|" | "||" | "&&" | "&" | ";" | ">" | ">>") || word.starts_with('>')
}

#[cfg(test)]
mod tests {
    use super::at;

    fn found(text: &str) -> Vec<&str> {
        let words: Vec<&str> = text.split_whitespace().collect();
        (0..words.len()).filter_map(|one| at(text, &words, one)).collect()
    }

    #[test]
    fn what_programs_read_as_a_secret_is_found() {
        for text in [
            "echo K | docker login -u u --password-stdin r",
            "echo -n K | base64",
            "printf %s K | gh auth login --with-token",
            "base64 <<< K",
            "machine h login u password K",
            "htpasswd -bn u K > f",
            "/usr/bin/htpasswd -cb /etc/f u K && x",
        ] {
            assert_eq!(found(text), ["K"], "{text}");
        }
    }

    #[test]
    fn a_phrase_that_is_read_is_found_as_a_whole() {
        assert_eq!(found("echo -n the green apple | sudo -S true"), ["the green apple"]);
    }

    #[test]
    fn other_pipes_have_none() {
        for text in [
            "echo hello | tee /var/log/x",
            "date | base64",
            "cat k | docker login --password-stdin",
            "htpasswd -n u",
            "echo $KEY | base64",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
