//! The words and operators of a shell script, as far as they is known exactly. Source: POSIX, Shell
//! Command Language.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::CharIndices;

use crate::kube::Environment;
use crate::load::generator::{Value, Word, lookup};

/// A piece of a script.
#[derive(Debug, Clone)]
pub(super) enum Token<'a> {
    /// A word, and whether it was written without quotes.
    Word(Word<'a>, bool),
    /// `;` or a line break.
    End,
    /// `&&`.
    And,
    /// `&`, which is this word.
    Background(Word<'a>),
    /// `|`.
    Pipe,
    /// `>` or `>>`; the word after it is the file. Standard output, if no other number is in front.
    Redirect { is_output: bool },
    /// `2>&1` and the like.
    Duplicate,
}

/// Words after which statements may run never or more than once.
const BRANCHES: [&str; 9] =
    ["while", "until", "for", "if", "case", "select", "function", "eval", "trap"];
/// Variables with which the shell itself works.
const OF_THE_SHELL: [&str; 2] = ["IFS", "PATH"];

/// Whether a shell makes one word of a value outside quotes.
fn is_one_word(value: &str) -> bool {
    !value.is_empty() && value.chars().all(is_plain)
}

/// Characters that a shell leaves alone outside quotes.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "_-./:=,+%@^".contains(c)
}

/// Reads a script.
///
/// # Errors
/// Names what isn't known exactly: programs whose output is used, patterns, variables of the script.
pub(super) fn tokens<'e, 'a: 'e>(
    script: &Word<'a>,
    environment: &dyn Fn() -> &'e Environment<'a>,
) -> Result<Vec<Token<'a>>, String> {
    let text = script.text.as_str();
    let mut reader = Reader {
        script,
        rest: text.char_indices().peekable(),
        environment,
        tokens: Vec::new(),
        word: None,
        last_start: 0,
        is_straight: true,
        own: HashMap::new(),
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
    for token in tokens(file, &|| &environment)? {
        match token {
            Token::Word(word, _) => words.push(word),
            Token::End => {}
            _ => return Err("the file of its arguments isn't analysed".to_owned()),
        }
    }
    Ok(words)
}

struct Reader<'r, 'e, 'a> {
    script: &'r Word<'a>,
    rest: Peekable<CharIndices<'r>>,
    environment: &'r dyn Fn() -> &'e Environment<'a>,
    tokens: Vec<Token<'a>>,
    word: Option<Open<'a>>,
    /// Where the last word starts.
    last_start: usize,
    /// Whether every statement so far runs once, in its turn.
    is_straight: bool,
    /// The values that such statements give to names of the script's own.
    own: HashMap<String, String>,
}

/// The word that is being read.
struct Open<'a> {
    start: usize,
    word: Word<'a>,
    bare: bool,
}

impl<'a> Reader<'_, '_, 'a> {
    fn read(&mut self) -> Result<(), String> {
        while let Some((at, c)) = self.rest.next() {
            match c {
                ' ' | '\t' => self.close(at),
                '\n' | ';' => self.end(at, Token::End),
                '\'' => self.single(at)?,
                '"' => self.double(at)?,
                '\\' => self.escape(at)?,
                '$' => self.variable(at, false)?,
                '#' if self.word.is_none() => {
                    while self.rest.next_if(|(_, c)| *c != '\n').is_some() {}
                }
                '|' if self.eat('|') => return Err("`||` isn't analysed".to_owned()),
                '|' => self.end(at, Token::Pipe),
                '&' if self.eat('&') => self.end(at, Token::And),
                '&' if self.rest.peek().is_none_or(|(_, c)| *c != '>') => self.background(at),
                '>' => self.redirect(at),
                c if is_plain(c) => self.push(at, c),
                '[' | ']' | '!' if self.stands_alone() => self.push(at, c),
                c => return Err(format!("`{c}` isn't analysed")),
            }
        }
        self.close(self.script.text.len());
        Ok(())
    }

    /// Whether the character just taken is a word of its own: a command, no pattern.
    fn stands_alone(&mut self) -> bool {
        self.word.is_none() && self.rest.peek().is_none_or(|(_, c)| c.is_whitespace() || *c == ';')
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn open(&mut self, at: usize) -> &mut Open<'a> {
        let new = || Open { start: at, word: Word::implied(""), bare: true };
        self.word.get_or_insert_with(new)
    }

    fn push(&mut self, at: usize, c: char) {
        self.open(at).word.text.push(c);
    }

    fn close(&mut self, at: usize) {
        if let Some(Open { start, word, bare }) = self.word.take() {
            self.last_start = start;
            self.is_straight &= !(bare && BRANCHES.contains(&word.text.as_str()));
            self.tokens.push(Token::Word(word.within(self.script, start..at), bare));
        }
    }

    fn end(&mut self, at: usize, token: Token<'a>) {
        self.close(at);
        let is_set = matches!(token, Token::End | Token::And) && self.assign().is_some();
        self.tokens.push(if is_set { Token::End } else { token });
    }

    /// Takes the last statement, where all it does is to give a value to a name of the script's own: a variable of the
    /// container would change for the programs too.
    fn assign(&mut self) -> Option<()> {
        let [before @ .., Token::Word(word, _)] = self.tokens.as_slice() else { return None };
        let (name, value) = word.text.split_once('=')?;
        let is_first = matches!(before.last(), None | Some(Token::End));
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !OF_THE_SHELL.contains(&name);
        let written = self.script.text.get(self.last_start..)?;
        let is_written = written.strip_prefix(name).is_some_and(|rest| rest.starts_with('='));
        let is_own = || matches!(lookup(name, (self.environment)()), Value::Absent);
        if !(self.is_straight && is_first && is_name && is_written && is_own()) {
            return None;
        }
        let (name, value) = (name.to_owned(), value.to_owned());
        self.own.insert(name, value);
        self.tokens.pop();
        Some(())
    }

