//! Looks of names. Source of each: k8s.io/apimachinery pkg/util/validation, unless said otherwise.

use super::looks::pod_fields;

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Characters that are all allowed, with ends that are stricter.
pub(super) fn is_made_of(
    text: &str,
    longest: usize,
    inner: impl Fn(u8) -> bool,
    ends: impl Fn(u8) -> bool,
) -> bool {
    let bytes = text.as_bytes();
    let fits = |byte: Option<&u8>| byte.is_some_and(|byte| ends(*byte));
    bytes.len() <= longest
        && bytes.iter().all(|byte| inner(*byte))
        && fits(bytes.first())
        && fits(bytes.last())
}

pub(super) fn is_dns_label(text: &str) -> bool {
    is_made_of(text, 63, |byte| is_lower(byte) || byte == b'-', is_lower)
}

pub(super) fn is_dns_subdomain(text: &str) -> bool {
    let part = |part: &str| is_made_of(part, 253, |byte| is_lower(byte) || byte == b'-', is_lower);
    text.len() <= 253 && text.split('.').all(part)
}

pub(super) fn is_label(text: &str) -> bool {
    is_made_of(
        text,
        63,
        |byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte),
        |byte| byte.is_ascii_alphanumeric(),
    )
}

pub(super) fn is_qualified_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns_subdomain(prefix) && is_label(name),
        None => is_label(text),
    }
}

pub(super) fn is_config_key(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    is_made_of(text, 253, fits, fits) && text != "." && !text.starts_with("..")
}

pub(super) fn is_port_name(text: &str) -> bool {
    is_made_of(text, 15, |byte| is_lower(byte) || byte == b'-', is_lower)
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !text.contains("--")
}

pub(super) fn is_field_path(text: &str) -> bool {
    let one = |map: &str| {
        text.strip_prefix(map).is_some_and(|key| key.starts_with("['") && key.ends_with("']"))
    };
    // `spec.host` is the old name of `spec.nodeName`.
    pod_fields().any(|field| field == text)
        || text == "spec.host"
        || one("metadata.annotations")
        || one("metadata.labels")
}

/// The zones of areas, in the order of bytes. Source: IANA, tz database 2026f.
const ZONES_OF_AREAS: &str = include_str!("../../../schemas/kubernetes/time-zones.txt");

/// Zones that are in no area. Source: IANA, tz database, `backward`.
const ZONES: [&str; 44] = [
    "CET",
    "CST6CDT",
    "Cuba",
    "EET",
    "EST",
    "EST5EDT",
    "Egypt",
    "Eire",
    "Factory",
    "GB",
    "GB-Eire",
    "GMT",
    "GMT+0",
    "GMT-0",
    "GMT0",
    "Greenwich",
    "HST",
    "Hongkong",
    "Iceland",
    "Iran",
    "Israel",
    "Jamaica",
    "Japan",
    "Kwajalein",
    "Libya",
    "MET",
    "MST",
    "MST7MDT",
    "NZ",
    "NZ-CHAT",
    "Navajo",
    "PRC",
    "PST8PDT",
    "Poland",
    "Portugal",
    "ROC",
    "ROK",
    "Singapore",
    "Turkey",
    "UCT",
    "UTC",
    "Universal",
    "W-SU",
    "WET",
];

/// Whether a text is the name of a time zone, as the API server finds it in its own database. Few objects name one, and
/// these are read by their lines.
pub(super) fn is_time_zone(text: &str) -> bool {
    // Some systems have all zones twice, with and without leap seconds.
    let name = ["posix/", "right/"].iter().find_map(|twin| text.strip_prefix(twin));
    let name = name.unwrap_or(text);
    ZONES.contains(&name) || name == "Zulu" || time_zones().any(|zone| zone == name)
}

/// The names of the zones that are in areas.
pub(super) fn time_zones() -> impl Iterator<Item = &'static str> {
    ZONES_OF_AREAS.lines()
}

/// Line breaks are passed over, as the server's decoder does.
pub(super) fn is_base64(text: &str) -> bool {
    let text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4)
        && padding <= 2
        && text.iter().take(text.len() - padding).all(digit)
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use crate::kube::schema::format::check;

    #[test]
    fn names_are_as_the_api_server_takes_them() {
        let (long, longer) = ("a".repeat(63), "a".repeat(64));
        check(
            Format::DnsLabel,
            &["a", "a-1", "0a", &long],
            &["", "A", "a_b", "-a", "a-", "a.b", &longer],
        );
        check(Format::DnsSubdomain, &["a.b-c", &longer], &["", "a..b", ".a", "a.", "a_b", "a.-b"]);
        check(Format::DnsLabelOrEmpty, &["", "a0"], &["-a", "a.b"]);
        check(Format::DnsSubdomainOrEmpty, &["", "a.b"], &["a..b"]);
        check(
            Format::PortName,
            &["http", "web-1"],
            &["http--x", "8080", "", "a-very-long-name-", "Http"],
        );
    }

    #[test]
    fn labels_and_keys_are_as_the_api_server_takes_them() {
        check(
            Format::QualifiedName,
            &["app", "a.b/C_d", "x/y"],
            &["", "/a", "a/", "a/b/c", "A.b/c", "a b"],
        );
        check(Format::AnnotationKey, &["A.b/c", "lt-lint/rate"], &["a b", "a/b/c", ""]);
        check(Format::LabelValue, &["", "A-b_c.d", "1"], &["-a", "a b", "a/b", &"a".repeat(64)]);
        check(Format::ConfigKey, &["a_B-c.d", ".x", "-"], &["", ".", "..", "..a", "a b", "a/b"]);
        check(
            Format::ResourceName,
            &["cpu", "memory", "hugepages-2Mi", "nvidia.com/gpu"],
            &["", "Memory", "storage", "hugepages-", "mem", "/gpu"],
        );
        check(Format::EnvName, &["A", "1a", "a.b", "A B"], &["", "A=B", "ä"]);
    }

    #[test]
    fn values_are_as_the_api_server_takes_them() {
        check(Format::Percentage, &["25%", "0%"], &["25", "%", "-1%", "a%", ""]);
        check(
            Format::Byte,
            &["", "YQ==", "YWI=", "YWJj", "YW\nJj"],
            &["YQ", "YQ=", "Y===", "a-b_", "plain text"],
        );
        check(Format::PercentageOfAll, &["0%", "100%"], &["101%", "25", "1000%", "-1%", "%"]);
        check(
            Format::TimeZone,
            &["Etc/UTC", "Etc/GMT+2"],
            &["", "Local", "a//b", "Europe/Berlin/", "/a", "A B"],
        );
        check(
            Format::FieldPath,
            &["metadata.name", "status.podIPs", "metadata.labels['app']", "spec.host"],
            &[
                "",
                "metadata.nam",
                "spec.nodename",
                "metadata.labels[app]",
                "status.phase",
                "{.metadata.name}",
            ],
        );
    }
}
