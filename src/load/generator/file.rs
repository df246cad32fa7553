//! The format of a generator file: what a program that writes logs takes, and what it makes of it.
//! The project's own are in `facts/generators/`; users write theirs in `.lt-lint.yaml` in the same form.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::by_shape::{self, ByShape};

use super::condition::Condition;
use super::dialect::Parser;
use super::formula::Formula;

/// A program that writes logs, and how to read its rate out of its arguments and environment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Generator {
    /// Its name in kebab-case; in `facts/generators/` the same as the file's name.
    pub id: String,
    /// Image repositories that hold it, without tags; mirrors that keep the last two parts are known too.
    #[serde(default)]
    pub images: Vec<String>,
    /// Names of the program that tell it wherever it is: the last part of what a `command` starts with, or
    /// the whole path.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Names that it has in its own images only, or paths that are too common to know it by.
    #[serde(default)]
    pub entrypoint: Vec<String>,
    /// Whether its images start it by a `CMD` and have no `ENTRYPOINT`: `args` without a `command` are the whole
    /// command line there, the program's name first.
    #[serde(default)]
    pub no_entrypoint: bool,
    /// The word that must follow the program's name.
    #[serde(default)]
    pub subcommand: Option<String>,
    /// Arguments that the image has where the container gives none.
    #[serde(default)]
    pub default_args: Vec<String>,
    /// The file that it reads its arguments from where it is given none; it may come from a ConfigMap.
    #[serde(default)]
    pub arguments_file: Option<String>,
    /// Whether what it does is the same for arguments that aren't known.
    #[serde(default)]
    pub any_arguments: bool,
    /// What reads its flags.
    #[serde(default)]
    pub parser: Parser,
    /// Images whose program has no flags but these, so that it rejects others; some of `images`.
    #[serde(default)]
    pub whole_in: Vec<String>,
    /// What it does with arguments that aren't flags and no `position`.
    #[serde(default)]
    pub extra_arguments: ExtraArguments,
    /// What it takes from its arguments and its environment.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// Numbers for the formulas, by name.
    #[serde(default)]
    pub constants: BTreeMap<String, Constant>,
    /// What it does, by its parameters: the first case whose conditions all hold.
    pub cases: Vec<Case>,
    /// Bytes of one of its lines, the line break included.
    #[serde(default)]
    pub line: Option<Formula>,
    /// When its lines hardly differ, so that they compress well: all of these hold. Omitted where they are text.
    #[serde(default)]
    pub repeated: Option<Vec<Condition>>,
    /// What CPU it takes, where that is known.
    #[serde(default)]
    pub cpu: Option<CpuNeed>,
    /// Invocations with what they do, which the tests try.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// Where all this was read or measured.
    #[serde(default)]
    pub source: Option<String>,
}

/// The CPU that a generator takes, which grows with its rate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CpuNeed {
    /// Thousandths of a core; with fewer it doesn't reach `rate`.
    pub millicores: u64,
    /// The rate that it makes with them.
    pub rate: String,
}

/// What a program does with arguments that aren't flags.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraArguments {
    /// Nobody looked.
    #[default]
    Unknown,
    /// Nothing.
    Ignored,
    /// It ends with an error.
    Refused,
}

/// One thing that a program takes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameter {
    /// Its name in conditions and formulas.
    pub name: String,
    /// Its flags, with their dashes.
    #[serde(default)]
    pub flags: Vec<String>,
    /// The variable that gives it, where no flag does.
    #[serde(default)]
    pub env: Option<String>,
    /// Which of the arguments without a flag it is, from 1.
    #[serde(default)]
    pub position: Option<usize>,
    /// What its value looks like.
    pub r#type: ParameterType,
    /// The values that there are, for `choice`.
    #[serde(default)]
    pub values: Vec<String>,
    /// The value where none is given.
    #[serde(default)]
    pub default: Option<String>,
    /// The value must be above zero, or the program rejects it.
    #[serde(default)]
    pub above_zero: bool,
    /// For `seconds`: the first release, by the image's tag, that takes a text such as `500ms` too.
    #[serde(default)]
    pub durations_since: Option<String>,
    /// The parameter next to which this one has no effect.
    #[serde(default)]
    pub ignored_beside: Option<String>,
    /// The parameter without which this one has no effect.
    #[serde(default)]
    pub ignored_without: Option<String>,
    /// The parameter that it is often taken for, and what it does instead.
    #[serde(default)]
    pub taken_for: Option<TakenFor>,
}

