//! What texts have to look like, by name. Source of each: k8s.io/apimachinery pkg/util/validation, unless
//! said otherwise.

use serde::Deserialize;

use crate::kube::cron;

/// The resources that every container may ask for.
pub(super) const RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// The look of a text. Names of formats that lt-lint doesn't know ask for nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// IsDNS1123Label: a namespace, a container, a volume.
    DnsLabel,
    /// IsDNS1123Subdomain: most names of objects.
    DnsSubdomain,
    /// The same, or nothing: fields that Go fills with an empty text.
    DnsLabelOrEmpty,
    /// IsDNS1123Subdomain, or nothing.
    DnsSubdomainOrEmpty,
    /// IsQualifiedName: keys of labels.
    QualifiedName,
    /// The same, or nothing.
    QualifiedNameOrEmpty,
    /// The same with capitals in the part before `/`: keys of annotations.
    AnnotationKey,
    /// IsValidLabelValue.
    LabelValue,
    /// IsEnvVarName, relaxed: printable ASCII without `=`. Source: Kubernetes 1.34, KEP 4369.
    EnvName,
    /// IsConfigMapKey: keys of ConfigMaps and Secrets.
    ConfigKey,
    /// What a container may ask for. Source: k8s.io/kubernetes pkg/apis/core/validation
    /// validateContainerResourceName.
    ResourceName,
    /// IsValidPortName.
    PortName,
    /// The same, or nothing.
    PortNameOrEmpty,
    /// A number or a percentage. Source: k8s.io/kubernetes ValidatePositiveIntOrPercent.
    Percentage,
    /// The same, up to 100%. Source: k8s.io/kubernetes IsNotMoreThan100Percent.
    PercentageOfAll,
    /// A quantity. Source: k8s.io/apimachinery pkg/api/resource.
    Quantity,
    /// Base64. Source: encoding of byte fields in JSON.
    Byte,
    /// A field of the pod. Source: k8s.io/kubernetes validEnvDownwardAPIFieldPathExpressions,
    /// validVolumeDownwardAPIFieldPathExpressions.
    FieldPath,
    /// A field of the pod that a variable takes.
    EnvFieldPath,
    /// A field of the pod that a file of a volume takes.
    VolumeFieldPath,
    /// A request or limit of a container, which the downward API gives.
    ContainerAmount,
    /// IsEnvVarName, relaxed, or nothing: what stands before the names of variables.
    EnvNameOrEmpty,
    /// A path on a node, which doesn't lead upwards.
    HostPath,
    /// A path in a volume, which doesn't lead out of it, or nothing.
    SubPath,
    /// A path of a file in a volume, which doesn't lead out of it.
    RelativePath,
    /// A path from the root. Source: k8s.io/kubernetes validateNFSVolumeSource.
    AbsolutePath,
    /// The same, or nothing. Source: k8s.io/kubernetes validateHTTPIngressPath.
    AbsolutePathOrEmpty,
    /// A name that can be part of a URL: RBAC, the target of an autoscaler.
    PathSegment,
    /// Name of a Job. Source: k8s.io/kubernetes ValidateJob: a label of its pods.
    JobName,
    /// Name of a CronJob. Source: k8s.io/kubernetes ValidateCronJobCreate.
    CronJobName,
    /// An address.
    Ip,
    /// A range of addresses.
    Cidr,
    /// An address, `None` or nothing. Source: k8s.io/kubernetes ValidateServiceClusterIPsRelatedFields.
    ClusterIp,
    /// A host, one with `*.` in front, or nothing. Source: k8s.io/kubernetes validateIngressRules.
    HostOrEmpty,
    /// A domain to search names in. Source: k8s.io/kubernetes validatePodDNSConfig.
    SearchDomain,
    /// The name of an HTTP header.
    HeaderName,
    /// The name of a kernel parameter.
    Sysctl,
    /// A time. Source: k8s.io/apimachinery pkg/apis/meta/v1 Time.
    DateTime,
    /// When a CronJob runs. Source: k8s.io/kubernetes validateScheduleFormat.
    CronSchedule,
    /// The name of a time zone. Source: k8s.io/kubernetes validateTimeZone.
    TimeZone,
    /// A number of 32 bits; nothing of a text.
    Int32,
    /// A number of 64 bits; nothing of a text.
    Int64,
    /// Any text.
    #[default]
    #[serde(other)]
    Any,
}

