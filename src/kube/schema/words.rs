//! What the looks of texts are called in messages.

use super::Format;

/// The words for each format; formats that share words are in one row.
pub(super) const WORDS: &[(&[Format], &str)] = &[
    (
        &[Format::DnsLabel, Format::DnsLabelOrEmpty, Format::DnsLabelPrefix],
        "up to 63 lower-case letters, digits and `-`, with a letter or digit at both ends",
    ),
    (
        &[Format::DnsSubdomain, Format::DnsSubdomainOrEmpty, Format::DnsSubdomainPrefix],
        "up to 253 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends of each part",
    ),
    (
        &[Format::QualifiedName, Format::QualifiedNameOrEmpty, Format::AnnotationKey],
        "up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, after an optional DNS name and `/`",
    ),
    (
        &[Format::LabelValue],
        "up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
    ),
    (&[Format::EnvName], "printable ASCII characters without `=`"),
    (&[Format::ConfigKey], "up to 253 letters, digits, `-`, `_` and `.`"),
    (
        &[Format::ResourceName],
        "`cpu`, `memory`, `ephemeral-storage`, `hugepages-` with a size, or a name with a domain such as `example.com/gpu`",
    ),
    (
        &[Format::PortName, Format::PortNameOrEmpty],
        "up to 15 lower-case letters, digits and `-`, with at least one letter",
    ),
    (&[Format::Percentage], "a whole number, or one followed by `%`"),
    (&[Format::PercentageOfAll], "a whole number, or one up to 100 followed by `%`"),
    (
        &[Format::FieldPath],
        "a field of the pod, such as `metadata.name`, `spec.nodeName`, `status.podIP` or `metadata.labels['app']`",
    ),
    (
        &[Format::CronSchedule],
        "five fields (minute, hour, day of the month, month, day of the week), such as `0 3 * * 1-5`, or `@daily`",
    ),
    (&[Format::TimeZone], "the name of a time zone, such as `Etc/UTC` or `Europe/Berlin`"),
    (&[Format::Quantity, Format::SignedQuantity], "a number with a unit such as `Mi`, `Gi` or `m`"),
    (&[Format::Byte], "base64; plain text belongs in `stringData`"),
    (
        &[Format::EnvFieldPath],
        "a field that a variable accepts: `metadata.name`, `metadata.namespace`, `metadata.uid`, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP`, `status.podIP`, or one label or annotation such as `metadata.labels['app']`",
    ),
    (
        &[Format::VolumeFieldPath],
        "a field that a volume accepts: `metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels`, `metadata.annotations`, or one of these such as `metadata.labels['app']`",
    ),
    (
        &[Format::ContainerAmount],
        "a limit or request of the container: `limits.cpu`, `limits.memory`, `limits.ephemeral-storage`, `requests.cpu`, `requests.memory` or `requests.ephemeral-storage`",
    ),
    (&[Format::EnvNameOrEmpty], "printable ASCII characters without `=`"),
    (&[Format::HostPath], "a path without `..`"),
    (
        &[Format::SubPath, Format::RelativePath],
        "a path in the volume, without `/` in front and without `..`",
    ),
    (&[Format::AbsolutePath, Format::AbsolutePathOrEmpty], "a path that begins with `/`"),
    (&[Format::PathSegment], "a name without `/` and `%`"),
    (
        &[Format::JobName],
        "up to 63 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends of each part",
    ),
    (
        &[Format::CronJobName],
        "up to 52 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends of each part",
    ),
    (&[Format::Ip], "an IP address, such as `10.9.8.7` or `2001:db8::1`"),
    (&[Format::Cidr, Format::CidrOrEmpty], "a range of IP addresses, such as `10.9.8.0/24`"),
    (&[Format::ClusterIp], "an IP address, or `None`"),
    (
        &[Format::HostOrEmpty],
        "a host in lower-case letters, such as `example.com` or `*.example.com`, without a port",
    ),
    (&[Format::SearchDomain], "a domain in lower-case letters, such as `example.com`"),
    (&[Format::HeaderName], "letters, digits and `-`"),
    (
        &[Format::Sysctl],
        "lower-case letters, digits, `-` and `_` in parts with `.` between, such as `net.core.somaxconn`",
    ),
    (&[Format::DateTime], "a time such as `2026-01-31T12:00:00Z`"),
    (&[Format::Finalizer], "a name with a domain, such as `example.com/cleanup`"),
    (&[Format::PriorityClassName], "a name that doesn't begin with `system-`, which is reserved"),
    (&[Format::IngressPath], "a path that begins with `/`, without `//`, `/./`, `/../` and `%2F`"),
    (
        &[Format::IngressHostOrEmpty],
        "a host in lower-case letters, such as `example.com` or `*.example.com`, without a port; not an address",
    ),
    (&[Format::ExternalNameOrEmpty], "a DNS name, such as `db.example.com`"),
    (
        &[Format::ExternalIp, Format::ExternalIpv4],
        "an IP address that others reach, such as `203.0.113.7`",
    ),
    (&[Format::ExternalIpv6], "an IP address that others reach, such as `2001:db8::7`"),
    (
        &[Format::GroupVersion, Format::GroupVersionOrEmpty],
        "a version with its group in front, such as `apps/v1`, or `v1`",
    ),
    (&[Format::WholeText], "a whole number in quotes, such as \"100\""),
    (
        &[Format::DomainPath, Format::LongDomainPath],
        "a domain followed by a path, such as `example.com/controller`",
    ),
    (&[Format::JsonObject], "a JSON object, as `kubectl create secret docker-registry` creates it"),
    (
        &[Format::JsonObjectBase64],
        "a JSON object in base64, as `kubectl create secret docker-registry` creates it",
    ),
    (&[Format::CsiDriver], "the name of a driver, such as `ebs.csi.aws.com`"),
    (&[Format::Iqn], "a name such as `iqn.2001-04.com.example:storage`"),
    (&[Format::DnsName], "up to 63 lower-case letters, digits and `-`, with a letter in front"),
    (&[Format::KindName], "a name of letters and digits, such as `LoadTest`"),
    (&[Format::Domain], "a domain with at least one dot, such as `example.com`"),
    (&[Format::SpecPath], "a field below `.spec`, such as `.spec.replicas`"),
    (&[Format::StatusPath], "a field below `.status`, such as `.status.replicas`"),
    (&[Format::SpecOrStatusPath], "a field below `.spec` or `.status`, such as `.status.selector`"),
    (&[Format::JsonPath], "a path that begins with `.`, such as `.spec.replicas`"),
    (&[Format::DomainOfThree], "a domain of three parts or more, such as `pods.example.com`"),
    (&[Format::OptionName], "a name without a domain of Kubernetes"),
    (&[Format::IndexRanges], "indexes and ranges of them that rise, such as `0-4,7`"),
    (
        &[Format::MicroTime],
        "a time with six digits after the seconds, such as `2026-01-31T12:00:00.000000Z`",
    ),
    (&[Format::SomeText, Format::NotBlank], "a string that isn't empty"),
    (&[Format::Number], "a whole number, since there is a range"),
    (
        &[Format::WebhookUrl],
        "an address such as `https://example.com/path`, without user, query and fragment",
    ),
    (
        &[Format::WebhookPath],
        "a path such as `/validate`, of lower-case letters, digits, `-` and `.`",
    ),
    (&[Format::HttpsUrl], "an address that begins with `https://`"),
    (&[Format::ManagedDisk], "the path of a managed disk, which begins with `/subscriptions/`"),
    (
        &[Format::HostsWithPorts],
        "a host with its port, such as `example.com:7861`, or several with commas between",
    ),
    (&[Format::WindowsUser], "the name of a user, such as `ContainerUser` or `DOMAIN\\user`"),
    (&[Format::OneLine], "a string of one line"),
    (&[Format::Identifier], "letters, digits and `_`, the first of them no digit"),
    (&[Format::Unpadded], "a string without spaces at its ends"),
    (&[Format::SysctlOffNetwork], "a kernel parameter that doesn't begin with `net.`"),
    (
        &[Format::SysctlOffIpc],
        "a kernel parameter that isn't one of shared memory, semaphores and message queues",
    ),
    (&[Format::CidrStart], "the first address of the range, such as `10.0.0.0/8`"),
    (&[Format::SecurityVersion], "`latest`, or a version such as `v1.36`"),
    (&[Format::AppArmorText], "`runtime/default`, `unconfined`, or `localhost/` with a profile"),
    (&[Format::SeccompText], "`runtime/default`, `unconfined`, or `localhost/` with a path"),
    (&[Format::ProtectedGroup], "a group of Kubernetes"),
    (&[Format::CertificatePem, Format::CertificatePemBase64], "a certificate in PEM"),
    (&[Format::KeyPem, Format::KeyPemBase64], "a private key in PEM"),
    (&[Format::LimitType], "`Container`, `Pod` or `PersistentVolumeClaim`"),
    (
        &[Format::LimitName],
        "`cpu`, `memory`, `ephemeral-storage`, `storage`, or a name with a domain such as `example.com/gpu`",
    ),
    (&[Format::CapacityName], "`storage`"),
    (
        &[Format::QuotaName],
        "a resource such as `requests.cpu`, `limits.memory` or `pods`, or a name with a domain or `count/` in front, such as `count/deployments.apps`",
    ),
    (
        &[Format::WholeAmount, Format::ExtendedResource],
        "a name with a domain such as `example.com/gpu`",
    ),
    (&[Format::ByteAmount], "`memory`, `ephemeral-storage` or `storage`"),
    (&[Format::Hugepages], "`hugepages-` with a size"),
    (&[Format::CpuOrMemory], "`cpu` or `memory`"),
    (&[Format::PodAmount], "`cpu`, `memory` or `hugepages-` with a size"),
    (&[Format::QuotaOfPods], "`pods`, which is all that this scope counts"),
    (
        &[Format::QuotaOfContainers],
        "what this scope counts: `pods`, or `cpu` and `memory` with or without `requests.` or `limits.` in front",
    ),
    (&[Format::Pattern], "a regular expression"),
];
