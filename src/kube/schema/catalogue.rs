//! The definitions of one Kubernetes version, each read when it is first asked for.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::embedded::{self, Entries, Stored};

use super::Schema;

/// A version of Kubernetes that lt-lint has schemas of; by default the newest one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KubernetesVersion {
    /// Its place among all of them, the newest first.
    at: usize,
}

impl KubernetesVersion {
    /// All of them, the newest first.
    pub fn all() -> impl Iterator<Item = Self> {
        embedded::kubernetes().enumerate().map(|(at, _)| Self { at })
    }

    fn data(self) -> Option<Stored> {
        embedded::kubernetes().nth(self.at)
    }

    fn part(self, name: &str) -> Entries {
        self.data().and_then(|data| data.get(name)).map(Stored::entries).unwrap_or_default()
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.data().and_then(|data| data.get("name")?.text()).unwrap_or_default())
    }
}

impl FromStr for KubernetesVersion {
    type Err = String;

    /// `1.33`, `v1.33` or `1.33.4`: patch releases have the same API.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let name = [parts.next(), parts.next()].map(Option::unwrap_or_default).join(".");
        let patch = parts.next().is_none_or(|patch| patch.parse::<u32>().is_ok());
        let found = Self::all().find(|version| version.to_string() == name);
        found.filter(|_| patch && parts.next().is_none()).ok_or_else(|| {
            let known: Vec<String> = Self::all().map(|version| version.to_string()).collect();
            format!(
                "there is no schema of Kubernetes `{text}`; there are {}",
                crate::text::list(&known)
            )
        })
    }
}

/// The definitions of one version.
#[derive(Debug)]
pub struct Catalogue {
    /// The version.
    pub version: KubernetesVersion,
    definitions: Entries,
    /// By `apiVersion` and kind, the number of its definition.
    kinds: Entries,
    read: Box<[OnceLock<Box<Schema>>]>,
}

impl Catalogue {
    /// The definitions of a version, once in a process: what was read for one session is there for the next.
    #[must_use]
    pub fn of(version: KubernetesVersion) -> &'static Self {
        static KNOWN: Mutex<Vec<&'static Catalogue>> = Mutex::new(Vec::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(catalogue) = known.iter().find(|catalogue| catalogue.version == version) {
            return catalogue;
        }
        let catalogue = &*Box::leak(Box::new(Self::new(version)));
        known.push(catalogue);
        catalogue
    }

    /// The definitions of a version; nothing is read yet.
    fn new(version: KubernetesVersion) -> Self {
        let definitions = version.part("definitions");
        let read = definitions.map(|_| OnceLock::new()).collect();
        Self { version, definitions, kinds: version.part("kinds"), read }
    }

    /// Every kind as `apiVersion` and `kind`, sorted by both.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.kinds.flat_map(|(api_version, kinds)| {
            kinds.entries().map(move |(kind, _)| (api_version, kind))
        })
    }

    /// The schema of a kind.
    #[must_use]
    pub fn find(&self, api_version: &str, kind: &str) -> Option<&Schema> {
        self.definition(self.kinds.find(api_version)?.get(kind)?.number()?)
    }

    /// The schema of a pod template, which is the same in every workload and in every version of it.
    #[must_use]
    pub fn template(&self) -> Option<&Schema> {
        let deployment = self.find("apps/v1", "Deployment")?;
        ["spec", "template"].iter().try_fold(deployment, |schema, key| {
            schema.properties.get(key).map(|property| self.follow(property))
        })
    }

    /// The schema of the metadata of an object, which all kinds share.
    #[must_use]
    pub fn metadata(&self) -> Option<&Schema> {
        let deployment = self.find("apps/v1", "Deployment")?;
        deployment.properties.get("metadata").map(|property| self.follow(property))
    }

    /// The schema itself, or the definition that it refers to.
    #[must_use]
    pub fn follow<'s>(&'s self, schema: &'s Schema) -> &'s Schema {
        schema.target.and_then(|at| self.definition(at)).unwrap_or(schema)
    }

    /// A schema that refers to the definition of a name.
    #[must_use]
    pub fn reference(&self, name: &str) -> Schema {
        let reference = Some(format!("#/$defs/{name}").into());
        Schema { reference, target: self.definitions.position(name), ..Schema::default() }
    }

    fn definition(&self, at: usize) -> Option<&Schema> {
        Some(self.read.get(at)?.get_or_init(|| Box::new(self.read(at))))
    }

    /// The tests read every definition, so that the empty default can't be met.
    fn read(&self, at: usize) -> Schema {
        let stored = self.definitions.get(at);
        let schema =
            stored.and_then(|(_, stored)| Schema::read_stored(stored, self.definitions).ok());
        schema.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_read_and_every_reference_leads_somewhere() {
        for version in KubernetesVersion::all() {
            let definitions = version.part("definitions");
            assert!(definitions.len() > 500);
            for (at, (name, stored)) in definitions.enumerate() {
                assert_eq!(definitions.position(name), Some(at));
                read(stored, definitions, name);
            }
            let catalogue = Catalogue::of(version);
            assert!(catalogue.kinds().all(|(api, kind)| catalogue.find(api, kind).is_some()));
            assert!(catalogue.kinds().is_sorted());
        }
    }

    /// Reads a definition and those in it, and holds that nothing is lost.
    fn read(stored: Stored, definitions: Entries, name: &str) {
        let schema = Schema::read_stored(stored, definitions);
        let schema = schema.unwrap_or_else(|error| panic!("{name}: {error}"));
        let fields = stored.get("properties").map(Stored::entries).unwrap_or_default();
        assert_eq!(schema.properties.iter().count(), fields.len(), "{name}");
        assert_eq!(schema.reference.is_some(), schema.target.is_some(), "{name}");
        let relations = stored.get("x-relations").map(Stored::items).unwrap_or_default();
        assert_eq!(schema.relations.iter().count(), relations.len(), "{name}");
        let below = ["items", "additionalProperties"].map(|key| stored.get(key));
        let one_of = stored.get("oneOf").map(Stored::items).unwrap_or_default();
        let all = fields.map(|(_, field)| field).chain(below.into_iter().flatten());
        let all = all.filter(|below| below.entries().len() > 0);
        all.chain(one_of).for_each(|below| read(below, definitions, name));
    }

    #[test]
    fn versions_are_read_with_and_without_their_patch_release() {
        let read =
            |text: &str| text.parse::<KubernetesVersion>().map(|version| version.to_string());
        assert_eq!(KubernetesVersion::default().to_string(), "1.37");
        assert_eq!(read("1.33").as_deref(), Ok("1.33"));
        assert_eq!(read("v1.34.2").as_deref(), Ok("1.34"));
        for text in ["1.32", "1", "", "1.33.x", "1.33.1.1", "latest"] {
            let reason = read(text).unwrap_err();
            assert!(reason.ends_with("there are 1.37, 1.36, 1.35, 1.34 and 1.33"), "{reason}");
        }
    }
}
