//! Volumes of the node that a container doesn't mount where the agent looks: elsewhere, another part of them, or not at
//! all.

use crate::fix::Change;
use crate::kube::{Container, HostView, HostVolume, Mount, Shown, Standing, Wanted};
use crate::source::Location;
use crate::text::{list, quoted};
use crate::yaml::Node;

use super::host_path::HostPath;
use crate::rule::check::Hit;

/// Volumes that are not where the agent looks: one hit for each mount, and one for all that have none.
pub(super) fn unmounted(
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
            .var("expected", expected(self.paths.iter().map(|(path, _)| *path)))
            .var("mount", list(&targets))
            .var("places", list(&quoted(&targets)))
            .var("volume", format!("`{}`", self.volume.volume.name()))
            .var("remedy", remedy)
            .mended_by(self.change())
            .related(self.volume.volume.place(), "the volume")
    }
}

impl Elsewhere<'_> {
    /// The mount where the agent looks.
    fn change(&self) -> Option<Change> {
        let (_, wanted) = self.paths.first().filter(|(_, wanted)| wanted.part.is_empty())?;
        let is_one = self.paths.iter().all(|(_, other)| other == wanted);
        is_one.then(|| self.mount.path()?.rewritten(&wanted.at))?
    }
}

/// A mount of each volume more; of one with several of the paths, one for each.
fn mounted(lost: &[Lost<'_>], names: &[String], container: &Container<'_>) -> Option<Change> {
    let mount = |one: &Lost<'_>| {
        one.path.mounted(one.volume.volume.name(), &one.wanted.at, &one.wanted.part)
    };
    let is_known =
        |at: usize, one: &Lost<'_>| lost.iter().take(at).any(|known| known.wanted == one.wanted);
    let each = lost.iter().enumerate().filter(|(at, one)| !is_known(*at, one));
    let items = each.map(|(_, one)| mount(one)).collect();
    let edits = container.node.with_items_in("volumeMounts", items)?;
    Change::new(format!("mount {}", list(names)), edits)
}

/// Where volumes must be mounted, and how: each mount once.
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

/// Where the agent looks for paths of the node: `/var/log/pods at /var/log/pods`.
fn expected<'p>(paths: impl Iterator<Item = &'p HostPath>) -> String {
    list(&paths.map(|path| format!("{} at {}", path.host, path.mount)).collect::<Vec<_>>())
}

/// How volumes must be mounted, each with its place: `` `logs` at /var/log/pods (subPath pods) ``.
fn ways(lost: &[Lost<'_>]) -> String {
    let way = |one: &Lost<'_>| match one.wanted.part.as_str() {
        "" => format!("`{}` at {}", one.volume.volume.name(), one.wanted.at),
        part => format!("`{}` at {} (subPath {part})", one.volume.volume.name(), one.wanted.at),
    };
    let mut ways: Vec<String> = lost.iter().map(way).collect();
    ways.dedup();
    list(&ways)
}

/// A path whose volume the container doesn't mount at all.
struct Lost<'a> {
    path: &'a HostPath,
    volume: HostVolume<'a>,
    wanted: Wanted,
}

/// One hit for all volumes that the container doesn't mount at all.
fn never_mounted(lost: &[Lost<'_>], container: &Container<'_>) -> Option<Hit> {
    let volumes = volumes_of(lost);
    let (first, rest) = volumes.split_first()?;
    let names = quoted(volumes.iter().map(|one| one.volume.volume.name()));
    let hosts: Vec<String> = lost.iter().map(|one| one.path.host.clone()).collect();
    let wanted: Vec<&Wanted> = lost.iter().map(|one| &one.wanted).collect();
    let (targets, _) = remedy(&wanted);
    let hit = unmounted_at(first, rest, container);
    let hit = hit.because_of(mounts_instead(&volumes, container));
    let hit = hit.var("path", list(&hosts)).var("mount", list(&targets));
    let hit = hit.var("expected", expected(lost.iter().map(|one| one.path)));
    let hit = hit.var("places", list(&quoted(&targets)));
    let hit = hit.mended_by(mounted(lost, &names, container));
    let noun = if rest.is_empty() { "volume" } else { "volumes" };
    let hit = hit.var("volumes", format_args!("{noun} {}", list(&names)));
    Some(hit.var("volume", list(&names)).var("remedy", ways(lost)))
}

/// At the volumes, and at the list of mounts that lacks them.
fn unmounted_at(first: &Lost<'_>, rest: &[&Lost<'_>], container: &Container<'_>) -> Hit {
    let list = container.key_place("volumeMounts");
    let place = |one: &Lost<'_>| one.volume.volume.place();
    let hit = Hit::new(place(first), "unmounted").related(list, "not mounted here");
    let nor = |hit: Hit, one: &&Lost<'_>| hit.related(place(one), "nor this one");
    rest.iter().fold(hit, nor).because_of([list])
}

/// The first path of each volume.
fn volumes_of<'l, 'a>(lost: &'l [Lost<'a>]) -> Vec<&'l Lost<'a>> {
    let mut volumes: Vec<&Lost<'_>> = Vec::new();
    for one in lost {
        if !volumes.iter().any(|known| known.volume.volume.node == one.volume.volume.node) {
            volumes.push(one);
        }
    }
    volumes
}

/// Mounts that are where a volume's should be, with another's name, or that have only a volume's name.
fn mounts_instead(volumes: &[&Lost<'_>], container: &Container<'_>) -> Vec<Location> {
    let is_one = |mount: &Mount<'_>| {
        let pathless = mount.path().is_none();
        let is_of = |one: &Lost<'_>| pathless && mount.is_of(one.volume.volume.name());
        volumes.iter().any(|one| one.path.is_at(mount) || is_of(one))
    };
    container.mounts().into_iter().filter(is_one).map(|mount| mount.place()).collect()
}

impl HostPath {
    /// The mount that is where a container looks for it, with another `subPath`.
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
            .var("expected", expected([self].into_iter()))
            .var("mount", &shown.at)
            .var("places", format!("`{}`", shown.at))
            .var("volume", format!("`{}`", shown.mount.name().and_then(Node::text).unwrap_or("")))
            .var("remedy", remedy)
    }
}
