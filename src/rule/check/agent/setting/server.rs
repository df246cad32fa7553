//! The address of the platform, as the agent reads it.
//! Source: scalyr-agent-2, configuration.py, scalyr_client.py and connection.py, 2.1.1 to 2.2.22.

use crate::agent::settings::{Effective, SERVER, server_host, takes_host_for_scheme};
use crate::closest::is_one_slip;
use crate::rule::check::Hit;
use crate::units::Version;

use super::subject::Agent;

/// Switch that keeps an address with `http://` as it is.
const ALLOW_HTTP: &str = "SCALYR_ALLOW_HTTP";

/// What is wrong with the address.
pub(super) fn judge(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    let Some(given) = settings.given(SERVER) else {
        return unset(agent).into_iter().collect();
    };
    let Some(text) = agent.variable(given).and_then(|var| var.text()) else {
        return Vec::new();
    };
    let Some((case, meant)) = fault(text, settings.release) else {
        return Vec::new();
    };
    // What is allowed on purpose is sent in the open, also where nothing says how to send it.
    let is_open = ["http", "no-scheme"].contains(&case) && settings.is_on(ALLOW_HTTP);
    let case = if is_open { "plain" } else { case };
    agent.at_value(given, case).map(|hit| hit.var("meant", meant)).into_iter().collect()
}

fn unset(agent: &Agent<'_, '_>) -> Option<Hit> {
    let settings = agent.settings;
    let is_known = agent.model.objects.complete && !settings.is_open && !settings.has_files;
    let place = agent.container.key_place("env");
    (is_known && !settings.is_unconfigured()).then(|| Hit::new(place, "unset").var("name", SERVER))
}

/// Which fault an address has, and what to write instead.
fn fault(text: &str, release: Version) -> Option<(&'static str, String)> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Some(("empty", String::new()));
    }
    if let Some(rest) = trimmed.strip_prefix("http://") {
        return Some(("http", format!("https://{rest}")));
    }
    let Some(rest) = trimmed.strip_prefix("https://") else {
        return Some(without_scheme(trimmed, release));
    };
    let Some((host, _)) = server_host(trimmed) else {
        let host = rest.split(['/', ':']).next()?;
        return Some(("unreadable", format!("https://{host}")));
    };
    let (host, has_path) = host.split_once('/').map_or((host, false), |(host, _)| (host, true));
    let is_part = |c: char| c.is_ascii_alphanumeric() || ".-_[]".contains(c) || !c.is_ascii();
    if !host.chars().all(is_part) {
        // What is before an `@` isn't a part of a host; what else doesn't belong there is omitted, and the escape of a line
        // break that was left at the end.
        let host = host.rsplit('@').next().unwrap_or(host);
        let host = host.trim_end_matches("\\n").trim_end_matches("\\r").trim_end_matches(',');
        let points = host.replace(',', ".");
        let host: String = points.chars().filter(|c| is_part(*c)).collect();
        return Some(("no-host", format!("https://{host}")));
    }
    has_path.then(|| ("path", format!("https://{host}")))
}

/// The fault of an address that doesn't start with a scheme that the agent knows.
fn without_scheme(text: &str, release: Version) -> (&'static str, String) {
    if let Some(host) = behind_misspelt_scheme(text).or_else(|| behind_other_scheme(text)) {
        return ("unreadable", format!("https://{host}"));
    }
    // A newer Python takes the host in front of a port for a scheme, and the agent then leaves it as it is.
    let is_plain = takes_host_for_scheme(release) && text.contains(':');
    (if is_plain { "plain" } else { "no-scheme" }, format!("https://{text}"))
}

/// What follows something that was meant as `https://`: `htps://host`, `https:/host`, `https//host`. The agent treats
/// it as a part of the host, which then doesn't exist.
fn behind_misspelt_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once('/')?;
    let scheme = scheme.trim_end_matches([':', ';']).to_ascii_lowercase();
    let host = rest.trim_start_matches('/').trim_end_matches('/');
    let is_meant = scheme == "https" || scheme == "http" || is_one_slip(&scheme, "https");
    (is_meant && !host.is_empty()).then_some(host)
}

/// The host in what Python reads as an address with another scheme, which the agent then leaves as it is and can't parse:
/// `ftp://host`, `https:host`, `host:443/path`.
fn behind_other_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    if rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_scheme = rest.starts_with("//") || ["http", "https"].contains(&scheme);
    let host = if is_scheme { rest.trim_start_matches('/') } else { scheme };
    host.split(['/', ':']).next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAULTS: &[(&str, &str)] = &[
        ("", "empty"),
        ("http://x.example", "http"),
        ("x.example", "no-scheme"),
        ("https://x.example/", "path"),
        ("https://x.example/api", "path"),
        ("https://x.example:port", "unreadable"),
        ("htps://x.example", "unreadable"),
        ("https:/x.example", "unreadable"),
        ("https//x.example", "unreadable"),
        ("HTTPS://x.example", "unreadable"),
        ("x.example/https", "no-scheme"),
        ("ftp://x.example", "unreadable"),
        ("https:x.example", "unreadable"),
        ("x.example:443/api", "unreadable"),
        ("https://x. example", "no-host"),
        ("https://user@x.example", "no-host"),
        ("https://x.example\"", "no-host"),
        ("https://<host>", "no-host"),
    ];

    fn case(text: &str, release: &str) -> Option<&'static str> {
        fault(text, release.parse().unwrap()).map(|fault| fault.0)
    }

    #[test]
    fn a_comma_is_meant_as_a_point_and_an_escape_as_nothing() {
        for text in ["https://a,x.example", "https://a.x.example\\n", "https://a.x,example,"] {
            let told = fault(text, "2.1.1".parse().unwrap()).unwrap();
            assert_eq!(told, ("no-host", "https://a.x.example".to_owned()), "{text}");
        }
    }

    #[test]
    fn an_address_without_fault_is_https_and_a_host() {
        for (text, expected) in FAULTS {
            assert_eq!(case(text, "2.1.1"), Some(*expected), "{text}");
        }
        assert_eq!(case("https://app-logstaging.scalyr.com", "2.1.1"), None);
        assert_eq!(case("https://relay.example:8443", "2.1.1"), None);
        assert_eq!(case("x.example:443", "2.1.1"), Some("no-scheme"));
        assert_eq!(case("x.example:443", "2.2.22"), Some("plain"));
    }
}
