//! Messages on standard input and output. Standard output is for the protocol alone; what else there is to say goes to
//! standard error, which editors keep as the server's log.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde::Serialize;

/// Something that has come in.
#[derive(Debug)]
pub(super) enum Event {
    /// A message.
    Message(Message),
    /// The end: the editor has gone.
    Closed,
    /// What isn't a message, and why.
    Broken(String),
}

/// Messages as they come in, read by a thread of its own, so that changes that wait are known.
pub(super) fn incoming() -> Receiver<Event> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let event = match Message::read(&mut stdin) {
                Ok(Some(message)) => Event::Message(message),
                Ok(None) => Event::Closed,
                Err(error) => Event::Broken(error.to_string()),
            };
            let is_last = !matches!(event, Event::Message(_));
            if sender.send(event).is_err() || is_last {
                break;
            }
        }
    });
    receiver
}

/// The way to the editor.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    /// How many requests were sent.
    requests: i32,
    /// Why nothing can be sent any more.
    broken: Option<String>,
}

impl Outgoing {
    /// Sends a message; once that has failed, no other.
    pub(super) fn send(&mut self, message: impl Into<Message>) {
        if self.broken.is_some() {
            return;
        }
        let mut stdout = io::stdout().lock();
        let written = message.into().write(&mut stdout).and_then(|()| stdout.flush());
        self.broken = written.err().map(|error| error.to_string());
    }

    /// Sends a notification.
    pub(super) fn notify(&mut self, method: &str, params: impl Serialize) {
        match serde_json::to_value(params) {
            Ok(params) => {
                let method = method.to_owned();
                self.send(Notification { method, params });
            }
            Err(error) => log(&format!("{method}: {error}")),
        }
    }

    /// Sends a request; what the editor answers isn't waited for.
    pub(super) fn request(&mut self, method: &str, params: impl Serialize) {
        self.requests += 1;
        match serde_json::to_value(params) {
            Ok(params) => {
                let (id, method) = (RequestId::from(self.requests), method.to_owned());
                self.send(Request { id, method, params });
            }
            Err(error) => log(&format!("{method}: {error}")),
        }
    }

    /// Sends an answer.
    pub(super) fn answer(&mut self, response: Response) {
        self.send(response);
    }

    /// Why nothing can be sent any more.
    pub(super) fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }
}

/// Says something in the server's log.
pub(super) fn log(text: &str) {
    // Where nobody reads the log, nobody misses it.
    let _ = writeln!(io::stderr(), "lt-lint server: {}", crate::text::printable(text));
}

#[cfg(unix)]
/// Whether a process is still there.
pub(super) fn is_alive(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    // A process of somebody else may not be asked, and is there.
    Pid::from_raw(process).is_none_or(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

#[cfg(not(unix))]
/// Whether a process is still there: where it isn't, standard input ends.
pub(super) fn is_alive(_process: i32) -> bool {
    true
}
