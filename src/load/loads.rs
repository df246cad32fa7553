//! What the workloads of the input do together: who is compared with which node count and target.

use std::borrow::Cow;

use crate::kube::{Pod, Replicas};
use crate::source::Location;

use super::fit::PodRequests;
use super::pod::PodRate;
use crate::units::Rate;

use super::{ContainerLoad, Fact, Stated};

/// A container whose log isn't uploaded.
#[derive(Debug, Clone)]
pub struct Excluded {
    /// What it writes.
    pub load: ContainerLoad,
    /// The annotation or the setting that says so.
    pub key: String,
    /// Where that is.
    pub at: Location,
    /// Whether the agent's setting says so, since no annotation includes it.
    pub by_setting: bool,
}

/// One load-generating workload.
#[derive(Debug, Clone)]
pub struct Load {
    /// Index of its pod in the input.
    pub pod: usize,
    /// Pods that run at once; `None` where the files can't tell.
    pub replicas: Option<u64>,
    /// The field that says so, or the closest key.
    pub replicas_at: Option<Location>,
    /// Whether its pods are fewer than run at once, because a Job needs no more.
    pub is_cut_short: bool,
    /// The field of an autoscaler that says how many run at once, where one does.
    pub bound: Option<&'static str>,
    /// What is stated about it.
    pub stated: Stated,
    /// What each of its containers but the agent writes, as its manifest tells.
    pub containers: Vec<ContainerLoad>,
    /// The containers whose logs aren't uploaded.
    pub excluded: Vec<Excluded>,
    /// What one pod writes by the arguments of its containers.
    pub derived: Option<PodRate>,
    /// What one pod requests of its node.
    pub requests: PodRequests,
}

impl Load {
    /// Load of the pod at `index` of the input, whose containers write `containers`, with as many pods as `counted`.
    #[must_use]
    pub fn new(
        index: usize,
        pod: &Pod<'_>,
        counted: Option<Replicas<'_>>,
        stated: Stated,
        containers: Vec<ContainerLoad>,
    ) -> Self {
        let replicas = pods_of(pod, counted, &stated);
        Self {
            pod: index,
            replicas: replicas.map(|(count, _)| count),
            replicas_at: replicas.map(|(_, at)| at),
            is_cut_short: counted.is_some_and(|pods| pods.at.key_text() == "completions"),
            bound: counted.and_then(|pods| pods.bound),
            stated,
            derived: PodRate::derived(&containers, stated.duration.map(|test| test.value)),
            requests: PodRequests::new(pod),
            containers,
            excluded: Vec::new(),
        }
    }

    /// What one pod writes: as stated, else as its containers' arguments tell.
    #[must_use]
    pub fn rate(&self) -> Option<Cow<'_, PodRate>> {
        let stated = self.stated.rate.map(|fact| Cow::Owned(PodRate::stated(fact)));
        stated.or_else(|| self.derived.as_ref().map(Cow::Borrowed))
    }

    /// The keys of all commands and arguments that its rate is read from.
    pub fn read_from(&self) -> impl Iterator<Item = Location> {
        self.containers.iter().flat_map(|container| &container.read_from).copied()
    }

    /// Another number of pods than there are, among which a generator shares its rate: where it is, and the number.
    #[must_use]
    pub fn misshared(&self) -> Option<(Location, u64)> {
        let mut shared = self.containers.iter().filter_map(|container| container.shared.as_ref());
        let wrong = shared.find(|shared| self.replicas.is_some_and(|pods| pods != shared.pods))?;
        Some((wrong.at, wrong.pods))
    }

    /// What all its pods write together; `None` where that isn't known, or where it doesn't go on.
    #[must_use]
    pub fn total(&self) -> Option<Total<'_>> {
        let rate = self.rate().filter(|rate| rate.is_whole && rate.is_steady)?;
        let replicas = self.replicas?;
        let (least, most) = (rate.least.times(replicas), rate.most.times(replicas));
        Some(Total { rate: rate.rate.times(replicas), least, most, pod: rate })
    }
}

/// What all pods of a workload write together.
#[derive(Debug, Clone)]
pub struct Total<'l> {
    /// The rate.
    pub rate: Rate,
    /// The least that it may be.
    pub least: Rate,
    /// The most that it may be.
    pub most: Rate,
    /// What one pod writes.
    pub pod: Cow<'l, PodRate>,
}

/// Workloads that share a fact: one each when annotations state it, all together under a flag.
#[derive(Debug)]
pub struct Group<'p, T> {
    /// The shared fact.
    pub fact: Fact<T>,
    /// The workloads, in input order.
    pub loads: Vec<&'p Load>,
}

impl<T> Group<'_, T> {
    /// Pods of all its workloads; `None` where one of them isn't known.
    #[must_use]
    pub fn pods(&self) -> Option<u64> {
        self.loads.iter().try_fold(0_u64, |sum, load| Some(sum.saturating_add(load.replicas?)))
    }
}

/// How many pods run at once, and the field that says so; of a DaemonSet, one on each of the stated nodes.
fn pods_of(
    pod: &Pod<'_>,
    counted: Option<Replicas<'_>>,
    stated: &Stated,
) -> Option<(u64, Location)> {
    if pod.object.kind == "DaemonSet" {
        let at = pod.object.root.get("kind")?.location();
        return stated.nodes.map(|nodes| (nodes.value, at));
    }
    let replicas = counted?;
    let at = if replicas.stated { replicas.at.place() } else { replicas.at.key.location() };
    Some((replicas.count, at))
}

/// The load of the whole input.
#[derive(Debug, Default)]
pub struct Loads {
    /// Every workload that runs the agent next to a generator, or states itself what load it makes.
    pub all: Vec<Load>,
    /// Generators that never end, and that the containers of their pod wait for.
    pub waited_for: Vec<WaitedFor>,
}

/// A generator that never ends as an ordinary init container: nothing else in its pod starts.
#[derive(Debug, Clone)]
pub struct WaitedFor {
    /// Index of its pod in the input.
    pub pod: usize,
    /// What it writes.
    pub load: ContainerLoad,
}

impl Loads {
    /// The load of the pod at `index` of the input.
    #[must_use]
    pub fn of(&self, index: usize) -> Option<&Load> {
        let at = self.all.binary_search_by_key(&index, |load| load.pod).ok()?;
        self.all.get(at)
    }

    /// The workloads by the node count that they run on.
    #[must_use]
    pub fn by_nodes(&self) -> Vec<Group<'_, u64>> {
        self.groups(|load| load.stated.nodes)
    }

    /// The workloads by the target that they are to reach.
    #[must_use]
    pub fn by_target(&self) -> Vec<Group<'_, Rate>> {
        self.groups(|load| load.stated.target)
    }

    fn groups<T: Copy>(&self, fact: impl Fn(&Load) -> Option<Fact<T>>) -> Vec<Group<'_, T>> {
        let mut groups: Vec<Group<'_, T>> = Vec::new();
        for load in &self.all {
            let Some(stated) = fact(load) else { continue };
            match groups.last_mut().filter(|group| group.fact.at.is_none() && stated.at.is_none()) {
                Some(shared) => shared.loads.push(load),
                None => groups.push(Group { fact: stated, loads: vec![load] }),
            }
        }
        groups
    }
}
