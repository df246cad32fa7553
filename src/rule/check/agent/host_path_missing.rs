//! Paths of the node that no volume shows: in which way, what comes of it, and what would show them.

use crate::fix::Change;
use crate::kube::{Container, Pod};
use crate::limits::Limits;
use crate::rule::check::Hit;
use crate::source::Location;
use crate::text::{choice, list, quoted};
use crate::yaml::{Node, Tree};

use super::host_path::HostPath;

/// A path that no volume shows.
pub(super) struct Gap<'p> {
    pub path: &'p HostPath,
    pub case: &'static str,
    at: Location,
    /// What is there instead.
    actual: String,
}

impl Gap<'_> {
    /// The volume as it would be written.
    fn line(&self) -> String {
        format!("`- {{name: {}, hostPath: {{path: {}}}}}`", self.name(), self.path.host)
    }

    /// The name of the volume.
    fn name(&self) -> String {
        let of_path = || self.path.host.replace(['/', '.'], "");
        if self.actual.is_empty() { of_path() } else { self.actual.clone() }
    }
}

impl HostPath {
    /// Why no volume shows the path.
    pub(super) fn gap(&self, pod: &Pod<'_>, container: &Container<'_>) -> Gap<'_> {
        let gap = |case, at, actual: &str| Gap { path: self, case, at, actual: actual.to_owned() };
        let mounts = container.mounts();
        let mount = mounts.iter().find(|mount| self.is_at(mount));
        let Some(mount) = mount else {
            let volumes = pod.spec.value.entry("volumes").map(|entry| entry.key);
            return gap("absent", volumes.unwrap_or(pod.spec.key).location(), "");
        };
        match pod.volumes().iter().find(|volume| mount.is_of(volume.name())) {
            Some(volume) => match volume.host_path().and_then(|node| Some((node, node.text()?))) {
                Some((shown, path)) => gap("other-path", shown.location(), path),
                None => gap("no-host-path", volume.place(), volume.name()),
            },
            None => {
                let name = mount.name().and_then(Node::text).unwrap_or_default();
                gap("mounted", mount.place(), name)
            }
        }
    }
}

/// What comes of it, of folders and of the socket each on its own.
fn because(gaps: &[&Gap<'_>], limits: &Limits) -> String {
    let folders = "Container logs are symbolic links from /var/log/containers through /var/log/pods into \
                   /var/lib/docker/containers: if one of the folders is missing, the agent finds the names but opens and \
                   uploads nothing.";
    let socket = || {
        let release = limits.oldest_release_without_docker();
        format!(
            "Without the Docker socket an agent before {release} exits at startup, and a newer one finds no container on \
             nodes with Docker."
        )
    };
    let is_socket = |gap: &&&Gap<'_>| gap.path.docker_socket;
    let has_socket = gaps.iter().any(|gap| is_socket(&gap));
    let folders = gaps.iter().any(|gap| !is_socket(&gap)).then(|| folders.to_owned());
    let all: Vec<String> = folders.into_iter().chain(has_socket.then(socket)).collect();
    all.join(" ")
}

/// One hit for the paths that are missing in one way.
pub(super) fn missing_hit(gaps: &[&Gap<'_>], case: &'static str, limits: &Limits) -> Option<Hit> {
    let (first, rest) = gaps.split_first()?;
    let paths = quoted(gaps.iter().map(|gap| &gap.path.host));
    let mut actual = quoted(gaps.iter().map(|gap| &gap.actual));
    actual.dedup();
    let lines: Vec<String> = gaps.iter().map(|gap| gap.line()).collect();
    let mounts: Vec<String> = gaps.iter().map(|gap| gap.path.mount.clone()).collect();
    let noun = if actual.len() == 1 { "volume" } else { "volumes" };
    let hit = Hit::new(first.at, case).var("paths", list(&paths)).var("actual", list(&actual));
    let hit = hit.var("any-path", choice(&paths)).var("mounts", list(&mounts));
    let hit = hit.var("volumes", format_args!("{noun} {}", choice(&actual)));
    let hit = hit.var("them", if rest.is_empty() { "it" } else { "them" });
    let hit = hit.var("lines", list(&lines)).var("because", because(gaps, limits));
    let others = rest.iter().filter(|gap| gap.at != first.at);
    Some(others.fold(hit, |hit, gap| hit.related(gap.at, format!("{} is missing", gap.path.host))))
}

/// The volumes of some paths in the pod, and where there is none yet a mount of each in the container.
pub(super) fn added(gaps: &[&Gap<'_>], pod: &Pod<'_>, container: &Container<'_>) -> Option<Change> {
    let volumes = gaps.iter().map(|gap| {
        let path = Tree::map([("path", Tree::text(&gap.path.host))]);
        Tree::map([("name", Tree::text(gap.name())), ("hostPath", path)])
    });
    let mounts = gaps.iter().filter(|gap| gap.case == "absent");
    let mounts = mounts.map(|gap| gap.path.mounted(&gap.name(), &gap.path.mount, ""));
    let mounts: Vec<Tree> = mounts.collect();
    let mut edits = pod.spec.value.with_items_in("volumes", volumes.collect())?;
    if !mounts.is_empty() {
        edits.extend(container.node.with_items_in("volumeMounts", mounts)?);
    }
    let paths = quoted(gaps.iter().map(|gap| &gap.path.host));
    let what = if gaps.iter().any(|gap| gap.case == "absent") { " and its mount" } else { "" };
    let what = if what.is_empty() || paths.len() == 1 { what } else { " and their mounts" };
    let noun = if paths.len() == 1 { "the volume" } else { "volumes" };
    Change::new(format!("add {noun} for {}{what}", list(&paths)), edits)
}

/// The path of a volume that shows another one.
pub(super) fn rewritten(gaps: &[&Gap<'_>], pod: &Pod<'_>) -> Option<Change> {
    let [gap] = gaps else { return None };
    let document = pod.spec.value.document();
    document.scalar_at(gap.at.span)?.rewritten(&gap.path.host)
}
