//! The statements of a shell script, out of its words and operators.

use std::collections::BTreeMap;

use crate::load::generator::Word;

use super::statement::{Command, Statement, is_standard};
use super::token::Token;

/// How deep loops and groups may be in each other.
const DEEPEST: usize = 20;
/// How often functions may be called: each call is as long as the function's body.
const MOST_CALLS: usize = 50;

pub(super) struct Parser<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
    depth: usize,
    functions: BTreeMap<String, Vec<Statement<'a>>>,
    /// How often functions were called.
    calls: usize,
    /// Whether the body of a function is read.
    in_function: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(tokens: Vec<Token<'a>>) -> Self {
        let tokens = tokens.into_iter().peekable();
        Self { tokens, depth: 0, functions: BTreeMap::new(), calls: 0, in_function: false }
    }

    /// The statements of the whole script.
    ///
    /// # Errors
    /// Names what isn't followed.
    pub(super) fn script(mut self) -> Result<Vec<Statement<'a>>, String> {
        let statements = self.list(&[])?;
        if self.tokens.peek().is_some() { unclosed() } else { Ok(statements) }
    }

    /// The word that comes next, where it is without quotes, or the bracket.
    fn keyword(&mut self) -> Option<&str> {
        match self.tokens.peek() {
            Some(Token::Word(word, true)) => Some(&word.text),
            Some(Token::Close) => Some(")"),
            _ => None,
        }
    }

    fn skip_ends(&mut self) {
        while self.tokens.next_if(|token| matches!(token, Token::End)).is_some() {}
    }

    fn list(&mut self, stops: &[&str]) -> Result<Vec<Statement<'a>>, String> {
        let mut statements = Vec::new();
        loop {
            self.skip_ends();
            if self.tokens.peek().is_none()
                || self.keyword().is_some_and(|word| stops.contains(&word))
            {
                return Ok(statements);
            }
            let statement = self.and_or()?;
            let ends = |token: &Token<'_>| matches!(token, Token::End | Token::Background(_));
            let separator = self.tokens.next_if(ends);
            let is_separated = separator.is_some();
            statements.extend(match separator {
                Some(Token::Background(sign)) => {
                    vec![Statement::Background(statement, sign)]
                }
                _ => statement,
            });
            let stops_here = self.keyword().is_some_and(|word| stops.contains(&word));
            if !is_separated && !stops_here && self.tokens.peek().is_some() {
                return Err("the script isn't analysed".to_owned());
            }
        }
    }

    /// Statements with `&&` and `||` between them.
    fn and_or(&mut self) -> Result<Vec<Statement<'a>>, String> {
        let mut statements = self.statement()?;
        loop {
            if self.tokens.next_if(|token| matches!(token, Token::And)).is_some() {
                self.skip_ends();
                let next = self.statement()?;
                // What follows a test may not run.
                let is_sure = |last: &Statement<'_>| {
                    !(last.is_test() || matches!(last, Statement::Branches(_)))
                };
                if !statements.last().is_none_or(is_sure) {
                    statements.push(Statement::Branches(vec![next]));
                } else {
                    statements.extend(next);
                }
            } else if self.tokens.next_if(|token| matches!(token, Token::Or)).is_some() {
                self.skip_ends();
                let other = self.statement()?;
                statements.push(Statement::Branches(vec![other]));
            } else {
                return Ok(statements);
            }
        }
    }

    /// One statement; a call of a function is those of its body.
    fn statement(&mut self) -> Result<Vec<Statement<'a>>, String> {
        const OTHERS: [&str; 10] =
            ["case", "select", "do", "done", "then", "else", "elif", "fi", "}", "in"];
        if self.tokens.next_if(|token| matches!(token, Token::Open)).is_some() {
            return self.group(")");
        }
        match self.keyword() {
            Some("while") => self.repeat(false),
            Some("until") => self.repeat(true),
            Some("for") => self.repeat_for_each(),
            Some("if") => self.condition(),
            Some("{") => {
                self.tokens.next();
                self.group("}")
            }
            Some("function") => {
                self.tokens.next();
                let name = self.word()?;
                self.function(name.text)
            }
            Some("!") => {
                self.tokens.next();
                Ok(vec![Statement::Branches(vec![self.pipeline()?])])
            }
            Some(word) if OTHERS.contains(&word) => Err(format!("`{word}` isn't analysed")),
            _ => self.pipeline(),
        }
    }

    fn word(&mut self) -> Result<Word<'a>, String> {
        match self.tokens.next() {
            Some(Token::Word(word, _)) => Ok(word),
            _ => Err("a word is missing".to_owned()),
        }
    }

    /// Statements up to a keyword, which is read as well.
    fn body(&mut self, end: &str) -> Result<Vec<Statement<'a>>, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("the script has more than {DEEPEST} loops in each other"));
        }
        let body = self.list(&[end])?;
        self.depth -= 1;
        if self.tokens.next().is_none() { unclosed() } else { Ok(body) }
    }

    /// The rest of a statement after its last keyword: redirections.
    fn with_output(&mut self, statement: Statement<'a>) -> Result<Vec<Statement<'a>>, String> {
        let Command { words, output } = self.command()?;
        let is_piped = matches!(self.tokens.peek(), Some(Token::Pipe));
        match output {
            _ if is_piped => Err("a pipeline isn't analysed".to_owned()),
            _ if !words.is_empty() => Err("what follows the loop isn't analysed".to_owned()),
            Some(file) => Ok(vec![Statement::Redirected(vec![statement], file)]),
            None => Ok(vec![statement]),
        }
    }

    fn repeat(&mut self, is_until: bool) -> Result<Vec<Statement<'a>>, String> {
        self.tokens.next();
        let condition = self.body("do")?;
        let body = self.body("done")?;
        self.with_output(Statement::Loop { condition, body, is_until })
    }

    /// `for NAME in WORDS; do …; done`, and `for ((…)); do …; done` of bash.
    fn repeat_for_each(&mut self) -> Result<Vec<Statement<'a>>, String> {
        self.tokens.next();
        let mut words = vec![self.word()?];
        while let Some(Token::Word(word, _)) =
            self.tokens.next_if(|token| matches!(token, Token::Word(..)))
        {
            if word.text == "do" {
                let body = self.body("done")?;
                return self.with_output(Statement::ForEach { words, body });
            }
            words.push(word);
        }
        self.skip_ends();
        if self.keyword() != Some("do") {
            return Err("`for` isn't analysed".to_owned());
        }
        self.tokens.next();
        let body = self.body("done")?;
        self.with_output(Statement::ForEach { words, body })
    }

    fn condition(&mut self) -> Result<Vec<Statement<'a>>, String> {
        let mut branches = Vec::new();
        loop {
            self.tokens.next();
            let condition = self.body("then")?;
            if !condition.iter().all(Statement::is_brief) {
                return Err("`if` isn't analysed".to_owned());
            }
            self.depth += 1;
            branches.push(self.list(&["elif", "else", "fi"])?);
            self.depth -= 1;
            match self.keyword() {
                Some("elif") => {}
                Some("else") => {
                    self.tokens.next();
                    branches.push(self.body("fi")?);
                    break;
                }
                Some(_) => {
                    self.tokens.next();
                    break;
                }
                None => return unclosed(),
            }
        }
        self.with_output(Statement::Branches(branches))
    }

    /// `{ …; }` or `( … )`, after its bracket.
    fn group(&mut self, end: &str) -> Result<Vec<Statement<'a>>, String> {
        let body = self.body(end)?;
        self.with_output(Statement::Group(body))
    }

    /// `NAME() { …; }`, after its name.
    fn function(&mut self, name: String) -> Result<Vec<Statement<'a>>, String> {
        if self.tokens.next_if(|token| matches!(token, Token::Open)).is_some() {
            self.tokens.next_if(|token| matches!(token, Token::Close));
        }
        self.skip_ends();
        if self.keyword() != Some("{") || self.in_function {
            return Err(format!("the function `{name}` isn't analysed"));
        }
        self.tokens.next();
        self.in_function = true;
        let body = self.body("}")?;
        self.in_function = false;
        self.functions.insert(name, body);
        Ok(Vec::new())
    }

    fn pipeline(&mut self) -> Result<Vec<Statement<'a>>, String> {
        let mut commands = vec![self.command()?];
        if let ([Command { words, output: None }], Some(Token::Open)) =
            (commands.as_slice(), self.tokens.peek())
            && let [name] = words.as_slice()
        {
            let name = name.text.clone();
            return self.function(name);
        }
        while self.tokens.next_if(|token| matches!(token, Token::Pipe)).is_some() {
            self.skip_ends();
            commands.push(self.command()?);
        }
        if commands.iter().any(|command| command.words.is_empty()) {
            return Err("a command is missing".to_owned());
        }
        self.called(commands)
    }

    /// A pipeline, or the body of the function that it calls.
    fn called(&mut self, commands: Vec<Command<'a>>) -> Result<Vec<Statement<'a>>, String> {
        let body = commands.iter().find_map(|one| self.functions.get(one.name()?));
        match (body, commands.as_slice()) {
            (None, _) => Ok(vec![Statement::Pipeline(commands)]),
            // Calls in calls could multiply without an end.
            (Some(body), [Command { output: None, .. }])
                if !self.in_function && self.calls < MOST_CALLS =>
            {
                self.calls += 1;
                Ok(vec![Statement::Group(body.clone())])
            }
            _ => Err("the call of a function isn't analysed".to_owned()),
        }
    }

    fn command(&mut self) -> Result<Command<'a>, String> {
        let mut command = Command::default();
        loop {
            match self.tokens.peek() {
                Some(Token::Word(..)) => command.words.push(self.word()?),
                Some(Token::Duplicate) => drop(self.tokens.next()),
                Some(Token::Redirect { is_output }) => {
                    let is_output = *is_output;
                    self.tokens.next();
                    let file = self.word().map_err(|_| "the name of a file is missing")?;
                    if is_output && !is_standard(&file.text) {
                        command.output = Some(file);
                    }
                }
                _ => return Ok(command),
            }
        }
    }
}

fn unclosed<T>() -> Result<T, String> {
    Err("a loop, a condition or a bracket isn't closed".to_owned())
}
