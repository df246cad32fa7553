//! `host-path`: folders and sockets of the node that a container needs, as volume and as mount.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::agent::{AGENT_CONTAINER_NAME, needs_docker_socket};
use crate::kube::{Container, ImageRef, Mount, Pod, Volume};
use crate::limits::Limits;
use crate::load::Runtime;
use crate::source::Location;
use crate::text::list;
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The setting with which the agent asks no Docker. Source: scalyr-agent-2, kubernetes_monitor.py.
const ALWAYS_CRI: &str = "SCALYR_K8S_ALWAYS_USE_CRI";

/// HostPathFile of `host-path`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HostPathFile {
    /// The paths.
    paths: Vec<HostPath>,
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct HostPath {
    /// The path on the node.
    host: String,
    /// Another name that the same place has on the usual nodes.
    #[serde(default)]
    alias: Option<String>,
    /// The path in the container.
    mount: String,
    /// Whether it is Docker's socket: every agent needs it on nodes with Docker, none on others, and where nobody says
    /// what runs the containers, those that can't do without it.
    #[serde(default)]
    docker_socket: bool,
    /// Whether it means nothing where something else than Docker runs the containers.
    #[serde(default)]
    docker_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Paths that no volume shows, one finding for each case. Cases: `absent`, `mounted` (a mount for
    /// it exists), `other-path` (the mounted volume shows another path), `no-host-path` (it shows
    /// none of the node, such as an emptyDir). Variables: `paths`, `actual`.
    Missing,
    /// A volume that the container doesn't mount where it has to. Cases: `unmounted`, `elsewhere`.
    /// Variables: `path`, `mount`, `actual`, `volume`.
    Unmounted,
    /// A mount that isn't read-only. Variables: `path`.
    Writable,
}

/// A volume and its mount, each if there is one.
struct Found<'a> {
    volume: Option<Volume<'a>>,
    mount: Option<Mount<'a>>,
}

impl Check for HostPathFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["absent", "mounted", "other-path", "no-host-path"],
            Find::Unmounted => &["unmounted", "elsewhere"],
            Find::Writable => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["paths", "actual", "lines", "container"],
            Find::Unmounted => &["path", "mount", "actual", "volume", "because", "container"],
            Find::Writable => &["path", "container"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let (Some(facts), Some(container)) = (subject.pod(), subject.container()) else {
            return;
        };
        let uses_cri =
            subject.environment(&model.objects).is_some_and(|it| it.get(ALWAYS_CRI).is_some());
        let runtime = facts.stated.runtime.map(|runtime| runtime.value);
        let needed: Vec<&HostPath> = self
            .paths
            .iter()
            .filter(|path| path.is_needed(container, runtime, uses_cri, model.limits))
            .collect();
        let (before, view) = (hits.len(), View::new(&facts.pod, container));
        match self.report {
            Find::Missing => self.missing(&view, &facts.pod, container, &needed, hits),
            Find::Unmounted => self.unmounted(&view, container, &needed, hits),
            Find::Writable => writable(&view, &needed, hits),
        }
        let unclear = if hits.len() > before { ambiguous(&facts.pod) } else { Vec::new() };
        for hit in hits.iter_mut().skip(before) {
            hit.rests_on.extend(&unclear);
            hit.values.push(("container", container.name().to_owned()));
        }
    }
}

