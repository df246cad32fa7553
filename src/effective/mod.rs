//! The settings that the agents of some manifests really have, as records: made from what the rules judge.

mod hide;
mod record;

use serde_json::Value;

use crate::agent::settings::{
    API_KEY, AgentSettings, Effective, FaultKind, Origin, Reader, SettingFact, all_settings,
    is_name, settings_at,
};
use crate::agent::upload::{CeilingRecord, Conditions};
use crate::finding::ObjectName;
use crate::kube::secret::secrets;
use crate::kube::{EnvContent, EnvSource, EnvVar, Environment};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::session::Session;
use crate::source::{LineIndex, Location, SourceFile, is_judged};
use crate::units::Version;

pub use record::{AgentRecord, OriginRecord, SettingRecord, SettingsRecord};

/// Bytes of a line that means all where nothing is known of them.
const USUAL_LINE: u64 = 1000;

/// Which release's reading to show.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// Another release than that of the image.
    pub release: Option<Version>,
    /// Only what this release reads differently than the one above.
    pub changes_at: Option<Version>,
}

/// Settings of every agent in `sources`.
#[must_use]
pub fn settings(session: &Session, sources: &[SourceFile], asked: Asked) -> SettingsRecord {
    session.understand(sources, |model| settings_of(model, asked))
}

/// Settings of every agent in a model.
pub(crate) fn settings_of(model: &Model<'_>, asked: Asked) -> SettingsRecord {
    let agents = agents(model, asked);
    let mut record = SettingsRecord { version: record::VERSION, agents };
    record.hide(secrets(&model.objects, model.sources, model.parsed, None).redactor());
    record
}

fn agents(model: &Model<'_>, asked: Asked) -> Vec<AgentRecord> {
    let mut records = Vec::new();
    let is_judged = |workload: &&Workload<'_>| is_judged(model.sources, workload.identity().file);
    for workload in model.workloads.iter().filter(is_judged) {
        for one in workload.containers.iter().filter(|one| one.is_agent) {
            let environment = one.environment(workload, &model.objects);
            let own = one.settings(workload, &model.objects);
            let agent = Agent { model, workload, one, environment, own };
            records.extend(agent.record(asked));
        }
    }
    records
}

/// An agent container.
struct Agent<'m, 'a> {
    model: &'m Model<'a>,
    workload: &'m Workload<'a>,
    one: &'m WorkloadContainer<'a>,
    environment: &'m Environment<'a>,
    own: &'m AgentSettings,
}

impl Agent<'_, '_> {
    fn record(&self, asked: Asked) -> Option<AgentRecord> {
        let now = self.at(asked.release)?;
        let Some(other) = asked.changes_at else {
            return Some(self.of_release(&now, asked.release.or(self.own.release)));
        };
        let then = self.at(Some(other))?;
        let before = self.of_release(&now, asked.release.or(self.own.release));
        let mut record = self.of_release(&then, Some(other));
        record.settings.retain(|name, setting| {
            let old = before.settings.get(name);
            old.is_none_or(|old| !is_same(old.value.as_ref(), setting.value.as_ref()))
        });
        for (name, setting) in &mut record.settings {
            setting.before =
                before.settings.get(name).map(|old| old.value.clone().unwrap_or_default());
        }
        record.not_read.retain(|name| !before.not_read.contains(name));
        record.overridden.retain(|name| !before.overridden.contains(name));
        record.upload.retain(|most| before.upload.iter().all(|old| old.told() != most.told()));
        record.is_difference = true;
        Some(record)
    }

    /// The settings in a release, or in that of the image, or in the newest that it may be.
    fn at(&self, release: Option<Version>) -> Option<Effective> {
        match release {
            Some(_) => settings_at(self.environment, release).pop(),
            None => self.own.newest().cloned(),
        }
    }

    fn of_release(&self, settings: &Effective, release: Option<Version>) -> AgentRecord {
        let variables = self.environment.effective();
        let not_read = settings.not_read.iter().filter_map(|unread| variables.get(unread.variable));
        let read = all_settings().filter(|fact| is_shown(fact, settings));
        let record = |fact: &SettingFact| {
            Some((fact.name.clone(), self.setting(fact, settings, &variables)?))
        };
        AgentRecord {
            object: ObjectName::of(&self.workload.pod.object),
            container: self.one.container.name().to_owned(),
            agent_version: release.map(|release| release.to_string()),
            exits: reasons(settings, FaultKind::Exits),
            monitor_fails: reasons(settings, FaultKind::MonitorFails),
            settings: read.filter_map(record).collect(),
            not_read: not_read
                .filter(|var| is_of_agent(&var.name))
                .map(|var| var.name.clone())
                .collect(),
            overridden: settings.overridden().into_iter().map(str::to_owned).collect(),
            upload: self.upload(settings),
            is_difference: false,
        }
    }

