//! The words and operators of a shell script, as far as they are known exactly. Source: POSIX, Shell
//! Command Language.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::kube::Environment;
use crate::load::generator::Word;

use super::Shell;
use super::lexer::end_of_expansion;
use super::variable::Variables;

/// A piece of a script.
#[derive(Debug, Clone)]
pub(super) enum Token<'a> {
    /// A word, and whether it was written without quotes. Its text is unknown where it depends on the run.
    Word(Word<'a>, bool),
    /// `;` or a line break.
    End,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `&`, which is this word.
    Background(Word<'a>),
    /// `|`.
    Pipe,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `>` or `>>`, or `<`; the word after it is the file. Standard output, if no other number is in front.
    Redirect { is_output: bool },
    /// `2>&1` and the like.
    Duplicate,
}

/// The most numbers that a range is expanded to.
const MOST_NUMBERS: u32 = 1_000;

/// Characters that a shell leaves alone outside quotes.
pub(super) fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "_-./:=,+%@^!#".contains(c)
}

/// The numbers of `{1..4}`, unless they are too many to be programs of one container.
fn range(text: &str) -> Option<std::ops::RangeInclusive<u32>> {
    let (first, last) = text.strip_prefix('{')?.strip_suffix('}')?.split_once("..")?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last && last - first < MOST_NUMBERS).then_some(first..=last)
}

/// Reads a script.
///
/// # Errors
/// Names what isn't followed: here-documents, quotes that aren't closed, variables that change while they are used.
pub(super) fn tokens<'e, 'a: 'e>(
    script: &Word<'a>,
    shell: Shell,
    environment: &dyn Fn() -> &'e Environment<'a>,
) -> Result<Vec<Token<'a>>, String> {
    let mut reader = Reader {
        script,
        shell,
        rest: script.text.char_indices().peekable(),
        tokens: Vec::new(),
        word: None,
        last_start: 0,
        variables: Variables::new(environment),
    };
    reader.read()?;
    Ok(reader.tokens)
}

/// The words of a file of arguments: no variables, no operators but line breaks.
///
/// # Errors
/// Names what isn't a word.
pub(crate) fn words<'a>(file: &Word<'a>) -> Result<Vec<Word<'a>>, String> {
    let environment = Environment::default();
    let mut words = Vec::new();
    for token in tokens(file, Shell::default(), &|| &environment)? {
        match token {
            Token::Word(Word { unknown: Some(reason), .. }, _) => return Err(reason),
            Token::Word(word, _) => words.push(word),
            Token::End => {}
            _ => return Err("the file of its arguments isn't analysed".to_owned()),
        }
    }
    Ok(words)
}

pub(super) struct Reader<'r, 'e, 'a> {
    pub(super) script: &'r Word<'a>,
    pub(super) shell: Shell,
    pub(super) rest: Peekable<CharIndices<'r>>,
    pub(super) tokens: Vec<Token<'a>>,
    word: Option<Open<'a>>,
    /// Where the last word starts.
    pub(super) last_start: usize,
    pub(super) variables: Variables<'r, 'e, 'a>,
}

/// The word that is being read.
pub(super) struct Open<'a> {
    start: usize,
    pub(super) word: Word<'a>,
    pub(super) bare: bool,
}

impl<'a> Reader<'_, '_, 'a> {
    fn read(&mut self) -> Result<(), String> {
        while let Some((at, c)) = self.rest.next() {
            match c {
                ' ' | '\t' => self.close(at),
                '\n' | ';' => self.end(at, Token::End)?,
                '\'' => self.single(at)?,
                '"' => self.double(at)?,
                '\\' => self.escape(at)?,
                '$' => self.variable(at, false)?,
                '`' => self.output_of_program(at)?,
                '#' if self.word.is_none() => {
                    while self.rest.next_if(|(_, c)| *c != '\n').is_some() {}
                }
                '<' | '>' => self.redirect(at, c)?,
                '|' | '&' | '(' | ')' => self.operator(at, c)?,
                c if is_plain(c) => self.push(at, c),
                '{' | '}' | '[' | ']' if self.is_bracket_alone(c) => self.push(at, c),
                c => self.mark(at, &c.to_string(), format!("`{c}` isn't analysed")),
            }
        }
        self.end(self.script.text.len(), Token::End)
    }

    fn operator(&mut self, at: usize, c: char) -> Result<(), String> {
        match c {
            '|' if self.eat('|') => self.end(at, Token::Or),
            '|' => self.end(at, Token::Pipe),
            '&' if self.eat('&') => self.end(at, Token::And),
            '&' => self.background(at),
            '(' if self.word.is_none() && self.eat('(') => self.arithmetic(at),
            '(' => self.end(at, Token::Open),
            _ => self.end(at, Token::Close),
        }
    }

