//! How much room a text takes, without knowing the font: what the widest of the usual ones need.

use textwrap::core::display_width;

/// What a bold character needs more, in hundredths.
const BOLD: u32 = 113;

/// The size and weight of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Font {
    /// In units of the picture.
    pub size: u32,
    /// Whether it is bold.
    pub bold: bool,
}

impl Font {
    /// The most that a text takes, in units of the picture.
    pub(super) fn width(self, text: &str) -> u32 {
        let hundredths = text.chars().map(hundredths).fold(0, u32::saturating_add);
        let weight = if self.bold { BOLD } else { 100 };
        hundredths.saturating_mul(self.size).saturating_mul(weight).div_ceil(10_000)
    }

    /// A name that fits: what is too long loses its middle.
    pub(super) fn cut(self, text: &str, room: u32) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let length = text.chars().count();
        let cut = |kept: usize| {
            let (head, tail) = (kept.div_ceil(2), kept / 2);
            let (head, tail) = (text.chars().take(head), text.chars().skip(length - tail));
            head.chain(std::iter::once('…')).chain(tail).collect::<String>()
        };
        (0..length).rev().map(cut).find(|cut| self.width(cut) <= room).unwrap_or_default()
    }

    /// A figure that fits: what is too long becomes smaller.
    pub(super) fn shrunk(self, text: &str, room: u32) -> Self {
        let smaller = (1..=self.size).rev().map(|size| Self { size, ..self });
        smaller
            .into_iter()
            .find(|font| font.width(text) <= room)
            .unwrap_or(Self { size: 1, ..self })
    }

    /// The lines of a sentence; words that are too long are broken.
    pub(super) fn lines(self, text: &str, room: u32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let gap = if lines.last().is_some_and(String::is_empty) { "" } else { " " };
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line}{gap}{word}")) <= room => {
                    line.push_str(gap);
                    line.push_str(word);
                }
                _ => lines.extend(self.broken(word, room)),
            }
        }
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn broken(self, word: &str, room: u32) -> Vec<String> {
        let mut parts = vec![String::new()];
        for c in word.chars() {
            match parts.last_mut() {
                Some(part) if self.width(&format!("{part}{c}")) <= room => part.push(c),
                _ => parts.push(c.to_string()),
            }
        }
        parts
    }
}

/// The most that a character takes, in hundredths of the size.
fn hundredths(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' => 31,
        'I' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '/' | '\\' | '-' => 37,
        'r' | 't' | 'f' | '!' | '(' | ')' | '[' | ']' | '·' | '²' | '⁰' | '⁶' => 44,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' => 60,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 100,
        'A'..='Z' | '+' | '=' | '<' | '>' | '~' | '#' | '^' | '&' | '×' => 84,
        ' '..='~' => 64,
        c => 110 * u32::from(display_width(c.encode_utf8(&mut [0; 4])) > 0),
    }
}