    /// The most that it uploads of lines of a usual length.
    fn upload(&self, settings: &Effective) -> Vec<CeilingRecord> {
        if self.own.is_open || self.own.has_files {
            return Vec::new();
        }
        let text = Conditions::usual(Some(USUAL_LINE), 1);
        let all = [Some(text), text.repeated()].into_iter().flatten();
        all.filter_map(|on| CeilingRecord::new(settings, &on)).collect()
    }

    /// One setting; `None` where it has no value and nothing gives it one.
    fn setting(
        &self,
        fact: &SettingFact,
        settings: &Effective,
        variables: &[&EnvVar<'_>],
    ) -> Option<SettingRecord> {
        let held = settings.held(fact);
        let var = match held.origin {
            Origin::Variable(number) => variables.get(number)?,
            Origin::Forced => {
                let given = settings.given(&fact.name);
                let given = given.and_then(|given| variables.get(given.variable));
                return Some(self.forced(held.value?, given.copied()));
            }
            _ => return Some(SettingRecord::new(Some(held.value?), OriginRecord::Default, None)),
        };
        let mut record = SettingRecord::new(held.value, self.origin(var), self.place(var));
        record.unknown = if self.is_secret(fact, record.value.as_ref()) {
            Some("a secret".to_owned())
        } else {
            unread(var, record.value.is_none())
        };
        record.value = record.value.filter(|_| record.unknown.is_none());
        Some(record)
    }

    /// At the place of the variable that has no effect.
    fn forced(&self, value: Value, given: Option<&EnvVar<'_>>) -> SettingRecord {
        let place = given.and_then(|var| self.place(var));
        SettingRecord::new(Some(value), OriginRecord::Forced, place)
    }

    fn origin(&self, var: &EnvVar<'_>) -> OriginRecord {
        match self.environment.origin(var).source {
            EnvSource::ConfigMap(..) => OriginRecord::Configmap,
            _ => OriginRecord::Env,
        }
    }

    /// Whether a value is the API key, or has it in it.
    fn is_secret(&self, fact: &SettingFact, value: Option<&Value>) -> bool {
        let key = self.environment.get(API_KEY).and_then(EnvVar::text).unwrap_or_default();
        let holds = || value.is_some_and(|value| value.to_string().contains(key));
        fact.name == API_KEY || (!key.is_empty() && holds())
    }

    fn place(&self, var: &EnvVar<'_>) -> Option<(String, usize)> {
        line(self.model.sources, self.environment.origin(var).place())
    }
}

/// Whether two values are the same number, or else the same.
fn is_same(a: Option<&Value>, b: Option<&Value>) -> bool {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64).map(f64::to_bits);
    a == b || (number(a).is_some() && number(a) == number(b))
}

/// Whether a setting is one of the release's own.
fn is_shown(fact: &SettingFact, settings: &Effective) -> bool {
    let target = fact.alias_of.as_deref().and_then(crate::agent::settings::setting_named);
    let is_alias = target.is_some_and(|target| target.is_read_by(settings.release));
    fact.reader != Reader::Docker && fact.is_read_by(settings.release) && !is_alias
}

/// Whether a variable is meant for the agent, by its name.
fn is_of_agent(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    is_name(name) && (upper.starts_with("SCALYR_") || upper.starts_with("K8S_"))
}

fn line(sources: &[SourceFile], at: Location) -> Option<(String, usize)> {
    let source = sources.get(at.file.0)?;
    let line = LineIndex::new(&source.text).position(&source.text, at.span.start).line;
    Some((source.name.clone(), line))
}

/// Why settings have a fault of a kind; `None` where none has.
fn reasons(settings: &Effective, kind: FaultKind) -> Option<String> {
    let faults = settings.faults().filter(|(_, fault)| fault.kind == kind);
    let reasons: Vec<&str> = faults.map(|(_, fault)| fault.reason.as_str()).collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Why the value of a variable isn't shown.
fn unread(var: &EnvVar<'_>, is_empty: bool) -> Option<String> {
    match &var.content {
        EnvContent::Unknown(reason) => Some(reason.clone().into_owned()),
        EnvContent::Known(_) if is_empty => Some("can't be read".to_owned()),
        EnvContent::Known(_) => None,
    }
}