    /// Whether the bracket just taken is a word of its own or the end of one: a command, no pattern.
    fn is_bracket_alone(&mut self, c: char) -> bool {
        let is_first = self.word.as_ref().is_none_or(|open| open.word.text == c.to_string());
        let ends = |next: char| next.is_whitespace() || ";)".contains(next) || next == c;
        is_first && self.rest.peek().is_none_or(|(_, next)| ends(*next))
    }

    pub(super) fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if(|(_, c)| *c == wanted).is_some()
    }

    pub(super) fn open(&mut self, at: usize) -> &mut Open<'a> {
        let new = || Open { start: at, word: Word::implied(""), bare: true };
        self.word.get_or_insert_with(new)
    }

    fn push(&mut self, at: usize, c: char) {
        self.open(at).word.text.push(c);
    }

    /// Adds to the word what it comes to only when the script runs.
    pub(super) fn mark(&mut self, at: usize, written: &str, reason: String) {
        let word = &mut self.open(at).word;
        word.text.push_str(written);
        word.unknown.get_or_insert(reason);
    }

    pub(super) fn close(&mut self, at: usize) {
        if let Some(Open { start, mut word, bare }) = self.word.take() {
            self.last_start = start;
            if bare {
                self.variables.pass(&word.text, self.tokens.last());
            }
            let unknown = word.unknown.take();
            let numbers = range(&word.text).filter(|_| bare && self.shell.is_bash);
            let mut word = word.within(self.script, start..at);
            if let Some(numbers) = numbers {
                let words = numbers.map(|number| word.meaning(number.to_string()));
                self.tokens.extend(words.map(|word| Token::Word(word, false)));
            } else {
                word.unknown = unknown;
                self.tokens.push(Token::Word(word, bare));
            }
        }
    }

    fn end(&mut self, at: usize, token: Token<'a>) -> Result<(), String> {
        self.close(at);
        match token {
            Token::End | Token::And => self.assign(false)?,
            Token::Close => self.assign(true)?,
            Token::Open => self.variables.is_straight = false,
            _ => {}
        }
        self.tokens.push(token);
        Ok(())
    }

    fn background(&mut self, at: usize) -> Result<(), String> {
        if self.rest.peek().is_some_and(|(_, c)| *c == '>') {
            return Err("`&>` isn't analysed".to_owned());
        }
        let sign = Word::implied("&").within(self.script, at..at + 1);
        self.end(at, Token::Background(sign))?;
        while self.rest.next_if(|(_, c)| [' ', '\t'].contains(c)).is_some() {}
        match self.rest.peek() {
            Some((_, ';')) => Err("`;` follows `&`".to_owned()),
            _ => Ok(()),
        }
    }

    fn single(&mut self, at: usize) -> Result<(), String> {
        self.open(at).bare = false;
        loop {
            match self.rest.next() {
                Some((_, '\'')) => return Ok(()),
                Some((_, c)) => self.push(at, c),
                None => return Err(OPEN_QUOTE.to_owned()),
            }
        }
    }

    fn double(&mut self, at: usize) -> Result<(), String> {
        self.open(at).bare = false;
        loop {
            match self.rest.next() {
                Some((_, '"')) => return Ok(()),
                Some((here, '$')) => self.variable(here, true)?,
                Some((here, '`')) => self.output_of_program(here)?,
                Some((_, '\\')) => match self.rest.next() {
                    Some((_, c)) if "$`\"\\".contains(c) => self.push(at, c),
                    Some((_, '\n')) => {}
                    Some((_, c)) => {
                        self.push(at, '\\');
                        self.push(at, c);
                    }
                    None => return Err(OPEN_QUOTE.to_owned()),
                },
                Some((_, c)) => self.push(at, c),
                None => return Err(OPEN_QUOTE.to_owned()),
            }
        }
    }

    fn escape(&mut self, at: usize) -> Result<(), String> {
        match self.rest.next() {
            Some((_, '\n')) => Ok(()),
            Some((_, c)) => {
                self.open(at).bare = false;
                self.push(at, c);
                Ok(())
            }
            None => Err("a backslash ends the script".to_owned()),
        }
    }

    /// `((…))`: arithmetic of bash, as one word.
    fn arithmetic(&mut self, at: usize) -> Result<(), String> {
        let rest = self.script.text.get(at..).unwrap_or_default();
        let length = rest.find("))").ok_or("`((` isn't closed")? + 2;
        let written = rest.get(..length).unwrap_or_default();
        // Otherwise it is a group in a group.
        let is_sum = |part: &str| part.contains(['=', '<', '>', '+', '-', '!']);
        let parts = written.trim_matches(['(', ')']).split(';');
        if written.contains(['\n', '"', '\'', '$']) || !parts.into_iter().all(is_sum) {
            return Err("`((` isn't analysed".to_owned());
        }
        self.open(at).word.text.push_str(written);
        self.skip_to(at + length);
        self.close(at + length);
        Ok(())
    }

    /// `` `…` `` and `$(…)`, as they are written.
    pub(super) fn output_of_program(&mut self, at: usize) -> Result<(), String> {
        let end = end_of_expansion(&self.script.text, at).ok_or(OPEN_QUOTE)?;
        let written = self.script.text.get(at..end).unwrap_or_default();
        self.mark(at, written, OUTPUT_OF_PROGRAM.to_owned());
        self.skip_to(end);
        Ok(())
    }

    pub(super) fn skip_to(&mut self, end: usize) {
        while self.rest.next_if(|(at, _)| *at < end).is_some() {}
    }

    fn redirect(&mut self, at: usize, sign: char) -> Result<(), String> {
        let is_number =
            |open: &Open<'a>| open.bare && open.word.text.bytes().all(|byte| byte.is_ascii_digit());
        let number = match self.word.take() {
            Some(open) if is_number(&open) => Some(open.word.text),
            word => {
                self.word = word;
                None
            }
        };
        self.close(at);
        if sign == '<' && (self.eat('<') || self.eat('(')) {
            return Err("a here-document isn't analysed".to_owned());
        }
        self.eat('>');
        if self.eat('&') {
            while self.rest.next_if(|(_, c)| c.is_ascii_digit()).is_some() {}
            self.tokens.push(Token::Duplicate);
        } else {
            let is_output = sign == '>' && number.is_none_or(|number| number == "1");
            self.tokens.push(Token::Redirect { is_output });
        }
        Ok(())
    }
}

