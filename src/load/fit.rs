//! Whether pods fit on their nodes: what a pod requests, against what a node has.

use crate::kube::{Pod, Requests};
use crate::units::Quantity;

use super::{Capacity, Fact, Load};

/// A resource that the pods of a node share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Cores.
    Cpu,
    /// Bytes.
    Memory,
}

/// What one pod requests.
#[derive(Debug, Clone, Default)]
pub struct PodRequests {
    /// Of CPU.
    pub cpu: Requests,
    /// Of memory.
    pub memory: Requests,
}

/// What one pod takes of a node whose size is stated.
#[derive(Debug, Clone, Copy)]
pub struct Share<'l> {
    /// Of what.
    pub resource: Resource,
    /// The pod's requests.
    pub requests: &'l Requests,
    /// Their sum.
    pub amount: Quantity,
    /// What the node has.
    pub capacity: Fact<Capacity>,
}

impl Resource {
    /// An amount to be read, without the name.
    #[must_use]
    pub fn shown(self, amount: Quantity) -> String {
        match self {
            Self::Cpu => amount.cores(),
            Self::Memory => amount.bytes(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Memory => "memory",
        }
    }

    /// What comes behind an amount.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Memory => "of memory",
        }
    }
}

impl PodRequests {
    /// The requests of a pod.
    #[must_use]
    pub fn new(pod: &Pod<'_>) -> Self {
        Self { cpu: Requests::new(pod, "cpu"), memory: Requests::new(pod, "memory") }
    }
}

impl Share<'_> {
    /// How many of these pods a node takes.
    #[must_use]
    pub fn fits(&self) -> u64 {
        self.amount.fits_into(self.capacity.value.amount)
    }

    /// What one pod requests, as it is written: `600m`, or `(500m + 100m)`.
    #[must_use]
    pub fn of_pod(&self) -> String {
        let texts = self.requests.parts.iter().filter(|part| part.amount > Quantity::default());
        let texts: Vec<&str> = texts.map(|part| part.text.as_str()).collect();
        match texts.as_slice() {
            [only] => (*only).to_owned(),
            texts => format!("({})", texts.join(" + ")),
        }
    }

    /// What `pods` request together.
    #[must_use]
    pub fn of(&self, pods: u64) -> Quantity {
        self.amount.times(pods)
    }
}

impl Load {
    /// What a pod takes of its node, by resource, where the node's size is stated and the pod requests something.
    #[must_use]
    pub fn shares(&self) -> Vec<Share<'_>> {
        let cpu = share(Resource::Cpu, &self.requests.cpu, self.stated.node_cpu);
        let memory = share(Resource::Memory, &self.requests.memory, self.stated.node_memory);
        cpu.into_iter().chain(memory).collect()
    }

    /// How many of its pods a node takes, where a kubelet runs `usual` pods unless something else is stated.
    #[must_use]
    pub fn most_on_node(&self, usual: u64) -> u64 {
        let pods = self.stated.node_pods.map_or(usual, |pods| pods.value);
        self.shares().iter().map(Share::fits).fold(pods, u64::min)
    }
}

fn share(
    resource: Resource,
    requests: &Requests,
    capacity: Option<Fact<Capacity>>,
) -> Option<Share<'_>> {
    let amount = requests.amount.filter(|amount| *amount > Quantity::default())?;
    Some(Share { resource, requests, amount, capacity: capacity? })
}