/// A parameter that looks like another one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TakenFor {
    /// The other one.
    pub parameter: String,
    /// What this one does, as in "moves the time stamps only".
    pub does: String,
    /// When it is likely a mistake.
    #[serde(default)]
    pub when: Vec<Condition>,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub enum Constant {
    /// One number, as a text so that it is exact.
    One(String),
    /// The least and the most that it may be.
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
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Table {
    /// The parameter.
    pub by: String,
    /// The number for each of its values.
    pub values: BTreeMap<String, String>,
}

/// What the program does under some conditions. It has one of `rate`, `unlimited`, `silent`, `refused` and
/// `unknown`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Case {
    /// Conditions: `loop`, `not loop`, `type = stdout`, `delay > 0`.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Values that are computed first, in this order.
    #[serde(default)]
    pub steps: Vec<StepFile>,
    /// What it writes in bytes per second.
    #[serde(default)]
    pub rate: Option<Formula>,
    /// What the arguments ask for by their own words, where `rate` is something else.
    #[serde(default)]
    pub asks: Option<Formula>,
    /// The unit in which the arguments put it, such as MB.
    #[serde(default)]
    pub unit: Option<String>,
    /// Whether `rate` is only the most that it can write.
    #[serde(default)]
    pub at_most: bool,
    /// How far the real rate may be from `rate`, in percent; exact when omitted.
    #[serde(default)]
    pub margin: Margin,
    /// The least that one core writes, where nothing holds it back but the CPU; `none` where nobody measured it.
    #[serde(default)]
    pub unlimited: Option<String>,
    /// Where its lines go, since they don't go to standard output.
    #[serde(default)]
    pub silent: Option<String>,
    /// Why the program ends at once.
    #[serde(default)]
    pub refused: Option<String>,
    /// Why the rate isn't known; names of parameters in braces.
    #[serde(default)]
    pub unknown: Option<String>,
    /// After what it ends, such as `1000 lines`; names of parameters in braces.
    #[serde(default)]
    pub ends: Option<String>,
    /// After how many seconds it ends.
    #[serde(default)]
    pub ends_after: Option<Formula>,
    /// The parameter that says how many pods share the rate.
    #[serde(default)]
    pub shared_by: Option<String>,
}

/// A value that is computed for the formulas after it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StepFile {
    /// Its name.
    pub name: String,
    /// How it is computed.
    pub is: Formula,
}

/// How far from a formula the real rate may be, in percent of it.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Example {
    /// The arguments, a word each.
    #[serde(default)]
    pub args: Vec<String>,
    /// The environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The image's tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// The bytes per second that the formula gives, cut to a whole number.
    #[serde(default)]
    pub rate: Option<u64>,
    /// The least and the most that it may be, where they differ.
    #[serde(default)]
    pub between: Option<[u64; 2]>,
    /// What it does where it has no rate: `unlimited`, `silent`, `refused` or `unknown`, and why.
    #[serde(default)]
    pub outcome: Option<String>,
    /// After how many seconds it ends.
    #[serde(default)]
    pub ends_after: Option<u64>,
    /// After what it ends.
    #[serde(default)]
    pub ends: Option<String>,
    /// The arguments that are a mistake.
    #[serde(default)]
    pub mistakes: Vec<String>,
}