impl HostPathFile {
    fn missing(
        &self,
        view: &View<'_>,
        pod: &Pod<'_>,
        container: &Container<'_>,
        needed: &[&HostPath],
        hits: &mut Vec<Hit>,
    ) {
        let lost = needed.iter().filter(|path| view.find(path).volume.is_none());
        let gaps: Vec<Gap<'_>> = lost.map(|path| path.gap(pod, container)).collect();
        for case in self.cases() {
            let of_case: Vec<&Gap<'_>> = gaps.iter().filter(|gap| gap.case == *case).collect();
            let Some((first, rest)) = of_case.split_first() else {
                continue;
            };
            let quoted = |text: &str| format!("`{text}`");
            let paths: Vec<String> = of_case.iter().map(|gap| quoted(&gap.path.host)).collect();
            let mut actual: Vec<String> = of_case.iter().map(|gap| quoted(&gap.actual)).collect();
            actual.dedup();
            let lines: Vec<String> = of_case.iter().map(|gap| gap.line()).collect();
            let hit =
                Hit::new(first.at, case).var("paths", list(&paths)).var("actual", list(&actual));
            let hit = hit.var("lines", list(&lines));
            let others = rest.iter().filter(|gap| gap.at != first.at);
            let mut hit = others
                .fold(hit, |hit, gap| hit.related(gap.at, format!("{} is missing", gap.path.host)));
            match pod.spec.value.entry("volumes") {
                Some(volumes) => hit.rests_on.push(volumes.key.location()),
                // Every mount of the pod is without its volume then.
                None => {
                    hit.rests_on.push(pod.spec.key.location());
                    let mounts = pod.containers.iter().flat_map(Container::mounts);
                    hit.also_covers.extend(mounts.map(|mount| mount.place()));
                }
            }
            hits.push(hit);
        }
    }

    fn unmounted(
        &self,
        view: &View<'_>,
        container: &Container<'_>,
        needed: &[&HostPath],
        hits: &mut Vec<Hit>,
    ) {
        let mut unmounted = Vec::new();
        for path in needed.iter().copied() {
            let Found { volume: Some(volume), mount: None } = view.find(path) else {
                continue;
            };
            let elsewhere = view.mounts.iter().find(|mount| mount.is_of(volume.name()));
            match elsewhere.and_then(|mount| mount.path()) {
                Some(at) => hits.push(
                    Hit::new(at.location(), "elsewhere")
                        .var("actual", at.text().unwrap_or_default())
                        .var("path", &path.host)
                        .var("mount", &path.mount)
                        .var("because", path.because())
                        .var("volume", format!("`{}`", volume.name()))
                        .related(volume.place(), "the volume"),
                ),
                None => unmounted.push((path, volume)),
            }
        }
        hits.extend(never_mounted(&unmounted, container));
    }
}

/// Volumes in which a key stands twice: which path they show isn't what was meant.
fn ambiguous(pod: &Pod<'_>) -> Vec<Location> {
    let is_twice = |node: Node<'_>| node.own_entries().count() > node.entries().len();
    let volumes = pod.volumes().into_iter();
    let unclear = volumes.filter(|volume| volume.node.tree().any(is_twice));
    unclear.map(|volume| volume.node.location()).collect()
}

fn writable(view: &View<'_>, needed: &[&HostPath], hits: &mut Vec<Hit>) {
    for path in needed {
        let Some(mount) = view.find(path).mount else {
            continue;
        };
        if !mount.read_only() {
            let stated = mount.node.get("readOnly").map(Node::location);
            hits.push(
                Hit::new(stated.unwrap_or_else(|| mount.place()), "").var("path", &path.host),
            );
        }
    }
}

