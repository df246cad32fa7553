//! Workloads: pods and their containers, with what they are to the load test.

use std::sync::{Arc, OnceLock};

use crate::agent::settings::AgentSettings;
use crate::agent::{Collection, LogSettings};
use crate::kube::{
    Container, ContainerRole, ContainerView, Environment, ObjectSet, Pod, counting, replicas_in,
};
use crate::load::{
    BadFact, ContainerLoad, Excluded, Generators, Load, Output, Stated, WaitedFor, load_of,
    stated_by,
};
use crate::options::Options;
use crate::source::Location;

/// What a pod is to the load test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkloadRole {
    /// The agent runs next to other containers.
    Sidecar,
    /// A DaemonSet with the agent as its only container: it collects its whole node.
    NodeAgent,
    /// The agent is alone in a pod that isn't a node agent: nothing makes load.
    AgentAlone,
    /// No agent.
    Other,
}

/// A container with what it is to the load test.
#[derive(Debug)]
pub struct WorkloadContainer<'a> {
    /// The container.
    pub container: Container<'a>,
    /// Whether it is the agent.
    pub is_agent: bool,
    environment: OnceLock<Environment<'a>>,
    settings: OnceLock<AgentSettings>,
}

/// A pod with what it is to the load test.
#[derive(Debug)]
pub struct Workload<'a> {
    /// Its index among the workloads of the input.
    pub index: usize,
    /// The pod.
    pub pod: Pod<'a>,
    /// Its containers, in the order in which the pod has them.
    pub containers: Vec<WorkloadContainer<'a>>,
    /// Its role.
    pub role: WorkloadRole,
    /// Its generators whose logs an agent of its node uploads; none where it has an agent of its own.
    pub on_node: Vec<&'a str>,
    /// What is stated about it.
    pub stated: Arc<Stated>,
    /// Annotations that state no fact.
    pub bad_facts: Vec<BadFact>,
}

impl<'a> WorkloadContainer<'a> {
    /// Whether it is a load generator, or a helper of one: the agent collects whatever runs next to it.
    #[must_use]
    pub fn is_generator(&self) -> bool {
        self.container.role != ContainerRole::Init && !self.is_agent
    }

    /// Its name.
    pub(super) fn name(&self) -> &'a str {
        self.container.name()
    }

    /// What it sees in its environment; found once for all rules.
    pub fn environment<'r>(
        &'r self,
        pod: &'r Workload<'a>,
        objects: &'r ObjectSet<'a>,
    ) -> &'r Environment<'a> {
        self.view(pod, objects).environment()
    }

    /// Its settings, if it is the agent; found once for all rules.
    pub fn settings(&self, pod: &Workload<'a>, objects: &ObjectSet<'a>) -> &AgentSettings {
        self.settings
            .get_or_init(|| AgentSettings::new(&self.container, self.environment(pod, objects)))
    }

    pub(super) fn view<'r>(
        &'r self,
        pod: &'r Workload<'a>,
        objects: &'r ObjectSet<'a>,
    ) -> ContainerView<'r, 'a> {
        ContainerView {
            container: &self.container,
            pod: &pod.pod,
            objects,
            environment: &self.environment,
        }
    }
}

