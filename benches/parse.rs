//! What the YAML parser alone needs for files, to compare lt-lint's runs with: `cargo bench --bench parse -- PATH...`.
//! Reads the files of folders at any depth, each on the thread that is free, and drops all events.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use granit_parser::Parser;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

fn files(path: PathBuf, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        found.push(path);
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        files(entry?.path(), found)?;
    }
    Ok(())
}

fn events(path: &PathBuf) -> io::Result<usize> {
    let text = fs::read_to_string(path)?;
    Ok(Parser::new_from_str(&text).filter(Result::is_ok).count())
}

fn main() -> io::Result<()> {
    let mut found = Vec::new();
    for path in std::env::args_os().skip(1).filter(|argument| argument != "--bench") {
        files(path.into(), &mut found)?;
    }
    let count: io::Result<usize> = found.into_par_iter().map(|path| events(&path)).sum();
    writeln!(io::stdout(), "{} events", count?)
}
