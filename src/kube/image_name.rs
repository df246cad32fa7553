//! Whether text is the name of an image at all. Source: the distribution reference grammar and its
//! ParseNormalizedNamed, with which the kubelet reads it.

use std::ops::Range;

use super::ImageRef;

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// White space.
    Blank,
    /// Capital letters where there may be none.
    Capitals,
    /// Something else, in words.
    Form(&'static str),
}

/// A fault with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Where, in bytes of the text.
    pub at: Range<usize>,
}

const PARTS: &str =
    "its parts are lower-case letters and digits, with `.`, `_` or `-` between them";
const TAG: &str =
    "a tag is up to 128 letters, digits, `_`, `.` and `-`, and starts with none of the last two";
/// Longest name without tag and digest.
const LONGEST: usize = 255;

/// The first thing for which the kubelet or the registry rejects a name, if anything.
#[must_use]
pub fn image_fault(text: &str) -> Option<Fault> {
    let image = ImageRef::parse(text);
    let fault = |kind, part: &str| Some(Fault { kind, at: image.range_of(part) });
    let form = |reason, part: &str| fault(FaultKind::Form(reason), part);
    if let Some(blank) = blanks(text) {
        return fault(FaultKind::Blank, blank);
    }
    if text.len() == 64 && text.bytes().all(is_hex) {
        return form("it is an image ID without a name", text);
    }
    if let Some(scheme) = text.split_inclusive("://").next().filter(|part| part.ends_with("://")) {
        return form("an image has no scheme in front", scheme);
    }
    if let Some(digest) = image.digest.filter(|digest| !is_digest(digest)) {
        return form("a digest is `sha256:` with 64 of the digits 0 to 9 and a to f", digest);
    }
    if let Some(host) = image.registry.filter(|host| !is_host(host)) {
        return form("this isn't a valid registry host", host);
    }
    path_fault(&image).or_else(|| tag_fault(&image))
}

/// The first part of the path that is none.
fn path_fault(image: &ImageRef<'_>) -> Option<Fault> {
    let wrong = image.path.split('/').find(|part| !is_component(part));
    let (kind, at) = match wrong {
        // An empty part has no place of its own.
        Some("") if image.path.is_empty() => {
            (FaultKind::Form("a part of it is empty"), 0..image.text().len())
        }
        Some("") => (FaultKind::Form("a part of it is empty"), image.range_of(image.path)),
        Some(part) if is_component(&part.to_lowercase()) => {
            (FaultKind::Capitals, image.range_of(part))
        }
        Some(part) => (FaultKind::Form(PARTS), image.range_of(part)),
        None if image.path.len() > LONGEST && image.tag.is_none_or(is_tag) => {
            (FaultKind::Form("it is longer than 255 characters"), image.range_of(image.path))
        }
        None => return None,
    };
    Some(Fault { kind, at })
}

fn tag_fault(image: &ImageRef<'_>) -> Option<Fault> {
    let tag = image.tag.filter(|tag| !is_tag(tag))?;
    let at = image.range_of(tag);
    Some(if tag.is_empty() {
        let colon = at.start.saturating_sub(1)..at.start;
        Fault { kind: FaultKind::Form("there is no tag after its `:`"), at: colon }
    } else {
        Fault { kind: FaultKind::Form(TAG), at }
    })
}
/// The first white space.
fn blanks(text: &str) -> Option<&str> {
    let start = text.find(char::is_whitespace)?;
    let rest = text.get(start..)?;
    rest.get(..rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()))
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

/// Of algorithms that aren't known only the form is judged.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, digits)) = text.split_once(':') else {
        return false;
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => {
            return !algorithm.is_empty()
                && digits.len() >= 32
                && digits.bytes().all(|it| it.is_ascii_hexdigit());
        }
    };
    digits.len() == length && digits.bytes().all(is_hex)
}

fn is_host(text: &str) -> bool {
    // An address of IPv6 is in brackets.
    if let Some((address, port)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let digits = address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
        return digits && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    let (name, port) = text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty()
            && label.bytes().all(fits)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.split('.').all(is_label) && port.is_none_or(is_port)
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Runs of letters and digits with one `.`, one or two `_`, or any number of `-` between them.
fn is_component(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut between = text
        .split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        .filter(|it| !it.is_empty());
    let is_separator =
        |it: &str| matches!(it, "." | "_" | "__") || it.bytes().all(|byte| byte == b'-');
    let ends = [text.bytes().next(), text.bytes().last()];
    ends.iter().all(|end| end.is_some_and(is_inner)) && between.all(is_separator)
}

fn is_tag(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    !text.is_empty() && text.len() <= 128 && text.bytes().all(fits) && !text.starts_with(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_kubelet_takes() {
        let digest = format!("scalyr/flog:v1@sha256:{}", "ab".repeat(32));
        let texts = [
            "busybox",
            "scalyr/flog:v1",
            "docker.io/scalyr/scalyr-k8s-agent:2.1.29-buster",
            "localhost:5000/a__b/c---d.e:V1_x",
            "localhost/flog",
            "Registry.Corp:443/team/flog",
            "[2001:db8::1]:5000/flog",
            digest.as_str(),
        ];
        for text in texts {
            assert_eq!(image_fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_refused_is_told_at_its_place() {
        for (text, kind, (start, end)) in FAULTS {
            let fault = Fault { kind: *kind, at: *start..*end };
            assert_eq!(image_fault(text), Some(fault), "{text}");
        }
        let id = "0123456789abcdef".repeat(4);
        assert_eq!(image_fault(&id).map(|fault| fault.at), Some(0..64));
    }

    /// Images with what is wrong and its place.
    const FAULTS: &[(&str, FaultKind, (usize, usize))] = &[
        ("Scalyr/flog:v1", FaultKind::Capitals, (0, 6)),
        ("registry.corp/team/Flog:v1", FaultKind::Capitals, (19, 23)),
        (" scalyr/flog", FaultKind::Blank, (0, 1)),
        ("scalyr/flog: v1", FaultKind::Blank, (12, 13)),
        ("scalyr/flog:v1 ", FaultKind::Blank, (14, 15)),
        ("scalyr/flog:", FaultKind::Form("there is no tag after its `:`"), (11, 12)),
        ("scalyr/flog:v1:2", FaultKind::Form(TAG), (12, 16)),
        ("scalyr/flog:-v1", FaultKind::Form(TAG), (12, 15)),
        ("scalyr//flog", FaultKind::Form("a part of it is empty"), (0, 12)),
        ("scalyr/flog_", FaultKind::Form(PARTS), (7, 12)),
        ("scalyr/f..g", FaultKind::Form(PARTS), (7, 11)),
        ("scalyr/fl$og", FaultKind::Form(PARTS), (7, 12)),
        ("https://docker.io/flog", FaultKind::Form("an image has no scheme in front"), (0, 8)),
        ("registry.corp:/flog", FaultKind::Form("this isn't a valid registry host"), (0, 14)),
        ("flog@sha256:abc", DIGEST, (5, 15)),
        ("flog@latest", DIGEST, (5, 11)),
    ];
    const DIGEST: FaultKind =
        FaultKind::Form("a digest is `sha256:` with 64 of the digits 0 to 9 and a to f");
}
