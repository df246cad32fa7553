//! `host-path`: folders and sockets of the node that a container needs, as volume and as mount.

use crate::closest::distance;
use serde::Deserialize;

use crate::agent::{AGENT_CONTAINER_NAME, needs_docker_socket};
use crate::kube::{
    Container, Environment, HostView, ImageRef, Mount, Pod, Shown, Standing, below, normal,
};
use crate::limits::Limits;
use crate::load::Runtime;
use crate::source::Location;
use crate::yaml::{Node, Tree};

use super::host_path_cel;
use super::host_path_missing::{Gap, added, missing_hit, rewritten};
use super::host_path_mount::unmounted;
use super::host_path_type::{Kind, types};
use crate::model::Model;
use crate::model::Workload;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The settings with which the agent asks no Docker, and nothing else. Source: scalyr-agent-2, kubernetes_monitor.py.
const ALWAYS_CRI: &str = "SCALYR_K8S_ALWAYS_USE_CRI";
const ALWAYS_DOCKER: &str = "SCALYR_K8S_ALWAYS_USE_DOCKER";
/// Where no Docker keeps its containers: Docker's usual folder, which has them in one place, and what is the system's.
const NO_DATA_ROOT: [&str; 8] =
    ["/var/lib/docker", "/var/log", "/var/run", "/run", "/etc", "/proc", "/sys", "/dev"];
/// The folder of the agent's own log. Source: scalyr-agent-2, configuration.py, agent_log_path.
const OWN_LOG: &str = "/var/log/scalyr-agent-2";
/// Fewest letters in which the folder of a moved Docker differs from the usual one; with less it is a slip.
const MOVED_BY: usize = 4;