    fn background(&mut self, at: usize) {
        let sign = Word::implied("&").within(self.script, at..at + 1);
        self.end(at, Token::Background(sign));
    }

    fn single(&mut self, at: usize) -> Result<(), String> {
        self.open(at).bare = false;
        loop {
            match self.rest.next() {
                Some((_, '\'')) => return Ok(()),
                Some((_, c)) => self.push(at, c),
                None => return Err("a quote isn't closed".to_owned()),
            }
        }
    }

    fn double(&mut self, at: usize) -> Result<(), String> {
        self.open(at).bare = false;
        loop {
            match self.rest.next() {
                Some((_, '"')) => return Ok(()),
                Some((here, '$')) => self.variable(here, true)?,
                Some((_, '`')) => return Err("the output of a program isn't known".to_owned()),
                Some((_, '\\')) => match self.rest.next() {
                    Some((_, c)) if "$`\"\\".contains(c) => self.push(at, c),
                    Some((_, '\n')) => {}
                    Some((_, c)) => {
                        self.push(at, '\\');
                        self.push(at, c);
                    }
                    None => return Err("a quote isn't closed".to_owned()),
                },
                Some((_, c)) => self.push(at, c),
                None => return Err("a quote isn't closed".to_owned()),
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

    /// `$NAME` and `${NAME}` of the shell, `$(NAME)` of the kubelet.
    fn variable(&mut self, at: usize, quoted: bool) -> Result<(), String> {
        let close = match self.rest.peek() {
            Some((_, '{')) => Some('}'),
            Some((_, '(')) => Some(')'),
            _ => None,
        };
        if close.is_some() {
            self.rest.next();
        }
        let mut name = String::new();
        while let Some((_, c)) = self.rest.next_if(|(_, c)| c.is_ascii_alphanumeric() || *c == '_')
        {
            name.push(c);
        }
        if name.is_empty() || close.is_some_and(|close| !self.eat(close)) {
            return Err("what follows `$` isn't analysed".to_owned());
        }
        let of_kubelet = close == Some(')');
        if let Some(value) = self.own.get(&name).filter(|_| !of_kubelet) {
            if !(quoted || is_one_word(value)) {
                return Err(format!("the value of `{name}` isn't one word"));
            }
            let value = value.clone();
            self.open(at).word.text.push_str(&value);
            return Ok(());
        }
        match lookup(&name, (self.environment)()) {
            Value::Text(text, from) if quoted && !of_kubelet || is_one_word(&text) => {
                let open = self.open(at);
                open.word.add(&name, Value::Text(text, from));
                Ok(())
            }
            value => Err(unread(&name, &value, of_kubelet)),
        }
    }

    fn redirect(&mut self, at: usize) {
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
        self.eat('>');
        if self.eat('&') {
            while self.rest.next_if(|(_, c)| c.is_ascii_digit()).is_some() {}
            return self.tokens.push(Token::Duplicate);
        }
        let is_output = number.is_none_or(|number| number == "1");
        self.tokens.push(Token::Redirect { is_output });
    }
}

/// A script that is nowhere, for tests.
#[cfg(test)]
fn all_in(text: &str) -> Result<Vec<String>, String> {
    let (script, environment) = (Word::implied(text), Environment::default());
    let tokens = tokens(&script, &|| &environment)?;
    Ok(tokens
        .into_iter()
        .map(|token| match token {
            Token::Word(word, _) => word.text,
            other => format!("<{other:?}>"),
        })
        .collect())
}

/// Why a variable can't be read in a script.
fn unread(name: &str, value: &Value, of_kubelet: bool) -> String {
    match value {
        Value::Text(..) => format!("the value of `{name}` isn't one word"),
        Value::Absent if of_kubelet => format!("the output of `{name}` isn't known"),
        Value::Absent if name.bytes().all(|byte| byte.is_ascii_digit()) => {
            "the arguments of the script aren't analysed".to_owned()
        }
        Value::Absent => format!("`{name}` isn't in the container's environment"),
        Value::Unknown(reason) => format!("`{name}` {reason}"),
    }
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
    fn variables_of_the_script_have_the_values_that_it_gives_them() {
        assert_eq!(all_in("R=5; a -m $R").unwrap(), ["<End>", "a", "-m", "5"]);
        assert!(all_in("R='5 6' && a \"$R\" ${R}x").is_err());
        assert_eq!(all_in("R='5 6' && a \"$R\"").unwrap(), ["<End>", "a", "5 6"]);
        assert_eq!(
            all_in("R=1\nR=2\nS=$R$R\na $S").unwrap(),
            ["<End>", "<End>", "<End>", "a", "22"]
        );
        for text in [
            "R=5 a $R",
            "a R=5; a $R",
            "\"R=5\"; a $R",
            "export R=5; a $R",
            "IFS=,; a $IFS",
            "while true; do a; R=5; b $R; done",
            "if a; then R=5; fi; b $R",
            "R=5 | a; b $R",
            "a && R=5; b $R",
            "R=5 & a $R",
        ] {
            assert!(all_in(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        for text in [
            "a $(date)",
            "a `date`",
            "a $x",
            "a *",
            "a $((1))",
            "a ${x:-1}",
            "a 'b",
            "(a)",
            "a &> b",
            "a || b",
            "a <b",
            "~/a",
            "a{1,2}",
        ] {
            assert!(all_in(text).is_err(), "{text}");
        }
    }
}
