//! Bytes cut into files.

use lt_lint::SourceFile;

/// What is before the name of a file.
pub(crate) const NEXT_FILE: &str = "\n=== ";

/// A set of files: what is before the first line of the form `=== name` is `a.yaml`. Only the text counts, whether it is
/// UTF-8 or not.
pub(crate) fn files(input: &[u8]) -> Vec<SourceFile> {
    let mut files = Vec::new();
    let mut rest = input;
    let mut name = "a.yaml".to_owned();
    while let Some(at) = find(rest, NEXT_FILE.as_bytes()) {
        let (text, behind) = rest.split_at(at + 1);
        files.push(SourceFile::new(name, text.to_vec(), true));
        let behind = behind.get(NEXT_FILE.len() - 1..).unwrap_or_default();
        let end = behind.iter().position(|byte| *byte == b'\n').unwrap_or(behind.len());
        let (head, body) = behind.split_at(end);
        name = String::from_utf8_lossy(head).into_owned();
        rest = body.get(1..).unwrap_or_default();
    }
    files.push(SourceFile::new(name, rest.to_vec(), true));
    files
}

/// Several files as bytes that [`files`] cuts again.
pub(crate) fn joined<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Vec<u8> {
    let mut all = String::new();
    for (name, text) in files {
        let end = if all.is_empty() { "" } else { NEXT_FILE };
        all = if end.is_empty() {
            text.to_owned()
        } else {
            format!("{}{end}{name}\n{text}", all.trim_end_matches('\n'))
        };
    }
    all.into_bytes()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
