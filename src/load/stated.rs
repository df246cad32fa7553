//! Where the load's facts come from. Today users state them: in flags, else in annotations of the
//! workload. Each provider says where it read a fact; a new source is one more provider.

use crate::kube::{Object, Pod};
use crate::source::Location;
use crate::yaml::{Entry, Node, Scalar, Style};

use super::node::{parse_cpu, parse_memory, parse_pods};
use crate::units::{Duration, Rate};

use super::{Capacity, Runtime};

/// Annotation prefix for what lt-lint itself reads.
pub(crate) const PREFIX: &str = "lt-lint/";
/// Annotation prefix that silences a rule on its object.
pub(crate) const IGNORE_PREFIX: &str = "lt-lint/ignore.";
/// The facts that an annotation may state, with an example of each.
pub(crate) const KEYS: [(&str, &str); 8] = [
    ("rate", "5MB/s"),
    ("nodes", "200"),
    ("target", "2GB/s"),
    ("duration", "2h30m"),
    ("node-cpu", "16"),
    ("node-memory", "64Gi"),
    ("node-pods", "110"),
    ("runtime", "containerd"),
];

/// The facts stated on the command line; they beat annotations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// What one pod writes.
    pub rate: Option<Rate>,
    /// How many nodes the pods are spread over.
    pub nodes: Option<u64>,
    /// What all pods together are to reach.
    pub target: Option<Rate>,
    /// How long the test takes.
    pub duration: Option<Duration>,
    /// The cores that a node has for its pods.
    pub node_cpu: Option<Capacity>,
    /// The memory that a node has for its pods.
    pub node_memory: Option<Capacity>,
    /// How many pods a node runs at most.
    pub node_pods: Option<u64>,
    /// What runs the containers.
    pub runtime: Option<Runtime>,
}

impl Flags {
    /// These, and the others where these say nothing.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            rate: self.rate.or(others.rate),
            nodes: self.nodes.or(others.nodes),
            target: self.target.or(others.target),
            duration: self.duration.or(others.duration),
            node_cpu: self.node_cpu.or(others.node_cpu),
            node_memory: self.node_memory.or(others.node_memory),
            node_pods: self.node_pods.or(others.node_pods),
            runtime: self.runtime.or(others.runtime),
        }
    }
}

/// A fact with the place where it was read; no place means a flag.
#[derive(Debug, Clone, Copy)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// Where it stands, if it stands in a file.
    pub at: Option<Location>,
}

/// What is stated about one workload.
#[derive(Debug, Clone, Copy)]
pub struct Stated {
    /// What one pod writes.
    pub rate: Option<Fact<Rate>>,
    /// How many nodes the pods are spread over.
    pub nodes: Option<Fact<u64>>,
    /// What all pods together are to reach.
    pub target: Option<Fact<Rate>>,
    /// How long the test takes.
    pub duration: Option<Fact<Duration>>,
    /// The cores that a node has for its pods.
    pub node_cpu: Option<Fact<Capacity>>,
    /// The memory that a node has for its pods.
    pub node_memory: Option<Fact<Capacity>>,
    /// How many pods a node runs at most.
    pub node_pods: Option<Fact<u64>>,
    /// What runs the containers.
    pub runtime: Option<Fact<Runtime>>,
    /// Whether the workload itself states what load it makes: its rate, nodes, target or duration.
    pub by_annotation: bool,
}

/// An annotation that states no fact.
#[derive(Debug, Clone)]
pub struct BadFact {
    /// The annotation's key.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
    /// The value, or the key if nobody reads it.
    pub at: Location,
}

