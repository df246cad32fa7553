//! Words of a log that a CI system obeys, and how text from files is kept from being one.
//!
//! GitHub's runner reads `::name …::…` at the start of a line, spaces in front or not, and the old `##[name …]…`
//! anywhere in one; Azure Pipelines reads `##vso[…]` and `##[…]`. Both read standard output and standard error.
//! Source: actions/runner, `ActionCommand.TryParseV2` and `TryParse`; Azure Pipelines' logging commands.

use std::borrow::Cow;

/// What means the second `#` of `##[` in a text for people.
pub(crate) const NUMBER_SIGN: &str = "\\u{23}";
/// What means the first colon of a line that begins with `::`.
const COLON: &str = "\\u{3a}";

/// Text of any number of lines in which nothing is a command any more.
#[must_use]
pub(crate) fn disarmed(text: &str) -> Cow<'_, str> {
    if !text.lines().any(begins_a_command) {
        return without_brackets(text, NUMBER_SIGN);
    }
    let line = |line: &str| match line.find("::").filter(|_| begins_a_command(line)) {
        Some(at) => {
            let (blanks, rest) = line.split_at(at);
            format!("{blanks}{COLON}{}", rest.strip_prefix(':').unwrap_or(rest))
        }
        None => line.to_owned(),
    };
    let lines: String = text.split_inclusive('\n').map(line).collect();
    Cow::Owned(without_brackets(&lines, NUMBER_SIGN).into_owned())
}

/// Text in which no `##name[` is left: `replacement` means the number sign nearest to the bracket.
#[must_use]
pub(crate) fn without_brackets<'t>(text: &'t str, replacement: &str) -> Cow<'t, str> {
    let mut safe = String::new();
    let mut copied = 0;
    for (at, _) in text.match_indices('#').filter(|(at, _)| is_command_sign(text, *at)) {
        safe.push_str(text.get(copied..at).unwrap_or_default());
        safe.push_str(replacement);
        copied = at + 1;
    }
    match copied {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(safe + text.get(copied..).unwrap_or_default()),
    }
}

/// Whether the `#` at an offset is the second of `##[` or `##vso[`.
#[must_use]
pub(crate) fn is_command_sign(text: &str, at: usize) -> bool {
    let follows_another = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    let rest = text.get(at + 1..).unwrap_or_default();
    follows_another == Some(&b'#')
        && rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[')
}

fn begins_a_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_become_text() {
        for (text, safe) in [
            ("a ##[set-output name=x]y", "a #\\u{23}[set-output name=x]y"),
            ("##vso[task.setvariable variable=a]b", "#\\u{23}vso[task.setvariable variable=a]b"),
            ("a\n  ::set-output name=x::y\n", "a\n  \\u{3a}:set-output name=x::y\n"),
            ("\u{3000}::stop-commands::x", "\u{3000}\\u{3a}:stop-commands::x"),
            ("###[x]", "##\\u{23}[x]"),
        ] {
            assert_eq!(disarmed(text), safe);
        }
    }

    #[test]
    fn other_text_stays() {
        for text in ["## heading\n", "a ::b:: c", "x##y", "# [a]", "a: b::c\n"] {
            assert!(matches!(disarmed(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
