//! Standard error without the secrets of the command line.

use std::io::{self, Write};

use crate::secret::{MASK, Redactor};

use super::Console;

/// Runs a command whose warnings hide these secrets.
pub(super) fn with(
    console: Console<'_>,
    secrets: Redactor,
    run: impl FnOnce(Console<'_>) -> u8,
) -> u8 {
    let mut stderr = Hiding { to: console.stderr, secrets };
    run(Console {
        stdin: console.stdin,
        stdout: console.stdout,
        stderr: &mut stderr,
        color: console.color,
        color_of_errors: console.color_of_errors,
        unicode: console.unicode,
        links: console.links,
        step_summary: console.step_summary,
        interactive: console.interactive,
        watched: console.watched,
        completes: console.completes,
        width: console.width,
    })
}

/// A stream in which secrets are replaced. Each message is written as a whole.
struct Hiding<'w> {
    to: &'w mut dyn Write,
    secrets: Redactor,
}

impl Write for Hiding<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let shown = self.secrets.replace(&String::from_utf8_lossy(bytes), MASK);
        self.to.write_all(shown.as_deref().map_or(bytes, str::as_bytes))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
