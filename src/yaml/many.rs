//! Many files at once, on all cores: each is read by itself, so that their order stays.

use std::num::NonZero;
use std::thread;

use crate::source::{FileId, SourceFile};

use super::{Parsed, parse};

/// Below this many files a thread costs more than it saves.
const FEW: usize = 64;

/// Parses every file; the results are in the order of the files.
#[must_use]
pub fn parse_all(sources: &[SourceFile]) -> Vec<Parsed> {
    let threads = match sources.len() {
        0..FEW => 1,
        _ => thread::available_parallelism().map_or(1, NonZero::get),
    };
    if threads == 1 {
        return parse_from(0, sources);
    }
    let share = sources.len().div_ceil(threads);
    thread::scope(|scope| {
        let parts = sources.chunks(share).enumerate();
        let parts = parts.map(|(at, part)| scope.spawn(move || parse_from(at * share, part)));
        let parts: Vec<_> = parts.collect();
        let join = |part: thread::ScopedJoinHandle<'_, Vec<Parsed>>| {
            part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        parts.into_iter().flat_map(join).collect()
    })
}

fn parse_from(first: usize, sources: &[SourceFile]) -> Vec<Parsed> {
    sources.iter().enumerate().map(|(at, source)| parse(FileId(first + at), source)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Document;

    #[test]
    fn each_file_keeps_its_place() {
        let file =
            |at: usize| SourceFile::new(format!("{at}.yaml"), format!("at: {at}\n").into_bytes(), true);
        let sources: Vec<SourceFile> = (0..FEW * 3 + 1).map(file).collect();
        let parsed = parse_all(&sources);
        assert_eq!(parsed.len(), sources.len());
        for (at, parsed) in parsed.iter().enumerate() {
            let root = parsed.documents.first().and_then(Document::root).unwrap();
            assert_eq!(root.get_text("at"), Some(at.to_string().as_str()));
            assert_eq!(root.location().file, FileId(at));
        }
    }
}
