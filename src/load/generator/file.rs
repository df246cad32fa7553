//! The format of a generator file: what a program that writes logs takes, and what it makes of it.
//! The project's own are in `facts/generators/`; users write theirs in `.lt-lint.yaml` in the same form.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::by_shape::{self, ByShape};

use super::condition::Condition;
use super::dialect::Parser;
use super::formula::Formula;

/// Program that writes logs, and how to derive its rate from its arguments and environment.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Generator {
    /// Its name in kebab-case; in `facts/generators/` the same as the file's name.
    pub id: String,
    /// Image repositories that contain it, without tags; mirrors that keep the last two parts are known too.
    #[serde(default)]
    pub images: Vec<String>,
    /// Program names that identify it in any image: the last part of what a `command` starts with, or
    /// the whole path.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Program names that identify it only in its own images, or paths that are too common.
    #[serde(default)]
    pub entrypoint: Vec<String>,
    /// Whether its images start it by a `CMD` and have no `ENTRYPOINT`: `args` without a `command` are the whole
    /// command line there, the program's name first.
    #[serde(default)]
    pub no_entrypoint: bool,
    /// Subcommand, the word that must follow the program's name.
    #[serde(default)]
    pub subcommand: Option<String>,
    /// Arguments of the image if the container has none.
    #[serde(default)]
    pub default_args: Vec<String>,
    /// File to read arguments from if none are given (may come from a ConfigMap).
    #[serde(default)]
    pub arguments_file: Option<String>,
    /// Whether unknown arguments leave its behaviour unchanged.
    #[serde(default)]
    pub any_arguments: bool,
    /// Parser of its flags.
    #[serde(default)]
    pub parser: Parser,
    /// Images whose program accepts only these flags; some of `images`.
    #[serde(default)]
    pub whole_in: Vec<String>,
    /// Effect of arguments that are neither flags nor a `position`.
    #[serde(default)]
    pub extra_arguments: ExtraArguments,
    /// Parameters that it reads from its arguments and its environment.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// Numbers for the formulas, by name.
    #[serde(default)]
    pub constants: BTreeMap<String, Constant>,
    /// Behaviour by its parameters: the first case whose conditions are all met.
    pub cases: Vec<Case>,
    /// Bytes of one of its lines, the line break included.
    #[serde(default)]
    pub line: Option<Formula>,
    /// Conditions, all of which must be met, under which its lines hardly differ and so compress well; omit if they are text.
    #[serde(default)]
    pub repeated: Option<Vec<Condition>>,
    /// CPU that it uses, if known.
    #[serde(default)]
    pub cpu: Option<CpuNeed>,
    /// Invocations with their results, which the tests try.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// Source of these facts.
    #[serde(default)]
    pub source: Option<String>,
}

/// The CPU that a generator takes, which grows with its rate.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CpuNeed {
    /// Thousandths of a core; with fewer it doesn't reach `rate`.
    pub millicores: u64,
    /// Rate that it reaches with them.
    pub rate: String,
}

/// What a program does with arguments that aren't flags.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExtraArguments {
    /// Not known.
    #[default]
    Unknown,
    /// Nothing.
    Ignored,
    /// It exits with an error.
    Refused,
}

/// Parameter of a program.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameter {
    /// Its name in conditions and formulas.
    pub name: String,
    /// Its flags, with their dashes.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Variable that sets it if no flag does.
    #[serde(default)]
    pub env: Option<String>,
    /// Its position among the arguments without a flag, from 1.
    #[serde(default)]
    pub position: Option<usize>,
    /// Type of its value.
    pub r#type: ParameterType,
    /// Allowed values, for `choice`.
    #[serde(default)]
    pub values: Vec<String>,
    /// Value if none is given.
    #[serde(default)]
    pub default: Option<String>,
    /// The value must be above zero, or the program rejects it.
    #[serde(default)]
    pub above_zero: bool,
    /// For `seconds`: the first release, by the image's tag, that also accepts a text such as `500ms`.
    #[serde(default)]
    pub durations_since: Option<String>,
    /// Parameter with which this one has no effect.
    #[serde(default)]
    pub ignored_beside: Option<String>,
    /// Parameter without which this one has no effect.
    #[serde(default)]
    pub ignored_without: Option<String>,
    /// Parameter that it is often mistaken for, and its actual effect.
    #[serde(default)]
    pub taken_for: Option<TakenFor>,
}

/// A parameter that looks like another one.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TakenFor {
    /// The other one.
    pub parameter: String,
    /// Effect of this one, such as "moves the time stamps only".
    pub does: String,
    /// Conditions under which it is likely a mistake.
    #[serde(default)]
    pub when: Vec<Condition>,
}

