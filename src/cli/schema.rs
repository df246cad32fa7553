//! `lt-lint schema <format>`: the JSON Schema of one of lt-lint's formats.

use clap::{Args, ValueEnum};

use super::console::{CLEAN, Console, Outcome, warn};
use super::settings::{Project, SettingsArgs};
use crate::error::Error;
use crate::rule::RuleSet;
use crate::{config, embedded};

/// Schema to print.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Format.
    #[arg(value_enum)]
    format: SchemaFormat,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Formats that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaFormat {
    /// Settings of a project, .lt-lint.yaml, with the project's own rules.
    Config,
    /// Files of rules.
    Rule,
    /// Reports of `--format json`.
    Report,
    /// Plans of `lt-lint plan --format json`.
    Plan,
    /// Files of `--write-baseline`.
    Baseline,
    /// Settings of `lt-lint settings --format json`.
    Settings,
    /// Outcomes of `lt-lint test --format json`.
    Test,
}

/// The schema in JSON, with its `$id`.
pub(crate) fn schema(args: &SchemaArgs, console: &mut Console<'_>) -> Outcome {
    let failed = |reason: String| Error::new("schema", reason);
    let format = args.format.to_possible_value().unwrap_or_default();
    let schema = embedded::schema(format.get_name());
    let schema = schema.map_err(|error| failed(error.to_string()))?;
    let schema = match args.format {
        SchemaFormat::Config => config::with_rules(schema, &rules(&args.settings, console)?),
        _ => schema,
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| failed(error.to_string()))?;
    Ok((text + "\n", CLEAN))
}

/// The rules of the project. An editor needs the schema most where the configuration is wrong: those of lt-lint then.
fn rules(settings: &SettingsArgs, console: &mut Console<'_>) -> Result<RuleSet, Error> {
    Project::load(settings, &[]).map(|project| project.rules).or_else(|error| {
        warn(console, &error);
        RuleSet::builtin()
    })
}
