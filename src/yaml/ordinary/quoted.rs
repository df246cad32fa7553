//! Quoted scalars of one line.

use std::borrow::Cow;

use memchr::{memchr2, memchr3};

use super::cursor::Cursor;

impl<'t> Cursor<'t> {
    /// A scalar in single quotes, at its opening one.
    pub(super) fn single_quoted(&mut self) -> Option<Cow<'t, str>> {
        let rest = self.rest();
        let mut to = 1;
        loop {
            to += memchr2(b'\'', b'\n', rest.as_bytes().get(to..)?)?;
            match rest.as_bytes().get(to..to + 2) {
                Some([b'\n', _]) => return None,
                Some([b'\'', b'\'']) => to += 2,
                _ if rest.as_bytes().get(to) == Some(&b'\'') => break,
                _ => return None,
            }
        }
        self.skip(to + 1);
        let text = rest.get(1..to)?;
        let has_quote = text.contains('\'');
        Some(if has_quote { text.replace("''", "'").into() } else { text.into() })
    }

    /// A scalar in double quotes, at its opening one.
    pub(super) fn double_quoted(&mut self) -> Option<Cow<'t, str>> {
        let rest = self.rest();
        let (mut from, mut to) = (1, 1);
        let mut decoded = String::new();
        loop {
            to += memchr3(b'"', b'\\', b'\n', rest.as_bytes().get(to..)?)?;
            match rest.as_bytes().get(to)? {
                b'"' => break,
                b'\\' => {
                    decoded.push_str(rest.get(from..to)?);
                    decoded.push(unescaped(*rest.as_bytes().get(to + 1)?)?);
                    to += 2;
                    from = to;
                }
                _ => return None,
            }
        }
        self.skip(to + 1);
        let text = rest.get(from..to)?;
        Some(if from == 1 { text.into() } else { (decoded + text).into() })
    }
}

/// What a letter after a backslash means, for the ordinary ones.
fn unescaped(letter: u8) -> Option<char> {
    Some(match letter {
        b'"' => '"',
        b'\\' => '\\',
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        _ => return None,
    })
}
