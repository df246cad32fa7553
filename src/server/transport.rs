//! Messages on two streams, which are for the protocol alone; what else there is to say goes to standard error, which
//! editors keep as the server's log.

use std::fmt;
use std::io::{self, BufRead, Write};
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
pub(super) fn incoming(mut input: impl BufRead + Send + 'static) -> Receiver<Event> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        loop {
            let event = match Message::read(&mut input) {
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
pub(super) struct Outgoing<'o> {
    output: &'o mut dyn Write,
    /// How many requests were sent.
    requests: i32,
    /// Why nothing can be sent any more.
    broken: Option<String>,
}

impl fmt::Debug for Outgoing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Outgoing");
        let shown = shown.field("requests", &self.requests).field("broken", &self.broken);
        shown.finish_non_exhaustive()
    }
}

impl<'o> Outgoing<'o> {
    /// Way on which nothing was sent yet.
    pub(super) fn new(output: &'o mut dyn Write) -> Self {
        Self { output, requests: 0, broken: None }
    }

    /// Sends a message; once that has failed, no other.
    pub(super) fn send(&mut self, message: impl Into<Message>) {
        if self.broken.is_some() {
            return;
        }
        let written = message.into().write(&mut self.output).and_then(|()| self.output.flush());
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
