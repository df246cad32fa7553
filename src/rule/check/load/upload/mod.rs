//! `upload`: whether agents can upload the load, by what their settings, memory and CPU make of it.

mod ceiling;
mod lag;
mod lines;
mod need;

use serde::Deserialize;

use crate::agent::settings::{Effective, NotRead};
use crate::kube::ObjectSet;
use crate::load::Load;
use crate::model::{Model, Upload, Uploader, unread_environment};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::source::Location;
use crate::units::Rate;
use crate::yaml::Node;

/// UploadFile of `upload`. Where the files don't tell all settings that count, nothing is said.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UploadFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// A pod writes more than its agent uploads at most: whatever the network and the lines are (case `certain`), for
    /// lines that hardly differ (`compression`), or over a long way (`network`). Variables: `rate`, `ceiling`, `because`,
    /// `remedy`.
    AboveCeiling,
    /// A limit of memory is below what the agent's buffers take (case `certain`), or below what agents were seen to
    /// take (`likely`). Variables: `limit`, `needed`, `sessions`.
    Memory,
    /// Lines are longer than the agent (case `agent`) or the runtime (`runtime`) leaves in one piece. Variables:
    /// `container`, `line`, `most`, `pieces`.
    LongLine,
    /// The agent skips logs after a short lag: after a pause (case `pause`), or in a new file (`start`). Variables:
    /// `rate`, `size`, `lasts`, `pause`, `remedy`.
    Lag,
    /// A limit of CPU is too small for the rate. Variables: `limit`, `rate`, `ceiling`, `remedy`.
    Cpu,
}

impl Find {
    /// The settings whose defaults make the mistake.
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::AboveCeiling => &[
                "SCALYR_MAX_ALLOWED_REQUEST_SIZE",
                "SCALYR_MIN_REQUEST_SPACING_INTERVAL",
                "SCALYR_MAX_REQUEST_SPACING_INTERVAL",
                "SCALYR_PIPELINE_THRESHOLD",
                "SCALYR_DEFAULT_SESSIONS_PER_WORKER",
            ],
            Self::LongLine => &["SCALYR_MAX_LINE_SIZE"],
            Self::Lag => &["SCALYR_MAX_LOG_OFFSET_SIZE", "SCALYR_MAX_EXISTING_LOG_OFFSET_SIZE"],
            Self::Memory | Self::Cpu => &[],
        }
    }
}

impl Check for UploadFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::AboveCeiling => &["certain", "compression", "network"],
            Find::Memory => &["certain", "likely"],
            Find::LongLine => &["agent", "runtime"],
            Find::Lag => &["pause", "start"],
            Find::Cpu => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::AboveCeiling => &["rate", "ceiling", "because", "remedy"],
            Find::Memory => &["limit", "needed", "sessions", "processes"],
            Find::LongLine => &["container", "line", "most", "pieces"],
            Find::Lag => &["rate", "size", "lasts", "pause", "remedy"],
            Find::Cpu => &["limit", "rate", "ceiling", "remedy"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        if self.report == Find::Memory {
            return hits.extend(need::memory(model));
        }
        for load in &model.loads.all {
            let pod = model.workloads.get(load.pod).map(crate::model::Workload::identity);
            for case in Case::all(load, model) {
                let new = match self.report {
                    Find::AboveCeiling => ceiling::above(&case),
                    Find::LongLine => lines::too_long(&case),
                    Find::Lag => lag::skips(&case),
                    Find::Cpu => need::cpu(&case),
                    Find::Memory => None,
                };
                let Some(hit) = new else { continue };
                let misspelt = case.misspelt(self.report.settings());
                let hit = hit.because_of(load.read_from()).because_of(misspelt);
                add(Hit { object: pod, ..hit }, hits);
            }
        }
    }
}

