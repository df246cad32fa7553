//! What an agent of a release makes of its environment: which settings it reads, their values, and whether it starts.
//! Source: scalyr-agent-2, configuration.py, config_util.py and scalyr_monitor.py, 2.1.1 to 2.2.22. Its fragments of
//! configuration take up the environment once more, so that the environment beats the image's own file.

use std::collections::HashMap;

use serde_json::Value;

use super::check::{Fault, check};
use super::convert::{convert, is_true};
use super::facts::{Checked, Reader, SettingFact, SettingType, milestones, setting_named};
use super::send_rate::{ENFORCEMENT, LEGACY, NO_OVERRIDES};
use super::server::with_https;
use crate::units::Version;

/// The address of the platform.
pub const SERVER: &str = "SCALYR_SERVER";
/// The setting with which an agent collects its own pod alone; any text but an empty one turns it on.
pub const SIDECAR_MODE: &str = "SCALYR_K8S_SIDECAR_MODE";
const ALLOW_HTTP: &str = "SCALYR_ALLOW_HTTP";
/// The old switch of events, which has values of its own.
const OLD_EVENTS_SWITCH: &str = "K8S_EVENTS_DISABLE";

/// A variable of the agent's environment.
#[derive(Debug, Clone, Copy)]
pub struct Variable<'e> {
    /// Its name.
    pub name: &'e str,
    /// Its text, where the files tell it.
    pub text: Option<&'e str>,
}

/// A setting that the environment gives.
#[derive(Debug, Clone)]
pub struct Given {
    /// Which variable it is.
    pub variable: usize,
    /// What is known of its name.
    pub named: &'static SettingFact,
    /// The setting that it is; another than that of its name where it has an old one.
    pub fact: &'static SettingFact,
    /// Its value; `None` where the files don't tell the text.
    pub value: Option<Result<Value, Fault>>,
    /// What is wrong with it where that is found out only when it is used.
    pub later: Option<Fault>,
}

/// A variable that the agent doesn't read.
#[derive(Debug, Clone, Copy)]
pub struct Unread {
    /// Which variable it is.
    pub variable: usize,
    /// Why it isn't.
    pub reason: NotRead,
}

