//! A line on the terminal that says what takes so long: from one second on, and gone at the end.

use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long nothing is said.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written again.
const PACE: Duration = Duration::from_millis(200);
/// What clears the line.
const CLEAR: &str = "\r\u{1b}[K";

/// What is being done; its line goes when it is dropped.
pub(super) struct Progress {
    say: Option<Sender<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins with what is done first; where nobody watches, nothing is ever written.
    pub(super) fn new(is_watched: bool, what: &str) -> Self {
        if !is_watched {
            return Self { say: None, thread: None };
        }
        let (say, said) = mpsc::channel();
        let first = what.to_owned();
        let thread = thread::Builder::new().spawn(move || {
            let (start, mut what, mut is_shown) = (Instant::now(), first, false);
            loop {
                let wait = PATIENCE.saturating_sub(start.elapsed()).max(PACE);
                match said.recv_timeout(wait) {
                    Ok(next) => what = next,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if start.elapsed() >= PATIENCE {
                    is_shown = true;
                    written(&format!("{CLEAR}lt-lint: {what}, {} s", start.elapsed().as_secs()));
                }
            }
            if is_shown {
                written(CLEAR);
            }
        });
        Self { say: Some(say), thread: thread.ok() }
    }

    /// Goes on to something else.
    pub(super) fn next(&self, what: String) {
        // Where the thread is gone, nothing is shown any more.
        let _ = self.say.as_ref().map(|say| say.send(what));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.say = None;
        // It has nothing left to say, whatever ended it.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Writes to the terminal; where that is gone, the line isn't a loss.
fn written(text: &str) {
    let mut terminal = io::stderr();
    let _ = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
}
