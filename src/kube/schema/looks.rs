//! Looks of texts that aren't names: paths, addresses, times, and the fields that the downward API gives.

use std::net::IpAddr;

use super::Format;
use super::names::{is_dns_subdomain, is_qualified_name};

/// Fields of the pod that a variable takes; of labels and annotations one alone.
/// Source: k8s.io/kubernetes validEnvDownwardAPIFieldPathExpressions.
pub const ENV_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// Fields of the pod that a file of a volume takes; of labels and annotations one alone, too.
/// Source: k8s.io/kubernetes validVolumeDownwardAPIFieldPathExpressions.
pub const VOLUME_FIELDS: [&str; 5] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];

/// The fields that the downward API gives anywhere; of labels and annotations one alone, too.
pub fn pod_fields() -> impl Iterator<Item = &'static str> {
    let of_variables = ENV_FIELDS.into_iter().filter(|field| !VOLUME_FIELDS.contains(field));
    VOLUME_FIELDS.into_iter().chain(of_variables)
}

impl Format {
    /// Whether a text looks like it, of the formats that aren't names.
    pub(super) fn fits_look(self, text: &str) -> bool {
        match self {
            Self::EnvFieldPath => is_env_field(text),
            Self::VolumeFieldPath => is_volume_field(text),
            Self::ContainerAmount => is_container_amount(text),
            Self::EnvNameOrEmpty => text.is_empty() || Self::EnvName.fits(text),
            Self::HostPath => is_host_path(text),
            Self::SubPath => is_sub_path(text),
            Self::RelativePath => is_relative_path(text),
            Self::AbsolutePath => text.starts_with('/'),
            Self::AbsolutePathOrEmpty => text.is_empty() || text.starts_with('/'),
            Self::PathSegment => is_path_segment(text),
            Self::JobName => is_dns_subdomain(text) && text.len() <= 63,
            Self::CronJobName => is_dns_subdomain(text) && text.len() <= 52,
            Self::DateTime => is_time(text),
            _ => self.fits_network(text),
        }
    }

    /// Whether a text looks like it, of the formats of networks.
    fn fits_network(self, text: &str) -> bool {
        match self {
            Self::Ip => is_ip(text),
            Self::Cidr => is_cidr(text),
            Self::ClusterIp => text.is_empty() || text == "None" || is_ip(text),
            Self::HostOrEmpty => {
                text.is_empty() || is_dns_subdomain(text.strip_prefix("*.").unwrap_or(text))
            }
            Self::SearchDomain => is_search_domain(text),
            Self::HeaderName => is_header_name(text),
            Self::Sysctl => is_sysctl(text),
            _ => self.fits_special(text),
        }
    }
}

/// Whether a text names one label or annotation, in the way of `fieldPath`.
pub(super) fn is_one_of_map(text: &str) -> bool {
    ["metadata.annotations", "metadata.labels"].iter().any(|map| {
        let key = text.strip_prefix(map).and_then(|key| key.strip_prefix("['"));
        let key = key.and_then(|key| key.strip_suffix("']"));
        key.is_some_and(|key| is_qualified_name(&key.to_lowercase()))
    })
}

/// Whether the API server takes a field of the pod for a variable.
#[must_use]
pub fn is_env_field(text: &str) -> bool {
    ENV_FIELDS.contains(&text) || text == "spec.host" || is_one_of_map(text)
}

pub(super) fn is_volume_field(text: &str) -> bool {
    VOLUME_FIELDS.contains(&text) || is_one_of_map(text)
}

/// Source: k8s.io/kubernetes validContainerResourceFieldPathExpressions and their prefixes.
pub(super) fn is_container_amount(text: &str) -> bool {
    let name = text.strip_prefix("limits.").or_else(|| text.strip_prefix("requests."));
    name.is_some_and(|name| {
        ["cpu", "memory", "ephemeral-storage"].contains(&name) || name.starts_with("hugepages-")
    })
}

/// Whether no part of a path leads upwards. Source: k8s.io/kubernetes validatePathNoBacksteps.
pub(super) fn is_host_path(text: &str) -> bool {
    !text.is_empty() && text.split('/').all(|part| part != "..")
}

/// Source: k8s.io/kubernetes validateLocalDescendingPath.
pub(super) fn is_sub_path(text: &str) -> bool {
    text.is_empty() || (!text.starts_with('/') && is_host_path(text))
}

/// Source: k8s.io/kubernetes validateLocalNonReservedPath.
pub(super) fn is_relative_path(text: &str) -> bool {
    !text.is_empty() && is_sub_path(text) && !text.starts_with("..")
}

/// Source: k8s.io/apimachinery pkg/api/validation/path IsValidPathSegmentName.
pub(super) fn is_path_segment(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '%'])
}

/// Source: k8s.io/apimachinery pkg/util/validation IsValidIP.
pub(super) fn is_ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Source: k8s.io/apimachinery pkg/util/validation IsValidCIDR.
pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.trim().split_once('/') else { return false };
    let is_short = |most: u8| length.parse().is_ok_and(|bits: u8| bits <= most);
    match address.parse() {
        Ok(IpAddr::V4(_)) => is_short(32),
        Ok(IpAddr::V6(_)) => is_short(128),
        Err(_) => false,
    }
}

