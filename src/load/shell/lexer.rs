//! The outline of a shell script: where its words and operators are, whatever the words come to when it runs.
//! Source: POSIX, Shell Command Language, and the manual of bash 5.2.

use std::ops::Range;

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word.
    Word(Range<usize>),
    /// `;`, a line break, `&`, `&&` or `||`.
    End,
    /// `|`.
    Pipe,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `>` and its like for standard output, with its file.
    Output(Range<usize>),
}

/// Reads the outline of a script; `None` where it isn't followed, as for here-documents.
pub(super) fn outline(text: &str) -> Option<Vec<Piece>> {
    let mut lexer = Lexer { text, at: 0, pieces: Vec::new(), depth: 0 };
    while lexer.step()? {}
    Some(lexer.pieces)
}

/// Where `` `…` ``, `$(…)` or `${…}` ends that begins at an offset; `None` where it isn't closed.
pub(super) fn end_of_expansion(text: &str, at: usize) -> Option<usize> {
    let mut lexer = Lexer { text, at, pieces: Vec::new(), depth: 0 };
    if lexer.rest().starts_with('`') {
        lexer.skip_to('`')?;
    } else {
        lexer.skip_dollar()?;
    }
    Some(lexer.at)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    pieces: Vec<Piece>,
    /// How many quotes are open, each in the one before.
    depth: usize,
}

/// How many quotes may be open.
const DEEPEST: usize = 50;

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, start: &str) -> bool {
        let eats = self.rest().starts_with(start);
        self.at += if eats { start.len() } else { 0 };
        eats
    }

    /// Reads one piece; false at the end.
    fn step(&mut self) -> Option<bool> {
        let Some(c) = self.rest().chars().next() else {
            return Some(false);
        };
        match c {
            '\n' | ';' => self.operator(Piece::End, 1),
            '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
            c if c.is_whitespace() => self.at += c.len_utf8(),
            '\\' if self.eat("\\\n") => {}
            '|' if self.rest().starts_with("||") => self.operator(Piece::End, 2),
            '|' => self.operator(Piece::Pipe, 1),
            '&' if self.eat("&>>") || self.eat("&>") => self.target(true)?,
            '&' if self.rest().starts_with("&&") => self.operator(Piece::End, 2),
            '&' => self.operator(Piece::End, 1),
            '(' if self.rest().starts_with("((") => self.arithmetic()?,
            '(' => self.operator(Piece::Open, 1),
            ')' => self.operator(Piece::Close, 1),
            '>' | '<' => self.redirect(true)?,
            _ => self.word()?,
        }
        Some(true)
    }

    fn operator(&mut self, piece: Piece, length: usize) {
        self.at += length;
        self.pieces.push(piece);
    }

    /// `((…))`, which prints nothing.
    fn arithmetic(&mut self) -> Option<()> {
        let end = self.rest().find("))")?;
        self.pieces.push(Piece::Word(self.at..self.at + end + 2));
        self.at += end + 2;
        Some(())
    }

    /// A word, or the number in front of a redirection.
    fn word(&mut self) -> Option<()> {
        let start = self.at;
        self.skip_word()?;
        let word = self.text.get(start..self.at)?;
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && self.rest().starts_with(['>', '<']) {
            return self.redirect(word == "1");
        }
        self.pieces.push(Piece::Word(start..self.at));
        Some(())
    }

    /// A redirection, of standard output or of something that doesn't matter.
    fn redirect(&mut self, is_output: bool) -> Option<()> {
        if self.eat("<") {
            // The text of a here-document isn't a part of the script.
            return if self.rest().starts_with(['<', '(']) { None } else { self.target(false) };
        }
        let _ = self.eat(">>") || self.eat(">|") || self.eat(">");
        if self.rest().starts_with('(') {
            return None;
        }
        self.target(is_output)
    }

    fn target(&mut self, is_output: bool) -> Option<()> {
        let is_number = self.eat("&");
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        let start = self.at;
        self.skip_word()?;
        let is_stream =
            self.text.get(start..self.at)?.bytes().all(|it| it.is_ascii_digit() || it == b'-');
        if self.at == start {
            return None;
        }
        if is_output && !(is_number && is_stream) {
            self.pieces.push(Piece::Output(start..self.at));
        }
        Some(())
    }

    fn skip_word(&mut self) -> Option<()> {
        while let Some(c) = self.rest().chars().next() {
            match c {
                c if c.is_whitespace() || ";&|<>()".contains(c) => break,
                '\'' => self.skip_to('\'')?,
                '"' => self.skip_quoted()?,
                '`' => self.skip_to('`')?,
                '\\' => self.skip_escaped(),
                '$' => self.skip_dollar()?,
                c => self.at += c.len_utf8(),
            }
        }
        Some(())
    }

    /// From a quote to the next one.
    fn skip_to(&mut self, quote: char) -> Option<()> {
        self.at += 1 + self.rest().get(1..)?.find(quote)? + 1;
        Some(())
    }

    fn skip_escaped(&mut self) {
        self.at += 1;
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    fn skip_quoted(&mut self) -> Option<()> {
        self.at += 1;
        self.depth = Some(self.depth + 1).filter(|depth| *depth < DEEPEST)?;
        loop {
            match self.rest().chars().next()? {
                '"' => break,
                '\\' => self.skip_escaped(),
                '$' => self.skip_dollar()?,
                c => self.at += c.len_utf8(),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Some(())
    }

    /// `$name`, `${…}`, `$(…)`.
    fn skip_dollar(&mut self) -> Option<()> {
        self.at += 1;
        let (open, close) = match self.rest().chars().next() {
            Some('(') => ('(', ')'),
            Some('{') => ('{', '}'),
            _ => return Some(()),
        };
        let mut depth = 0_usize;
        loop {
            match self.rest().chars().next()? {
                '\'' if open == '(' => self.skip_to('\'')?,
                '"' => self.skip_quoted()?,
                '\\' => self.skip_escaped(),
                c => {
                    self.at += c.len_utf8();
                    depth = depth + usize::from(c == open) - usize::from(c == close);
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let pieces = outline(text)?;
        let all = pieces.iter().map(|piece| match piece {
            Piece::Word(at) => text.get(at.clone()).unwrap().to_owned(),
            Piece::End => ";".to_owned(),
            Piece::Pipe => "|".to_owned(),
            Piece::Open => "(".to_owned(),
            Piece::Close => ")".to_owned(),
            Piece::Output(at) => format!(">{}", text.get(at.clone()).unwrap()),
        });
        Some(all.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn words_stay_whole_whatever_is_in_them() {
        for (text, wanted) in [
            ("echo \"$i: $(date +\"%s\")\" >> /a", "echo \"$i: $(date +\"%s\")\" >/a"),
            ("i=$((i+1)); x", "i=$((i+1)) ; x"),
            ("a `b c` d", "a `b c` d"),
            ("a ${b:-c d} 'e;f' \\; g", "a ${b:-c d} 'e;f' \\; g"),
            ("((i++)); a # b > c\nd", "((i++)) ; a ; d"),
            ("a 2>/x 1>y >&2 2>&1 < z", "a >y"),
            ("a &>x && b || (c | d) & e", "a >x ; b ; ( c | d ) ; e"),
            ("a>$b.log", "a >$b.log"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_not_closed_or_quotes_a_document_is_not_followed() {
        let deep = "\"$(".repeat(100_000);
        for text in [
            deep.as_str(),
            "a 'b",
            "a \"b",
            "a $(b",
            "a <<EOF\nb\nEOF",
            "a > >(b)",
            "a >",
            "a <(b)",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
