//! Checks a configuration and settles it: every mistake has its place in the file.

use std::path::Path;

use crate::agent::AgentImages;
use crate::error::Error;
use crate::kube::schema::KubernetesVersion;
use crate::load::{Flags, Generators, parse_cpu, parse_memory, parse_nodes, parse_pods};
use crate::options::{Options, Override};
use crate::paths::PathSet;
use crate::rule::{Rule, RuleSet};
use crate::settings_file::SettingsFile;
use crate::text::hint;

use super::draft::Draft;
use super::file::{ConfigFile, RuleConfig};

/// A configuration, checked.
#[derive(Debug, Default)]
pub struct Settings {
    /// What the file says.
    pub file: ConfigFile,
    /// The version of Kubernetes.
    pub kubernetes: Option<KubernetesVersion>,
    /// The plan of the load test.
    pub load: Flags,
    /// Generators of the project's own.
    pub generators: Generators,
    /// Patterns of what is left out when folders are searched.
    pub exclude: Option<PathSet>,
    /// Severities for some files, in the order in which they apply.
    pub overrides: Vec<Override>,
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
        let exclude = match file.exclude.as_slice() {
            [] => None,
            patterns => Some(self::patterns(&source, patterns, &folder, &["exclude"])?),
        };
        let load = load(&source, &file)?;
        let kubernetes = file.kubernetes_version.as_deref().map(str::parse).transpose();
        let kubernetes =
            kubernetes.map_err(|reason: String| source.error(&["kubernetes-version"], reason))?;
        let generators = Generators::new(file.generators.clone());
        let generators = generators.map_err(|error| source.locate(error.under("generators")))?;
        Ok(Self { file, kubernetes, load, generators, exclude, overrides, source: Some(source) })
    }

    /// What it says of linting, with the load's facts of the flags, which win.
    #[must_use]
    pub fn options(self, flags: Flags) -> Options {
        Options {
            load: flags.or(self.load),
            kubernetes: self.kubernetes.unwrap_or_default(),
            agent_images: AgentImages::new(self.file.agent.images),
            generators: self.generators,
            overrides: self.overrides,
            ..Options::default()
        }
    }

    /// Gives the rules their severities and parameters.
    ///
    /// # Errors
    /// For a parameter that a rule doesn't have, or a value that it can't use.
    pub fn configure(&self, rules: RuleSet) -> Result<RuleSet, Error> {
        let mut rules = rules;
        for (id, wanted) in &self.file.rules {
            if let Err(reason) = rules.configure(id, wanted.severity, &wanted.params) {
                return Err(self.refused(id, wanted, &mut rules, reason));
            }
        }
        Ok(rules)
    }

    /// What a rule doesn't take, at the parameter that it refuses alone too.
    fn refused(&self, id: &str, wanted: &RuleConfig, rules: &mut RuleSet, reason: String) -> Error {
        let Some(source) = &self.source else {
            return Error::new(id, reason);
        };
        for (name, value) in &wanted.params {
            let alone = [(name.clone(), value.clone())].into();
            if let Err(reason) = rules.configure(id, None, &alone) {
                let keys = ["rules", id, "params", name];
                let is_known =
                    rules.get(id).is_some_and(|rule| rule.file.params.contains_key(name));
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
        let source = self.source.as_ref()?;
        let line = source.key(keys)?.0;
        Some(format!("{}:{line}", source.path))
    }
}

/// A rule that is named has to exist.
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
    Err(match is_strange {
        true => error.with_advice("name the folder of your own rules in `rules-folder`"),
        false => error,
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

fn load(source: &SettingsFile, file: &ConfigFile) -> Result<Flags, Error> {
    let load = &file.load;
    let nodes = load.nodes.map(|nodes| nodes.to_string());
    let node_pods = load.node_pods.map(|pods| pods.to_string());
    Ok(Flags {
        rate: fact(source, "rate", load.rate.as_ref(), |text| text.parse())?,
        nodes: fact(source, "nodes", nodes.as_ref(), parse_nodes)?,
        target: fact(source, "target", load.target.as_ref(), |text| text.parse())?,
        duration: fact(source, "duration", load.duration.as_ref(), |text| text.parse())?,
        node_cpu: fact(source, "node-cpu", load.node_cpu.as_ref(), parse_cpu)?,
        node_memory: fact(source, "node-memory", load.node_memory.as_ref(), parse_memory)?,
        node_pods: fact(source, "node-pods", node_pods.as_ref(), parse_pods)?,
        runtime: fact(source, "runtime", load.runtime.as_ref(), |text| text.parse())?,
    })
}

/// A fact of the load, read as its flag is.
fn fact<T>(
    source: &SettingsFile,
    key: &str,
    text: Option<&String>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Error> {
    let read = text.map(|text| parse(text)).transpose();
    read.map_err(|reason| source.error(&["load", key], reason))
}