impl Format {
    /// Whether a text looks like it.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::Any | Self::Int32 | Self::Int64 => true,
            Self::DnsLabel => is_dns_label(text),
            Self::DnsSubdomain => is_dns_subdomain(text),
            Self::DnsLabelOrEmpty => text.is_empty() || is_dns_label(text),
            Self::DnsSubdomainOrEmpty => text.is_empty() || is_dns_subdomain(text),
            Self::QualifiedName => is_qualified_name(text),
            Self::QualifiedNameOrEmpty => text.is_empty() || is_qualified_name(text),
            Self::AnnotationKey => is_qualified_name(&text.to_lowercase()),
            Self::LabelValue => text.is_empty() || is_label(text),
            Self::EnvName => {
                !text.is_empty()
                    && text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=')
            }
            Self::ConfigKey => is_config_key(text),
            Self::ResourceName => is_resource_name(text),
            Self::PortName => is_port_name(text),
            Self::PortNameOrEmpty => text.is_empty() || is_port_name(text),
            Self::Percentage => text.strip_suffix('%').is_some_and(is_digits),
            Self::PercentageOfAll => text
                .strip_suffix('%')
                .is_some_and(|text| is_digits(text) && text.parse().is_ok_and(|it: u8| it <= 100)),
            Self::FieldPath => is_field_path(text),
            Self::CronSchedule => cron::fault(text).is_none(),
            Self::TimeZone => is_time_zone(text),
            // Numbers are quantities too, and no negative one is: `kube::quantity_fault` reads both.
            Self::Quantity => true,
            Self::Byte => is_base64(text),
            _ => self.fits_look(text),
        }
    }

    /// What fits, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Any | Self::Int32 | Self::Int64 => "any text",
            Self::DnsLabel | Self::DnsLabelOrEmpty => {
                "up to 63 lower-case letters, digits and `-`, with a letter or digit at both ends"
            }
            Self::DnsSubdomain | Self::DnsSubdomainOrEmpty => {
                "up to 253 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends of each part"
            }
            Self::QualifiedName | Self::QualifiedNameOrEmpty | Self::AnnotationKey => {
                "up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, after an optional \
                 DNS name and `/`"
            }
            Self::LabelValue => {
                "up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"
            }
            Self::EnvName => "printable ASCII characters without `=`",
            Self::ConfigKey => "up to 253 letters, digits, `-`, `_` and `.`",
            Self::ResourceName => {
                "`cpu`, `memory`, `ephemeral-storage`, `hugepages-` with a size, or a name with a domain such as \
                 `example.com/gpu`"
            }
            Self::PortName | Self::PortNameOrEmpty => {
                "up to 15 lower-case letters, digits and `-`, with at least one letter"
            }
            Self::Percentage => "a whole number, or one with `%` behind it",
            Self::PercentageOfAll => "a whole number, or one up to 100 with `%` behind it",
            Self::FieldPath => {
                "a field of the pod, such as `metadata.name`, `spec.nodeName`, `status.podIP` or `metadata.labels['app']`"
            }
            Self::CronSchedule => {
                "five fields (minute, hour, day of the month, month, day of the week), such as `0 3 * * 1-5`, or `@daily`"
            }
            Self::TimeZone => "the name of a time zone, such as `Etc/UTC` or `Europe/Berlin`",
            Self::Quantity => "a number with a unit such as `Mi`, `Gi` or `m`",
            Self::Byte => "base64; plain text belongs into `stringData`",
            _ => self.words_of_look(),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Characters that are all allowed, with ends that are stricter.
fn is_made_of(
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

fn is_dns_label(text: &str) -> bool {
    is_made_of(text, 63, |byte| is_lower(byte) || byte == b'-', is_lower)
}

pub(super) fn is_dns_subdomain(text: &str) -> bool {
    let part = |part: &str| is_made_of(part, 253, |byte| is_lower(byte) || byte == b'-', is_lower);
    text.len() <= 253 && text.split('.').all(part)
}

fn is_label(text: &str) -> bool {
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

/// Standard names, and those of anybody's own, which have a domain.
fn is_resource_name(text: &str) -> bool {
    RESOURCES.contains(&text)
        || text.strip_prefix("hugepages-").is_some_and(|size| !size.is_empty())
        || (text.contains('/') && !text.starts_with("requests.") && is_qualified_name(text))
}

fn is_config_key(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    is_made_of(text, 253, fits, fits) && text != "." && !text.starts_with("..")
}

fn is_port_name(text: &str) -> bool {
    is_made_of(text, 15, |byte| is_lower(byte) || byte == b'-', is_lower)
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !text.contains("--")
}

/// The fields that the downward API gives; of labels and annotations one alone, too.
pub const POD_FIELDS: [&str; 11] = [
    "metadata.annotations",
    "metadata.labels",
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

fn is_field_path(text: &str) -> bool {
    let one = |map: &str| {
        text.strip_prefix(map).is_some_and(|key| key.starts_with("['") && key.ends_with("']"))
    };
    // `spec.host` is the old name of `spec.nodeName`.
    POD_FIELDS.contains(&text)
        || text == "spec.host"
        || one("metadata.annotations")
        || one("metadata.labels")
}

/// Whether the zone is known is for the API server to say.
fn is_time_zone(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte);
    let part = |part: &str| {
        is_made_of(part, 14, fits, fits) && !part.starts_with('-') && part != "." && part != ".."
    };
    text.split('/').all(part) && !text.eq_ignore_ascii_case("local")
}

/// Line breaks are passed over, as the server's decoder does.
fn is_base64(text: &str) -> bool {
    let text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4)
        && padding <= 2
        && text.iter().take(text.len() - padding).all(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: Format, fitting: &[&str], others: &[&str]) {
        for text in fitting {
            assert!(format.fits(text), "{format:?}: {text}");
        }
        for text in others {
            assert!(!format.fits(text), "{format:?}: {text}");
        }
    }

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
