//! `volume-source`: a volume has exactly one source.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::Volume;
use crate::source::Location;
use crate::yaml::{Entry, Kind};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// Sources that a volume may have; source: Kubernetes API reference, Volume.
const SOURCES: [&str; 30] = [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "gitRepo",
    "glusterfs",
    "hostPath",
    "image",
    "iscsi",
    "nfs",
    "persistentVolumeClaim",
    "photonPersistentDisk",
    "portworxVolume",
    "projected",
    "quobyte",
    "rbd",
    "scaleIO",
    "secret",
    "storageos",
    "vsphereVolume",
];

/// VolumeSourceFile of `volume-source`. Variables: `name`, `source`, `other` (the source that is there first).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VolumeSourceFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// More than one source.
    Several,
    /// None. Cases: `unwritten`, `hollow` (its key is there, with nothing below).
    None,
}

impl Check for VolumeSourceFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Several => &[],
            Find::None => &["unwritten", "hollow"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "source", "other"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(pod) = subject.pod().map(|facts| &facts.pod) else {
            return;
        };
        // A source that stands beside the list may be the one that a volume in it lacks.
        let astray = pod.spec.value.entries().into_iter().filter(is_source);
        let astray: Vec<Location> = astray.map(|entry| entry.key.location()).collect();
        for volume in pod.volumes().iter().filter(|volume| volume.node.kind() == Kind::Mapping) {
            let hit = match self.report {
                Find::Several => several(volume),
                Find::None => none(volume).map(|hit| hit.because_of(astray.iter().copied())),
            };
            hits.extend(hit.map(|hit| hit.var("name", volume.name())));
        }
    }
}

fn is_source(entry: &Entry<'_>) -> bool {
    SOURCES.contains(&entry.key_text())
}

fn several(volume: &Volume<'_>) -> Option<Hit> {
    let sources: Vec<Entry<'_>> = volume.node.entries().into_iter().filter(is_source).collect();
    let mut written = sources.iter().filter(|entry| !entry.value.is_null());
    let (first, second) = (written.next()?, written.next()?);
    let hit = Hit::new(second.key.location(), "").related(first.key.location(), "the first source");
    Some(hit.var("source", second.key_text()).var("other", first.key_text()))
}

/// An `emptyDir` without anything below is what it looks like, and a key that no volume has may hold
/// what is meant.
fn none(volume: &Volume<'_>) -> Option<Hit> {
    let mut null = None;
    for entry in volume.node.entries() {
        match entry.key_text() {
            "name" => {}
            "emptyDir" => return None,
            _ if is_source(&entry) && entry.value.is_null() => null = Some(entry),
            _ => return None,
        }
    }
    let at = volume.node.get("name")?.location();
    Some(match null {
        Some(entry) => Hit::new(entry.key.location(), "hollow")
            .var("source", entry.key_text())
            .because_of([at]),
        None => Hit::new(at, "unwritten"),
    })
}
