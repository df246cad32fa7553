//! Source files, byte spans, and the one place where a byte offset becomes a line and a column.

use std::ops::Range;
use std::sync::Arc;

/// The name under which standard input is reported.
pub const STDIN: &str = "<stdin>";

/// A file as it was read: its name for people, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as the user would write it, with forward slashes; `<stdin>` for standard input.
    pub name: String,
    /// The whole text, decoded as UTF-8. Every [`Span`] of the file is a byte range of it.
    pub text: Arc<str>,
    /// Where the bytes stopped being UTF-8, if they did; `text` then holds replacement characters.
    pub invalid_at: Option<usize>,
    /// Whether it is to be judged; otherwise it is context, read for what other files refer to.
    pub judged: bool,
}

impl SourceFile {
    /// Decodes `bytes`: UTF-8, or UTF-16 with a byte order mark, which kubectl reads too. Text that is neither is kept
    /// readable and its first bad byte remembered.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>, judged: bool) -> Self {
        let bytes = utf16(&bytes).map_or(bytes, String::into_bytes);
        let (text, invalid_at) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
            }
        };
        Self { name: name.into(), text: text.into(), invalid_at, judged }
    }
}

impl SourceFile {
    /// Whether it is on the disk: standard input and what was rendered have names in angle brackets.
    #[must_use]
    pub fn is_file(&self) -> bool {
        !(self.name.starts_with('<') && self.name.ends_with('>'))
    }

    /// Folder of the file; standard input is a folder by itself. Files of one folder are applied together; those
    /// of two may be two tests, or an overlay and its base.
    #[must_use]
    pub fn folder(&self) -> &str {
        match self.name.rsplit_once('/') {
            _ if !self.is_file() => &self.name,
            Some((folder, _)) => folder,
            None => "",
        }
    }
}

/// Text of UTF-16 with a byte order mark, which stays at its start; `None` for anything else.
fn utf16(bytes: &[u8]) -> Option<String> {
    let read: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| read(*unit)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok())?
}

/// Which file of the input: its index in the list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub usize);

/// Whether a file is among those to be judged.
#[must_use]
pub fn is_judged(sources: &[SourceFile], file: FileId) -> bool {
    sources.get(file.0).is_some_and(|source| source.judged)
}

/// A byte range of one file's text: `start` is in it, `end` isn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, but not including, `end`; never of negative length.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing: a value that isn't written, for instance.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether all of another span is in it.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte; an empty span overlaps what surrounds it.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        start < end || (start == end && (self.is_empty() || other.is_empty()))
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text it covers; empty where the span doesn't fit `text`.
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        text.get(Range::from(self)).unwrap_or_default()
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A span of a certain file. Rules get one from a node or from a parse problem and from nowhere else.
/// Two are the same where the same bytes are meant, whatever led there.
#[derive(Debug, Clone, Copy)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The place in it.
    pub span: Span,
    /// The alias through which a value was reached, if it was.
    pub alias: Option<Alias>,
}

/// The place of an alias, in as few bytes as a location can afford.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias {
    start: u32,
    end: u32,
}

impl Alias {
    /// The alias at a place; none where that is beyond what a file may hold.
    #[must_use]
    pub fn new(span: Span) -> Option<Self> {
        let [start, end] = [span.start, span.end].map(u32::try_from);
        Some(Self { start: start.ok()?, end: end.ok()? })
    }

    /// Its bytes.
    #[must_use]
    pub fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        (self.file, self.span) == (other.file, other.span)
    }
}

impl Eq for Location {}

impl PartialOrd for Location {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Location {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.file, self.span).cmp(&(other.file, other.span))
    }
}

impl std::hash::Hash for Location {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.file, self.span).hash(state);
    }
}

impl Location {
    /// A place that is written where it is.
    #[must_use]
    pub fn new(file: FileId, span: Span) -> Self {
        Self { file, span, alias: None }
    }

    /// The place of the alias that led here, else the place itself.
    #[must_use]
    pub fn of_use(self) -> Self {
        self.alias.map_or(self, |alias| Self::new(self.file, alias.span()))
    }

    /// Whether both are in one file and share a byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.file == other.file && self.span.overlaps(other.span)
    }
}

/// A place as people count it: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Where each line of a text starts, so that offsets turn into positions in logarithmic time, whatever the
/// length of a line.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// Characters, and UTF-16 units beyond them, in front of each block of [`BLOCK`] bytes; none where each byte
    /// is a character.
    blocks: Vec<[usize; 2]>,
}

/// Bytes from one count of characters to the next.
const BLOCK: usize = 1024;

