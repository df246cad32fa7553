//! Looks that single fields have.

use std::net::IpAddr;

use data_encoding::BASE64;

use super::Format;
use super::looks::{is_cidr, is_time};
use super::names::{is_digits, is_dns_label, is_dns_subdomain, is_qualified_name};

impl Format {
    /// Whether a text looks like it, of the formats of single fields.
    pub(super) fn fits_special(self, text: &str) -> bool {
        match self {
            Self::Finalizer => is_finalizer(text),
            Self::PriorityClassName => {
                is_dns_subdomain(text)
                    && (!text.starts_with("system-") || OWN_CLASSES.contains(&text))
            }
            Self::DnsLabelPrefix => text.is_empty() || is_dns_label(&unfinished(text)),
            Self::DnsSubdomainPrefix => text.is_empty() || is_dns_subdomain(&unfinished(text)),
            Self::DomainPath => is_domain_path(text) && text.len() <= 63,
            Self::LongDomainPath => is_domain_path(text) && text.len() <= 250,
            Self::CsiDriver => text.len() <= 63 && is_dns_subdomain(&text.to_lowercase()),
            Self::Iqn => is_iqn(text),
            Self::DnsName => is_dns_name(text),
            Self::KindName => is_dns_name(&text.to_lowercase()),
            Self::Domain => is_dns_subdomain(text) && text.contains('.'),
            Self::DomainOfThree => is_dns_subdomain(text) && text.matches('.').count() >= 2,
            Self::OptionName => !is_of_kubernetes(text),
            _ => self.fits_text(text),
        }
    }

    /// Whether a text looks like it, of what isn't a name: versions, paths in objects, numbers, JSON.
    fn fits_text(self, text: &str) -> bool {
        match self {
            Self::GroupVersion => is_group_version(text),
            Self::GroupVersionOrEmpty => text.is_empty() || is_group_version(text),
            Self::SpecPath => text.starts_with(".spec."),
            Self::StatusPath => text.starts_with(".status."),
            Self::SpecOrStatusPath => [".spec.", ".status."].iter().any(|it| text.starts_with(it)),
            Self::JsonPath => text.starts_with('.'),
            Self::JsonObject => is_json_object(text.as_bytes()),
            Self::JsonObjectBase64 => decode(text).is_none_or(|bytes| is_json_object(&bytes)),
            Self::WholeText => is_whole_number(text),
            Self::Number => text.parse::<i64>().is_ok(),
            Self::IndexRanges => are_indexes(text),
            Self::MicroTime => is_time(text) && text.get(19..27).is_some_and(is_micro),
            Self::SomeText => !text.is_empty(),
            Self::NotBlank => !text.trim().is_empty(),
            _ => self.fits_address(text),
        }
    }

    /// Whether a text looks like it, of addresses, paths and users.
    fn fits_address(self, text: &str) -> bool {
        match self {
            Self::IngressPath => is_ingress_path(text),
            Self::IngressHostOrEmpty => {
                Self::HostOrEmpty.fits(text) && text.parse::<IpAddr>().is_err()
            }
            Self::ExternalNameOrEmpty => {
                text.is_empty() || is_dns_subdomain(text.strip_suffix('.').unwrap_or(text))
            }
            Self::ExternalIp => text.parse().is_ok_and(is_outside),
            Self::ExternalIpv4 => {
                text.parse().is_ok_and(|it: IpAddr| it.is_ipv4() && is_outside(it))
            }
            Self::ExternalIpv6 => {
                text.parse().is_ok_and(|it: IpAddr| it.is_ipv6() && is_outside(it))
            }
            Self::CidrOrEmpty => text.is_empty() || is_cidr(text),
            Self::WebhookUrl => text
                .strip_prefix("https://")
                .is_some_and(|rest| !rest.is_empty() && !rest.contains(['@', '?', '#', ' '])),
            Self::WebhookPath => is_webhook_path(text),
            Self::HttpsUrl => text.starts_with("https://"),
            Self::ManagedDisk => text.starts_with("/subscriptions/"),
            Self::HostsWithPorts => text.split(',').all(is_host_with_port),
            Self::WindowsUser => is_windows_user(text),
            _ if self.is_of_safety() => self.fits_safety(text),
            _ => self.fits_resource(text),
        }
    }
}

/// Source: k8s.io/api core/v1, metav1.FinalizerOrphanDependents, FinalizerDeleteDependents.
const STANDARD_FINALIZERS: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];

/// Source: k8s.io/kubernetes pkg/apis/scheduling SystemPriorityClasses.
const OWN_CLASSES: [&str; 2] = ["system-cluster-critical", "system-node-critical"];

