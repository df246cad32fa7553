//! What rules look at: the understood input, and the subjects that a rule is asked about.

use std::sync::OnceLock;

use crate::Options;
use crate::agent::{ANNOTATION_PREFIX, AgentImages};
use crate::kube::schema::Catalogue;
use crate::kube::{
    Container, ContainerRole, Environment, ObjectSet, Pod, effective_environment, mounted_text, pod_of,
};
use crate::load::{
    BadFact, Candidate, ContainerLoad, Generators, Output, Plan, Stated, View, load_of, stated_by,
};
use crate::source::{Location, SourceFile};
use crate::yaml::Parsed;

use super::check::Hit;
use super::check::schema::Report;

/// Variables of the agent that choose among the containers of a pod.
const COLLECTION: [&str; 3] =
    ["SCALYR_CONTAINER_GLOBS", "SCALYR_CONTAINER_GLOBS_EXCLUDE", "SCALYR_K8S_INCLUDE_ALL_CONTAINERS"];

/// What a pod is to the load test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PodRole {
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
pub struct ContainerFacts<'a> {
    /// The container.
    pub container: Container<'a>,
    /// Whether it is the agent.
    pub is_agent: bool,
    environment: OnceLock<Environment<'a>>,
}

/// A pod with what it is to the load test.
#[derive(Debug)]
pub struct PodFacts<'a> {
    /// The pod.
    pub pod: Pod<'a>,
    /// Its containers, in the order in which the pod has them.
    pub containers: Vec<ContainerFacts<'a>>,
    /// Its role.
    pub role: PodRole,
    /// What is stated about it.
    pub stated: Stated,
    /// Annotations that state no fact.
    pub bad_facts: Vec<BadFact>,
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
    /// Images that are the agent because the user says so.
    pub agent_images: &'a AgentImages,
    /// The schemas of the Kubernetes version in use.
    pub schemas: Catalogue,
    /// What the API server says of every object's structure, once a rule asked.
    pub(super) structure: OnceLock<Vec<(Report, Hit)>>,
}

impl<'a> Input<'a> {
    /// Understands what was parsed. `complete` is false when a file was skipped or a document broken.
    #[must_use]
    pub fn new(
        sources: &'a [SourceFile],
        parsed: &'a [Parsed],
        complete: bool,
        options: &'a Options,
    ) -> Self {
        let agent_images = &options.agent_images;
        let documents = parsed.iter().flat_map(|file| &file.documents);
        let objects = ObjectSet::new(documents, complete);
        let pods = objects.iter().filter_map(pod_of).map(|pod| PodFacts::new(pod, options));
        let pods: Vec<_> = pods.collect();
        let candidates = pods.iter().enumerate().map(|(index, one)| Candidate {
            index,
            pod: &one.pod,
            stated: one.stated,
            generates: one.role == PodRole::Sidecar,
            containers: Box::new(|| one.loads(&objects, &options.generators)),
        });
        let plan = Plan::new(&candidates.collect::<Vec<_>>());
        let schemas = Catalogue::new(options.kubernetes);
        let structure = OnceLock::new();
        Self { sources, parsed, objects, pods, plan, agent_images, schemas, structure }
    }
}

impl<'a> ContainerFacts<'a> {
    /// Whether it is a load generator, or a helper of one.
    #[must_use]
    pub fn is_generator(&self) -> bool {
        self.container.role == ContainerRole::Regular && !self.is_agent
    }

    /// What it sees in its environment; found once for all rules.
    pub fn environment(&self, pod: &PodFacts<'a>, objects: &ObjectSet<'a>) -> &Environment<'a> {
        let namespace = pod.pod.object.namespace();
        self.environment.get_or_init(|| effective_environment(&self.container, namespace, objects))
    }
}

impl<'a> PodFacts<'a> {
    fn new(pod: Pod<'a>, options: &Options) -> Self {
        let facts = |container: &Container<'a>| ContainerFacts {
            container: *container,
            is_agent: options.agent_images.is_agent(container),
            environment: OnceLock::new(),
        };
        let containers: Vec<_> = pod.containers.iter().map(facts).collect();
        let has_agent = containers.iter().any(|one| one.is_agent);
        let has_generator = containers.iter().any(ContainerFacts::is_generator);
        let role = match (has_agent, has_generator) {
            (false, _) => PodRole::Other,
            (true, true) => PodRole::Sidecar,
            (true, false) if pod.object.kind == "DaemonSet" => PodRole::NodeAgent,
            (true, false) => PodRole::AgentAlone,
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

    /// What its generators and their helpers write.
    fn loads(&self, objects: &ObjectSet<'a>, generators: &Generators) -> Vec<ContainerLoad> {
        let load = |one: &ContainerFacts<'a>| {
            let view = View {
                container: &one.container,
                environment: &|| one.environment(self, objects),
                file: &|path| mounted_text(&self.pod, &one.container, objects, path),
            };
            load_of(&view, generators)
        };
        let taken = self.containers.iter().filter(|one| one.is_generator() && !self.is_excluded(one));
        let mut loads: Vec<ContainerLoad> = taken.map(load).collect();
        if let Some(variable) = self.chooser(objects) {
            let reason = format!("`{variable}` of the agent decides which containers are collected");
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

    /// Whether an annotation keeps the agent from a container's log.
    fn is_excluded(&self, one: &ContainerFacts<'a>) -> bool {
        let own = format!("{ANNOTATION_PREFIX}{}.exclude", one.container.name());
        let all = format!("{ANNOTATION_PREFIX}exclude");
        let annotations = self.pod.annotations();
        annotations.iter().any(|entry| {
            [own.as_str(), all.as_str()].contains(&entry.key_text()) && entry.value.text() != Some("false")
        })
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
    Container(&'p PodFacts<'a>, &'p ContainerFacts<'a>),
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
            Self::Container(_, facts) => Some(&facts.container),
            _ => None,
        }
    }

    /// What the container sees in its environment, if there is a container.
    pub fn environment(&self, objects: &ObjectSet<'a>) -> Option<&'p Environment<'a>> {
        match *self {
            Self::Container(pod, facts) => Some(facts.environment(pod, objects)),
            _ => None,
        }
    }
}
