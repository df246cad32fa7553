//! Writes JSON whose texts do nothing to a terminal or in a log but show themselves.

use std::io::{self, Write};

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::log_commands::without_brackets;
use crate::text::is_unprintable;

/// What is between the texts: on one line, or indented.
pub(super) enum SafeJson {
    /// On one line.
    Compact(CompactFormatter),
    /// Indented by two spaces.
    Pretty(PrettyFormatter<'static>),
}

impl SafeJson {
    pub(super) fn new(indented: bool) -> Self {
        if indented {
            Self::Pretty(PrettyFormatter::new())
        } else {
            Self::Compact(CompactFormatter)
        }
    }
}

/// Leaves each of these to the one that is chosen.
macro_rules! delegated {
    ($($name:ident($($argument:ident: $type:ty),*)),+ $(,)?) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W, $($argument: $type),*) -> io::Result<()> {
            match self {
                Self::Compact(formatter) => formatter.$name(out, $($argument),*),
                Self::Pretty(formatter) => formatter.$name(out, $($argument),*),
            }
        })+
    };
}

impl Formatter for SafeJson {
    delegated!(
        begin_array(),
        end_array(),
        begin_array_value(first: bool),
        end_array_value(),
        begin_object(),
        end_object(),
        begin_object_key(first: bool),
        end_object_key(),
        begin_object_value(),
        end_object_value(),
    );

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_fragment(out, fragment)
    }
}

/// Writes text inside of quotes, which JSON's own signs are escaped in. What doesn't show itself is escaped as well, as
/// UTF-16 where it is beyond the first plane.
pub(super) fn write_fragment<W: ?Sized + Write>(out: &mut W, fragment: &str) -> io::Result<()> {
    let safe = without_brackets(fragment, "\\u0023");
    let mut written = 0;
    for (at, c) in safe.char_indices().filter(|(_, c)| is_unprintable(*c)) {
        out.write_all(safe.get(written..at).unwrap_or_default().as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        written = at + c.len_utf8();
    }
    out.write_all(safe.get(written..).unwrap_or_default().as_bytes())
}
