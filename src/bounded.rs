//! Reading without trust in an end: devices, pipes and large files are read up to a bound.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Largest file that is read, in bytes; the API server rejects objects above 1.5 MiB anyway.
pub(crate) const MOST_BYTES: usize = 32 << 20;

/// Reader that ends one byte above [`MOST_BYTES`]: devices and pipes may have no end.
pub(crate) fn bounded<R: Read>(reader: R) -> io::Take<R> {
    reader.take(MOST_BYTES as u64 + 1)
}

/// Bytes of a file, at most one more than [`MOST_BYTES`].
///
/// # Errors
/// When it can't be read.
pub(crate) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let length = file.metadata().map_or(0, |it| it.len()).min(MOST_BYTES as u64);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    bounded(file).read_to_end(&mut bytes)?;
    Ok(bytes)
}