fn is_finalizer(text: &str) -> bool {
    STANDARD_FINALIZERS.contains(&text) || (text.contains('/') && is_qualified_name(text))
}

fn is_dns_name(text: &str) -> bool {
    is_dns_label(text) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_group_version(text: &str) -> bool {
    text.matches('/').count() <= 1 && !text.is_empty() && !text.ends_with('/')
}

fn is_whole_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_digits(digits) && (digits == "0" || !digits.starts_with('0')) && text.parse::<i32>().is_ok()
}

/// What the API server completes with letters: a `-` or `.` at the end doesn't stay there.
fn unfinished(text: &str) -> String {
    match text.strip_suffix('-') {
        Some(start) if !start.is_empty() => format!("{start}a"),
        _ => text.to_owned(),
    }
}

/// Whether a name is reserved for Kubernetes. Source: k8s.io/kubernetes validateFlexVolumeSource.
fn is_of_kubernetes(text: &str) -> bool {
    let domain = text.to_lowercase();
    let domain = domain.split('/').next().unwrap_or_default();
    ["kubernetes.io", "k8s.io"].iter().any(|own| {
        domain.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Numbers, and pairs of them with `-` between, each above the one before.
fn are_indexes(text: &str) -> bool {
    let ranges = text.split(',').all(|range| range.matches('-').count() <= 1);
    let numbers: Option<Vec<u32>> = text.split([',', '-']).map(|it| it.parse().ok()).collect();
    ranges && numbers.is_some_and(|numbers| numbers.is_sorted_by(|one, next| one < next))
}

/// Name of an iSCSI target, in one of three forms. Source: k8s.io/kubernetes iscsiInitiatorIqnRegex and its neighbours.
fn is_iqn(text: &str) -> bool {
    let is_code = |code: &str, length: usize| {
        code.len() == length && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match text.split_at_checked(4) {
        Some(("iqn.", rest)) => is_named_by_domain(rest),
        Some(("eui.", code)) => is_code(code, 16),
        Some(("naa.", code)) => is_code(code, 32),
        _ => false,
    }
}

/// `2024-01.com.example:disk`: the month in which the domain was owned, the domain, and what it names.
fn is_named_by_domain(rest: &str) -> bool {
    let (owner, target) = rest.split_once(':').unwrap_or_default();
    let (month, domain) = owner.split_once('.').unwrap_or_default();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.');
    let is_free = |letter: char| letter.is_whitespace() || ",;*&$|".contains(letter);
    is_month(month)
        && !domain.is_empty()
        && domain.chars().all(fits)
        && !target.is_empty()
        && !target.contains(is_free)
}

/// `2024-01`.
fn is_month(text: &str) -> bool {
    let (year, month) = text.split_once('-').unwrap_or_default();
    is_digits(year) && year.len() == 4 && is_digits(month) && month.len() == 2
}

fn is_domain_path(text: &str) -> bool {
    let fits =
        |letter: char| letter.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:".contains(letter);
    text.split_once('/').is_some_and(|(domain, path)| {
        is_dns_subdomain(domain) && !path.is_empty() && path.chars().all(fits)
    })
}

/// A point, six digits, and the beginning of a zone.
fn is_micro(text: &str) -> bool {
    let digits = text.strip_prefix('.').and_then(|text| text.get(..6));
    digits.is_some_and(is_digits) && text.ends_with(['Z', '+', '-'])
}

fn is_webhook_path(text: &str) -> bool {
    let steps = text.strip_prefix('/').map(|steps| steps.strip_suffix('/').unwrap_or(steps));
    let is_made_of_names = |steps: &str| steps.split('/').all(is_dns_subdomain);
    text.is_empty() || text == "/" || steps.is_some_and(is_made_of_names)
}

fn is_host_with_port(text: &str) -> bool {
    text.starts_with('[') || text.matches(':').count() == 1
}

/// A user, with a domain and `\` in front or not.
fn is_windows_user(text: &str) -> bool {
    let (domain, user) = text.split_once('\\').map_or((None, text), |(it, user)| (Some(it), user));
    let is_only = |parts: [char; 2]| user.chars().all(|letter| parts.contains(&letter));
    let reserved =
        ['/', '\\', ':', ';', '|', '=', ',', '+', '*', '?', '<', '>', '@', '[', ']', '"'];
    let is_user = !user.is_empty() && user.len() <= 104 && !is_only(['.', ' ']);
    is_user
        && !user.contains(reserved)
        && !text.contains(char::is_control)
        && domain.is_none_or(|domain| !domain.is_empty() && domain.len() < 256)
}

fn is_ingress_path(text: &str) -> bool {
    let is_bent = ["//", "/./", "/../", "%2f", "%2F"].iter().any(|part| text.contains(part));
    text.starts_with('/') && !is_bent && !text.ends_with("/..") && !text.ends_with("/.")
}

/// Source: k8s.io/kubernetes pkg/apis/core/validation ValidateNonSpecialIP.
fn is_outside(address: IpAddr) -> bool {
    let is_local = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => {
            (address.segments().first().copied().unwrap_or_default() & 0xffc0) == 0xfe80
        }
    };
    let is_local_group = match address {
        IpAddr::V4(address) => matches!(address.octets(), [224, 0, 0, _]),
        IpAddr::V6(address) => {
            (address.segments().first().copied().unwrap_or_default() & 0xff0f) == 0xff02
        }
    };
    !address.is_unspecified() && !address.is_loopback() && !is_local && !is_local_group
}

fn is_json_object(bytes: &[u8]) -> bool {
    // Go reads null as an object without anything in it.
    serde_json::from_slice::<Option<serde_json::Map<String, serde_json::Value>>>(bytes).is_ok()
}

/// The bytes that base64 means; nothing where it is none, which another format tells.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    BASE64.decode(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::schema::format::check;

    #[test]
    fn names_are_as_the_api_server_takes_them() {
        check(Format::Finalizer, &["kubernetes", "a.b/c", "orphan"], &["a", "a.b", "", "a b/c"]);
        check(Format::PriorityClassName, &["a", "system-node-critical"], &["system-x", "A", ""]);
        check(Format::DnsSubdomainPrefix, &["", "a-", "a.b", "a"], &["A-", "a_", "-"]);
        check(Format::DnsLabelPrefix, &["", "a-"], &["a.b-", "a_"]);
        check(Format::DomainPath, &["a.b/c"], &["a", "a/", "A/b"]);
        check(Format::CsiDriver, &["ebs.csi.aws.com", "A"], &["", "a b", "a_b"]);
        check(
            Format::Iqn,
            &["iqn.2001-04.com.example:storage:disk1", "eui.0123456789abcdef"],
            &["iqn.x", "iqn.2001-04.com.example", "eui.1", "iqn.2001-04.a:b c", ""],
        );
        check(Format::DnsName, &["v1", "foos"], &["1a", "Foos", "v1.1", ""]);
        check(Format::KindName, &["Foo", "fooBar"], &["Foo Bar", "1Foo", ""]);
        check(Format::Domain, &["ex.io"], &["ex", "Ex.io", ""]);
    }

    #[test]
    fn addresses_and_texts_are_as_the_api_server_takes_them() {
        check(
            Format::IngressPath,
            &["/", "/a/b.c"],
            &["", "a", "/a//b", "/a/../b", "/a/.", "/%2fa"],
        );
        check(Format::IngressHostOrEmpty, &["", "a.b", "*.a.b"], &["1.2.3.4", "a:80", "*"]);
        check(Format::ExternalNameOrEmpty, &["", "a.b", "a.b."], &["http://a", "A", "a_b"]);
        check(
            Format::ExternalIp,
            &["203.0.113.7", "2001:db8::1"],
            &["0.0.0.0", "127.0.0.1", "fe80::1", "x"],
        );
        check(Format::GroupVersion, &["v1", "apps/v1"], &["", "a/b/c", "apps/"]);
        check(Format::WholeText, &["0", "-5", "100"], &["", "+5", "05", "x", "3000000000"]);
        check(Format::JsonObject, &["{}", " {\"a\": 1} "], &["", "x", "[]", "5"]);
        check(Format::JsonObjectBase64, &["e30=", "not base64!"], &["eA==", ""]);
        check(Format::IndexRanges, &["0", "0-4,7", "1,3"], &["", "a", "2-1", "1,1", "1-2-3", "0,"]);
        check(Format::Number, &["5", "-1"], &["http", ""]);
    }

    #[test]
    fn resources_are_as_the_api_server_counts_them() {
        check(Format::LimitType, &["Pod", "a.b/c"], &["container", "", "pods"]);
        check(
            Format::QuotaName,
            &[
                "pods",
                "cpu",
                "requests.storage",
                "limits.memory",
                "count/jobs.batch",
                "hugepages-2Mi",
            ],
            &["foo", "limits.storage", "requests.pods", "", "a/b/c"],
        );
        check(Format::LimitName, &["cpu", "storage"], &["foo", ""]);
        check(Format::WholeAmount, &["pods", "nvidia.com/gpu"], &["cpu", "memory", "storage"]);
        check(Format::ExtendedResource, &["nvidia.com/gpu", "hugepages-2Mi"], &["cpu", "memory"]);
        check(Format::CpuOrMemory, &["cpu", "memory"], &["hugepages-2Mi", "a.b/c"]);
    }
}