/// Adds a hit; a setting that several pods share is told of once, with where the others are.
fn add(hit: Hit, hits: &mut Vec<Hit>) {
    match hits.iter_mut().find(|known| (known.at, known.case) == (hit.at, hit.case)) {
        Some(known) => {
            let others = hit.related.into_iter().filter(|(at, _)| *at != known.at);
            let new: Vec<_> =
                others.filter(|(at, _)| known.related.iter().all(|(it, _)| it != at)).collect();
            known.related.extend(new);
        }
        None => hits.push(hit),
    }
}

/// A load with an agent that uploads it.
struct Case<'m, 'a> {
    load: &'m Load,
    upload: Option<Upload>,
    agent: Uploader<'m, 'a>,
    /// The agent's settings in each release that it may be.
    told: &'m [Effective],
    objects: &'m ObjectSet<'a>,
}

impl<'m, 'a> Case<'m, 'a> {
    /// A load with each of its agents whose settings the files tell.
    fn all(load: &'m Load, model: &'m Model<'a>) -> Vec<Self> {
        let upload = Upload::new(load, model.sharing(load));
        let case = |agent: Uploader<'m, 'a>| {
            let told = agent.told(model);
            (!told.is_empty()).then_some(Self {
                load,
                upload,
                agent,
                told,
                objects: &model.objects,
            })
        };
        model.uploaders(load).into_iter().filter_map(case).collect()
    }

    /// What is so in every release that the agent may be.
    fn in_every_release<T>(
        &self,
        judge: impl Fn(&Effective) -> Option<(&'static str, T)>,
    ) -> Option<(&'static str, T)> {
        let mut last = None;
        for settings in self.told {
            let (case, found) = judge(settings)?;
            if last.as_ref().is_some_and(|(known, _)| *known != case) {
                return None;
            }
            last = Some((case, found));
        }
        last
    }

    /// The settings in the newest release that it may be.
    fn newest(&self) -> Option<&'m Effective> {
        self.told.last()
    }

    /// Where a setting's value is, where the environment gives it.
    fn place_of(&self, setting: &str) -> Option<Location> {
        self.agent.place_of(setting, self.newest()?, self.objects)
    }

    /// Where a variable that the agent doesn't read, or a key that can't be one, has nearly the name of one of these
    /// settings: the default counts then.
    fn misspelt(&self, settings: &[&str]) -> Vec<Location> {
        let is_near = |name: &str| crate::text::did_you_mean(name, settings).is_some();
        let environment = self.agent.one.environment(self.agent.workload, self.objects);
        let variables = environment.effective();
        let not_read = self.newest().map(|all| all.not_read.as_slice()).unwrap_or_default();
        let is_slip = |reason| matches!(reason, NotRead::Unknown | NotRead::Case(_));
        let unknown = not_read.iter().filter(|one| is_slip(one.reason));
        let near = unknown.filter_map(|one| variables.get(one.variable));
        let near = near.filter(|var| is_near(&var.name)).map(|var| var.declared.location());
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let maps = self.objects.of_kind("ConfigMap").filter_map(|map| map.root.get("data"));
        let keys = maps
            .flat_map(Node::own_entries)
            .filter(|entry| !entry.key_text().chars().all(is_part) && is_near(entry.key_text()));
        let unread = unread_environment(self.agent.one.container.node);
        near.chain(keys.map(|entry| entry.key.location())).chain(unread).collect()
    }

    /// Where the arguments have the rate, else where it is stated, else the number of pods.
    fn rate_place(&self) -> Option<Location> {
        let derived = self.load.derived.as_ref().and_then(|derived| derived.at);
        derived.or_else(|| self.load.rate()?.at).or(self.load.replicas_at)
    }
}

/// A number of bytes a second, written to be read next to another rate.
fn rate(bytes: u64, beside: Rate) -> String {
    let rate = Rate::of_bytes(bytes);
    if rate.beside(beside).has_unit_of(beside) {
        rate.in_unit_of(beside).to_string()
    } else {
        rate.to_string()
    }
}

/// A number of bytes in MB.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", Rate::of_bytes(bytes).number_in("MB"))
}
