//! Which agents upload a load, and what it is to them.

use crate::agent::settings::{AgentSettings, Effective};
use crate::agent::upload::{Conditions, Runtime};
use crate::kube::ObjectSet;
use crate::load::{ContainerLoad, Lines, Load, Output};
use crate::source::Location;
use crate::units::Rate;

use super::{Model, Workload, WorkloadContainer, WorkloadRole};

/// An agent that uploads a load.
#[derive(Debug, Clone, Copy)]
pub struct Uploader<'m, 'a> {
    /// The pod that it is in.
    pub workload: &'m Workload<'a>,
    /// Its container.
    pub one: &'m WorkloadContainer<'a>,
    /// Its settings.
    pub settings: &'m AgentSettings,
}

/// A load, as the agent gets it that uploads it.
#[derive(Debug, Clone, Copy)]
pub struct Upload {
    /// The least that one agent gets.
    pub least: Rate,
    /// Log files that are written.
    pub files: u64,
    /// The least that the busiest of them gets.
    pub file: Rate,
    /// Its lines, where all are known.
    pub lines: Option<Lines>,
    /// What writes its files, where that is stated; otherwise what is better for it.
    pub runtime: Runtime,
}

impl Upload {
    /// A load of which so many pods share an agent; `None` where no rate is known.
    #[must_use]
    pub fn new(load: &Load, pods: u64) -> Option<Self> {
        let (stated, derived) = (load.rate()?, load.derived.as_ref());
        let writing: Vec<&ContainerLoad> =
            load.containers.iter().filter(|one| writes(one)).collect();
        let files = u64::try_from(writing.len()).unwrap_or(u64::MAX).max(1);
        // Whatever is stated, what the arguments make is what the agent gets.
        let least = derived.map_or(stated.least, |derived| {
            if derived.is_whole { derived.least } else { derived.least.max(stated.least) }
        });
        let parts = derived.map(|derived| derived.parts.as_slice()).unwrap_or_default();
        let busiest = parts.iter().map(|part| part.least).max();
        // One of several has its share at least.
        let share = Rate::of_bytes(least.bytes() / files);
        let file = if files == 1 { least } else { busiest.unwrap_or(share) };
        Some(Self {
            least: least.times(pods),
            files: files.saturating_mul(pods),
            file,
            lines: lines(&writing),
            runtime: runtime_of(load),
        })
    }

    /// The best conditions for it.
    #[must_use]
    pub fn best(&self) -> Conditions {
        let best = Conditions::best(self.lines.map(|lines| lines.most), self.files);
        Conditions { runtime: self.runtime, ..best }
    }

    /// The best conditions for it but for a long way.
    #[must_use]
    pub fn far(&self) -> Conditions {
        Conditions { runtime: self.runtime, ..self.usual().far() }
    }

    /// Usual conditions for it.
    #[must_use]
    pub fn usual(&self) -> Conditions {
        let usual = Conditions::usual(self.lines.map(|lines| lines.most), self.files);
        self.as_compressed(usual).unwrap_or(usual)
    }

    /// The same where lines hardly differ, as surely as those of their least length do.
    #[must_use]
    pub fn as_compressed(&self, on: Conditions) -> Option<Conditions> {
        let lines = self.lines.filter(|lines| lines.repeated)?;
        let ratio = Conditions { line: Some(lines.least), ..on }.repeated()?.ratio;
        Some(Conditions { ratio, ..on })
    }
}

/// What is known of the lines of all containers.
fn lines(writing: &[&ContainerLoad]) -> Option<Lines> {
    let all: Option<Vec<Lines>> = writing.iter().map(|one| one.lines).collect();
    all?.into_iter().reduce(|one, other| Lines {
        least: one.least.min(other.least),
        most: one.most.max(other.most),
        repeated: one.repeated && other.repeated,
    })
}

impl<'a> Model<'a> {
    /// The agents that upload a load: those of its pod, else those of the nodes.
    #[must_use]
    pub fn uploaders(&self, load: &Load) -> Vec<Uploader<'_, 'a>> {
        let Some(pod) = self.workloads.get(load.pod) else {
            return Vec::new();
        };
        let of = |workload| self.agents_of(workload);
        if pod.on_node.is_empty() {
            return of(pod);
        }
        let of_nodes = self.workloads.iter().filter(|it| it.role == WorkloadRole::NodeAgent);
        of_nodes.flat_map(of).collect()
    }

    /// How many pods of a load share an agent, where that is known.
    #[must_use]
    pub fn sharing(&self, load: &Load) -> u64 {
        let is_shared = self.workloads.get(load.pod).is_some_and(|pod| !pod.on_node.is_empty());
        let nodes = load.stated.nodes.filter(|_| is_shared);
        let on_node = nodes.zip(load.replicas).map(|(nodes, pods)| pods / nodes.value.max(1));
        on_node.unwrap_or(1).max(1)
    }

    fn agents_of<'m>(&'m self, workload: &'m Workload<'a>) -> Vec<Uploader<'m, 'a>> {
        let agents = workload.containers.iter().filter(|one| one.is_agent);
        let uploader = |one: &'m WorkloadContainer<'a>| {
            let settings = one.settings(workload, &self.objects);
            Uploader { workload, one, settings }
        };
        agents.map(uploader).collect()
    }
}

impl<'m, 'a> Uploader<'m, 'a> {
    /// Its settings in each release that it may be, where the files tell all that is set.
    #[must_use]
    pub fn told(&self, model: &Model<'_>) -> &'m [Effective] {
        let own = self.settings;
        let is_open = own.is_open || own.has_files || !model.objects.complete;
        if is_open || own.is_unconfigured() { &[] } else { &own.all }
    }

    /// Where the value of a setting is, where the environment gives it.
    #[must_use]
    pub fn place_of(
        &self,
        setting: &str,
        settings: &Effective,
        objects: &ObjectSet<'a>,
    ) -> Option<Location> {
        let given = settings.given(setting)?;
        let environment = self.one.environment(self.workload, objects);
        let variables = environment.effective();
        Some(environment.origin(variables.get(given.variable)?).place())
    }
}

fn runtime_of(load: &Load) -> Runtime {
    match load.stated.runtime.map(|runtime| runtime.value) {
        Some(crate::load::Runtime::Docker) => Runtime::Docker,
        _ => Runtime::Cri,
    }
}

fn writes(one: &ContainerLoad) -> bool {
    !matches!(one.output, Output::Idle | Output::Silent { .. })
}
