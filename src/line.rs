//! The line of a text that an offset is in.

/// The offset at which the line of another begins; a byte order mark isn't part of the first. All offsets are in bytes.
pub(crate) fn start_of(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    before.rfind(['\n', '\r']).map_or(bom.min(at), |end| end + 1)
}

/// The offset at which the line of another ends, before its break.
pub(crate) fn end_of(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(['\n', '\r']).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_each_kind_of_break() {
        let text = "\u{feff}a: 1\r\nb: 2\rc: 3\nd";
        let line = |part: &str| {
            let at = text.find(part).unwrap();
            text.get(start_of(text, at)..end_of(text, at)).unwrap()
        };
        assert_eq!(["1", "2", "3", "d"].map(line), ["a: 1", "b: 2", "c: 3", "d"]);
        assert_eq!((start_of(text, 0), start_of("", 0), end_of("", 0)), (0, 0, 0));
    }
}
