//! Paths of the node in a container: what each mount shows, and where. Source: the Kubernetes documentation, Volumes,
//! hostPath and "Using subPath".

use crate::yaml::Node;

use super::{Container, Mount, Pod, Volume};

/// A mount with what it shows.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The mount.
    pub mount: Mount<'a>,
    /// Its path in the container.
    pub at: String,
    /// Its volume, where that is a host path.
    volume: Option<HostVolume<'a>>,
    /// The path of the node; `None` where it shows none, or where only the running pod tells which.
    pub path: Option<String>,
}

/// A volume that is a path of the node.
#[derive(Debug, Clone)]
pub struct HostVolume<'a> {
    /// The volume.
    pub volume: Volume<'a>,
    /// The path.
    pub path: String,
}

/// How a path of the node is in a container that looks for it at a certain place.
#[derive(Debug, Clone)]
pub enum Standing<'a> {
    /// This mount shows it there.
    Right(Shown<'a>),
    /// A mount is there, and only the running pod tells what it shows.
    Unknown,
    /// The mount there shows another part of a volume that has it; with the `subPath` that would show it.
    OtherPart(Shown<'a>, String),
    /// A volume has it, and is mounted elsewhere; with the mount that would show it.
    Elsewhere(HostVolume<'a>, Mount<'a>, Wanted),
    /// A volume has it, and the container doesn't mount it; with the mount that would show it.
    Unmounted(HostVolume<'a>, Wanted),
    /// No volume has it.
    Missing,
}

/// A mount that would show a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its `mountPath`.
    pub at: String,
    /// Its `subPath`; empty where it needs none.
    pub part: String,
}

/// Host paths of a pod, as one of its containers sees them.
#[derive(Debug)]
pub struct HostView<'a> {
    volumes: Vec<HostVolume<'a>>,
    mounts: Vec<Shown<'a>>,
    /// Mounts of every container of the pod.
    all: Vec<Mount<'a>>,
}

impl<'a> HostView<'a> {
    /// Reads the mounts of a container and the volumes of its pod.
    #[must_use]
    pub fn new(pod: &Pod<'a>, container: &Container<'a>) -> Self {
        let volumes = host_volumes(pod);
        let mounts = container.mounts().into_iter().filter_map(|mount| shown(mount, &volumes));
        Self {
            mounts: mounts.collect(),
            all: pod.containers.iter().flat_map(Container::mounts).collect(),
            volumes,
        }
    }

    /// The container's mounts, each with what it shows.
    #[must_use]
    pub fn mounts(&self) -> &[Shown<'a>] {
        &self.mounts
    }

    /// The mount that decides what is at a path of the container: the deepest one around it.
    #[must_use]
    pub fn around(&self, target: &str) -> Option<&Shown<'a>> {
        let around = self.mounts.iter().filter(|shown| below(&shown.at, target).is_some());
        around.max_by_key(|shown| shown.at.len())
    }

    /// How a path of the node, by any of its `names`, is at `target`.
    #[must_use]
    pub fn standing(&self, names: &[&str], target: &str) -> Standing<'a> {
        let around = self.around(target);
        if let Some(shown) = around {
            let alike = self.mounts.iter().filter(|other| other.at == shown.at);
            for shown in alike {
                if names.iter().any(|name| shown.shows(name, target)) {
                    return Standing::Right(shown.clone());
                }
            }
            if shown.is_unknown() {
                return Standing::Unknown;
            }
            if let Some(part) = self.other_part(shown, names, target) {
                return Standing::OtherPart(shown.clone(), part);
            }
        }
        let is_taken = around.is_some_and(|shown| shown.at == target);
        self.not_there(names, target, is_taken).unwrap_or(Standing::Missing)
    }

    /// The `subPath` with which a mount would show the path, where it was meant to: it has another one, or other
    /// mounts of its volume have one.
    fn other_part(&self, shown: &Shown<'a>, names: &[&str], target: &str) -> Option<String> {
        let volume = shown.volume.as_ref()?;
        let beside = below(&shown.at, target)?;
        let inside = names.iter().find_map(|name| below(&volume.path, name))?;
        let part = inside.strip_suffix(beside)?.trim_start_matches('/');
        let is_shared = || {
            let of_volume = |mount: &&Mount<'a>| mount.is_of(volume.volume.name());
            self.all.iter().filter(of_volume).any(|mount| sub_path(mount).is_some())
        };
        let is_meant = sub_path(&shown.mount).is_some() || (!part.is_empty() && is_shared());
        is_meant.then(|| part.to_owned())
    }

    /// A volume that has the path where the container doesn't look: the path itself, else the closest folder around it.
    fn not_there(&self, names: &[&str], target: &str, is_taken: bool) -> Option<Standing<'a>> {
        let mut having: Vec<(&HostVolume<'a>, &str)> = Vec::new();
        for volume in &self.volumes {
            let inside = names.iter().find_map(|name| below(&volume.path, name));
            having.extend(inside.map(|inside| (volume, inside)));
        }
        having.sort_by_key(|(_, inside)| inside.len());
        having.into_iter().find_map(|(volume, inside)| {
            let wanted = Wanted::new(target, inside);
            let mount = self.mounts.iter().find(|it| it.mount.is_of(volume.volume.name()));
            if !inside.is_empty() {
                let is_used = mount.is_none() && self.is_mounted(volume);
                let is_right = mount.is_some_and(|mount| mount.at == wanted.at);
                if is_taken || is_used || is_right {
                    return None;
                }
            }
            Some(match mount {
                Some(shown) => Standing::Elsewhere(volume.clone(), shown.mount, wanted),
                None => Standing::Unmounted(volume.clone(), wanted),
            })
        })
    }

    fn is_mounted(&self, volume: &HostVolume<'_>) -> bool {
        self.all.iter().any(|mount| mount.is_of(volume.volume.name()))
    }
}

