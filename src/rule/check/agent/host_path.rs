//! `host-path`: folders and sockets of the node that a container needs, as volume and as mount.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::agent::{AGENT_CONTAINER_NAME, needs_docker_socket, runs_without_docker};
use crate::kube::{
    Container, HostView, HostVolume, ImageRef, Mount, Pod, Shown, Standing, Wanted, below, normal,
};
use crate::limits::Limits;
use crate::load::Runtime;
use crate::source::Location;
use crate::text::list;
use crate::yaml::Node;

use super::host_path_type::{Kind, types};
use crate::model::Model;
use crate::model::Workload;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The setting with which the agent asks no Docker. Source: scalyr-agent-2, kubernetes_monitor.py.
const ALWAYS_CRI: &str = "SCALYR_K8S_ALWAYS_USE_CRI";
/// Where no Docker keeps its containers: Docker's usual folder, which has them in one place, and what is the system's.
const NO_DATA_ROOT: [&str; 8] =
    ["/var/lib/docker", "/var/log", "/var/run", "/run", "/etc", "/proc", "/sys", "/dev"];
/// Fewest letters in which the folder of a moved Docker differs from the usual one; with less it is a slip.
const MOVED_BY: usize = 4;

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
pub(super) struct HostPath {
    /// The path on the node.
    pub host: String,
    /// Another name that the same place has on the usual nodes.
    #[serde(default)]
    pub alias: Option<String>,
    /// The path in the container.
    mount: String,
    /// What is there.
    #[serde(default)]
    pub kind: Kind,
    /// Whether it is Docker's socket: every agent needs it on nodes with Docker, none on others, and where nobody says
    /// what runs the containers, those that can't do without it.
    #[serde(default)]
    docker_socket: bool,
    /// Whether it is the folder of Docker's containers: it means nothing where something else than Docker runs them,
    /// or where the agent would ask a Docker whose socket it hasn't; and Docker may have been told another folder.
    #[serde(default)]
    docker_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Paths that no volume shows, one finding for each case. Cases: `absent`, `mounted` (a mount for
    /// it exists), `other-path` (the mounted volume shows another path), `no-host-path` (it shows
    /// none of the node, such as an emptyDir). Variables: `paths`, `actual`, `otherwise` (how to say that a path of
    /// Docker's isn't needed, as a sentence of its own; else empty).
    Missing,
    /// A volume that the container doesn't mount where it has to. Cases: `unmounted`, `elsewhere`, `other-part` (there,
    /// and its `subPath` is another one). Variables: `path`, `mount`, `places` (the same, quoted), `actual`, `volume`,
    /// `remedy`.
    Unmounted,
    /// A mount that isn't read-only. Variables: `path`.
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
    has_socket: bool,
    limits: &'r Limits,
}

impl Check for HostPathFile {
    fn scope(&self) -> Scope {
        if self.report == Find::Type { Scope::Pod } else { Scope::Container }
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["absent", "mounted", "other-path", "no-host-path"],
            Find::Unmounted => &["unmounted", "elsewhere", "other-part"],
            Find::Writable | Find::Type => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["paths", "actual", "otherwise", "container"],
            Find::Unmounted => {
                &["path", "mount", "places", "actual", "volume", "remedy", "container"]
            }
            Find::Writable => &["path", "container"],
            Find::Type => &["path", "actual", "kind", "takes", "meant"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let Some(container) = subject.container() else {
            hits.extend(types(&self.paths, &facts.pod));
            return;
        };
        let view = HostView::new(&facts.pod, container);
        let uses_cri =
            subject.environment(&model.objects).is_some_and(|it| it.get(ALWAYS_CRI).is_some());
        let need = Need {
            container,
            runtime: facts.stated.runtime.map(|runtime| runtime.value),
            uses_cri,
            has_socket: self.report == Find::Writable
                || self.paths.iter().any(|path| path.docker_socket && path.is_meant(&view)),
            limits: model.limits,
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
        for hit in hits.iter_mut().skip(before) {
            hit.values.push(("container", container.name().to_owned()));
        }
    }
}

impl HostPathFile {
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
            let Some(hit) = missing_hit(&of_case, case) else { continue };
            let of_docker = of_case.iter().any(|gap| gap.path.docker_only);
            let otherwise = match need.runtime {
                None if of_docker => OTHERWISE,
                _ => "",
            };
            let mut hit = hit.var("otherwise", otherwise);
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
}

/// How to say that Docker's folder isn't needed.
const OTHERWISE: &str =
    " On nodes without Docker, state `lt-lint/runtime: containerd` as an annotation instead.";

fn missing_hit(gaps: &[&Gap<'_>], case: &'static str) -> Option<Hit> {
    let (first, rest) = gaps.split_first()?;
    let quoted = |text: &str| format!("`{text}`");
    let paths: Vec<String> = gaps.iter().map(|gap| quoted(&gap.path.host)).collect();
    let mut actual: Vec<String> = gaps.iter().map(|gap| quoted(&gap.actual)).collect();
    actual.dedup();
    let hit = Hit::new(first.at, case).var("paths", list(&paths)).var("actual", list(&actual));
    let others = rest.iter().filter(|gap| gap.at != first.at);
    Some(others.fold(hit, |hit, gap| hit.related(gap.at, format!("{} is missing", gap.path.host))))
}

fn quoted(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| format!("`{text}`")).collect()
}

/// Volumes that are not where the agent looks: one hit for each mount, and one for all that have none.
fn unmounted(
    view: &HostView<'_>,
    container: &Container<'_>,
    needed: &[&HostPath],
    hits: &mut Vec<Hit>,
) {
    let mut never: Vec<Lost<'_>> = Vec::new();
    let mut elsewhere: Vec<Elsewhere<'_>> = Vec::new();
    for path in needed.iter().copied() {
        match path.standing(view) {
            Standing::Elsewhere(volume, mount, wanted) => {
                let known = elsewhere.iter_mut().find(|one| one.mount.node == mount.node);
                match known {
                    Some(one) => one.paths.push((path, wanted)),
                    None => {
                        elsewhere.push(Elsewhere { volume, mount, paths: vec![(path, wanted)] });
                    }
                }
            }
            Standing::OtherPart(shown, wanted) => hits.push(path.other_part(&shown, &wanted)),
            Standing::Unmounted(volume, wanted) => never.push(Lost { path, volume, wanted }),
            Standing::Right(_) | Standing::Unknown | Standing::Missing => {}
        }
    }
    hits.extend(elsewhere.iter().map(Elsewhere::hit));
    hits.extend(never_mounted(&never, container));
}

/// A volume that is mounted where the agent doesn't look, with the paths that it has.
struct Elsewhere<'a> {
    volume: HostVolume<'a>,
    mount: Mount<'a>,
    paths: Vec<(&'a HostPath, Wanted)>,
}

impl Elsewhere<'_> {
    fn hit(&self) -> Hit {
        let path = self.mount.path();
        let hosts: Vec<String> = self.paths.iter().map(|(path, _)| path.host.clone()).collect();
        let wanted: Vec<&Wanted> = self.paths.iter().map(|(_, wanted)| wanted).collect();
        let (targets, remedy) = remedy(&wanted);
        Hit::new(path.map_or_else(|| self.mount.place(), Node::location), "elsewhere")
            .var("actual", path.and_then(Node::text).unwrap_or_default())
            .var("path", list(&hosts))
            .var("mount", list(&targets))
            .var("places", list(&quoted(&targets)))
            .var("volume", format!("`{}`", self.volume.volume.name()))
            .var("remedy", remedy)
            .related(self.volume.volume.place(), "the volume")
    }
}

/// Where volumes have to be mounted, and how: each mount once.
fn remedy(wanted: &[&Wanted]) -> (Vec<String>, String) {
    let mut targets: Vec<String> = wanted.iter().map(|one| one.at.clone()).collect();
    targets.dedup();
    let how = |one: &&Wanted| match one.part.as_str() {
        "" => one.at.clone(),
        part => format!("{} (subPath {part})", one.at),
    };
    let mut ways: Vec<String> = wanted.iter().map(how).collect();
    ways.dedup();
    (targets, format!("mountPath {}", list(&ways)))
}

fn writable(view: &HostView<'_>, needed: &[&HostPath], hits: &mut Vec<Hit>) {
    let mut told: Vec<Location> = Vec::new();
    for path in needed {
        let Standing::Right(shown) = path.standing(view) else { continue };
        if shown.mount.read_only() || told.contains(&shown.mount.place()) {
            continue;
        }
        told.push(shown.mount.place());
        let stated = shown.mount.node.get("readOnly").map(Node::location);
        let hit = Hit::new(stated.unwrap_or_else(|| shown.mount.place()), "");
        // A folder around the path is writable as a whole.
        hits.push(hit.var("path", shown.path.as_deref().unwrap_or(&path.host)));
    }
}

/// A path whose volume the container doesn't mount at all.
struct Lost<'a> {
    path: &'a HostPath,
    volume: HostVolume<'a>,
    wanted: Wanted,
}

/// One hit for all volumes that the container doesn't mount at all.
fn never_mounted(lost: &[Lost<'_>], container: &Container<'_>) -> Option<Hit> {
    let mut volumes: Vec<&Lost<'_>> = Vec::new();
    for one in lost {
        if !volumes.iter().any(|known| known.volume.volume.node == one.volume.volume.node) {
            volumes.push(one);
        }
    }
    let (first, rest) = volumes.split_first()?;
    let names: Vec<String> =
        volumes.iter().map(|one| format!("`{}`", one.volume.volume.name())).collect();
    let hosts: Vec<String> = lost.iter().map(|one| one.path.host.clone()).collect();
    let wanted: Vec<&Wanted> = lost.iter().map(|one| &one.wanted).collect();
    let (targets, remedy) = remedy(&wanted);
    let hit = Hit::new(first.volume.volume.place(), "unmounted")
        .related(container.key_place("volumeMounts"), "not mounted here");
    let nor = |hit: Hit, one: &&Lost<'_>| hit.related(one.volume.volume.place(), "nor this one");
    let hit = rest.iter().fold(hit, nor);
    // The list of mounts, and a mount that stands where a volume's should, with another's name.
    let list_place = container.key_place("volumeMounts");
    let is_one = |mount: &Mount<'_>| {
        let pathless = mount.path().is_none();
        volumes
            .iter()
            .any(|one| one.path.is_at(mount) || (pathless && mount.is_of(one.volume.volume.name())))
    };
    let instead = container.mounts().into_iter().filter(is_one);
    let hit = hit.because_of(std::iter::once(list_place).chain(instead.map(|mount| mount.place())));
    let hit = hit
        .var("path", list(&hosts))
        .var("mount", list(&targets))
        .var("places", list(&quoted(&targets)));
    Some(hit.var("volume", list(&names)).var("remedy", remedy))
}

impl HostPath {
    /// Its names on the node.
    pub(super) fn names(&self) -> Vec<&str> {
        std::iter::once(self.host.as_str()).chain(self.alias.as_deref()).collect()
    }

