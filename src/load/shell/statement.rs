//! The statements of a shell script: pipelines and loops.

use crate::load::generator::Word;

use super::token::Token;

/// One program with its words.
#[derive(Debug, Default)]
pub(super) struct Command<'a> {
    pub(super) words: Vec<Word<'a>>,
    /// The file that its output goes to.
    pub(super) output: Option<Word<'a>>,
}

#[derive(Debug)]
pub(super) enum Statement<'a> {
    Pipeline(Vec<Command<'a>>),
    /// A pipeline that the script doesn't wait for, and the `&` that says so.
    Background(Vec<Command<'a>>, Word<'a>),
    Loop {
        condition: Vec<Statement<'a>>,
        body: Vec<Statement<'a>>,
        output: Option<Word<'a>>,
    },
}

pub(super) struct Parser<'a> {
    pub(super) tokens: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
    pub(super) depth: usize,
}

impl<'a> Parser<'a> {
    /// The word that comes next, where it is without quotes.
    fn keyword(&mut self) -> Option<&str> {
        match self.tokens.peek() {
            Some(Token::Word(word, true)) => Some(&word.text),
            _ => None,
        }
    }

    pub(super) fn list(&mut self, stops: &[&str]) -> Result<Vec<Statement<'a>>, String> {
        let mut statements = Vec::new();
        loop {
            while self.tokens.next_if(|token| matches!(token, Token::End)).is_some() {}
            if self.tokens.peek().is_none()
                || self.keyword().is_some_and(|word| stops.contains(&word))
            {
                return Ok(statements);
            }
            let statement = self.statement()?;
            let separator = self
                .tokens
                .next_if(|token| matches!(token, Token::End | Token::And | Token::Background(_)));
            let separated = separator.is_some();
            statements.push(statement.before(separator)?);
            let stops_here = self.keyword().is_some_and(|word| stops.contains(&word));
            if !separated && !stops_here && self.tokens.peek().is_some() {
                return Err("the script isn't analysed".to_owned());
            }
        }
    }

    fn statement(&mut self) -> Result<Statement<'a>, String> {
        const OTHERS: [&str; 9] =
            ["if", "for", "until", "case", "function", "select", "do", "done", "then"];
        match self.keyword() {
            Some("while") => self.repeat(),
            Some(word) if OTHERS.contains(&word) => Err(format!("`{word}` isn't analysed")),
            _ => self.pipeline(),
        }
    }

    fn repeat(&mut self) -> Result<Statement<'a>, String> {
        self.depth += 1;
        if self.depth > 1 {
            return Err("a loop in a loop isn't analysed".to_owned());
        }
        self.tokens.next();
        let condition = self.list(&["do"])?;
        self.tokens.next();
        let body = self.list(&["done"])?;
        if self.tokens.next().is_none() {
            return Err("the loop isn't closed".to_owned());
        }
        self.depth -= 1;
        let Command { words, output } = self.command()?;
        if words.is_empty() {
            Ok(Statement::Loop { condition, body, output })
        } else {
            Err("what follows the loop isn't analysed".to_owned())
        }
    }

    fn pipeline(&mut self) -> Result<Statement<'a>, String> {
        let mut commands = vec![self.command()?];
        while self.tokens.next_if(|token| matches!(token, Token::Pipe)).is_some() {
            commands.push(self.command()?);
        }
        if commands.iter().any(|command| command.words.is_empty()) {
            Err("a command is missing".to_owned())
        } else {
            Ok(Statement::Pipeline(commands))
        }
    }

    fn command(&mut self) -> Result<Command<'a>, String> {
        let mut command = Command::default();
        loop {
            match self.tokens.peek() {
                Some(Token::Word(..)) => {
                    if let Some(Token::Word(word, _)) = self.tokens.next() {
                        command.words.push(word);
                    }
                }
                Some(Token::Duplicate) => drop(self.tokens.next()),
                Some(Token::Redirect { is_output }) => {
                    let is_output = *is_output;
                    self.tokens.next();
                    let Some(Token::Word(file, _)) = self.tokens.next() else {
                        return Err("the name of a file is missing".to_owned());
                    };
                    if is_output && !is_standard(&file.text) {
                        command.output = Some(file);
                    }
                }
                _ => return Ok(command),
            }
        }
    }
}

impl Command<'_> {
    /// Whether it copies what it reads to the container's own output.
    pub(super) fn is_copied(&self) -> bool {
        self.name() == Some("tee") && self.words.iter().any(|word| is_standard(&word.text))
    }
}

/// Files that are the container's own output.
fn is_standard(file: &str) -> bool {
    ["/dev/stdout", "/dev/stderr", "/proc/1/fd/1", "/proc/1/fd/2", "/proc/self/fd/1"]
        .contains(&file)
}

impl<'a> Statement<'a> {
    /// The statement with what ends it.
    fn before(self, separator: Option<Token<'a>>) -> Result<Self, String> {
        match (self, separator) {
            (Self::Pipeline(commands), Some(Token::Background(sign))) => {
                Ok(Self::Background(commands, sign))
            }
            (_, Some(Token::Background(_))) => {
                Err("a loop in the background isn't analysed".to_owned())
            }
            (statement, _) => Ok(statement),
        }
    }

    pub(super) fn simple(&self) -> Option<&Command<'a>> {
        match self {
            Self::Pipeline(commands) => match commands.as_slice() {
                [command] => Some(command),
                _ => None,
            },
            Self::Background(..) | Self::Loop { .. } => None,
        }
    }

    /// Whether the script waits here for all that it has started.
    pub(super) fn is_wait(&self) -> bool {
        self.simple().and_then(Command::name) == Some("wait")
    }

    /// Whether it ends soon and writes next to nothing.
    pub(super) fn is_brief(&self) -> bool {
        const BRIEF: [&str; 9] =
            ["echo", "sleep", "set", "cd", ":", "true", "mkdir", "touch", "sync"];
        self.simple().and_then(Command::name).is_some_and(|name| BRIEF.contains(&name))
    }

    /// Whether it waits for some time.
    pub(super) fn is_pause(&self) -> bool {
        self.simple().and_then(Command::name) == Some("sleep")
    }

    /// Whether it goes on forever and writes nothing.
    pub(super) fn is_idle(&self) -> bool {
        let is_pause = |one: &Self| {
            one.simple()
                .and_then(Command::name)
                .is_some_and(|name| ["sleep", "true", ":"].contains(&name))
        };
        let is_end =
            |word: &Word<'_>| ["infinity", "inf", "/dev/null"].contains(&word.text.as_str());
        match self {
            Self::Loop { condition, body, .. } => condition.iter().chain(body).all(is_pause),
            Self::Background(..) => false,
            Self::Pipeline(_) => self.simple().is_some_and(|command| {
                let idles = command.name().is_some_and(|name| ["sleep", "tail"].contains(&name));
                idles && command.words.iter().any(is_end)
            }),
        }
    }

    pub(super) fn shown(&self) -> String {
        match self {
            Self::Loop { .. } => "a loop that".to_owned(),
            Self::Pipeline(commands) | Self::Background(commands, _) => {
                format!("`{}`", commands.first().and_then(Command::name).unwrap_or_default())
            }
        }
    }
}

impl<'a> Command<'a> {
    pub(super) fn name(&self) -> Option<&str> {
        self.words.first().map(|word| word.text.as_str())
    }
}
