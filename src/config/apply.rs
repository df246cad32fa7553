//! Checks a configuration and settles it: every mistake has its place in the file.

use std::path::Path;

use crate::Options;
use crate::agent::AgentImages;
use crate::error::Error;
use crate::finding::Level;
use crate::kube::schema::KubernetesVersion;
use crate::load::{Flags, Generators, parse_cpu, parse_memory, parse_nodes, parse_pods};
use crate::rule::{Rule, RuleSet, explain_yaml};
use crate::source::{FileId, LineIndex, Location, SourceFile};
use crate::text::hint;
use crate::yaml::{Document, parse};

use super::PathSet;
use super::file::ConfigFile;

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
    source: Option<Source>,
}

/// A severity of a rule for some files.
#[derive(Debug, Clone)]
pub struct Override {
    /// The files.
    pub paths: PathSet,
    /// The rule.
    pub rule: String,
    /// Its severity there.
    pub level: Level,
}

/// The text, to find the places of what is wrong in it.
#[derive(Debug)]
struct Source {
    path: String,
    text: SourceFile,
    document: Option<Document>,
}

impl Settings {
    /// Reads and checks the text of a configuration file.
    ///
    /// # Errors
    /// For text that isn't a configuration, unknown rules and parameters, values that don't fit: the
    /// place, the reason, and what was likely meant.
    pub fn read(path: &Path, text: &str, rules: &RuleSet) -> Result<Self, Error> {
        let name = path.display().to_string();
        let is_empty = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        let file = match is_empty {
            true => ConfigFile::default(),
            false => serde_yaml::from_str(text).map_err(|error| explain_yaml(&name, &error))?,
        };
        let source_file = SourceFile::new(&name, text.as_bytes().to_vec(), true);
        let document = parse(FileId(0), &source_file).documents.into_iter().next();
        let source = Source { path: name, text: source_file, document };
        for id in file.rules.keys() {
            source.check_rule(id, &["rules", id], rules)?;
        }
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let overrides = source.overrides(&file, &folder, rules)?;
        let exclude = match file.exclude.as_slice() {
            [] => None,
            patterns => Some(source.patterns(patterns, &folder, &["exclude"])?),
        };
        let load = source.load(&file)?;
        let kubernetes = file.kubernetes_version.as_deref().map(str::parse).transpose();
        let kubernetes =
            kubernetes.map_err(|reason: String| source.error(&["kubernetes-version"], &reason))?;
        let generators = Generators::new(file.generators.clone());
        let generators = generators.map_err(|reason| source.error(&["generators"], &reason))?;
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
            rules.configure(id, wanted.severity, &wanted.params).map_err(|reason| {
                let source = self.source.as_ref();
                source.map_or_else(|| Error::new(id, &reason), |source| source.error(&["rules", id], &reason))
            })?;
        }
        Ok(rules)
    }

    /// `path:line` of the value that a chain of keys leads to.
    #[must_use]
    pub fn place(&self, keys: &[&str]) -> Option<String> {
        let source = self.source.as_ref()?;
        let line = source.line_column(keys)?.0;
        Some(format!("{}:{line}", source.path))
    }
}

impl Source {
    /// Line and column of the deepest key of the chain that is written.
    fn line_column(&self, keys: &[&str]) -> Option<(usize, usize)> {
        let mut node = self.document.as_ref().and_then(Document::root)?;
        let mut at = node.location();
        for key in keys {
            let Some(entry) = node.entry(key) else { break };
            (node, at) = (entry.value, entry.key.location());
        }
        Some(self.position(at))
    }

    fn position(&self, at: Location) -> (usize, usize) {
        let position = LineIndex::new(&self.text.text).position(&self.text.text, at.span.start);
        (position.line, position.column)
    }

    /// An error at the value that the chain of keys leads to.
    fn error_at_value(&self, keys: &[&str], reason: &str) -> Error {
        let value = self.document.as_ref().and_then(Document::root).and_then(|root| root.dig(keys));
        match value.map(|value| self.position(value.location())) {
            Some((line, column)) => Error::new(format!("{}:{line}:{column}", self.path), reason),
            None => self.error(keys, reason),
        }
    }

    fn error(&self, keys: &[&str], reason: &str) -> Error {
        let place = match self.line_column(keys) {
            Some((line, column)) => format!("{}:{line}:{column}", self.path),
            None => self.path.clone(),
        };
        Error::new(place, reason)
    }

    fn check_rule(&self, id: &str, keys: &[&str], rules: &RuleSet) -> Result<(), Error> {
        if rules.get(id).is_some() {
            return Ok(());
        }
        let names: Vec<&str> = rules.iter().map(Rule::id).collect();
        Err(self.error(keys, &format!("there is no rule `{id}`{}", hint(id, &names))))
    }

    fn overrides(&self, file: &ConfigFile, folder: &Path, rules: &RuleSet) -> Result<Vec<Override>, Error> {
        let mut overrides = Vec::new();
        for one in &file.overrides {
            let paths = self.patterns(&one.paths, folder, &["overrides"])?;
            for (id, level) in &one.rules {
                self.check_rule(id, &["overrides"], rules)?;
                overrides.push(Override { paths: paths.clone(), rule: id.clone(), level: *level });
            }
        }
        Ok(overrides)
    }

    fn patterns(&self, patterns: &[String], folder: &Path, keys: &[&str]) -> Result<PathSet, Error> {
        PathSet::new(patterns, folder).map_err(|reason| self.error(keys, &reason))
    }

    fn load(&self, file: &ConfigFile) -> Result<Flags, Error> {
        let load = &file.load;
        let nodes = load.nodes.map(|nodes| nodes.to_string());
        let node_pods = load.node_pods.map(|pods| pods.to_string());
        Ok(Flags {
            rate: self.fact("rate", load.rate.as_ref(), |text| text.parse())?,
            nodes: self.fact("nodes", nodes.as_ref(), parse_nodes)?,
            target: self.fact("target", load.target.as_ref(), |text| text.parse())?,
            duration: self.fact("duration", load.duration.as_ref(), |text| text.parse())?,
            node_cpu: self.fact("node-cpu", load.node_cpu.as_ref(), parse_cpu)?,
            node_memory: self.fact("node-memory", load.node_memory.as_ref(), parse_memory)?,
            node_pods: self.fact("node-pods", node_pods.as_ref(), parse_pods)?,
            runtime: self.fact("runtime", load.runtime.as_ref(), |text| text.parse())?,
        })
    }

    /// A fact of the load, read as its flag is.
    fn fact<T>(
        &self,
        key: &str,
        text: Option<&String>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Error> {
        let read = text.map(|text| parse(text)).transpose();
        read.map_err(|reason| self.error_at_value(&["load", key], &reason))
    }
}