/// HostPathFile of `host-path`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HostPathFile {
    /// The paths.
    paths: Vec<HostPath>,
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct HostPath {
    /// The path on the node.
    pub host: String,
    /// Another name that the same place has on the usual nodes.
    #[serde(default)]
    pub alias: Option<String>,
    /// The path in the container.
    pub mount: String,
    /// What is there.
    #[serde(default)]
    pub kind: Kind,
    /// Whether it is Docker's socket: every agent needs it on nodes with Docker, none on others, and where nobody says
    /// what runs the containers, those that can't do without it.
    #[serde(default)]
    pub(super) docker_socket: bool,
    /// Whether it is the folder of Docker's containers: it means nothing where something else than Docker runs them,
    /// or where the agent would ask a Docker whose socket it hasn't; and Docker may have been told another folder.
    #[serde(default)]
    pub(super) docker_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Paths that no volume shows, one finding for each case. Cases: `absent`, `mounted` (a mount for
    /// it exists), `other-path` (the mounted volume shows another path), `no-host-path` (it shows
    /// none of the node, such as an emptyDir). Variables: `paths`, `actual`, `because` (what comes of it), `otherwise` (how to say that a path of
    /// Docker's isn't needed, as a sentence of its own; else empty).
    Missing,
    /// A volume that the container doesn't mount where it has to. Cases: `unmounted`, `elsewhere`, `other-part` (there,
    /// and its `subPath` is another one). Variables: `path`, `mount`, `places` (the same, quoted), `actual`, `volume`,
    /// `remedy`.
    Unmounted,
    /// A mount that isn't read-only. Cases: `folder`, `around` (it is around the folder of the agent's own log as well,
    /// which must stay writable). Variables: `path`.
    Writable,
    /// A volume whose `type` isn't what the path is: the whole pod is looked at, without `containers`. Variables: `path`,
    /// `actual`, `kind` (what the path is), `takes` (what the type takes), `meant`.
    Type,
}

/// What decides which paths a container needs.
struct Need<'r, 'a> {
    container: &'r Container<'a>,
    runtime: Option<Runtime>,
    uses_cri: bool,
    uses_docker: bool,
    has_socket: bool,
    limits: &'r Limits,
}

impl<'r, 'a> Need<'r, 'a> {
    /// Of a container by its environment.
    fn new(
        container: &'r Container<'a>,
        environment: Option<&Environment<'a>>,
        limits: &'r Limits,
    ) -> Self {
        let text_of = |name| environment?.get(name).map(|var| var.literal().map(|(text, _)| text));
        let is_true = |text: &str| text.eq_ignore_ascii_case("true");
        // A value that can't be read may be this one.
        let uses_cri = text_of(ALWAYS_CRI).is_some_and(|text| text.is_none_or(is_true));
        let uses_docker = text_of(ALWAYS_DOCKER).flatten().is_some_and(is_true);
        Self { container, runtime: None, uses_cri, uses_docker, has_socket: false, limits }
    }
}

impl Check for HostPathFile {
    fn scope(&self) -> Scope {
        if self.report == Find::Type { Scope::Pod } else { Scope::Container }
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["absent", "mounted", "other-path", "no-host-path"],
            Find::Unmounted => &["unmounted", "elsewhere", "other-part"],
            Find::Writable => &["folder", "around"],
            Find::Type => &[],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Writable => &["folder"],
            Find::Missing => &["absent", "mounted", "other-path"],
            Find::Unmounted => &["unmounted", "elsewhere"],
            Find::Type => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &[
                "paths",
                "any-path",
                "actual",
                "lines",
                "them",
                "mounts",
                "volumes",
                "otherwise",
                "because",
                "container",
            ],
            Find::Unmounted => &[
                "path",
                "mount",
                "places",
                "expected",
                "volumes",
                "actual",
                "volume",
                "remedy",
                "container",
            ],
            Find::Writable => &["path", "container"],
            Find::Type => &["path", "actual", "kind", "takes", "meant"],
        }
    }

    fn cel(&self) -> Option<String> {
        match self.report {
            Find::Missing => Some(host_path_cel::missing(&self.paths)),
            Find::Writable => Some(host_path_cel::writable(&self.paths)),
            Find::Unmounted | Find::Type => None,
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let Some(container) = subject.container() else {
            hits.extend(types(&self.paths, &facts.pod));
            return;
        };
        let view = HostView::new(&facts.pod, container);
        let need = Need {
            runtime: facts.stated.runtime.map(|runtime| runtime.value),
            has_socket: self.report == Find::Writable || self.has_socket(&view),
            ..Need::new(container, subject.environment(&model.objects), model.limits)
        };
        let needed: Vec<&HostPath> =
            self.paths.iter().filter(|path| path.is_needed(&need)).collect();
        let before = hits.len();
        match self.report {
            Find::Missing => self.missing(&view, facts, &need, &needed, hits),
            Find::Unmounted => unmounted(&view, container, &needed, hits),
            Find::Writable => writable(&view, &needed, hits),
            Find::Type => {}
        }
        of_container(hits.get_mut(before..).unwrap_or_default(), &facts.pod, container);
    }
}

impl HostPathFile {
    /// Whether the agent means to reach the socket of Docker.
    fn has_socket(&self, view: &HostView<'_>) -> bool {
        self.paths.iter().any(|path| path.docker_socket && path.is_meant(view))
    }

    fn missing(
        &self,
        view: &HostView<'_>,
        facts: &Workload<'_>,
        need: &Need<'_, '_>,
        needed: &[&HostPath],
        hits: &mut Vec<Hit>,
    ) {
        let pod = &facts.pod;
        let lost = needed.iter().filter(|path| path.is_missing(view));
        let gaps: Vec<Gap<'_>> = lost.map(|path| path.gap(pod, need.container)).collect();
        for case in self.cases() {
            let of_case: Vec<&Gap<'_>> = gaps.iter().filter(|gap| gap.case == *case).collect();
            let Some(hit) = missing_hit(&of_case, case, need.limits) else { continue };
            let of_docker = of_case.iter().any(|gap| gap.path.docker_only);
            let otherwise = match need.runtime {
                None if of_docker => OTHERWISE,
                _ => "",
            };
            let change = match *case {
                "other-path" => rewritten(&of_case, pod),
                _ => added(&of_case, pod, need.container),
            };
            let hit = hit.var("otherwise", otherwise).mended_by(change);
            hits.push(with_volumes(hit, pod));
        }
    }
}

/// With the volumes of the pod as the reason; without any, every mount of the pod is without its volume.
fn with_volumes(hit: Hit, pod: &Pod<'_>) -> Hit {
    match pod.spec.value.entry("volumes") {
        Some(volumes) => hit.because_of([volumes.key.location()]),
        None => {
            let mounts = pod.containers.iter().flat_map(Container::mounts);
            let hit = hit.because_of([pod.spec.key.location()]);
            hit.subsumes(mounts.map(|mount| mount.place()))
        }
    }
}

/// Volumes and mounts in which a key appears twice, or whose path can't be read: which path they show, and where, isn't
/// what was meant.
fn ambiguous(pod: &Pod<'_>, container: &Container<'_>) -> Vec<Location> {
    let volumes = pod.volumes().into_iter().map(|volume| volume.node);
    let mounts = container.mounts().into_iter().map(|mount| mount.node);
    let is_unread = |node: Node<'_>| {
        let ways: [&[&str]; 2] = [&["mountPath"], &["hostPath", "path"]];
        let mut paths = ways.into_iter().filter_map(|way| node.get_path(way));
        paths.any(|path| path.text().is_none_or(str::is_empty))
    };
    let is_unclear = |node: &Node<'_>| is_unread(*node) || node.tree().any(Node::repeats_a_key);
    volumes.chain(mounts).filter(is_unclear).map(Node::location).collect()
}

