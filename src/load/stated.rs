//! Facts of the load test that no manifest tells and that users state: in flags, in annotations of the workload, or under
//! `load` in `.lt-lint.yaml`. Each is one entry of the table at the end; everything else derives from that.

use crate::source::Location;
use crate::units::{Duration, Rate};

use super::node::{parse_cpu, parse_disk, parse_memory, parse_pods};
use super::{Capacity, Runtime};

/// Annotation prefix for what lt-lint itself reads.
pub(crate) const PREFIX: &str = "lt-lint/";

/// A fact that users may state.
#[derive(Debug, Clone, Copy)]
pub struct StatedFact {
    /// Name: of the flag after `--`, of the annotation after `lt-lint/`, and of the setting under `load`.
    pub key: &'static str,
    /// Description of the setting, in Markdown.
    pub about: &'static str,
    /// Help text of the flag.
    pub help: &'static str,
    /// Name of the flag's value.
    pub value_name: &'static str,
    /// Example of a value.
    pub example: &'static str,
    /// What it is a fact of.
    pub topic: Topic,
    /// Type of its value.
    pub form: Form,
    parse: fn(&str) -> Result<Flags, String>,
    text: fn(&Flags) -> Option<String>,
}

/// What a fact is a fact of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// The load that a workload makes.
    Load,
    /// The test's time.
    Test,
    /// The nodes.
    Nodes,
}

/// What the value of a fact looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// A number with or without a unit.
    Quantity,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// A fact with the place where it was read; no place means a flag or the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// Where it is, if it is in a manifest.
    pub at: Option<Location>,
}

impl StatedFact {
    /// Reads a value: facts of which this one is stated.
    ///
    /// # Errors
    /// For a text that isn't such a value.
    pub fn parse(&self, text: &str) -> Result<Flags, String> {
        (self.parse)(text)
    }

    /// The text of its value, where it is stated.
    #[must_use]
    pub fn text(&self, flags: &Flags) -> Option<String> {
        (self.text)(flags)
    }

    /// The key of the annotation that states it: `lt-lint/nodes`.
    #[must_use]
    pub fn annotation_key(&self) -> String {
        format!("{PREFIX}{}", self.key)
    }

    /// An annotation that states it: `lt-lint/nodes: "200"`.
    #[must_use]
    pub fn annotation(&self) -> String {
        match self.example.parse::<f64>() {
            Ok(_) => format!("{}: \"{}\"", self.annotation_key(), self.example),
            Err(_) => format!("{}: {}", self.annotation_key(), self.example),
        }
    }

    /// How to state it: `the annotation lt-lint/rate: 5MB/s, or --rate 5MB/s`.
    #[must_use]
    pub fn how(&self) -> String {
        format!("the annotation {}, or --{} {}", self.annotation(), self.key, self.example)
    }
}

/// An annotation for each fact: `lt-lint/rate: 5MB/s, ... or lt-lint/runtime: containerd`.
pub(crate) fn examples() -> String {
    let all: Vec<String> = StatedFact::ALL.iter().map(StatedFact::annotation).collect();
    crate::text::choice(&all)
}

/// A number of nodes: a whole number above zero.
///
/// # Errors
/// For everything else.
pub fn parse_nodes(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) => Err("a load test needs at least one node".to_owned()),
        Ok(nodes) => Ok(nodes),
        Err(_) => Err(format!("`{text}` isn't a number of nodes; write a whole number")),
    }
}

/// Declares the facts: the fields of [`Flags`] and [`Stated`], how they are merged, and the table [`StatedFact::ALL`].
macro_rules! stated_facts {
    ($($field:ident: $type:ty {
        key: $key:literal,
        about: $about:literal,
        help: $help:literal,
        value_name: $value_name:literal,
        example: $example:literal,
        topic: $topic:expr,
        form: $form:expr,
        parse: $parse:expr $(,)?
    })+) => {
        /// The facts that flags or the configuration state; they beat annotations.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct Flags {
            $(
                #[doc = $about]
                pub $field: Option<$type>,
            )+
        }

        /// What is stated about one workload.
        #[derive(Debug, Clone, Copy, Default)]
        pub struct Stated {
            $(
                #[doc = $about]
                pub $field: Option<Fact<$type>>,
            )+
            /// Whether the workload itself states what load it makes: its rate, nodes, target or duration.
            pub by_annotation: bool,
        }

        impl Flags {
            /// These, and the others where these say nothing.
            #[must_use]
            pub fn or(self, others: Self) -> Self {
                Self { $($field: self.$field.or(others.$field)),+ }
            }
        }

        impl Stated {
            /// Facts that are at a place, or at none.
            pub(crate) fn new(flags: &Flags, at: Option<Location>) -> Self {
                Self {
                    $($field: flags.$field.map(|value| Fact { value, at }),)+
                    by_annotation: false,
                }
            }

            /// These, and the others where these say nothing.
            pub(super) fn or(self, others: Self) -> Self {
                Self {
                    $($field: self.$field.or(others.$field),)+
                    by_annotation: self.by_annotation || others.by_annotation,
                }
            }
        }

        impl StatedFact {
            /// All facts.
            pub const ALL: &[Self] = &[$(Self::$field()),+];

            $(
                #[doc = concat!("The fact `", $key, "`.")]
                #[must_use]
                pub const fn $field() -> Self {
                    Self {
                        key: $key,
                        about: $about,
                        help: $help,
                        value_name: $value_name,
                        example: $example,
                        topic: $topic,
                        form: $form,
                        parse: |text| {
                            let parse: fn(&str) -> Result<$type, String> = $parse;
                            Ok(Flags { $field: Some(parse(text)?), ..Flags::default() })
                        },
                        text: |flags| flags.$field.map(|value| value.to_string()),
                    }
                }
            )+
        }
    };
}

