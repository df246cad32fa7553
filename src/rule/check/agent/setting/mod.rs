//! `setting`: what the agent makes of its settings, by the release of its image. One finding a place, whatever the
//! number of containers that read it.

mod held;
mod library;
mod namespace;
mod server;
mod subject;
mod text;

pub(super) use namespace::takes as takes_namespace;

use std::collections::HashMap;

use serde::Deserialize;

use crate::model::{Model, WorkloadRole};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::source::Location;

use held::Holds;
use subject::Agent;

/// SettingFile of `setting`. Variables: `name` (the setting), `actual` (its text), `container`, `release` (whose
/// reading it is), `meant` (what to write), and those that each report names.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SettingFile {
    /// Which mistake.
    report: Report,
    /// Whose settings.
    #[serde(default)]
    agents: Agents,
}

/// Which mistake to report.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// A name that no release reads and that looks like one of a setting. Cases: `name`, `near` and `likely` (`meant`
    /// is the setting, by letters or by words), `opposite` (it switches on what `meant` switches off; `detail` is the
    /// value for that), `prefix` (it would be one without the prefix of its `envFrom`), `case` (letters of the wrong case), `shadowed`
    /// (`meant` is set too, which counts).
    Unknown,
    /// A name that the agent doesn't read, of which it is known what comes of it. Cases: `dead`, `removed` (`last` is
    /// the last release that reads it), `no-monitor`. `detail` says what comes of it.
    Dead,
    /// A setting of a newer release, `since`.
    TooNew,
    /// A setting that is read and that has a better name. Cases: `renamed`, `going`.
    Deprecated,
    /// A value with which the agent doesn't start. Cases: `exits`, `at-use`. `detail` has the agent's words.
    Bad,
    /// A value that the agent takes for another, `detail`. Cases: `false`, `empty`, `on`, `list`, `characters`,
    /// `level`, `type`, `rate`, `long`.
    Misread,
    /// Values in whose place the agent puts its own; `detail` lists them. Values for high volume, as the agent's own are, aren't reported.
    Overridden,
    /// The address of the platform. Cases: `unset`, `empty`, `http`, `no-scheme`, `plain`, `path`, `unreadable`.
    Server,
    /// A namespace of the test that the agent omits, `detail`. Cases: `ignored`, `default` (it is ignored where nothing
    /// says otherwise), `not-included`. `meant` is the list without the mistake.
    Namespace,
    /// A library that the image of a tag, `detail`, is built without. `meant` is one that it has.
    Library,
    /// A setting that has a certain value, or none. Cases where that is so by default: `unset`, `value`; where it is
    /// fatal too: `nothing` (nothing configures the agent at all), `misspelt` (`meant` is the name), `prefixed` (an `envFrom` has the prefix `actual`); where others override
    /// it: `overridden`. `agents` says how
    /// many agents there are.
    Holds(Holds),
}

/// A choice of agents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Agents {
    /// All of them.
    #[default]
    Any,
    /// Those that run next to generators.
    Sidecar,
    /// Those of a DaemonSet of their own.
    Node,
}

impl Agents {
    fn include(self, role: WorkloadRole) -> bool {
        match self {
            Self::Any => true,
            Self::Sidecar => role == WorkloadRole::Sidecar,
            Self::Node => role == WorkloadRole::NodeAgent,
        }
    }
}

impl Check for SettingFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match &self.report {
            Report::Unknown => {
                &["name", "near", "likely", "opposite", "prefix", "case", "shadowed"]
            }
            Report::Dead => &["dead", "removed", "no-monitor"],
            Report::TooNew | Report::Overridden => &[],
            Report::Deprecated => &["renamed", "going"],
            Report::Bad => &["exits", "at-use"],
            Report::Misread => {
                &["false", "empty", "on", "list", "characters", "level", "type", "rate", "long"]
            }
            Report::Server => {
                &["unset", "empty", "http", "no-scheme", "plain", "path", "no-host", "unreadable"]
            }
            Report::Namespace => &["ignored", "default", "not-included"],
            Report::Library => &[],
            Report::Holds(holds) => holds.cases(),
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match &self.report {
            Report::Holds(_) => &["unset"],
            Report::Dead => &["dead", "removed", "no-monitor"],
            Report::Bad => &["exits"],
            _ => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "actual", "container", "release", "meant", "detail", "since", "last", "agents"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let mut known: HashMap<(Location, &'static str), usize> = HashMap::new();
        for workload in model.workloads.iter().filter(|it| self.agents.include(it.role)) {
            // That no generator is next to the agent may come of what is wrong with the pod.
            let is_alone = self.agents == Agents::Node;
            let pod = is_alone.then(|| workload.pod.object.root.location());
            for one in workload.containers.iter().filter(|one| one.is_agent) {
                let agent = Agent::new(workload, one, model);
                for hit in self.of_agent(&agent).into_iter().map(|hit| hit.because_of(pod)) {
                    match known.get(&(hit.at, hit.case)).and_then(|at| hits.get_mut(*at)) {
                        Some(same) => read_by_too(same, &agent),
                        None => {
                            known.insert((hit.at, hit.case), hits.len());
                            hits.push(agent.finish(hit));
                        }
                    }
                }
            }
        }
    }
}

const READ_BY: &str = "read by this container";
const IN_EVERY_RELEASE: &str = "names no release; this is so in every one";
const MOST_LABELS: usize = 6;

/// Labels another agent that reads the same; the first few tell enough of them.
fn read_by_too(hit: &mut Hit, agent: &Agent<'_, '_>) {
    if hit.related.len() < MOST_LABELS {
        hit.related.push((agent.container.place(), READ_BY.to_owned()));
    }
}

impl SettingFile {
    fn of_agent(&self, agent: &Agent<'_, '_>) -> Vec<Hit> {
        match &self.report {
            Report::Unknown => agent.in_every_release(&text::unknown),
            Report::Dead => agent.in_every_release(&text::dead),
            Report::TooNew => agent.in_every_release(&text::too_new),
            Report::Deprecated => agent.in_every_release(&text::deprecated),
            Report::Bad => agent.in_every_release(&text::bad),
            Report::Misread => agent.in_every_release(&text::misread),
            Report::Overridden => agent.in_every_release(&text::overridden),
            Report::Server => agent.in_every_release(&server::judge),
            Report::Namespace => agent.in_every_release(&namespace::judge),
            Report::Library => agent.in_every_release(&library::judge),
            Report::Holds(holds) => {
                agent.in_every_release(&|agent, settings| holds.judge(agent, settings))
            }
        }
    }
}
