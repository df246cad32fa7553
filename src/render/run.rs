//! Runs a program to its end, or to the end of its time.

use std::io::{self, ErrorKind, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How much of a program's output is read.
const MOST_BYTES: u64 = 64 << 20;
/// From one look at a program that is about to end to the next.
const PAUSE: Duration = Duration::from_millis(5);

/// Why a program has no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is no such program.
    Missing,
    /// It can't be run.
    Unusable(io::Error),
    /// It took too long.
    Slow,
    /// It says no, in its own words.
    Refused(String),
}

/// What a program prints: run by itself, without a shell and with nothing to read.
pub(super) fn run(command: &[&str], limit: Duration) -> Result<Vec<u8>, Failure> {
    let deadline = Instant::now() + limit;
    let Some((program, args)) = command.split_first() else {
        return Err(Failure::Missing);
    };
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::Missing,
            _ => Failure::Unusable(error),
        })?;
    let (out, said) = (child.stdout.take().map(gather), child.stderr.take().map(gather));
    let result = finish(&mut child, out, said, deadline);
    if result.is_none() {
        // One that is gone can't be stopped, and need not be.
        let _ = child.kill();
        let _ = child.wait();
    }
    match result.ok_or(Failure::Slow)? {
        (true, out, _) => Ok(out),
        (false, _, said) => Err(Failure::Refused(String::from_utf8_lossy(&said).into_owned())),
    }
}

/// Whether it ended well, with all that it printed; `None` where that takes too long.
fn finish(
    child: &mut Child,
    out: Option<Receiver<Vec<u8>>>,
    said: Option<Receiver<Vec<u8>>>,
    deadline: Instant,
) -> Option<(bool, Vec<u8>, Vec<u8>)> {
    let left = || deadline.saturating_duration_since(Instant::now());
    let wait = |pipe: Option<Receiver<Vec<u8>>>| pipe?.recv_timeout(left()).ok();
    let (out, said) = (wait(out)?, wait(said)?);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some((status.success(), out, said)),
            Ok(None) if left() > Duration::ZERO => thread::sleep(PAUSE),
            _ => return None,
        }
    }
}

/// Reads a pipe while everything else goes on, so that none fills up.
fn gather(pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is all that there is; nobody may be waiting any more.
        let _ = pipe.take(MOST_BYTES).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    #[test]
    fn programs_end_in_one_of_four_ways() {
        assert_eq!(run(&["printf", "a b"], LIMIT).unwrap(), b"a b");
        assert!(matches!(run(&["no-such-program-here"], LIMIT), Err(Failure::Missing)));
        assert!(matches!(run(&["/"], LIMIT), Err(Failure::Unusable(_))));
        let start = Instant::now();
        assert!(matches!(run(&["sleep", "9"], Duration::from_millis(50)), Err(Failure::Slow)));
        assert!(start.elapsed() < Duration::from_secs(5));
        let Err(Failure::Refused(said)) = run(&["ls", "/no/such/folder"], LIMIT) else {
            panic!("`ls` finds a folder that doesn't exist");
        };
        assert!(said.contains("/no/such/folder"), "{said}");
    }

    #[test]
    fn nothing_goes_through_a_shell() {
        assert_eq!(run(&["printf", "%s", "$(id); `id` > x"], LIMIT).unwrap(), b"$(id); `id` > x");
    }
}
