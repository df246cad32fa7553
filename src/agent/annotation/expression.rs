//! Slips in regular expressions for which Python rejects them.

/// What is wrong with an expression, as far as it is sure.
#[must_use]
pub(super) fn broken(text: &str) -> Option<&'static str> {
    checked(text).err()
}

fn checked(text: &str) -> Result<(), &'static str> {
    let mut chars = text.chars().peekable();
    let mut open = 0_usize;
    // Whether something is before that can be repeated.
    let mut repeatable = false;
    while let Some(c) = chars.next() {
        repeatable = match c {
            '\\' => {
                chars.next().ok_or("it ends with a backslash")?;
                true
            }
            '[' => {
                close_set(&mut chars).then_some(()).ok_or("`[` has no `]`")?;
                true
            }
            '(' => {
                open += 1;
                // What `(?` starts isn't looked into.
                chars.next_if_eq(&'?').is_some()
            }
            ')' => {
                open = open.checked_sub(1).ok_or("`)` has no `(`")?;
                true
            }
            '|' | '^' | '$' => false,
            '*' | '+' | '?' if !repeatable => {
                return Err("there is nothing before what repeats it");
            }
            _ => true,
        }
    }
    if open > 0 { Err("`(` has no `)`") } else { Ok(()) }
}

/// Goes after the end of a set; false where it has none.
fn close_set(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    chars.next_if_eq(&'^');
    // The first bracket is one of the set.
    chars.next_if_eq(&']');
    while let Some(c) = chars.next() {
        match c {
            ']' => return true,
            '\\' => {
                chars.next();
            }
            _ => {}
        }
    }
    false
}

/// Whether an expression is found in every line that has something in it.
#[must_use]
pub(super) fn matches_all(text: &str) -> bool {
    let inner = text.strip_prefix('^').unwrap_or(text);
    matches!(inner.strip_suffix('$').unwrap_or(inner), "" | "." | ".*" | ".+" | "(.*)")
        && text != "^$"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_slips_are_found() {
        for text in ["(x", "[", "[^", "x)", "*x", "a|*", "(+)", "^*", "x\\", "[a\\]"] {
            assert!(broken(text).is_some(), "{text}");
        }
        for text in
            ["", "INFO", "pw=\\S+", "(u\\d+)", "[]a]+", "(?P<n>x)", "a{2}", "x\\)", "(?i)x|y"]
        {
            assert_eq!(broken(text), None, "{text}");
        }
    }

    #[test]
    fn what_every_line_has_is_known() {
        for text in ["", ".", ".*", "^", "^.*$", ".+", "(.*)", "$"] {
            assert!(matches_all(text), "{text}");
        }
        for text in ["^$", "INFO", "x*"] {
            assert!(!matches_all(text), "{text}");
        }
    }
}