    fn standing<'a>(&self, view: &HostView<'a>) -> Standing<'a> {
        view.standing(&self.names(), &self.mount)
    }

    fn is_missing(&self, view: &HostView<'_>) -> bool {
        matches!(self.standing(view), Standing::Missing)
            && !(self.docker_only && view.mounts().iter().any(|shown| self.is_moved(shown)))
    }

    /// Whether a pod shows that it wants the path: a volume has it, or a mount stands where the agent looks.
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
        is_named && is_other && strsim::levenshtein(path, &self.host) >= MOVED_BY
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
            None if self.docker_socket => needs_docker_socket(&image, need.limits),
            // On nodes with Docker such an agent finds no container at all, whatever folders it has.
            None if self.docker_only => {
                need.has_socket || !asks_docker || !runs_without_docker(&image, need.limits)
            }
            Some(Runtime::Docker) | None => true,
        }
    }

    /// The mount that stands where a container looks for it, with another `subPath`.
    fn other_part(&self, shown: &Shown<'_>, wanted: &str) -> Hit {
        let written = shown.sub_path().or_else(|| shown.mount.path());
        let at = written.map_or_else(|| shown.mount.place(), Node::location);
        let remedy = match (wanted, shown.sub_path()) {
            ("", _) => "no `subPath`".to_owned(),
            (wanted, _) => format!("`subPath: {wanted}`"),
        };
        Hit::new(at, "other-part")
            .var("actual", shown.path.as_deref().unwrap_or_default())
            .var("path", &self.host)
            .var("mount", &shown.at)
            .var("places", format!("`{}`", shown.at))
            .var("volume", format!("`{}`", shown.mount.name().and_then(Node::text).unwrap_or("")))
            .var("remedy", remedy)
    }

    /// Whether a mount stands where the container looks for this path.
    fn is_at(&self, mount: &Mount<'_>) -> bool {
        mount.path().and_then(Node::text).is_some_and(|at| normal(at) == self.mount)
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
