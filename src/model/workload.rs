//! Workloads: pods and their containers, with what they are to the load test.

use std::sync::OnceLock;

use crate::agent::LogSettings;
use crate::agent::settings::AgentSettings;
use crate::kube::{Container, ContainerRole, ContainerView, Environment, ObjectSet, Pod};
use crate::load::{BadFact, ContainerLoad, Generators, Load, Output, Stated, load_of, stated_by};
use crate::options::Options;
use crate::source::Location;

/// Variables of the agent that choose among the containers of a pod.
const COLLECTION: [&str; 3] = [
    "SCALYR_CONTAINER_GLOBS",
    "SCALYR_CONTAINER_GLOBS_EXCLUDE",
    "SCALYR_K8S_INCLUDE_ALL_CONTAINERS",
];

/// What a pod is to the load test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkloadRole {
    /// The agent runs beside other containers.
    Sidecar,
    /// A DaemonSet with the agent as its only container: it collects its whole node.
    NodeAgent,
    /// The agent is alone in a pod that is no node agent: nothing makes load.
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
    /// The pod.
    pub pod: Pod<'a>,
    /// Its containers, in the order in which the pod has them.
    pub containers: Vec<WorkloadContainer<'a>>,
    /// Its role.
    pub role: WorkloadRole,
    /// What is stated about it.
    pub stated: Stated,
    /// Annotations that state no fact.
    pub bad_facts: Vec<BadFact>,
}

impl<'a> WorkloadContainer<'a> {
    /// Whether it is a load generator, or a helper of one.
    #[must_use]
    pub fn is_generator(&self) -> bool {
        self.container.role == ContainerRole::Regular && !self.is_agent
    }

    /// Its name.
    fn name(&self) -> &'a str {
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

    fn view<'r>(
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
    pub(super) fn new(pod: Pod<'a>, options: &Options) -> Self {
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
        Self { pod, containers, role, stated, bad_facts }
    }

    /// The agent containers; more than one only by mistake.
    pub fn agents(&self) -> impl Iterator<Item = &Container<'a>> {
        self.containers.iter().filter(|one| one.is_agent).map(|one| &one.container)
    }

    /// The regular containers that aren't the agent: load generators and helpers.
    #[must_use]
    pub fn generators(&self) -> Vec<Container<'a>> {
        self.containers.iter().filter(|one| one.is_generator()).map(|one| one.container).collect()
    }

    /// The load that it makes, if it takes part: the agent runs beside a generator, or the user states what it makes.
    pub(super) fn load(
        &self,
        index: usize,
        objects: &ObjectSet<'a>,
        generators: &Generators,
    ) -> Option<Load> {
        let takes_part = self.role == WorkloadRole::Sidecar || self.stated.by_annotation;
        takes_part
            .then(|| Load::new(index, &self.pod, self.stated, self.outputs(objects, generators)))
    }

    /// What its generators and their helpers write.
    fn outputs(&self, objects: &ObjectSet<'a>, generators: &Generators) -> Vec<ContainerLoad> {
        let settings = LogSettings::new(&self.pod);
        let taken = self
            .containers
            .iter()
            .filter(|one| one.is_generator() && !settings.excluded(one.name()));
        let load = |one: &WorkloadContainer<'a>| load_of(&one.view(self, objects), generators);
        let mut loads: Vec<ContainerLoad> = taken.map(load).collect();
        if let Some(variable) = self.chooser(objects) {
            let reason =
                format!("`{variable}` of the agent decides which containers are collected");
            loads.iter_mut().for_each(|load| load.output = Output::Unknown(reason.clone()));
        }
        loads
    }

    /// The agent's variable that leaves some containers out.
    fn chooser(&self, objects: &ObjectSet<'a>) -> Option<&'static str> {
        let is_set = |name: &&str| {
            let mut agents = self.containers.iter().filter(|one| one.is_agent);
            agents.any(|agent| agent.environment(self, objects).get(name).is_some())
        };
        COLLECTION.into_iter().find(is_set)
    }

    /// The place that stands for the workload when findings are compared.
    #[must_use]
    pub fn identity(&self) -> Location {
        self.pod.object.root.location()
    }
}