/// Type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ParameterType {
    /// A flag without a value.
    Switch,
    /// Any text.
    Text,
    /// One of `values`.
    Choice,
    /// A whole number.
    Integer,
    /// The whole number that a text starts with: `25m` is 25.
    LeadingInteger,
    /// A decimal number.
    Number,
    /// A decimal number of seconds.
    Seconds,
    /// A duration as Go writes it: `500ms`, `1m30s`; its value is in seconds.
    Duration,
    /// Bytes with a unit: `5MB`, `100 MiB`.
    Size,
    /// Bytes, where a `k` after the number may be 1000 or 1024.
    SizeK,
}

/// A number for formulas.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Constant {
    /// One number, as a text so that it is exact.
    One(String),
    /// Minimum and maximum.
    Between([String; 2]),
    /// By the value of a parameter.
    By(Table),
}

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_shape::deserialize(deserializer)
    }
}

impl ByShape for Constant {
    const EXPECTED: &'static str =
        "a number in quotes, a list of the least and the most, or a mapping with `by` and `values`";

    fn from_text<E: Error>(text: &str) -> Option<Result<Self, E>> {
        Some(Ok(Self::One(text.to_owned())))
    }

    fn from_list<'de, D: Deserializer<'de>>(list: D) -> Option<Result<Self, D::Error>> {
        let pair = |items: Vec<String>| {
            let pair = items.try_into().map(Self::Between);
            pair.map_err(|items: Vec<String>| {
                Error::invalid_length(items.len(), &"two numbers, the least and the most")
            })
        };
        Some(Vec::deserialize(list).and_then(pair))
    }

    fn from_mapping<'de, D: Deserializer<'de>>(mapping: D) -> Option<Result<Self, D::Error>> {
        Some(Table::deserialize(mapping).map(Self::By))
    }
}

/// A number by the value of a parameter.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Table {
    /// The parameter.
    pub by: String,
    /// The number for each of its values.
    pub values: BTreeMap<String, String>,
}

/// What the program does under some conditions. It has one of `rate`, `unlimited`, `silent`, `refused` and
/// `unknown`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Case {
    /// Conditions: `loop`, `not loop`, `type = stdout`, `delay > 0`.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Values that are computed first, in this order.
    #[serde(default)]
    pub steps: Vec<StepFile>,
    /// Bytes written per second.
    #[serde(default)]
    pub rate: Option<Formula>,
    /// Rate that the arguments name, if it differs from `rate`.
    #[serde(default)]
    pub asks: Option<Formula>,
    /// Unit used in the arguments, such as MB.
    #[serde(default)]
    pub unit: Option<String>,
    /// Whether `rate` is only the maximum.
    #[serde(default)]
    pub at_most: bool,
    /// Maximum deviation of the real rate from `rate`, in percent; exact when omitted.
    #[serde(default)]
    pub margin: Margin,
    /// Minimum rate on one core, if only the CPU limits it; `none` if it wasn't measured.
    #[serde(default)]
    pub unlimited: Option<String>,
    /// Destination of its lines, if it isn't standard output.
    #[serde(default)]
    pub silent: Option<String>,
    /// Reason that the program exits at once.
    #[serde(default)]
    pub refused: Option<String>,
    /// Reason that the rate isn't known; names of parameters in braces.
    #[serde(default)]
    pub unknown: Option<String>,
    /// Amount after which it exits, such as `1000 lines`; names of parameters in braces.
    #[serde(default)]
    pub ends: Option<String>,
    /// Seconds after which it exits.
    #[serde(default)]
    pub ends_after: Option<Formula>,
    /// Parameter with the number of pods that share the rate.
    #[serde(default)]
    pub shared_by: Option<String>,
}

/// A value that is computed for the formulas after it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StepFile {
    /// Its name.
    pub name: String,
    /// Its formula.
    pub is: Formula,
}

/// How far from a formula the real rate may be, in percent of it.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Margin {
    /// Percent less.
    #[serde(default)]
    pub below: u8,
    /// Percent more.
    #[serde(default)]
    pub above: u8,
}

/// An invocation with what it does.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Example {
    /// Arguments, one per word.
    #[serde(default)]
    pub args: Vec<String>,
    /// The environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The image's tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// Bytes per second of the formula, truncated to a whole number.
    #[serde(default)]
    pub rate: Option<u64>,
    /// Minimum and maximum, if they differ.
    #[serde(default)]
    pub between: Option<[u64; 2]>,
    /// Outcome without a rate: `unlimited`, `silent`, `refused` or `unknown`, and why.
    #[serde(default)]
    pub outcome: Option<String>,
    /// Seconds after which it exits.
    #[serde(default)]
    pub ends_after: Option<u64>,
    /// Amount after which it exits.
    #[serde(default)]
    pub ends: Option<String>,
    /// Arguments that are a mistake.
    #[serde(default)]
    pub mistakes: Vec<String>,
}