impl<'a> Workload<'a> {
    /// A pod. Where it states nothing, the flags say what they say of all.
    pub(super) fn new(
        index: usize,
        pod: Pod<'a>,
        options: &Options,
        of_flags: &Arc<Stated>,
    ) -> Self {
        let facts = |container: &Container<'a>| WorkloadContainer {
            container: *container,
            is_agent: options.agent_images.is_agent(container),
            environment: OnceLock::new(),
            settings: OnceLock::new(),
        };
        let containers: Vec<_> = pod.containers.iter().map(facts).collect();
        let has_agent = containers.iter().any(|one| one.is_agent);
        let has_generator = containers.iter().any(WorkloadContainer::is_generator);
        let role = match (has_agent, has_generator) {
            (false, _) => WorkloadRole::Other,
            (true, true) => WorkloadRole::Sidecar,
            (true, false) if pod.object.kind == "DaemonSet" => WorkloadRole::NodeAgent,
            (true, false) => WorkloadRole::AgentAlone,
        };
        let (stated, bad_facts) = stated_by(&options.load, &pod);
        let stated = stated.map_or_else(|| Arc::clone(of_flags), Arc::new);
        Self { index, pod, containers, role, on_node: Vec::new(), stated, bad_facts }
    }

    /// Whether it is a part of the load test: with an agent of its own, or with one on its node.
    #[must_use]
    pub fn is_load_test(&self) -> bool {
        self.role == WorkloadRole::Sidecar || !self.on_node.is_empty()
    }

    /// The agent containers; more than one only by mistake.
    pub fn agents(&self) -> impl Iterator<Item = &Container<'a>> {
        self.containers.iter().filter(|one| one.is_agent).map(|one| &one.container)
    }

    /// The regular containers that aren't the agent: load generators and helpers. Without an agent of its own a pod may be
    /// anything, and only generators that are known count.
    #[must_use]
    pub fn generators(&self) -> Vec<Container<'a>> {
        let counts = |one: &&WorkloadContainer<'a>| {
            one.is_generator() && (self.on_node.is_empty() || self.on_node.contains(&one.name()))
        };
        self.containers.iter().filter(counts).map(|one| one.container).collect()
    }

    /// The load that it makes, if it takes part: the agent runs next to a generator, or the user states what it makes.
    pub(super) fn load(&self, objects: &ObjectSet<'a>, generators: &Generators) -> Option<Load> {
        let takes_part = self.is_load_test() || self.stated.by_annotation;
        takes_part.then(|| {
            let (taken, excluded) = self.outputs(objects, generators);
            let counted = replicas_in(&counting(&self.pod.object, objects), objects);
            Load { excluded, ..Load::new(self.index, &self.pod, counted, *self.stated, taken) }
        })
    }

    /// The generator, of a pod with an agent, that runs as an init container and never ends.
    pub(super) fn waited_for(
        &self,
        objects: &ObjectSet<'a>,
        generators: &Generators,
    ) -> Option<WaitedFor> {
        let is_of_test = self.role != WorkloadRole::Other || self.stated.by_annotation;
        let init = |one: &&WorkloadContainer<'a>| one.container.role == ContainerRole::Init;
        let inits = self.containers.iter().filter(init).filter(|one| is_of_test && !one.is_agent);
        let mut loads = inits.map(|one| load_of(&one.view(self, objects), generators));
        let load = loads.find(ContainerLoad::is_endless)?;
        Some(WaitedFor { pod: self.index, load })
    }

    /// What its generators and their helpers write, and what those write whose logs aren't uploaded.
    fn outputs(
        &self,
        objects: &ObjectSet<'a>,
        generators: &Generators,
    ) -> (Vec<ContainerLoad>, Vec<Excluded>) {
        let (settings, collection) = (LogSettings::new(&self.pod), self.collection(objects));
        let (mut loads, mut excluded) = (Vec::new(), Vec::new());
        for one in self.containers.iter().filter(|one| one.is_generator()) {
            let load = load_of(&one.view(self, objects), generators);
            let by_key = settings.excluded_by(one.name());
            let by_key = by_key.map(|by| (by.key_text().to_owned(), by.place()));
            let is_omitted = collection.takes(one.name()) == Some(false);
            let by_setting = by_key.is_none();
            let by = match by_key {
                None if !is_omitted => {
                    loads.push(load);
                    continue;
                }
                None => collection.decided_by(one.name()).map(|(key, at)| (key.to_owned(), at)),
                by_key => by_key,
            };
            excluded.extend(by.map(|(key, at)| Excluded { load, key, at, by_setting }));
        }
        if let Some(variable) = collection.left_open_by() {
            let reason =
                format!("the agent's `{variable}` determines which containers are collected");
            loads.iter_mut().for_each(|load| load.output = Output::Unknown(reason.clone()));
        }
        (loads, excluded)
    }

    /// Which of its containers the agent in it collects.
    #[must_use]
    pub fn collection(&self, objects: &ObjectSet<'a>) -> Collection<'a> {
        let agents = self.containers.iter().filter(|one| one.is_agent);
        let environments: Vec<_> = agents.map(|agent| agent.environment(self, objects)).collect();
        Collection::new(LogSettings::new(&self.pod), &environments)
    }

    /// The place that means the workload when findings are compared.
    #[must_use]
    pub fn identity(&self) -> Location {
        self.pod.object.root.location()
    }
}
