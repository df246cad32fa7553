//! What a page asks for.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::Error;
use crate::load::{Flags, StatedFact};
use crate::options::Options;
use crate::text::hint;

/// A request: files, and how to judge them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// The files; none for the plan of a target alone.
    #[serde(default)]
    pub files: Vec<File>,
    /// The rest.
    #[serde(default, rename = "options")]
    pub wanted: Wanted,
}

/// A file as it is in an editor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// The name that findings have for it.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Options of a request, as the flags of the same names have them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wanted {
    /// Whether findings of severity info are reported too.
    #[serde(default)]
    pub pedantic: bool,
    /// The version of Kubernetes; the newest where there is none.
    pub kubernetes_version: Option<String>,
    /// Facts of the load by their keys, such as `target`.
    #[serde(default)]
    pub load: BTreeMap<String, String>,
}

impl Request {
    /// Reads a request.
    pub(super) fn read(text: &[u8]) -> Result<Self, Error> {
        serde_json::from_slice(text).map_err(|error| Error::new("request", error.to_string()))
    }
}

impl Wanted {
    /// The options of a session.
    pub(super) fn options(&self) -> Result<Options, Error> {
        let kubernetes = self.kubernetes_version.as_deref().map(str::parse).transpose();
        let kubernetes =
            kubernetes.map_err(|reason: String| Error::new("kubernetes-version", reason))?;
        Ok(Options {
            pedantic: self.pedantic,
            kubernetes: kubernetes.unwrap_or_default(),
            load: self.flags()?,
            ..Options::default()
        })
    }

    fn flags(&self) -> Result<Flags, Error> {
        self.load.iter().try_fold(Flags::default(), |flags, (key, value)| {
            let fact = StatedFact::ALL.iter().find(|fact| fact.key == key);
            let fact = fact.ok_or_else(|| unknown(key))?;
            let read = fact.parse(value).map_err(|reason| Error::new(key, reason))?;
            Ok(flags.or(read))
        })
    }
}

fn unknown(key: &str) -> Error {
    let keys: Vec<&str> = StatedFact::ALL.iter().map(|fact| fact.key).collect();
    Error::new(key, format!("there is no fact `{key}`{}", hint(key, &keys)))
}
