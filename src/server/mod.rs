//! The language server: findings while one types, what is after a value, and what may be written at a place.
//!
//! One thread does it all: it takes what the editor sends, and judges once nothing more is waiting. What it judges with
//! is the same [`Session`](crate::Session) as the command's.

mod action;
mod client;
mod completion;
mod definition;
mod diagnostic;
mod document;
mod edit;
mod hint;
mod hover;
mod markdown;
mod place;
mod position;
mod request;
mod scene;
mod session;
mod transport;
mod unit;
mod uri;
mod workspace;

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use session::Server;
use transport::{Event, incoming, is_alive, log};

/// How the server is started.
#[derive(Debug, Default)]
pub struct Start {
    /// The configuration file, instead of the one that is found.
    pub config: Option<PathBuf>,
    /// Whether no configuration file is read.
    pub no_config: bool,
    /// Folders with rules, next to those of the configuration.
    pub rules: Vec<PathBuf>,
    /// Whether findings of severity info are shown.
    pub pedantic: bool,
}

/// How the server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As the editor wishes.
    Wished,
    /// The editor has gone silently.
    Left,
    /// What came in wasn't a message.
    Broken,
}

/// How long nothing comes in before it is asked whether the editor is still there.
const QUIET: Duration = Duration::from_secs(2);

/// Serves an editor that writes to `input` and reads `output`, until one of them goes. Meanwhile the process goes from
/// folder to folder of the editor's.
pub fn serve(start: Start, input: impl BufRead + Send + 'static, output: &mut dyn Write) -> End {
    let events = incoming(input);
    let mut server = Server::new(start, output);
    loop {
        // Changes that wait are taken first: what they leave is judged once.
        let event = if server.is_behind() {
            let Ok(event) = events.try_recv() else {
                server.catch_up();
                continue;
            };
            Ok(event)
        } else {
            events.recv_timeout(QUIET)
        };
        let end = match event {
            Ok(Event::Message(message)) => server.take(message),
            Ok(Event::Closed) | Err(RecvTimeoutError::Disconnected) => Some(server.left()),
            Ok(Event::Broken(reason)) => {
                log(&reason);
                Some(End::Broken)
            }
            Err(RecvTimeoutError::Timeout) => {
                let is_gone = server.process().is_some_and(|process| !is_alive(process));
                is_gone.then_some(End::Left)
            }
        };
        if let Some(end) = end.or_else(|| server.cut_off()) {
            return end;
        }
    }
}