/// One hit for all volumes that the container doesn't mount at all.
fn never_mounted(volumes: &[(&HostPath, Volume<'_>)], container: &Container<'_>) -> Option<Hit> {
    let ((_, first), rest) = volumes.split_first()?;
    let names: Vec<String> =
        volumes.iter().map(|(_, volume)| format!("`{}`", volume.name())).collect();
    let hosts: Vec<String> = volumes.iter().map(|(path, _)| path.host.clone()).collect();
    let targets: Vec<String> = volumes.iter().map(|(path, _)| path.mount.clone()).collect();
    let hit = Hit::new(first.place(), "unmounted")
        .related(container.key_place("volumeMounts"), "not mounted here");
    let hit = rest.iter().fold(hit, |hit, (_, volume)| hit.related(volume.place(), "nor this one"));
    // The list of mounts, and a mount that stands where a volume's should, with another's name.
    let list = container.key_place("volumeMounts");
    let instead = container.mounts().into_iter();
    let is_one = |mount: &Mount<'_>| {
        let pathless = mount.path().is_none();
        volumes
            .iter()
            .any(|(path, volume)| path.is_at(mount) || (pathless && mount.is_of(volume.name())))
    };
    let instead = instead.filter(is_one);
    let hit = hit.because_of(std::iter::once(list).chain(instead.map(|mount| mount.place())));
    let hit = hit.var("path", crate::text::list(&hosts)).var("mount", crate::text::list(&targets));
    let because = volumes.iter().find(|(path, _)| path.host == path.mount);
    let because = because.or(volumes.first()).map(|(path, _)| path.because());
    let hit = hit.var("because", because.unwrap_or_default());
    Some(hit.var("volume", crate::text::list(&names)))
}

impl HostPath {
    /// Whether an agent needs it. Without the usual name an agent doesn't learn its runtime, and asks no Docker.
    fn is_needed(
        &self,
        container: &Container<'_>,
        runtime: Option<Runtime>,
        uses_cri: bool,
        limits: &Limits,
    ) -> bool {
        let image = ImageRef::parse(container.node.get_text("image").unwrap_or_default());
        let asks_docker = !uses_cri && container.name() == AGENT_CONTAINER_NAME;
        match (runtime, self.docker_socket) {
            (Some(Runtime::Containerd), _) => !self.docker_socket && !self.docker_only,
            (_, false) => true,
            (Some(Runtime::Docker), true) => asks_docker || needs_docker_socket(&image, limits),
            (None, true) => needs_docker_socket(&image, limits),
        }
    }

    /// Whether a mount stands where the container looks for this path.
    fn is_at(&self, mount: &Mount<'_>) -> bool {
        mount.path().and_then(Node::text).is_some_and(|at| trimmed(at) == self.mount)
    }

    /// Why it has to be there and nowhere else.
    fn because(&self) -> &'static str {
        if self.host == self.mount {
            "because the links between the log folders are absolute"
        } else {
            "and at no other path"
        }
    }

    /// Why no volume shows the path.
    fn gap(&self, pod: &Pod<'_>, container: &Container<'_>) -> Gap<'_> {
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

/// A path that no volume shows.
struct Gap<'p> {
    path: &'p HostPath,
    case: &'static str,
    at: Location,
    /// What is there instead.
    actual: String,
}

impl Gap<'_> {
    /// The volume as it would be written.
    fn line(&self) -> String {
        let of_path = || self.path.host.replace(['/', '.'], "");
        let name = if self.actual.is_empty() { of_path() } else { self.actual.clone() };
        format!("`- {{name: {name}, hostPath: {{path: {}}}}}`", self.path.host)
    }
}

/// What of the node is in a container: the pod's volumes of its paths, and the container's mounts.
struct View<'a> {
    volumes: Vec<(Volume<'a>, &'a str)>,
    mounts: Vec<Mount<'a>>,
}

impl<'a> View<'a> {
    fn new(pod: &Pod<'a>, container: &Container<'a>) -> Self {
        let shown = |volume: Volume<'a>| Some((volume, trimmed(volume.host_path()?.text()?)));
        Self {
            volumes: pod.volumes().into_iter().filter_map(shown).collect(),
            mounts: container.mounts(),
        }
    }

    /// The volume that shows the path, and its mount where the container looks. A volume of a parent folder shows it
    /// too, if it is mounted at the matching parent.
    fn find(&self, path: &HostPath) -> Found<'a> {
        let mut found = Found { volume: None, mount: None };
        for (volume, shown) in &self.volumes {
            let mut names = std::iter::once(&path.host).chain(&path.alias);
            let Some(rest) = names.find_map(|name| below(shown, name)) else {
                continue;
            };
            let mount = self.mounts.iter().find(|mount| {
                let at = mount.path().and_then(Node::text).map(trimmed).unwrap_or_default();
                mount.is_of(volume.name()) && below(at, &path.mount) == Some(rest)
            });
            if rest.is_empty() || mount.is_some() {
                found = Found { volume: Some(*volume), mount: mount.copied() };
            }
            if found.mount.is_some() {
                break;
            }
        }
        found
    }
}

fn trimmed(path: &str) -> &str {
    if path.len() > 1 { path.trim_end_matches('/') } else { path }
}

/// What of `path` is below `parent`: empty when they are the same.
fn below<'p>(parent: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(if parent == "/" { "" } else { parent })?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}