/// Why the agent doesn't read a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRead {
    /// No setting has this name.
    Unknown,
    /// A setting of a monitor that the image doesn't run.
    NoMonitor(&'static str),
    /// A setting of newer releases.
    TooNew(&'static str),
    /// A setting of older releases.
    Gone(&'static str),
    /// The name of a setting in letters of the wrong case.
    Case(&'static str),
    /// Another spelling of it counts.
    Shadowed(&'static str),
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The variable of this number.
    Variable(usize),
    /// The agent's default, or the image's.
    Default,
    /// The agent puts it instead of whatever is set.
    Forced,
}

/// A value that the agent holds.
#[derive(Debug, Clone)]
pub struct Held {
    /// The value; `None` where the files don't tell it.
    pub value: Option<Value>,
    /// Where it comes from.
    pub origin: Origin,
}

/// The settings of an agent.
#[derive(Debug, Clone)]
pub struct Effective {
    /// The release that it is.
    pub release: Version,
    /// What the environment gives, in the order of the variables.
    pub given: Vec<Given>,
    /// What the agent doesn't read, in the order of the variables.
    pub not_read: Vec<Unread>,
}

impl Effective {
    /// Settings of an agent of a release with these variables, each name once.
    #[must_use]
    pub fn new(variables: &[Variable<'_>], release: Version) -> Self {
        let names: HashMap<&str, usize> =
            variables.iter().enumerate().map(|(at, variable)| (variable.name, at)).collect();
        let mut all = Self { release, given: Vec::new(), not_read: Vec::new() };
        for (at, variable) in variables.iter().enumerate() {
            match reading(variable.name, &names, release) {
                Ok((named, fact)) => {
                    let of_name = |text| value_of(variable.name, text, (named, fact), release);
                    let (value, later) = match variable.text.map(of_name) {
                        Some(Ok((value, later))) => (Some(Ok(value)), later),
                        Some(Err(fault)) => (Some(Err(fault)), None),
                        None => (None, None),
                    };
                    all.given.push(Given { variable: at, named, fact, value, later });
                }
                Err(reason) => all.not_read.push(Unread { variable: at, reason }),
            }
        }
        all
    }

    /// What the environment gives for a setting.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.fact.name == name)
    }

    /// The value of a setting.
    #[must_use]
    pub fn held(&self, fact: &SettingFact) -> Held {
        let held = self.before_forcing(fact);
        let Some(forced) = &fact.forced else {
            return held;
        };
        match self.forces() {
            Some(true) => Held { value: Some(forced.clone()), origin: Origin::Forced },
            Some(false) => held,
            None => Held { value: None, ..held },
        }
    }

    /// The value of a setting by its name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value> {
        self.held(setting_named(name)?).value
    }

    /// The value before the agent puts its own in its place.
    fn before_forcing(&self, fact: &SettingFact) -> Held {
        let default = || Held { value: self.default_of(fact), origin: Origin::Default };
        let Some(given) = self.given(&fact.name) else {
            return default();
        };
        let origin = Origin::Variable(given.variable);
        let value = match &given.value {
            Some(Ok(value)) if fact.name == SERVER => match value.as_str() {
                Some("") => return default(),
                Some(text) => {
                    let allowed = self.is_on(ALLOW_HTTP);
                    Some(Value::from(with_https(text, allowed, self.release)))
                }
                None => None,
            },
            Some(Ok(value)) => Some(value.clone()),
            _ => None,
        };
        Held { value, origin }
    }

    fn default_of(&self, fact: &SettingFact) -> Option<Value> {
        let of_environment = fact.image_environment(self.release).map(Value::from);
        let of_file = || fact.image_value(self.release).cloned();
        of_environment.or_else(of_file).or_else(|| fact.default_at(self.release).cloned())
    }

    /// Whether a setting is on; one that the files don't tell isn't.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        let Some(fact) = setting_named(name) else {
            return false;
        };
        match self.held(fact).value {
            Some(Value::Bool(on)) => on,
            // An untyped one.
            Some(Value::String(text)) => !text.is_empty(),
            _ => false,
        }
    }

    /// Whether the files tell the value of a setting.
    #[must_use]
    pub fn is_told(&self, name: &str) -> bool {
        self.given(name).is_none_or(|given| given.value.is_some())
    }

    /// Whether the agent puts values of its own instead of some; `None` where the files don't tell.
    #[must_use]
    pub fn forces(&self) -> Option<bool> {
        let rate = match self.given(ENFORCEMENT) {
            Some(given) => match &given.value {
                Some(Ok(value)) => value.as_str().map(str::to_owned),
                Some(Err(_)) => Some(String::new()),
                None => None,
            },
            None => Some(String::new()),
        };
        let is_new = self.release >= milestones().forced_since;
        if !is_new || self.is_on(NO_OVERRIDES) {
            return Some(false);
        }
        rate.filter(|_| self.is_told(NO_OVERRIDES)).map(|rate| rate != LEGACY)
    }

    /// The options whose values the agent reports as overridden, sorted.
    #[must_use]
    pub fn overridden(&self) -> Vec<&'static str> {
        if self.forces() != Some(true) {
            return Vec::new();
        }
        let differs = |given: &&Given| {
            given.fact.forced.is_some()
                && matches!(&given.value, Some(Ok(value)) if !is_same(value, given.fact.default.as_ref()))
        };
        let mut names: Vec<_> =
            self.given.iter().filter(differs).map(|given| given.fact.option()).collect();
        names.sort_unstable();
        names
    }

    /// What is set and has another value than the one that the agent puts in its place.
    #[must_use]
    pub fn replaced(&self) -> Vec<&Given> {
        if self.forces() != Some(true) {
            return Vec::new();
        }
        let is_replaced = |given: &&Given| match (&given.fact.forced, &given.value) {
            (Some(forced), Some(Ok(value))) => !is_same(value, Some(forced)),
            _ => false,
        };
        self.given.iter().filter(is_replaced).collect()
    }

    /// Whether a given value is set to the same end as the one that the agent puts in its place: high volume.
    #[must_use]
    pub fn is_meant_alike(given: &Given) -> bool {
        let meant = given.fact.high_volume.as_ref();
        matches!(&given.value, Some(Ok(value)) if meant.is_some() && is_same(value, meant))
    }

    /// What is wrong with values, in the order of the variables.
    pub fn faults(&self) -> impl Iterator<Item = (&Given, &Fault)> {
        self.given.iter().filter_map(|given| match &given.value {
            Some(Err(fault)) => Some((given, fault)),
            _ => Some((given, given.later.as_ref()?)),
        })
    }
}

