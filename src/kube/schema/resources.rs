//! Looks of the names of resources, which decide how amounts of them are counted.

use super::Format;
use super::names::is_qualified_name;

/// The resources that every container may ask for.
pub(super) const RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// Resources that are objects, which a quota counts.
const OBJECTS: [&str; 9] = [
    "pods",
    "services",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// Standard names, and those of anybody's own, which have a domain.
pub(super) fn is_resource_name(text: &str) -> bool {
    RESOURCES.contains(&text)
        || text.strip_prefix("hugepages-").is_some_and(|size| !size.is_empty())
        || (text.contains('/') && !text.starts_with("requests.") && is_qualified_name(text))
}

/// Source: k8s.io/kubernetes pkg/apis/core/helper IsStandardQuotaResourceName.
fn is_quota_name(text: &str) -> bool {
    let amount = text.strip_prefix("requests.").or_else(|| text.strip_prefix("limits."));
    let is_request = text.starts_with("requests.");
    let is_standard = RESOURCES.contains(&amount.unwrap_or(text))
        || OBJECTS.contains(&text)
        || (is_request && (amount == Some("storage") || amount.is_some_and(is_hugepages)))
        || is_hugepages(text);
    is_standard || (text.contains('/') && is_qualified_name(text))
}

fn is_hugepages(text: &str) -> bool {
    text.strip_prefix("hugepages-").is_some_and(|size| !size.is_empty())
}

/// Source: k8s.io/kubernetes pkg/apis/core/helper IsExtendedResourceName.
fn is_extended(text: &str) -> bool {
    text.contains('/') && !text.contains("kubernetes.io/") && !text.starts_with("requests.")
}

impl Format {
    /// Whether a text looks like it, of the formats of resources.
    pub(super) fn fits_resource(self, text: &str) -> bool {
        match self {
            Self::LimitType => is_limit_type(text),
            Self::LimitName => text == "storage" || is_quota_name(text),
            Self::CapacityName => text == "storage",
            Self::QuotaName => is_quota_name(text),
            Self::WholeAmount => OBJECTS.contains(&text) || is_extended(text),
            Self::ByteAmount => ["memory", "ephemeral-storage", "storage"].contains(&text),
            Self::ExtendedResource => is_extended(text) || is_hugepages(text),
            Self::Hugepages => is_hugepages(text),
            Self::CpuOrMemory => is_cpu_or_memory(text),
            Self::PodAmount => is_cpu_or_memory(text) || is_hugepages(text),
            Self::QuotaOfPods => text == "pods" || text.contains('/'),
            Self::QuotaOfContainers => {
                let of = text.strip_prefix("requests.").or_else(|| text.strip_prefix("limits."));
                text == "pods" || text.contains('/') || is_cpu_or_memory(of.unwrap_or(text))
            }
            _ => true,
        }
    }
}

fn is_cpu_or_memory(text: &str) -> bool {
    ["cpu", "memory"].contains(&text)
}

fn is_limit_type(text: &str) -> bool {
    ["Pod", "Container", "PersistentVolumeClaim"].contains(&text)
        || (text.contains('/') && is_qualified_name(text))
}
