//! `type` of volumes of the node, checked against what is known to be at their paths. Source: the Kubernetes documentation,
//! Volumes, hostPath; kubelet, pkg/volume/hostpath checkType.

use serde::Deserialize;

use crate::kube::{Container, HostVolume, Pod, below, host_volumes};

use super::host_path::HostPath;
use crate::rule::check::Hit;

/// What is at a path of the node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// A folder.
    #[default]
    Folder,
    /// A socket.
    Socket,
}

/// Each type with what it accepts; the empty one takes everything.
const TYPES: [(&str, &str, Option<Kind>); 7] = [
    ("Directory", "a folder", Some(Kind::Folder)),
    ("DirectoryOrCreate", "a folder", Some(Kind::Folder)),
    ("File", "a regular file", None),
    ("FileOrCreate", "a regular file", None),
    ("Socket", "a socket", Some(Kind::Socket)),
    ("CharDevice", "a character device", None),
    ("BlockDevice", "a block device", None),
];

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Self::Folder => "a folder",
            Self::Socket => "a socket",
        }
    }

    fn type_name(self) -> &'static str {
        match self {
            Self::Folder => "Directory",
            Self::Socket => "Socket",
        }
    }
}

/// Mounted volumes of a pod whose type the kubelet waits for in vain; it doesn't look at those that nothing mounts.
pub(super) fn types(paths: &[HostPath], pod: &Pod<'_>) -> Vec<Hit> {
    let mounts: Vec<_> = pod.containers.iter().flat_map(Container::mounts).collect();
    let is_mounted =
        |volume: &HostVolume<'_>| mounts.iter().any(|mount| mount.is_of(volume.volume.name()));
    let volumes = host_volumes(pod).into_iter().filter(is_mounted);
    volumes.filter_map(|volume| judge(&volume, kind_of(&volume.path, paths)?)).collect()
}

/// What is known to be at a path: one of the listed paths, a folder around one, or by its name a socket.
fn kind_of(path: &str, paths: &[HostPath]) -> Option<Kind> {
    let listed = paths.iter().find_map(|known| {
        let inside = known.names().into_iter().find_map(|name| below(path, name))?;
        Some(if inside.is_empty() { known.kind } else { Kind::Folder })
    });
    listed.or_else(|| path.ends_with(".sock").then_some(Kind::Socket))
}

fn judge(volume: &HostVolume<'_>, kind: Kind) -> Option<Hit> {
    let node = volume.volume.node.get_path(&["hostPath", "type"])?;
    let written = node.text()?;
    let (_, takes, fits) = TYPES.iter().find(|(name, ..)| *name == written)?;
    // Without a path, the type is of nothing.
    if *fits == Some(kind) || volume.path.is_empty() {
        return None;
    }
    let hit = Hit::new(node.location(), "").var("path", &volume.path).var("actual", written);
    let hit = hit.var("kind", kind.noun()).var("takes", takes).var("meant", kind.type_name());
    Some(hit)
}
