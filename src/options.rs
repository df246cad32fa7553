//! What the user asked for, settled: the options of a session.

use crate::agent::AgentImages;
use crate::baseline::Baseline;
use crate::finding::Level;
use crate::kube::schema::KubernetesVersion;
use crate::limits::Limits;
use crate::load::{Flags, Generators};
use crate::paths::PathSet;
use crate::yaml::Reader;

/// Options of a session; none of them changes while it lints.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The version of Kubernetes whose schemas count.
    pub kubernetes: KubernetesVersion,
    /// What a load test is checked against.
    pub limits: Limits,
    /// Facts of the load, stated in flags.
    pub load: Flags,
    /// Whether findings of severity info are kept.
    pub pedantic: bool,
    /// Whether some of the input could not be read: then what doesn't exist may still exist.
    pub incomplete: bool,
    /// Whether comments and annotations that suppress findings count for nothing.
    pub no_ignores: bool,
    /// Findings that are known and not reported again.
    pub baseline: Option<Baseline>,
    /// Images that are the agent under names of their own.
    pub agent_images: AgentImages,
    /// Generators of the user's own.
    pub generators: Generators,
    /// What reads the manifests.
    pub reader: Reader,
    /// Severities for some files; of several that match, the last one is used.
    pub overrides: Vec<Override>,
}

/// Severity of a rule for some files.
#[derive(Debug, Clone)]
pub struct Override {
    /// The files.
    pub paths: PathSet,
    /// The rule.
    pub rule: String,
    /// Its severity there.
    pub level: Level,
}
