//! Secrets by the words before them: `--api-key K`, `Bearer K`, `the key is K`.

use super::key::strength_of;
use super::name::Strength;
use super::option::{Programs, is_option};
use super::script;
use super::text::is_end_of_word;
use super::value::{holds, is_key_like};
use super::word::{alone, is_token, is_told_apart};

/// Words before a name and its value, with no sign between them: of scripts and of Dockerfiles.
const SETTING: [&str; 4] = ["set", "setenv", "ENV", "ARG"];
/// Words between a password and what names it: `password is K`.
const COPULAS: [&str; 2] = ["is", "was"];
/// How many words after a name a key may follow: `the key is …`.
const NEAR: usize = 3;

/// A word of a text, among the others.
struct Here<'w, 't> {
    words: &'w [&'t str],
    at: usize,
}

/// Adds the words of a text that those before them make secrets.
pub(super) fn of_words<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    let words: Vec<&str> = text.split(is_end_of_word).filter(|word| !word.is_empty()).collect();
    let mut programs = Programs::default();
    for (at, word) in words.iter().enumerate() {
        let here = Here { words: &words, at };
        found.extend(alone(word));
        found.extend(programs.joined(word));
        found.extend(programs.after(word, here.word(1)));
        found.extend(script::at(text, &words, at));
        found.extend(here.of_header());
        let name = word.trim_end_matches([':', '=']);
        if let Some(strength) = strength_of(name.trim_start_matches('-')) {
            here.of_name(name, strength, found);
        }
    }
}

impl<'t> Here<'_, 't> {
    /// The word so many after this one, or nothing.
    fn word(&self, after: usize) -> &'t str {
        self.words.get(self.at + after).copied().unwrap_or_default()
    }

    fn before(&self) -> &'t str {
        self.at.checked_sub(1).and_then(|at| self.words.get(at)).copied().unwrap_or_default()
    }

    /// `Authorization: Bearer K`.
    fn of_header(&self) -> Option<&'t str> {
        let is_scheme = matches!(&*self.word(0).to_ascii_lowercase(), "bearer" | "basic");
        let is_header =
            || strength_of(self.before().trim_end_matches(':')) == Some(Strength::Likely);
        let next = self.word(1);
        (is_scheme && (is_token(next) || is_header())).then_some(next)
    }

    /// What a name makes secrets after it.
    fn of_name(&self, name: &str, strength: Strength, found: &mut Vec<&'t str>) {
        let (next, second) = (self.word(1), self.word(2));
        let is_flag = name.starts_with('-') && strength > Strength::Weak && !is_option(next);
        // `aws configure set aws_secret_access_key K`.
        let is_set = strength >= Strength::Sure && SETTING.contains(&self.before());
        // `SCALYR_API_KEY K` and nothing else has lost its colon.
        let is_pair = strength >= Strength::Sure && self.words.len() == 2;
        if (is_flag || is_set || is_pair) && holds(strength, true, next) {
            found.push(next);
        }
        if self.is_told(strength) && holds(strength, true, second) {
            found.push(second);
        }
        let near = self.words.iter().skip(self.at + 1).take(NEAR).copied();
        found.extend(
            near.filter(|word| is_key_like(word) && !word.trim_end_matches('=').contains('=')),
        );
    }

    /// `the password is K`.
    fn is_told(&self, strength: Strength) -> bool {
        let value = self.word(2).trim_end_matches(['.', ';']);
        COPULAS.contains(&self.word(1))
            && (strength == Strength::Password
                || strength == Strength::Sure && is_told_apart(value))
    }
}
