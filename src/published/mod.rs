//! The JSON Schemas of lt-lint's formats, generated from the types that read and write them. The tests hold `schemas/`
//! to them, and the program shows what is there: it does without the generator.

mod config;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::baseline::BaselineFile;
use crate::config::{ConfigFile, with_rules};
use crate::effective::SettingsRecord;
use crate::output::ReportRecord;
use crate::output::test::TestRecord;
use crate::plan::PlanRecord;
use crate::rule::{RuleFile, RuleSet};

/// The schema of a format by its name, as `lt-lint schema` takes it; that of the configuration knows the rules.
#[must_use]
pub fn schema(format: &str, rules: &RuleSet) -> Option<Value> {
    let read = || SchemaSettings::draft2020_12().into_generator();
    let written = || SchemaSettings::draft2020_12().for_serialize().into_generator();
    let (title, mut schema) = match format {
        "baseline" => ("lt-lint baseline", of::<BaselineFile>(read())),
        "config" => ("lt-lint configuration", with_rules(config::refined(configuration()), rules)),
        "plan" => ("lt-lint plan", of::<PlanRecord>(written())),
        "report" => ("lt-lint report", of::<ReportRecord>(written())),
        "rule" => ("lt-lint rule", of::<RuleFile>(read())),
        "settings" => ("lt-lint settings", of::<SettingsRecord>(written())),
        "test" => ("lt-lint test report", of::<TestRecord<'_>>(written())),
        _ => return None,
    };
    let fields = schema.as_object_mut()?;
    fields.insert("title".to_owned(), title.into());
    fields.insert("$id".to_owned(), format!("urn:lt-lint:schema:{format}").into());
    Some(schema)
}

/// The schema of the configuration as its types have it, for the page of its fields.
#[must_use]
pub fn configuration() -> Value {
    of::<ConfigFile>(SchemaSettings::draft2020_12().into_generator())
}

fn of<T: JsonSchema>(generator: SchemaGenerator) -> Value {
    generator.into_root_schema_for::<T>().to_value()
}
