//! The definitions of one Kubernetes version, each read when it is first asked for.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use super::Schema;

/// What a version has: indexes into [`DEFINITIONS`] by name, and its kinds with the place of their
/// definition in that list.
struct Version {
    name: &'static str,
    definitions: &'static [usize],
    kinds: &'static [(&'static str, &'static str, usize)],
}

include!(concat!(env!("OUT_DIR"), "/kubernetes.rs"));

/// A version of Kubernetes that lt-lint has schemas of; by default the newest one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KubernetesVersion {
    /// Its place in [`VERSIONS`], the newest first.
    at: usize,
}

impl KubernetesVersion {
    /// All of them, the newest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..VERSIONS.len()).map(|at| Self { at })
    }

    fn data(self) -> Option<&'static Version> {
        VERSIONS.get(self.at)
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.data().map_or("", |version| version.name))
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
    read: Box<[OnceLock<Box<Schema>>]>,
}

impl Catalogue {
    /// The definitions of a version; nothing is read yet.
    #[must_use]
    pub fn new(version: KubernetesVersion) -> Self {
        let count = version.data().map_or(0, |version| version.definitions.len());
        Self { version, read: (0..count).map(|_| OnceLock::new()).collect() }
    }

    /// Every kind as `apiVersion` and `kind`, sorted by both.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let kinds = self.version.data().map_or(&[][..], |version| version.kinds);
        kinds.iter().map(|(api_version, kind, _)| (*api_version, *kind))
    }

    /// The schema of a kind.
    #[must_use]
    pub fn find(&self, api_version: &str, kind: &str) -> Option<&Schema> {
        let kinds = self.version.data()?.kinds;
        let at = kinds
            .binary_search_by(|(one, other, _)| (*one, *other).cmp(&(api_version, kind)))
            .ok()?;
        self.definition(kinds.get(at)?.2)
    }

    /// The schema of a pod template, which is the same in every workload and in every version of it.
    #[must_use]
    pub fn template(&self) -> Option<&Schema> {
        let deployment = self.find("apps/v1", "Deployment")?;
        ["spec", "template"].iter().try_fold(deployment, |schema, key| {
            schema.properties.get(*key).map(|property| self.follow(property))
        })
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
        Schema { reference, target: self.position(name), ..Schema::default() }
    }

    fn definition(&self, at: usize) -> Option<&Schema> {
        Some(self.read.get(at)?.get_or_init(|| Box::new(self.parse(at))))
    }

    /// The tests read every definition, so that the empty default can't be met.
    fn parse(&self, at: usize) -> Schema {
        let text =
            self.version.data().and_then(|version| DEFINITIONS.get(*version.definitions.get(at)?));
        let mut schema: Schema =
            text.and_then(|(_, json)| serde_json::from_str(json).ok()).unwrap_or_default();
        schema.resolve(&|name| self.position(name));
        schema
    }

    fn position(&self, name: &str) -> Option<usize> {
        let definitions = self.version.data()?.definitions;
        let name_of = |number: &usize| DEFINITIONS.get(*number).map_or("", |(name, _)| *name);
        definitions.binary_search_by(|number| name_of(number).cmp(name)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_read_and_every_reference_leads_somewhere() {
        fn references(schema: &Schema, all: &mut Vec<(bool, Option<Box<str>>)>) {
            all.push((
                schema.reference.is_some() == schema.target.is_some(),
                schema.reference.clone(),
            ));
            let below =
                schema.properties.values().chain(schema.items.as_deref()).chain(&schema.one_of);
            below.for_each(|schema| references(schema, all));
            if let Some(super::super::Extra::Of(schema)) = &schema.additional_properties {
                references(schema, all);
            }
        }
        for version in KubernetesVersion::all() {
            let catalogue = Catalogue::new(version);
            for (at, number) in version.data().unwrap().definitions.iter().enumerate() {
                let (name, json) = DEFINITIONS[*number];
                let parsed: Result<Schema, _> = serde_json::from_str(json);
                assert!(parsed.is_ok(), "{name}: {parsed:?}");
                assert_eq!(catalogue.position(name), Some(at));
                let mut all = Vec::new();
                references(catalogue.definition(at).unwrap(), &mut all);
                assert!(all.iter().all(|(fits, _)| *fits), "{name}: {all:?}");
            }
        }
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