/// Whether two values are the same number, or else the same.
pub(super) fn is_same(value: &Value, other: Option<&Value>) -> bool {
    let numbers = || value.as_f64().zip(other.and_then(Value::as_f64));
    other == Some(value) || numbers().is_some_and(|(a, b)| (a - b).abs() < f64::EPSILON)
}

/// The facts of a name and those of the setting that it means.
type Facts = (&'static SettingFact, &'static SettingFact);

impl SettingFact {
    /// Whether it is read by a name that isn't in upper case.
    fn is_read_as(&self, name: &str) -> bool {
        let is_upper_only = self.reader == Reader::Direct || self.name == SERVER;
        !is_upper_only && name == name.to_ascii_lowercase()
    }
}

/// Which setting a variable is to a release. Upper case comes first; lower case counts where that is absent.
fn reading(name: &str, names: &HashMap<&str, usize>, release: Version) -> Result<Facts, NotRead> {
    let upper = name.to_ascii_uppercase();
    let named = setting_named(&upper).ok_or(NotRead::Unknown)?;
    if named.reader == Reader::Docker {
        return Err(NotRead::NoMonitor(&named.name));
    }
    if release < named.since {
        return Err(NotRead::TooNew(&named.name));
    }
    if !named.is_read_by(release) {
        return Err(NotRead::Gone(&named.name));
    }
    if name != upper && !named.is_read_as(name) {
        return Err(NotRead::Case(&named.name));
    }
    let is_set = |name: &str| names.contains_key(name);
    if name != upper && is_set(&upper) {
        return Err(NotRead::Shadowed(&named.name));
    }
    let meant = named.alias_of.as_deref().and_then(setting_named);
    match meant.filter(|meant| meant.is_read_by(release)) {
        Some(meant) if is_set(&meant.name) || is_set(&meant.name.to_ascii_lowercase()) => {
            Err(NotRead::Shadowed(&meant.name))
        }
        Some(meant) => Ok((named, meant)),
        None => Ok((named, named)),
    }
}

/// Value of a text for a release, checked, with what is found out later.
fn value_of(
    name: &str,
    text: &str,
    facts: Facts,
    release: Version,
) -> Result<(Value, Option<Fault>), Fault> {
    let (named, fact) = facts;
    if is_raw(name, fact, release) {
        return Ok((Value::from(text), None));
    }
    if fact.name == OLD_EVENTS_SWITCH {
        return Ok((Value::Bool(is_true(text) || text.eq_ignore_ascii_case("t")), None));
    }
    let value =
        convert(fact.kind, text).map_err(|refusal| Fault::of_refusal(refusal, named, text))?;
    match check(fact, &value, text, release) {
        Some(fault) if fact.checked == Checked::Startup => Err(fault),
        later => Ok((value, later)),
    }
}

/// Whether the agent leaves a text as it is, whatever its type: a setting of a monitor that has no default, in
/// releases that convert only what has one, or in lower case.
pub(super) fn is_raw(name: &str, fact: &SettingFact, release: Version) -> bool {
    fact.is_of_monitor()
        && fact.default.is_none()
        && fact.kind != SettingType::Untyped
        && (release < milestones().typed_since || name != fact.name)
}
