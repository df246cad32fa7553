//! Writes `schemas/kubernetes/`; `.ci/kubernetes-schemas` is the command that runs it.
//!
//! `dump` prints the definitions of the version that it was built for. `combine OVERLAY FOLDER DUMP…`
//! adds to the dumps what the types lack and writes one file a version. `decode` reads lines of JSON, each with an
//! `object`, from standard input with the types themselves and prints, a line each, what they make of it.

mod combine;
mod facts;
mod names;
mod strict;

use std::collections::BTreeMap;
use std::error::Error;

use k8s_openapi::Resource;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

include!(concat!(env!("OUT_DIR"), "/kinds.rs"));

/// What is gathered of one version.
struct Dump {
    generator: SchemaGenerator,
    /// By `apiVersion kind`, the definition's name.
    kinds: BTreeMap<String, String>,
}

fn add<T: Resource + JsonSchema>(dump: &mut Dump) {
    dump.generator.subschema_for::<T>();
    dump.kinds.insert(format!("{} {}", T::API_VERSION, T::KIND), T::schema_name().into_owned());
}

fn names<T: Resource>(api_version: &str, kind: &str) -> bool {
    T::API_VERSION == api_version && T::KIND == kind
}

fn read<T>(value: Value) -> Result<Option<Value>, String>
where
    T: k8s_openapi::serde::de::DeserializeOwned + k8s_openapi::serde::Serialize,
{
    let object: T = serde_json::from_value(value).map_err(|error| error.to_string())?;
    serde_json::to_value(object).map(Some).map_err(|error| error.to_string())
}

fn dump() -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = false);
    let mut dump = Dump { generator: settings.into_generator(), kinds: BTreeMap::new() };
    add_all(&mut dump);
    let mut definitions = Value::Object(dump.generator.take_definitions(true));
    strict::strict(&mut definitions);
    json!({"version": VERSION, "kinds": dump.kinds, "definitions": definitions})
}

/// `null` for what the types take, `"no type"` for an unknown kind, else the reason of the refusal.
fn decode_all() -> Result<(), Box<dyn Error>> {
    for line in std::io::stdin().lines() {
        let object = serde_json::from_str::<Value>(&line?)?["object"].take();
        let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
        let outcome = match decode(&text("apiVersion"), &text("kind"), object.clone()) {
            Ok(Some(_)) => Value::Null,
            Ok(None) => "no type".into(),
            Err(reason) => reason.into(),
        };
        println!("{outcome}");
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["dump"] => println!("{}", dump()),
        ["decode"] => decode_all()?,
        ["combine", overlay, folder, ref dumps @ ..] => combine::combine(overlay, folder, dumps)?,
        _ => return Err("usage: dump | decode | combine OVERLAY FOLDER DUMP…".into()),
    }
    Ok(())
}
