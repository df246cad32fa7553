//! What rules look at: the understood input, and the subjects that a rule is asked about.

use crate::agent::{self, PodRole};
use crate::kube::{Container, ObjectSet, Pod, pod_of};
use crate::load::{Flags, Plan};
use crate::source::{Location, SourceFile};
use crate::yaml::Parsed;

/// A pod with what it is to the load test.
#[derive(Debug)]
pub struct PodFacts<'a> {
    /// The pod.
    pub pod: Pod<'a>,
    /// Its role.
    pub role: PodRole,
}

/// The whole input, understood.
#[derive(Debug)]
pub struct Input<'a> {
    /// The files.
    pub sources: &'a [SourceFile],
    /// What was read of each file, in the same order.
    pub parsed: &'a [Parsed],
    /// Every object.
    pub objects: ObjectSet<'a>,
    /// Every pod and pod template.
    pub pods: Vec<PodFacts<'a>>,
    /// The load that they make.
    pub plan: Plan,
}

impl<'a> Input<'a> {
    /// Understands what was parsed. `complete` is false when a file was skipped or a document broken.
    #[must_use]
    pub fn new(sources: &'a [SourceFile], parsed: &'a [Parsed], complete: bool, flags: &Flags) -> Self {
        let documents = parsed.iter().flat_map(|file| &file.documents);
        let objects = ObjectSet::new(documents, complete);
        let pods: Vec<_> = objects.iter().filter_map(pod_of).map(PodFacts::new).collect();
        let loads = pods.iter().enumerate().map(|(at, one)| (at, &one.pod, one.role == PodRole::Sidecar));
        let plan = Plan::new(loads, flags);
        Self { sources, parsed, objects, pods, plan }
    }
}

impl<'a> PodFacts<'a> {
    fn new(pod: Pod<'a>) -> Self {
        let role = agent::role_of(&pod);
        Self { pod, role }
    }

    /// The place that stands for the workload when findings are compared.
    #[must_use]
    pub fn identity(&self) -> Location {
        self.pod.object.root.location()
    }
}

/// What a check is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'p, 'a> {
    /// The input as a whole.
    Input,
    /// A pod.
    Pod(&'p PodFacts<'a>),
    /// A container of a pod.
    Container(&'p PodFacts<'a>, &'p Container<'a>),
}

impl<'p, 'a> Subject<'p, 'a> {
    /// The pod, if there is one.
    pub fn pod(&self) -> Option<&'p PodFacts<'a>> {
        match *self {
            Self::Input => None,
            Self::Pod(pod) | Self::Container(pod, _) => Some(pod),
        }
    }

    /// The container, if there is one.
    pub fn container(&self) -> Option<&'p Container<'a>> {
        match *self {
            Self::Container(_, container) => Some(container),
            _ => None,
        }
    }
}
