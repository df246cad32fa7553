//! Addresses of files, `file:///home/a/b.yaml`, and the paths that they means.

use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const SCHEME: &str = "file://";

/// What an address may not hold as it is.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path of a file; `None` for what isn't a file of this machine.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix(SCHEME)?;
    let rest = rest.get(rest.find('/')?..)?;
    let text = percent_decode_str(rest).decode_utf8().ok()?;
    // `/C:/a` is a path of Windows with one slash too many.
    let of_drive = |text: &str| text.chars().nth(2) == Some(':') && cfg!(windows);
    let text = if of_drive(&text) { text.trim_start_matches('/') } else { &*text };
    Some(PathBuf::from(text))
}

/// The address of a path.
pub(super) fn of(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("{SCHEME}{slash}{}", utf8_percent_encode(&text, ESCAPED))
}

/// The one true path of a file, which may not exist yet.
pub(super) fn true_path(path: &Path) -> PathBuf {
    if let Ok(path) = fs::canonicalize(path) {
        return path;
    }
    let named = |folder| if folder == Path::new("") { Path::new(".") } else { folder };
    let folder = path.parent().map(named).and_then(|folder| fs::canonicalize(folder).ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_path_and_back() {
        for (uri, text) in [
            ("file:///home/a/b.yaml", "/home/a/b.yaml"),
            ("file:///a%20b/%C3%A9%23.yaml", "/a b/é#.yaml"),
            ("file://localhost/a.yaml", "/a.yaml"),
        ] {
            assert_eq!(path(uri).unwrap(), Path::new(text), "{uri}");
        }
        assert_eq!(of(Path::new("/a b/é#.yaml")), "file:///a%20b/%C3%A9%23.yaml");
        for uri in ["untitled:Untitled-1", "file://", "git:/a.yaml", "file:///%ff"] {
            assert_eq!(path(uri), None, "{uri}");
        }
    }
}