/// What the flags and the workload's annotations say, and the annotations that say nothing.
#[must_use]
pub fn stated_by(flags: &Flags, pod: &Pod<'_>) -> (Stated, Vec<BadFact>) {
    let mut bad = Vec::new();
    let entries = annotations(&pod.object, pod);
    for entry in &entries {
        bad.extend(unknown_key(entry));
    }
    let rate = read(&entries, "rate", &mut bad, |text| text.parse());
    let nodes = read(&entries, "nodes", &mut bad, parse_nodes);
    let target = read(&entries, "target", &mut bad, |text| text.parse());
    let duration = read(&entries, "duration", &mut bad, |text| text.parse());
    let stated = Stated {
        rate: from_flag(flags.rate).or(rate),
        nodes: from_flag(flags.nodes).or(nodes),
        target: from_flag(flags.target).or(target),
        duration: from_flag(flags.duration).or(duration),
        node_cpu: from_flag(flags.node_cpu).or(read(&entries, "node-cpu", &mut bad, parse_cpu)),
        node_memory: from_flag(flags.node_memory).or(read(
            &entries,
            "node-memory",
            &mut bad,
            parse_memory,
        )),
        node_pods: from_flag(flags.node_pods).or(read(&entries, "node-pods", &mut bad, parse_pods)),
        runtime: from_flag(flags.runtime)
            .or(read(&entries, "runtime", &mut bad, |text| text.parse())),
        by_annotation: rate.is_some() || nodes.is_some() || target.is_some() || duration.is_some(),
    };
    (stated, bad)
}

fn from_flag<T>(value: Option<T>) -> Option<Fact<T>> {
    value.map(|value| Fact { value, at: None })
}

/// A number of nodes: a whole number above zero.
///
/// # Errors
/// For everything else.
pub(crate) fn parse_nodes(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) => Err("a load test needs at least one node".to_owned()),
        Ok(nodes) => Ok(nodes),
        Err(_) => {
            Err(format!("`{text}` isn't a number of nodes; write a whole number such as `200`"))
        }
    }
}

/// lt-lint's annotations of the workload, then those of its pod template.
fn annotations<'a>(object: &Object<'a>, pod: &Pod<'a>) -> Vec<Entry<'a>> {
    let own =
        object.root.get_path(&["metadata", "annotations"]).map(Node::entries).unwrap_or_default();
    let template = if pod.is_plain() { Vec::new() } else { pod.annotations() };
    let all = own.into_iter().chain(template);
    all.filter(|entry| entry.key_text().starts_with(PREFIX)).collect()
}

fn unknown_key(entry: &Entry<'_>) -> Option<BadFact> {
    let key = entry.key_text();
    let name = key.strip_prefix(PREFIX)?;
    // Annotations that silence a rule are no facts of the load.
    if key.starts_with(IGNORE_PREFIX) || KEYS.iter().any(|(known, _)| *known == name) {
        return None;
    }
    let names = KEYS.map(|(known, _)| known);
    let meant = crate::text::did_you_mean(name, &names);
    let reason = match meant {
        Some(meant) => format!("nothing reads it; did you mean `{PREFIX}{meant}`?"),
        None => format!(
            "nothing reads it; there are {}",
            crate::text::list(&names.map(|name| format!("`{PREFIX}{name}`")))
        ),
    };
    Some(BadFact { key: key.to_owned(), reason, at: entry.key.location() })
}

fn read<T>(
    entries: &[Entry<'_>],
    name: &str,
    bad: &mut Vec<BadFact>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<Fact<T>> {
    let fits = |entry: &&Entry<'_>| entry.key_text().strip_prefix(PREFIX) == Some(name);
    let entry = entries.iter().find(fits)?;
    let outcome = match entry.value.scalar() {
        Some(Scalar::String(text)) => parse(text),
        _ if entry.value.style() == Some(Style::Plain) && !entry.value.is_null() => Err(format!(
            "annotation values are strings and the API server refuses this one; write \"{}\"",
            entry.value.raw()
        )),
        _ => Err("the value is missing".to_owned()),
    };
    match outcome {
        Ok(value) => Some(Fact { value, at: Some(entry.place()) }),
        Err(reason) => {
            let key = entry.key_text().to_owned();
            bad.push(BadFact { key, reason, at: entry.place() });
            None
        }
    }
}