/// Whether a range of addresses is a part of another, and not all of it; nothing where either is none.
/// Source: k8s.io/kubernetes ValidateIPBlock.
pub(super) fn is_inside(text: &str, range: &str) -> Option<bool> {
    let read = |text: &str| {
        let (address, length) = text.trim().split_once('/')?;
        let (bits, width) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32_u32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let length = length.parse().ok().filter(|length| *length <= width)?;
        Some((bits, width, length))
    };
    let ((inner, width, narrow), (outer, of, wide)) = (read(text)?, read(range)?);
    let is_same = |length: u32| (inner ^ outer).checked_shr(width - length).unwrap_or(0) == 0;
    Some(width == of && narrow > wide && is_same(wide))
}

/// Source: k8s.io/apimachinery pkg/util/validation IsHTTPHeaderName.
pub(super) fn is_header_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Source: k8s.io/kubernetes IsValidSysctlName.
pub(super) fn is_sysctl(text: &str) -> bool {
    let ends =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let part = |part: &str| {
        let fits =
            |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b'_');
        let bytes = part.as_bytes();
        bytes.iter().all(|byte| fits(*byte)) && ends(bytes.first()) && ends(bytes.last())
    };
    text.len() <= 253 && text.split(['.', '/']).all(part)
}

/// A time as RFC 3339 writes it, which Go's decoder takes: `2026-01-31T12:00:00Z`.
pub(super) fn is_time(text: &str) -> bool {
    let digits = |text: &str, form: &str| {
        text.len() == form.len()
            && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                form => byte == form,
            })
    };
    let Some((moment, rest)) = text.split_at_checked(19) else { return false };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() { "" } else { zone }
        }
        None => rest,
    };
    let is_zone =
        zone == "Z" || zone.strip_prefix(['+', '-']).is_some_and(|zone| digits(zone, "00:00"));
    digits(moment, "0000-00-00T00:00:00") && is_zone
}

fn is_search_domain(text: &str) -> bool {
    let domain = text.strip_suffix('.').unwrap_or(text);
    // A part may begin with `_`, which is like `-` elsewhere.
    let parts: Vec<&str> =
        domain.split('.').map(|part| part.strip_prefix('_').unwrap_or(part)).collect();
    text == "." || is_dns_subdomain(&parts.join(".").replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fits: fn(&str) -> bool, fitting: &[&str], others: &[&str]) {
        fitting.iter().for_each(|text| assert!(fits(text), "{text}"));
        others.iter().for_each(|text| assert!(!fits(text), "{text}"));
    }

    #[test]
    fn paths_are_as_the_api_server_takes_them() {
        check(is_host_path, &["/a", "a", "/a/..b"], &["", "/a/../b", ".."]);
        check(is_sub_path, &["", "a/b", "..a"], &["/a", "a/..", "../a"]);
        check(is_relative_path, &["a", "a/..b"], &["", "/a", "..a", "a/../b"]);
        check(is_path_segment, &["system:node", "A_b"], &["", ".", "..", "a/b", "a%"]);
    }

    #[test]
    fn addresses_and_names_are_as_the_api_server_takes_them() {
        check(
            is_ip,
            &["10.0.0.1", "::1", "2001:db8::1"],
            &["", "x", "010.0.0.1", "10.0.0", "10.0.0.1/8"],
        );
        check(
            is_cidr,
            &["10.0.0.0/8", "::/0", " 10.0.0.0/8 "],
            &["", "x", "10.0.0.1", "10.0.0.0/33", "::/129"],
        );
        for (text, range, expected) in [
            ("10.1.0.0/16", "10.0.0.0/8", Some(true)),
            ("10.0.0.0/8", "10.0.0.0/8", Some(false)),
            ("11.0.0.0/16", "10.0.0.0/8", Some(false)),
            ("1.2.3.4/32", "0.0.0.0/0", Some(true)),
            ("2001:db8::/64", "2001:db8::/32", Some(true)),
            ("2001:db8::/64", "0.0.0.0/0", Some(false)),
            ("x", "0.0.0.0/0", None),
        ] {
            assert_eq!(is_inside(text, range), expected, "{text} {range}");
        }
        check(is_header_name, &["X-A", "a1"], &["", "a b", "a:", "ä"]);
        check(is_sysctl, &["net.core.somaxconn", "kernel/shm_rmid"], &["", "Net.a", "a..b", "-a"]);
    }

    #[test]
    fn fields_of_a_pod_go_by_the_place() {
        check(
            is_env_field,
            &["status.podIP", "metadata.labels['app']", "spec.host"],
            &["metadata.labels", ""],
        );
        check(
            is_volume_field,
            &["metadata.labels", "metadata.annotations['a']"],
            &["status.podIP", "spec.nodeName"],
        );
        check(
            is_container_amount,
            &["limits.cpu", "requests.hugepages-2Mi"],
            &["cpu", "limits.x", "limits"],
        );
    }

    #[test]
    fn times_are_as_go_reads_them() {
        check(
            is_time,
            &["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123Z", "2026-01-31T12:00:00+01:00"],
            &[
                "",
                "yesterday",
                "2026-01-31",
                "2026-01-31 12:00:00Z",
                "2026-01-31T12:00:00",
                "2026-01-31T12:00:00.Z",
            ],
        );
    }
}
