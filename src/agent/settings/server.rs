//! The address of the platform, as the agent makes it of SCALYR_SERVER.
//! Source: scalyr-agent-2, configuration.py, scalyr_client.py and connection.py, 2.1.1 to 2.2.22.

use super::convert::is_space;

/// What the agent makes of an address.
#[must_use]
pub(super) fn with_https(text: &str, allow_http: bool) -> String {
    if allow_http {
        return text.to_owned();
    }
    let trimmed = text.trim_matches(is_space);
    match trimmed.strip_prefix("http://") {
        Some(rest) => format!("https://{rest}"),
        None if trimmed.starts_with("https://") => text.to_owned(),
        // Python reads what is in front of a colon as a scheme, whatever it is.
        None if has_scheme(trimmed) => text.to_owned(),
        None => format!("https://{trimmed}"),
    }
}

/// Whether a text begins with a scheme, as in `ftp://host`.
fn has_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
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
            assert_eq!(with_https(text, false), value);
        }
        assert_eq!(with_https("http://x", true), "http://x");
    }

    #[test]
    fn an_address_has_one_colon_behind_its_host() {
        assert_eq!(server_host("https://a.b:443"), Some(("a.b", Some("443"))));
        assert_eq!(server_host("https://a.b/c"), Some(("a.b/c", None)));
        assert_eq!(server_host("https://a:b"), None);
        assert_eq!(server_host("https://"), None);
    }
}
