//! The rules, facts and schemas that are part of the binary: a store that the build makes of their files. Nothing of it
//! is read before it is asked for.

mod deserialize;
mod named;
mod stored;

use serde::Deserialize;

pub(crate) use named::Named;
pub(crate) use stored::{Entries, List, Stored};

/// Reads one facts file, by its path without ending. The tests read every file with its type, so
/// that the empty default can't be met.
pub(crate) fn facts<T: Deserialize<'static> + Default>(name: &str) -> T {
    file(name).and_then(|file| file.read().ok()).unwrap_or_default()
}

/// Reads one field of a facts file, like [`facts`].
pub(crate) fn part<T: Deserialize<'static> + Default>(name: &str, field: &str) -> T {
    part_of(name, field).and_then(|part| part.read().ok()).unwrap_or_default()
}

fn part_of(name: &str, field: &str) -> Option<Stored> {
    file(name)?.get(field)
}

fn file(name: &str) -> Option<Stored> {
    Stored::root().get("facts")?.get(name)
}

/// The facts files of a folder, each with its name.
pub(crate) fn facts_in(folder: &str) -> impl Iterator<Item = (&'static str, Stored)> {
    let files = Stored::root().get("facts").map(Stored::entries).unwrap_or_default();
    files
        .filter_map(move |(path, file)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, file)))
}

/// The files of the rules by id, in the order of their ids.
pub(crate) fn rules() -> Entries {
    Stored::root().get("rules").map(Stored::entries).unwrap_or_default()
}

/// The examples on the page of a rule, in Markdown.
pub(crate) fn examples(id: &str) -> Option<&'static str> {
    Stored::root().get("examples")?.get(id)?.text()
}

/// The JSON Schema of one of lt-lint's formats.
///
/// # Errors
/// When it isn't embedded, which the tests rule out.
#[cfg(feature = "cli")]
pub(crate) fn schema(name: &str) -> Result<serde_json::Value, serde::de::value::Error> {
    let schema = Stored::root().get("schemas").and_then(|schemas| schemas.get(name));
    schema.ok_or_else(|| serde::de::Error::custom("it isn't embedded"))?.read()
}

/// The schemas of Kubernetes, the newest version first.
pub(crate) fn kubernetes() -> impl Iterator<Item = Stored> + Clone {
    Stored::root().get("kubernetes").map(Stored::items).unwrap_or_default()
}
