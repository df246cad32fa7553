//! `lt-lint schema <format>`: the JSON Schema of one of lt-lint's formats.

use clap::{Args, ValueEnum};

use super::console::{CLEAN, Outcome};
use super::settings::{Project, SettingsArgs};
use crate::error::Error;
use crate::{baseline, config, effective, output, plan, rule};

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
pub(crate) fn schema(args: &SchemaArgs) -> Outcome {
    let schema = match args.format {
        SchemaFormat::Config => config::schema_with(&Project::load(&args.settings, &[])?.rules),
        SchemaFormat::Rule => rule::schema(),
        SchemaFormat::Report => output::report_schema(),
        SchemaFormat::Plan => plan::plan_schema(),
        SchemaFormat::Baseline => baseline::schema(),
        SchemaFormat::Settings => effective::settings_schema(),
        SchemaFormat::Test => output::test::test_schema(),
    };
    let text = serde_json::to_string_pretty(&schema);
    let text = text.map_err(|error| Error::new("schema", error.to_string()))?;
    Ok((text + "\n", CLEAN))
}
