//! Reading without trust in an end: devices, pipes and large files are read up to a bound.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Largest file that is read, in bytes.
const MOST_BYTES: usize = 128 << 20;
/// Largest document of a file that is parsed, in bytes; the API server rejects objects above 1.5 MiB anyway.
pub(crate) const MOST_DOCUMENT_BYTES: usize = 32 << 20;

/// Bytes of a reader that may have no end.
///
/// # Errors
/// When it can't be read, or has more than 128 MiB.
pub(crate) fn read_bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    read_with(reader, 0)
}

/// Bytes of a file.
///
/// # Errors
/// When it can't be read, or has more than 128 MiB.
pub(crate) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let length = file.metadata().map_or(0, |it| it.len()).min(MOST_BYTES as u64);
    read_with(file, usize::try_from(length).unwrap_or_default() + 1)
}

/// Why something can't be read, in the words that all commands have for it.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

fn read_with(reader: impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length);
    reader.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MOST_BYTES {
        let reason = format!("larger than {} MiB, the most that is read", MOST_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}
