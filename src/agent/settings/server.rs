//! The address of the platform, as the agent makes it of SCALYR_SERVER.
//! Source: scalyr-agent-2, configuration.py, scalyr_client.py and connection.py, 2.1.1 to 2.2.22.

use super::convert::is_space;
use crate::units::Version;

/// What a release of the agent makes of an address.
#[must_use]
pub(super) fn with_https(text: &str, allow_http: bool, release: Version) -> String {
    if allow_http {
        return text.to_owned();
    }
    let trimmed = text.trim_matches(is_space);
    match trimmed.strip_prefix("http://") {
        Some(rest) => format!("https://{rest}"),
        None if trimmed.starts_with("https://") => text.to_owned(),
        None if has_scheme(trimmed, release) => text.to_owned(),
        None => format!("https://{trimmed}"),
    }
}

/// Whether a release's Python reads what is in front of a colon as a scheme, as in `ftp://host`.
fn has_scheme(text: &str, release: Version) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.split_once(':').is_some_and(|(scheme, rest)| {
        let is_port = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(is_part)
            && (!is_port || takes_host_for_scheme(release))
    })
}

/// Whether the release runs on a Python that reads `host:443` as a scheme and a path.
#[must_use]
pub fn takes_host_for_scheme(release: Version) -> bool {
    "2.2.20".parse::<Version>().is_ok_and(|first| release >= first)
}

/// The host of an address and its port; `None` where the agent can't make a client of it.
#[must_use]
pub fn server_host(address: &str) -> Option<(&str, Option<&str>)> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
    let rest = rest.unwrap_or(address);
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let is_port =
        port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    (is_port && !host.is_empty()).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_https() {
        for (text, value) in [
            ("x", "https://x"),
            (" x ", "https://x"),
            ("http://x", "https://x"),
            ("https://x ", "https://x "),
            ("12", "https://12"),
        ] {
            assert_eq!(with_https(text, false, "2.1.1".parse().unwrap()), value);
        }
        let newest = "2.2.22".parse().unwrap();
        assert_eq!(with_https("http://x", true, newest), "http://x");
        assert_eq!(with_https("a.b:443", false, "2.2.19".parse().unwrap()), "https://a.b:443");
        for text in ["a.b:443", "ftp://a.b", "https:a.b", "a.b:443/c"] {
            assert_eq!(with_https(text, false, newest), text);
        }
    }

    #[test]
    fn an_address_has_one_colon_behind_its_host() {
        assert_eq!(server_host("https://a.b:443"), Some(("a.b", Some("443"))));
        assert_eq!(server_host("https://a.b/c"), Some(("a.b/c", None)));
        assert_eq!(server_host("https://a:b"), None);
        assert_eq!(server_host("https://"), None);
    }
}