const OPEN_QUOTE: &str = "a quote isn't closed";
pub(super) const OUTPUT_OF_PROGRAM: &str = "the output of a program isn't known";

/// A script that is nowhere, for tests.
#[cfg(test)]
pub(super) fn all_in(text: &str) -> Result<Vec<String>, String> {
    let (script, environment) = (Word::implied(text), Environment::default());
    let tokens = tokens(&script, Shell { is_bash: true, in_file: false }, &|| &environment)?;
    // The last line ends as well.
    let tokens = tokens.into_iter().rev().skip_while(|token| matches!(token, Token::End));
    let mut shown: Vec<String> = tokens
        .map(|token| match token {
            Token::Word(Word { unknown: Some(reason), .. }, _) => format!("<{reason}>"),
            Token::Word(word, _) => word.text,
            other => format!("<{other:?}>"),
        })
        .collect();
    shown.reverse();
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::all_in;

    #[test]
    fn words_are_what_a_shell_makes_of_them() {
        assert_eq!(all_in("a 'b  c'\"d e\" \\f").unwrap(), ["a", "b  cd e", "f"]);
        assert_eq!(all_in("a \"\" ''").unwrap(), ["a", "", ""]);
        assert_eq!(all_in("a # b\nc").unwrap(), ["a", "<End>", "c"]);
        assert_eq!(all_in("a \\\n b \"x\\\"y\\n\"").unwrap(), ["a", "b", "x\"y\\n"]);
    }

    #[test]
    fn operators_end_words() {
        assert_eq!(all_in("a;b&&c|d").unwrap(), ["a", "<End>", "b", "<And>", "c", "<Pipe>", "d"]);
        let redirect = |is_output| format!("<Redirect {{ is_output: {is_output} }}>");
        assert_eq!(
            all_in("a 2>&1 >>f 2>g").unwrap(),
            ["a", "<Duplicate>", &redirect(true), "f", &redirect(false), "g"]
        );
        let background = all_in("a& b").unwrap();
        assert!(
            background.len() == 3 && background[1].starts_with("<Background("),
            "{background:?}"
        );
    }

    #[test]
    fn what_is_known_only_when_it_runs_is_an_unknown_word() {
        for (text, word) in [
            ("a $(date)", "the output of `date` isn't known"),
            ("a `date +%s`", "the output of a program isn't known"),
            ("a x$(date +'%s)')y", "the output of a program isn't known"),
            ("a *.log", "`*` isn't analysed"),
            ("a $((1))", "the output of a program isn't known"),
            ("a ~/x", "`~` isn't analysed"),
            ("a b{1,2}", "`{` isn't analysed"),
            ("a {4..1}", "`{` isn't analysed"),
            ("a b{1..4}", "`{` isn't analysed"),
            ("a [0-9]", "`[` isn't analysed"),
        ] {
            assert_eq!(all_in(text).unwrap(), ["a", &format!("<{word}>")], "{text}");
        }
        assert_eq!(all_in("[[ a ]]; [ a ]").unwrap(), ["[[", "a", "]]", "<End>", "[", "a", "]"]);
        assert_eq!(all_in("a {2..4} '{1..2}'").unwrap(), ["a", "2", "3", "4", "{1..2}"]);
        assert_eq!(all_in("(a)||{ b; }").unwrap().len(), 8);
    }

    #[test]
    fn what_is_not_closed_is_refused() {
        for text in ["a 'b", "a \"b", "a `b", "a $(b", "a &> b", "a <<b", "a <(b)", "((a", "a \\"] {
            assert!(all_in(text).is_err(), "{text}");
        }
    }
}