impl LineIndex {
    /// Finds the lines of `text`; a line ends with LF, CRLF or a lone CR, as YAML has it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
        let mut blocks = Vec::new();
        let mut before = [0, 0];
        let counted = if text.is_ascii() { &[] } else { bytes };
        for block in counted.chunks(BLOCK) {
            blocks.push(before);
            before = sum(before, units(block));
        }
        Self { starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(), blocks }
    }

    /// The position of a byte offset; offsets past the end count as the end.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.line_start(line);
        let [characters, _] = self.units_between(text, start, offset);
        let bom = usize::from(start == 0 && offset > 0 && text.starts_with('\u{feff}'));
        Position { line, column: characters.saturating_sub(bom) + 1 }
    }

    /// The column of a byte offset in UTF-16 units, from 1, as editors and SARIF count.
    #[must_use]
    pub fn utf16_column(&self, text: &str, offset: usize) -> usize {
        let Position { line, column } = self.position(text, offset);
        let [_, beyond] = self.units_between(text, self.line_start(line), offset.min(text.len()));
        column + beyond
    }

    /// Characters, and UTF-16 units beyond them, from one offset to another.
    fn units_between(&self, text: &str, start: usize, end: usize) -> [usize; 2] {
        if self.blocks.is_empty() {
            return [end.saturating_sub(start), 0];
        }
        let until = |offset: usize| {
            let block = offset / BLOCK;
            let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
            sum(self.blocks.get(block).copied().unwrap_or_default(), units(rest))
        };
        let ([characters, beyond], [before, beyond_before]) = (until(end), until(start));
        [characters.saturating_sub(before), beyond.saturating_sub(beyond_before)]
    }

    /// Byte offset at which a line (from 1) starts; past the last line, the start of the last.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        let last = self.starts.last().copied().unwrap_or_default();
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(last)
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The span of a line (from 1) with its line break.
    #[must_use]
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let end = self.starts.get(line).copied().unwrap_or(text.len());
        Span::new(self.line_start(line), end)
    }
}

/// The span from a line and a column, both from 1, to the last word of the line.
#[must_use]
pub fn rest_of_line(text: &str, line: usize, column: usize) -> Span {
    let line = LineIndex::new(text).line_span(text, line);
    let words = line.slice(text).trim_end();
    let bom = usize::from(line.start == 0 && words.starts_with('\u{feff}'));
    let start =
        words.char_indices().nth(column.saturating_sub(1) + bom).map_or(words.len(), |(at, _)| at);
    Span::new(line.start + start, line.start + words.len())
}

/// Characters that start in bytes of UTF-8, and those of them that take two units in UTF-16.
fn units(bytes: &[u8]) -> [usize; 2] {
    let starts = bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count();
    [starts, bytes.iter().filter(|byte| **byte >= 0xf0).count()]
}

fn sum([a, b]: [usize; 2], [c, d]: [usize; 2]) -> [usize; 2] {
    [a + c, b + d]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_that_counting_gives() {
        let line = "aé😀\u{301}".repeat(500);
        let text = format!("\u{feff}{line}\n{}\r\n{line}", "x".repeat(3000));
        let index = LineIndex::new(&text);
        for (offset, _) in text.char_indices() {
            let start = text.get(..offset).unwrap().rfind('\n').map_or(3, |at| at + 1);
            let before = text.get(start.min(offset)..offset).unwrap();
            let position = index.position(&text, offset);
            assert_eq!(position.column, before.chars().count() + 1, "{offset}");
            assert_eq!(index.utf16_column(&text, offset), before.encode_utf16().count() + 1);
        }
    }

    #[test]
    fn columns_count_characters_and_leave_the_bom_out() {
        let text = "\u{feff}é: x\r\nb\rc\n";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.position(text, text.find(needle).unwrap());
        assert_eq!(at("x"), Position { line: 1, column: 4 });
        assert_eq!(at("b"), Position { line: 2, column: 1 });
        assert_eq!(at("c"), Position { line: 3, column: 1 });
        assert_eq!(index.lines(), 4);
    }

    #[test]
    fn an_empty_span_overlaps_what_surrounds_it() {
        assert!(Span::new(3, 3).overlaps(Span::new(1, 5)));
        assert!(!Span::new(0, 2).overlaps(Span::new(2, 4)));
        assert!(Span::new(0, 3).overlaps(Span::new(2, 4)));
    }

    #[test]
    fn utf16_with_a_byte_order_mark_is_read() {
        let text = "\u{feff}a: \"é𝄞\"\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little.clone(), big] {
            let file = SourceFile::new("x", bytes, true);
            assert_eq!((&*file.text, file.invalid_at), (text, None));
            let at = LineIndex::new(&file.text).position(&file.text, text.find('"').unwrap());
            assert_eq!(at, Position { line: 1, column: 4 });
        }
        // Half a character at the end.
        let cut = little.get(..little.len() - 1).unwrap().to_vec();
        assert_eq!(SourceFile::new("x", cut, true).invalid_at, Some(0));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_remembered() {
        let file = SourceFile::new("x", b"a: \xff\n".to_vec(), true);
        assert_eq!(file.invalid_at, Some(3));
    }
}
