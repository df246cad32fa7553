//! Checks a configuration and settles it: every mistake has its place in the file.

use std::collections::BTreeMap;
use std::path::Path;

use crate::agent::AgentImages;
use crate::error::Error;
use crate::kube::schema::KubernetesVersion;
use crate::limits::Limits;
use crate::load::{Flags, Generators};
use crate::options::{Options, Override};
use crate::paths::PathSet;
use crate::rule::{Rule, RuleSet};
use crate::settings_file::SettingsFile;
use crate::text::hint;

use super::draft::Draft;
use super::file::{ConfigFile, RuleConfig};
use super::limits::{self, SettledLimits};
use super::render::RenderPaths;

/// A configuration, checked.
#[derive(Debug, Default)]
pub struct Settings {
    /// What the file says.
    pub file: ConfigFile,
    /// The version of Kubernetes.
    pub kubernetes: Option<KubernetesVersion>,
    /// What a load test is checked against.
    pub limits: Limits,
    /// The plan of the load test.
    pub load: Flags,
    /// Generators of the project's own.
    pub generators: Generators,
    /// Patterns of what is omitted when folders are searched.
    pub exclude: Option<PathSet>,
    /// Severities for some files, in the order in which they apply.
    pub overrides: Vec<Override>,
    /// What `--render` renders.
    pub render: RenderPaths,
    /// Where the limits that the file sets are written.
    pub(super) limit_places: BTreeMap<String, String>,
    source: Option<SettingsFile>,
}

impl Settings {
    /// Reads and checks the text of a configuration file.
    ///
    /// # Errors
    /// For text that isn't a configuration, unknown rules and parameters, values that don't fit: the
    /// place, the reason, and what was likely meant.
    pub fn read(path: &Path, text: impl Into<Vec<u8>>, rules: &RuleSet) -> Result<Self, Error> {
        Self::check(Draft::read(path, text)?, rules)
    }

    /// Checks what was read.
    pub(super) fn check(draft: Draft, rules: &RuleSet) -> Result<Self, Error> {
        let Draft { file, source, folder } = draft;
        for id in file.rules.keys() {
            check_rule(&source, id, &["rules", id], rules)?;
        }
        let overrides = overrides(&source, &file, &folder, rules)?;
        let exclude = excluded(&source, &file.exclude, &folder)?;
        let load = file.load.flags(&source)?;
        let kubernetes = kubernetes(&source, file.kubernetes_version.as_deref())?;
        let generators = Generators::new(file.generators.clone());
        let generators = generators.map_err(|error| source.locate(error.under("generators")))?;
        let SettledLimits { limits, places } = limits::settle(&source, &file, rules)?;
        let render = file.render.settle(&source, &folder)?;
        let (limit_places, source) = (places, Some(source));
        Ok(Self {
            file,
            kubernetes,
            limits,
            load,
            generators,
            exclude,
            overrides,
            render,
            limit_places,
            source,
        })
    }

    /// What it says of linting, with the load's facts of the flags, which win.
    #[must_use]
    pub fn options(self, flags: Flags) -> Options {
        Options {
            limits: self.limits,
            load: flags.or(self.load),
            kubernetes: self.kubernetes.unwrap_or_default(),
            agent_images: AgentImages::new(self.file.agent.images),
            generators: self.generators,
            overrides: self.overrides,
            ..Options::default()
        }
    }

    /// Gives the rules their severities, parameters and limits.
    ///
    /// # Errors
    /// For a parameter that a rule doesn't have, or a value that it can't use.
    pub fn configure(&self, rules: RuleSet) -> Result<RuleSet, Error> {
        let mut rules =
            if self.limits == *rules.limits() { rules } else { rules.with_limits(&self.limits)? };
        for (id, wanted) in &self.file.rules {
            let params = wanted.params.clone().into_iter();
            let is_own = |name: &str| rules.get(id).is_none_or(|it| it.limit_of(name).is_none());
            let own = params.filter(|(name, _)| is_own(name)).collect();
            if let Err(reason) = rules.configure(id, wanted.severity, &own) {
                return Err(self.refused(id, wanted, &mut rules, reason));
            }
        }
        Ok(rules)
    }

    /// What a rule doesn't accept, at the parameter that it rejects alone too.
    fn refused(&self, id: &str, wanted: &RuleConfig, rules: &mut RuleSet, reason: String) -> Error {
        let Some(source) = &self.source else {
            return Error::new(id, reason);
        };
        for (name, value) in &wanted.params {
            let alone = [(name.clone(), value.clone())].into();
            if rules.get(id).is_some_and(|rule| rule.limit_of(name).is_some()) {
                continue;
            }
            if let Err(reason) = rules.configure(id, None, &alone) {
                let keys = ["rules", id, "params", name];
                let is_known = rules.get(id).is_some_and(|rule| rule.params().contains_key(name));
                return if is_known {
                    source.error(&keys, reason)
                } else {
                    source.key_error(&keys, reason)
                };
            }
        }
        source.error(&["rules", id], reason)
    }

    /// `path:line` of the value that a chain of keys leads to.
    #[must_use]
    pub fn place(&self, keys: &[&str]) -> Option<String> {
        self.source.as_ref().map(|source| source.place(keys))
    }
}

/// A rule that is named must exist.
fn check_rule(
    source: &SettingsFile,
    id: &str,
    keys: &[&str],
    rules: &RuleSet,
) -> Result<(), Error> {
    if rules.get(id).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = rules.iter().map(Rule::id).collect();
    let meant = hint(id, &names);
    let error = source.key_error(keys, format!("there is no rule `{id}`{meant}"));
    // A folder that was read would know a rule of the project's own.
    let is_strange = meant.is_empty() && rules.iter().all(|rule| rule.own_file().is_none());
    Err(if is_strange {
        error.with_advice("name the folder of your custom rules in `rules-folder`")
    } else {
        error
    })
}

fn overrides(
    source: &SettingsFile,
    file: &ConfigFile,
    folder: &Path,
    rules: &RuleSet,
) -> Result<Vec<Override>, Error> {
    let mut overrides = Vec::new();
    for (index, one) in file.overrides.iter().enumerate() {
        let index = index.to_string();
        let paths = patterns(source, &one.paths, folder, &["overrides", &index, "paths"])?;
        for (id, level) in &one.rules {
            check_rule(source, id, &["overrides", &index, "rules", id], rules)?;
            overrides.push(Override { paths: paths.clone(), rule: id.clone(), level: *level });
        }
    }
    Ok(overrides)
}

fn patterns(
    source: &SettingsFile,
    patterns: &[String],
    folder: &Path,
    keys: &[&str],
) -> Result<PathSet, Error> {
    PathSet::new(patterns, folder).map_err(|reason| source.error(keys, reason))
}

fn excluded(
    source: &SettingsFile,
    patterns: &[String],
    folder: &Path,
) -> Result<Option<PathSet>, Error> {
    match patterns {
        [] => Ok(None),
        patterns => self::patterns(source, patterns, folder, &["exclude"]).map(Some),
    }
}

fn kubernetes(
    source: &SettingsFile,
    version: Option<&str>,
) -> Result<Option<KubernetesVersion>, Error> {
    let version = version.map(str::parse).transpose();
    version.map_err(|reason: String| source.error(&["kubernetes-version"], reason))
}
