//! Fingerprints of lines, as GitHub's code scanning makes them where a report has none: an alert stays the same when
//! its line moves. Source: github/codeql-action, `src/fingerprints.ts`.

/// Characters that a hash covers, from the start of its line on.
const BLOCK: usize = 100;
const BASE: u64 = 37;
/// What the first character of a block counts for.
const FIRST: u64 = power(BLOCK);
/// What means the end of the text.
const END: u16 = 0xffff;

const fn power(times: usize) -> u64 {
    if times == 0 { 1 } else { power(times - 1).wrapping_mul(BASE) }
}

/// The fingerprint of each line of a text, by its number from 0: hash, colon, how many lines of that hash there were.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let mut window = Window { block: [0; BLOCK], lines: [None; BLOCK], at: 0, hash: 0 };
    let mut hashes = Hashes::default();
    let (mut line, mut starts, mut after_return) = (0, true, false);
    for unit in text.encode_utf16().chain([END]) {
        let is_break = unit == u16::from(b'\n') || unit == u16::from(b'\r');
        let is_blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        if is_blank || (after_return && unit == u16::from(b'\n')) {
            after_return = false;
            continue;
        }
        after_return = unit == u16::from(b'\r');
        hashes.extend(window.leaving());
        if starts {
            window.starts_line(line);
            line += 1;
        }
        starts = is_break;
        window.push(if is_break { u16::from(b'\n') } else { unit });
    }
    for _ in 0..BLOCK {
        hashes.extend(window.leaving());
        window.push(0);
    }
    hashes.by_line
}

/// A rolling hash over the last characters.
struct Window {
    block: [u16; BLOCK],
    /// The line that starts at a character.
    lines: [Option<usize>; BLOCK],
    at: usize,
    hash: u64,
}

impl Window {
    /// The line whose first character is the next to leave, with the hash from there on.
    fn leaving(&mut self) -> Option<(usize, u64)> {
        let line = self.lines.get_mut(self.at)?.take()?;
        Some((line, self.hash))
    }

    fn starts_line(&mut self, line: usize) {
        if let Some(place) = self.lines.get_mut(self.at) {
            *place = Some(line);
        }
    }

    fn push(&mut self, unit: u16) {
        let leaves = self.block.get_mut(self.at).map(|place| std::mem::replace(place, unit));
        let gone = FIRST.wrapping_mul(leaves.unwrap_or_default().into());
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(unit.into()).wrapping_sub(gone);
        self.at = (self.at + 1) % BLOCK;
    }
}

/// What was found so far.
#[derive(Default)]
struct Hashes {
    by_line: Vec<String>,
    counts: std::collections::HashMap<u64, usize>,
}

impl Extend<(usize, u64)> for Hashes {
    fn extend<I: IntoIterator<Item = (usize, u64)>>(&mut self, lines: I) {
        for (line, hash) in lines {
            let count = self.counts.entry(hash).and_modify(|count| *count += 1).or_insert(1);
            self.by_line.resize(self.by_line.len().max(line), String::new());
            self.by_line.push(format!("{hash:x}:{count}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_code_scanning() {
        let three = "hello; \t\nworld!\n End";
        for (text, hashes) in [
            ("", &["c129715d7a2bc9a3:1"][..]),
            (" ", &["c129715d7a2bc9a3:1"]),
            ("x\nx", &["d1918fd5e068b4e9:1", "638816509450efbf:1"]),
            (three, &["5a59582b2434fdea:1", "78aa4439011a76b1:1", "e6ceba753e1a442:1"]),
        ] {
            assert_eq!(line_hashes(text), hashes, "{text:?}");
        }
        // Spaces don't count, and neither does the kind of line break.
        assert_eq!(line_hashes("a\nb\n\tc\n d"), line_hashes(" a\r\nb\rc\nd"));
        assert_eq!(line_hashes("").len(), 1);
    }
}