/// How to say that Docker's folder isn't needed.
const OTHERWISE: &str =
    " On nodes without Docker, state `lt-lint/runtime: containerd` as an annotation instead.";

fn writable(view: &HostView<'_>, needed: &[&HostPath], hits: &mut Vec<Hit>) {
    let mut told: Vec<Location> = Vec::new();
    for path in needed {
        let Standing::Right(shown) = path.standing(view) else { continue };
        if shown.mount.read_only() || told.contains(&shown.mount.place()) {
            continue;
        }
        told.push(shown.mount.place());
        let stated = shown.mount.node.get("readOnly");
        let change = match stated {
            Some(node) => node.unquoted("true"),
            None => shown.mount.node.extended("readOnly", &Tree::literal(&true)),
        };
        let stated = stated.map(Node::location);
        let at = stated.unwrap_or_else(|| shown.mount.place());
        let own = view.around(OWN_LOG).is_some_and(|around| around.mount.node == shown.mount.node);
        let hit =
            if own { Hit::new(at, "around") } else { Hit::new(at, "folder").mended_by(change) };
        // A folder around the path is writable as a whole.
        hits.push(hit.var("path", shown.path.as_deref().unwrap_or(&path.host)));
    }
}

impl HostPath {
    /// Its names on the node.
    pub(super) fn names(&self) -> Vec<&str> {
        std::iter::once(self.host.as_str()).chain(self.alias.as_deref()).collect()
    }

    pub(super) fn standing<'a>(&self, view: &HostView<'a>) -> Standing<'a> {
        view.standing(&self.names(), &self.mount)
    }

    fn is_missing(&self, view: &HostView<'_>) -> bool {
        matches!(self.standing(view), Standing::Missing)
            && !(self.docker_only && view.mounts().iter().any(|shown| self.is_moved(shown)))
    }

    /// Whether a pod shows that it wants the path: a volume has it, or a mount is where the agent looks.
    fn is_meant(&self, view: &HostView<'_>) -> bool {
        let stands_there = view.around(&self.mount).is_some_and(|shown| shown.at == self.mount);
        stands_there || !matches!(self.standing(view), Standing::Missing)
    }

    /// Whether a mount shows, at its own path, where a Docker with another data folder keeps its containers.
    fn is_moved(&self, shown: &Shown<'_>) -> bool {
        let at_own_path = |path: &&str| *path == shown.at;
        let Some(path) = shown.path.as_deref().filter(at_own_path) else {
            return false;
        };
        let is_named = path.contains("docker") || path.ends_with("/containers");
        let is_other = NO_DATA_ROOT.iter().all(|root| below(root, path).is_none());
        is_named && is_other && distance(path, &self.host) >= MOVED_BY
    }

    /// Whether an agent needs it. Without the usual name an agent doesn't learn its runtime, and asks no Docker.
    fn is_needed(&self, need: &Need<'_, '_>) -> bool {
        let container = need.container;
        let image = ImageRef::parse(container.node.get_text("image").unwrap_or_default());
        let asks_docker = !need.uses_cri && container.name() == AGENT_CONTAINER_NAME;
        match need.runtime {
            Some(Runtime::Containerd) => !self.docker_socket && !self.docker_only,
            Some(Runtime::Docker) if self.docker_socket => {
                asks_docker || needs_docker_socket(&image, need.limits)
            }
            None if self.docker_socket => {
                need.uses_docker || needs_docker_socket(&image, need.limits)
            }
            // On nodes with Docker a newer agent without the socket finds no container at all, whatever folders it has.
            None if self.docker_only => {
                need.has_socket
                    || need.uses_docker
                    || !asks_docker
                    || needs_docker_socket(&image, need.limits)
            }
            Some(Runtime::Docker) | None => true,
        }
    }

    /// A mount of it, read-only but for a socket, to which is written.
    pub(super) fn mounted(&self, volume: &str, at: &str, part: &str) -> Tree {
        let mut entries = vec![("name", Tree::text(volume)), ("mountPath", Tree::text(at))];
        if !part.is_empty() {
            entries.push(("subPath", Tree::text(part)));
        }
        if !self.docker_socket {
            entries.push(("readOnly", Tree::literal(&true)));
        }
        Tree::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// Whether a mount is where the container looks for this path.
    pub(super) fn is_at(&self, mount: &Mount<'_>) -> bool {
        mount.path().and_then(Node::text).is_some_and(|at| normal(at) == self.mount)
    }
}

/// Adds to hits which container they are of, and what makes that unclear.
fn of_container(hits: &mut [Hit], pod: &Pod<'_>, container: &Container<'_>) {
    if hits.is_empty() {
        return;
    }
    let unclear = ambiguous(pod, container);
    for hit in hits {
        hit.rests_on.extend(&unclear);
        hit.values.push(("container", container.name().to_owned()));
    }
}