impl Wanted {
    /// The mount that shows at `target` what is `inside` a volume. It is the whole volume, unless at its place it would
    /// hide the container's own files: at the root, right below it, or in the folder of all logs.
    fn new(target: &str, inside: &str) -> Self {
        let whole = target.strip_suffix(inside).filter(|at| at.matches('/').count() > 2);
        match whole {
            Some(at) => Self { at: at.to_owned(), part: String::new() },
            None => Self { at: target.to_owned(), part: inside.trim_matches('/').to_owned() },
        }
    }
}

impl<'a> Shown<'a> {
    /// Whether it shows the node's `path` at the container's `target`, by itself or as the folder around it.
    fn shows(&self, path: &str, target: &str) -> bool {
        let inside = self.path.as_deref().and_then(|shown| below(shown, path));
        inside.is_some() && inside == below(&self.at, target)
    }

    /// Whether only the running pod tells which part of its volume it shows.
    fn is_unknown(&self) -> bool {
        self.volume.is_some() && self.path.is_none()
    }

    /// Its `subPath`.
    #[must_use]
    pub fn sub_path(&self) -> Option<Node<'a>> {
        sub_path(&self.mount)
    }
}

/// The volumes of a pod that are paths of the node.
#[must_use]
pub fn host_volumes<'a>(pod: &Pod<'a>) -> Vec<HostVolume<'a>> {
    let host =
        |volume: Volume<'a>| Some(HostVolume { volume, path: normal(volume.host_path()?.text()?) });
    pod.volumes().into_iter().filter_map(host).collect()
}

fn shown<'a>(mount: Mount<'a>, volumes: &[HostVolume<'a>]) -> Option<Shown<'a>> {
    let at = normal(mount.path().and_then(Node::text)?);
    let volume = volumes.iter().find(|volume| mount.is_of(volume.volume.name())).cloned();
    let path = volume.as_ref().filter(|_| mount.node.get("subPathExpr").is_none()).map(|volume| {
        let part = sub_path(&mount).and_then(Node::text).unwrap_or_default();
        normal(&format!("{}/{part}", volume.path))
    });
    Some(Shown { mount, at, volume, path })
}

fn sub_path<'a>(mount: &Mount<'a>) -> Option<Node<'a>> {
    mount.node.get("subPath").filter(|part| part.text().is_some_and(|text| !text.is_empty()))
}

/// A path without what makes no difference: doubled and trailing slashes, and `.`.
#[must_use]
pub fn normal(path: &str) -> String {
    let is_name = |part: &&str| !part.is_empty() && *part != ".";
    if path.strip_prefix('/').unwrap_or(path).split('/').all(|part| is_name(&part)) {
        return path.to_owned();
    }
    let parts = path.split('/').filter(is_name);
    let joined = parts.collect::<Vec<_>>().join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

/// What of `path` is below `parent`: empty when they are the same.
#[must_use]
pub fn below<'p>(parent: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(if parent == "/" { "" } else { parent })?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}