stated_facts! {
    rate: Rate {
        key: "rate",
        about: "Log rate of one pod, such as `5MB/s`.",
        help: "Log rate of one pod, such as 5MB/s",
        value_name: "RATE",
        example: "5MB/s",
        topic: Topic::Load,
        form: Form::Text,
        parse: str::parse,
    }
    nodes: u64 {
        key: "nodes",
        about: "Number of nodes for the generator pods.",
        help: "Number of nodes for the generator pods",
        value_name: "NODES",
        example: "200",
        topic: Topic::Load,
        form: Form::Whole,
        parse: parse_nodes,
    }
    target: Rate {
        key: "target",
        about: "Total log rate to reach, such as `2GB/s`.",
        help: "Total log rate to reach, such as 2GB/s",
        value_name: "TARGET",
        example: "2GB/s",
        topic: Topic::Load,
        form: Form::Text,
        parse: str::parse,
    }
    duration: Duration {
        key: "duration",
        about: "Duration of the test, such as `2h30m`.",
        help: "Duration of the test, such as 2h30m",
        value_name: "DURATION",
        example: "2h30m",
        topic: Topic::Test,
        form: Form::Text,
        parse: str::parse,
    }
    node_cpu: Capacity {
        key: "node-cpu",
        about: "Allocatable CPU cores per node (`status.allocatable`), such as `16` or `15890m`.",
        help: "Allocatable CPU cores per node, such as 16",
        value_name: "CORES",
        example: "16",
        topic: Topic::Nodes,
        form: Form::Quantity,
        parse: parse_cpu,
    }
    node_memory: Capacity {
        key: "node-memory",
        about: "Allocatable memory per node, such as `64Gi`.",
        help: "Allocatable memory per node, such as 64Gi",
        value_name: "MEMORY",
        example: "64Gi",
        topic: Topic::Nodes,
        form: Form::Text,
        parse: parse_memory,
    }
    node_disk: Capacity {
        key: "node-disk",
        about: "Allocatable disk per node (`ephemeral-storage`), such as `100Gi`.",
        help: "Allocatable disk per node, such as 100Gi",
        value_name: "DISK",
        example: "100Gi",
        topic: Topic::Nodes,
        form: Form::Text,
        parse: parse_disk,
    }
    node_pods: u64 {
        key: "node-pods",
        about: "Maximum pods per node, system pods included.",
        help: "Maximum pods per node",
        value_name: "PODS",
        example: "110",
        topic: Topic::Nodes,
        form: Form::Whole,
        parse: parse_pods,
    }
    runtime: Runtime {
        key: "runtime",
        about: "Container runtime of the nodes: `docker` or `containerd`.",
        help: "Container runtime, docker or containerd",
        value_name: "RUNTIME",
        example: "containerd",
        topic: Topic::Nodes,
        form: Form::Choice(Runtime::NAMES),
        parse: str::parse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_and_printed_and_merged() {
        let mut all = Flags::default();
        for fact in StatedFact::ALL {
            let one = fact.parse(fact.example).unwrap();
            assert_eq!(fact.text(&Flags::default()), None, "{}", fact.key);
            let text = fact.text(&one).unwrap();
            assert_eq!(fact.parse(&text).unwrap(), one, "{}: {text}", fact.key);
            let others: Vec<_> = StatedFact::ALL.iter().filter(|it| it.key != fact.key).collect();
            assert!(others.iter().all(|other| other.text(&one).is_none()), "{}", fact.key);
            assert!(fact.parse("nothing of the kind").is_err(), "{}", fact.key);
            all = all.or(one);
        }
        assert!(StatedFact::ALL.iter().all(|fact| fact.text(&all).is_some()));
    }

    #[test]
    fn what_is_stated_first_counts() {
        let nodes = |text| StatedFact::nodes().parse(text).unwrap();
        assert_eq!(nodes("3").or(nodes("4")).nodes, Some(3));
        let stated = Stated::new(&Flags::default(), None).or(Stated::new(&nodes("4"), None));
        assert_eq!(stated.nodes.map(|fact| fact.value), Some(4));
    }
}
