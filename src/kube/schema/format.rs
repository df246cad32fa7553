//! What texts must look like, by name. Source of each: k8s.io/apimachinery pkg/util/validation, unless
//! said otherwise.

use serde::Deserialize;

use crate::kube::cron;

use super::names::{
    is_base64, is_config_key, is_digits, is_dns_label, is_dns_subdomain, is_field_path, is_label,
    is_port_name, is_qualified_name, is_time_zone,
};
use super::resources::is_resource_name;
use super::words::WORDS;

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
    /// A quantity that may be negative. Source: k8s.io/kubernetes ValidateLimitRange, which doesn't ask.
    SignedQuantity,
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
    /// IsEnvVarName, relaxed, or nothing: what is before the names of variables.
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
    /// What keeps an object from being deleted. Source: k8s.io/kubernetes ValidateFinalizerName.
    Finalizer,
    /// Name of a PriorityClass, without the prefix that Kubernetes keeps for its own.
    PriorityClassName,
    /// What a limit is about. Source: k8s.io/kubernetes validateLimitRangeTypeName.
    LimitType,
    /// What a LimitRange limits. Source: k8s.io/kubernetes validateResourceName.
    LimitName,
    /// What a volume has a capacity of. Source: k8s.io/kubernetes ValidatePersistentVolumeSpec.
    CapacityName,
    /// What a quota counts. Source: k8s.io/kubernetes ValidateResourceQuotaResourceName.
    QuotaName,
    /// A resource that is counted in whole ones. Source: k8s.io/kubernetes IsIntegerResourceName.
    WholeAmount,
    /// A resource that is measured in bytes.
    ByteAmount,
    /// A resource of which as much is requested as is the limit. Source: k8s.io/kubernetes IsOvercommitAllowed.
    ExtendedResource,
    /// Huge pages of some size.
    Hugepages,
    /// What huge pages can't be without.
    CpuOrMemory,
    /// What a pod may ask for as a whole. Source: k8s.io/component-helpers resource IsSupportedPodLevelResource.
    PodAmount,
    /// A path from the root without steps back. Source: k8s.io/kubernetes validateHTTPIngressPath.
    IngressPath,
    /// A host that isn't an address, or nothing. Source: k8s.io/kubernetes validateIngressRules.
    IngressHostOrEmpty,
    /// A name that DNS knows outside of the cluster, or nothing. Source: k8s.io/kubernetes ValidateService.
    ExternalNameOrEmpty,
    /// An address that others reach. Source: k8s.io/kubernetes ValidateNonSpecialIP.
    ExternalIp,
    /// The same, of the fourth version. Source: k8s.io/kubernetes validateEndpoints.
    ExternalIpv4,
    /// The same, of the sixth.
    ExternalIpv6,
    /// Group and version of a kind.
    GroupVersion,
    /// The same, or nothing.
    GroupVersionOrEmpty,
    /// The beginning of a label, which letters are added to.
    DnsLabelPrefix,
    /// The beginning of a name, which letters are added to.
    DnsSubdomainPrefix,
    /// A whole number as a text. Source: k8s.io/kubernetes GetDeletionCostFromPodAnnotations.
    WholeText,
    /// A domain with a path after it. Source: k8s.io/apimachinery IsDomainPrefixedPath.
    DomainPath,
    /// A JSON object.
    JsonObject,
    /// The same, in base64.
    JsonObjectBase64,
    /// Name of a CSI driver. Source: k8s.io/kubernetes ValidateCSIDriverName.
    CsiDriver,
    /// Name of an iSCSI target. Source: k8s.io/kubernetes validateISCSIVolumeSource.
    Iqn,
    /// IsDNS1035Label: names in URLs, which begin with a letter.
    DnsName,
    /// The same in any case: kinds.
    KindName,
    /// A name with at least one dot: groups.
    Domain,
    /// A field below `spec`. Source: Kubernetes documentation, scale subresource.
    SpecPath,
    /// A field below `status`.
    StatusPath,
    /// A field below one of both.
    SpecOrStatusPath,
    /// A field. Source: k8s.io/apiextensions-apiserver validateSimpleJSONPath.
    JsonPath,
    /// A domain of three parts or more. Source: k8s.io/apimachinery IsFullyQualifiedName.
    DomainOfThree,
    /// A domain with a path after it that may be long. Source: k8s.io/kubernetes validateIngressClassSpec.
    LongDomainPath,
    /// An address of a webhook. Source: k8s.io/apiserver pkg/util/webhook ValidateWebhookURL.
    WebhookUrl,
    /// A path of a webhook, or nothing. Source: k8s.io/apiserver pkg/util/webhook ValidateWebhookService.
    WebhookPath,
    /// An address that begins with `https://`.
    HttpsUrl,
    /// A managed disk of Azure. Source: k8s.io/kubernetes validateAzureDisk.
    ManagedDisk,
    /// Hosts with their ports, with commas between. Source: k8s.io/kubernetes validateQuobyteVolumeSource.
    HostsWithPorts,
    /// An option of a volume that isn't one of Kubernetes. Source: k8s.io/kubernetes validateFlexVolumeSource.
    OptionName,
    /// Indexes of a Job that rise. Source: k8s.io/kubernetes validateIndexesFormat.
    IndexRanges,
    /// A user of Windows. Source: k8s.io/kubernetes validateWindowsSecurityContextOptions.
    WindowsUser,
    /// A time with six digits after the seconds. Source: k8s.io/apimachinery pkg/apis/meta/v1 MicroTime.
    MicroTime,
    /// A range of addresses, or nothing.
    CidrOrEmpty,
    /// What a quota counts of pods without requests. Source: k8s.io/kubernetes IsResourceQuotaScopeValidForResource.
    QuotaOfPods,
    /// What a quota counts of pods and their containers.
    QuotaOfContainers,
    /// Any text but one of spaces alone. Source: k8s.io/kubernetes validateContainersOnlyForPod.
    NotBlank,
    /// Any text without spaces at its ends. Source: k8s.io/kubernetes ValidateAppArmorProfileField.
    Unpadded,
    /// Any text of one line that isn't spaces alone. Source: k8s.io/kubernetes validateValidation.
    OneLine,
    /// Name of a variable in an expression. Source: k8s.io/kubernetes validateVariable.
    Identifier,
    /// Any text but none.
    SomeText,
    /// A kernel parameter that isn't one of the network. Source: k8s.io/component-helpers sysctl GetNamespace.
    SysctlOffNetwork,
    /// A kernel parameter that isn't one of the communication between processes.
    SysctlOffIpc,
    /// A range of addresses that begins at its first one. Source: k8s.io/apimachinery GetWarningsForCIDR.
    CidrStart,
    /// A version of the Pod Security Standards. Source: k8s.io/pod-security-admission api ParseVersion.
    SecurityVersion,
    /// A profile as an annotation names it. Source: k8s.io/kubernetes ValidateAppArmorProfileFormat.
    AppArmorText,
    /// The same of seccomp. Source: k8s.io/kubernetes ValidateSeccompProfile.
    SeccompText,
    /// A group that Kubernetes keeps for its own. Source: k8s.io/apiextensions-apiserver IsProtectedCommunityGroup.
    ProtectedGroup,
    /// A certificate in PEM. Source: crypto/tls X509KeyPair.
    CertificatePem,
    /// The same, in base64.
    CertificatePemBase64,
    /// A private key in PEM.
    KeyPem,
    /// The same, in base64.
    KeyPemBase64,
    /// A regular expression, as far as its faults are ones for Go, too.
    Pattern,
    /// A whole number rather than a name.
    Number,
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
            Self::EnvName => is_env_name(text),
            Self::ConfigKey => is_config_key(text),
            Self::ResourceName => is_resource_name(text),
            Self::PortName => is_port_name(text),
            Self::PortNameOrEmpty => text.is_empty() || is_port_name(text),
            _ => self.fits_value(text),
        }
    }

    /// Whether a text looks like it, of the formats that aren't names.
    fn fits_value(self, text: &str) -> bool {
        match self {
            Self::Percentage => text.strip_suffix('%').is_some_and(is_digits),
            Self::PercentageOfAll => text
                .strip_suffix('%')
                .is_some_and(|text| is_digits(text) && text.parse().is_ok_and(|it: u8| it <= 100)),
            Self::FieldPath => is_field_path(text),
            Self::CronSchedule => cron::fault(text).is_none(),
            Self::TimeZone => is_time_zone(text),
            // Numbers are quantities too: `kube::quantity_fault` reads both.
            Self::Quantity | Self::SignedQuantity => true,
            Self::Byte => is_base64(text),
            _ => self.fits_look(text),
        }
    }

    /// What fits, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        let own = WORDS.iter().find(|(formats, _)| formats.contains(&self));
        own.map_or("any text", |(_, words)| words)
    }
}

fn is_env_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=')
}

/// Holds that texts fit a format and others don't.
#[cfg(test)]
#[track_caller]
pub(super) fn check(format: Format, fitting: &[&str], others: &[&str]) {
    fitting.iter().for_each(|text| assert!(format.fits(text), "{format:?}: {text}"));
    others.iter().for_each(|text| assert!(!format.fits(text), "{format:?}: {text}"));
}
