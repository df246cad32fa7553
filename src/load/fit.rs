//! Whether pods fit on their nodes: what a pod requests, against what a node has.

use crate::kube::{Pod, Requests};
use crate::units::Quantity;

use super::{Capacity, Fact, Load, Stated};

/// A resource that the pods of a node share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Cores.
    Cpu,
    /// Bytes of memory.
    Memory,
    /// Bytes of a node's own disk: logs, images' upper layers and emptyDir volumes.
    Disk,
}

/// What one pod requests.
#[derive(Debug, Clone, Default)]
pub struct PodRequests {
    /// Of CPU.
    pub cpu: Requests,
    /// Of memory.
    pub memory: Requests,
    /// Of the node's own disk.
    pub disk: Requests,
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
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Cpu, Self::Memory, Self::Disk];

    /// Its key under `requests`.
    fn key(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Disk => "ephemeral-storage",
        }
    }

    /// What a node has of it, where that is stated.
    fn capacity(self, stated: &Stated) -> Option<Fact<Capacity>> {
        match self {
            Self::Cpu => stated.node_cpu,
            Self::Memory => stated.node_memory,
            Self::Disk => stated.node_disk,
        }
    }

    /// The unit of a request that is proposed.
    fn step(self) -> &'static str {
        match self {
            Self::Cpu => "m",
            Self::Memory | Self::Disk => "Mi",
        }
    }

    /// An amount to be read, without the name.
    #[must_use]
    pub fn shown(self, amount: Quantity) -> String {
        match self {
            Self::Cpu => amount.cores(),
            Self::Memory | Self::Disk => amount.bytes(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Memory => "memory",
            Self::Disk => "disk",
        }
    }

    /// What comes after an amount.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Memory => "of memory",
            Self::Disk => "of disk",
        }
    }
}

impl PodRequests {
    /// The requests of a pod.
    #[must_use]
    pub fn new(pod: &Pod<'_>) -> Self {
        let of = |resource: Resource| Requests::new(pod, resource.key());
        Self { cpu: of(Resource::Cpu), memory: of(Resource::Memory), disk: of(Resource::Disk) }
    }

    /// Those of one resource.
    #[must_use]
    pub fn of(&self, resource: Resource) -> &Requests {
        match resource {
            Resource::Cpu => &self.cpu,
            Resource::Memory => &self.memory,
            Resource::Disk => &self.disk,
        }
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

    /// The most that each of so many pods may request, in words.
    #[must_use]
    pub fn most_of(&self, pods: u64) -> String {
        let step = self.resource.step();
        let unit = Quantity::parse(&format!("1{step}")).unwrap_or_default();
        let steps = unit.fits_into(self.capacity.value.amount) / pods.max(1);
        let amount = match self.resource {
            Resource::Cpu => unit.times(steps).cores(),
            Resource::Memory | Resource::Disk => format!("{steps}{step}"),
        };
        format!("{amount} {}", self.resource.noun())
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
        let share = |resource: Resource| {
            let requests = self.requests.of(resource);
            let amount = requests.amount.filter(|amount| *amount > Quantity::default())?;
            Some(Share { resource, requests, amount, capacity: resource.capacity(&self.stated)? })
        };
        Resource::ALL.into_iter().filter_map(share).collect()
    }

    /// How many of its pods a node takes, where a kubelet runs `usual` pods unless something else is stated.
    #[must_use]
    pub fn most_on_node(&self, usual: u64) -> u64 {
        let pods = self.stated.node_pods.map_or(usual, |pods| pods.value);
        self.shares().iter().map(Share::fits).fold(pods, u64::min)
    }
}
