//! `agent-folder`: the two folders in which an agent writes, that of its checkpoints and that of its own log. Both
//! are in its image. Source: scalyr-agent-2, agent_main.py and copying_manager.py, 2.1.1 to 2.2.22.

use serde::Deserialize;

use crate::agent::settings::AgentSettings;
use crate::kube::{Container, Mount, Volume, below, normal};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::source::Location;
use crate::text::{did_you_mean, list, quoted};
use crate::yaml::Node;

use super::folder_hidden::hidden;
use super::folder_shared::shared;

/// The settings of the two folders.
const DATA: &str = "SCALYR_AGENT_DATA_PATH";
const LOG: &str = "SCALYR_AGENT_LOG_PATH";
/// Other folders of the agent: of its own log unless a setting names another, of its configuration, of its program.
const OTHER_FOLDERS: [&str; 3] =
    ["/var/log/scalyr-agent-2", "/etc/scalyr-agent-2", "/usr/share/scalyr-agent-2"];
/// Where programs put what they need for a while.
const TEMPORARY: &str = "/tmp";
/// Volumes that nobody can write to.
const READ_ONLY: [&str; 4] = ["configMap", "secret", "downwardAPI", "projected"];

/// AgentFolderFile of `agent-folder`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AgentFolderFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// One folder for the agents of several pods. Cases: `node` (checkpoints in a folder of the node), `claim`
    /// (checkpoints in a claim), `between` (checkpoints of another workload's agents, `other`, in the same folder of
    /// the node), `log` (the log of its own, in any of them). Variables: `actual` (the folder or the claim), `folder`,
    /// `volume`.
    Shared,
    /// A folder that the agent can't write to. Cases: `root` (the container's file system is read-only), `mount` (its mount
    /// or its volume is), `hidden` (an empty volume hides it). Variables: `folder`, `wanted` (the mounts that are missing),
    /// `actual`.
    Unwritable,
    /// Checkpoints that end with the container. Cases: `lost`, `misspelt` (a volume is mounted at a folder of nearly the same
    /// name). Variables: `folder`, `actual` (that folder).
    Lost,
    /// A volume over the files of the image, without the one that sets up the Kubernetes monitor. Cases: `empty` (it
    /// has no files), `others` (it has other ones). Variables: `folder`, `actual` (the volume).
    Hidden,
}

/// A folder in which an agent writes.
pub(super) struct Folder {
    /// Its path in the container.
    pub path: String,
    /// Whether it has the checkpoints, and not the agent's own log.
    pub is_data: bool,
}

/// What decides where a folder is: the deepest mount around it.
pub(super) struct Around<'a> {
    pub mount: Mount<'a>,
    pub at: String,
    pub volume: Option<Volume<'a>>,
}

impl Around<'_> {
    /// Places that it was concluded from.
    pub(super) fn places(&self) -> impl Iterator<Item = Location> {
        let volume = self.volume.map(|volume| volume.node.location());
        std::iter::once(self.mount.node.location()).chain(volume)
    }
}

impl Check for AgentFolderFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Shared => &["node", "claim", "between", "log"],
            Find::Unwritable => &["root", "mount", "hidden"],
            Find::Lost => &["lost", "misspelt"],
            Find::Hidden => &["empty", "others"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Shared => &["actual", "folder", "volume", "other", "container"],
            Find::Unwritable => &["folder", "wanted", "actual", "container"],
            Find::Lost => &["folder", "actual", "container"],
            Find::Hidden => &["folder", "actual", "container"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Subject::Container(pod, one) = *subject else { return };
        let found = match self.report {
            Find::Shared => shared(pod, one, model),
            Find::Unwritable => unwritable(pod, one, model),
            Find::Lost => lost(pod, one, model).into_iter().collect(),
            Find::Hidden => hidden(pod, one, model).into_iter().collect(),
        };
        hits.extend(found.into_iter().map(|hit| hit.var("container", one.container.name())));
    }
}

/// The folders of an agent whose paths the files tell.
pub(super) fn folders<'a>(
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> Vec<Folder> {
    let settings = one.settings(pod, &model.objects);
    let folder = |name, is_data| Some(Folder { path: path_of(settings, name)?, is_data });
    [folder(DATA, true), folder(LOG, false)].into_iter().flatten().collect()
}

fn path_of(settings: &AgentSettings, name: &str) -> Option<String> {
    let value = settings.newest()?.value(name)?;
    value.as_str().filter(|path| path.starts_with('/')).map(normal)
}

/// The deepest mount around a folder.
pub(super) fn around<'a>(
    pod: &Workload<'a>,
    container: &Container<'a>,
    folder: &str,
) -> Option<Around<'a>> {
    let at = |mount: Mount<'a>| Some((normal(mount.path().and_then(Node::text)?), mount));
    let mounts = container.mounts().into_iter().filter_map(at);
    let around = mounts.filter(|(at, _)| below(at, folder).is_some());
    let (at, mount) = around.max_by_key(|(at, _)| at.len())?;
    let volume = pod.pod.volumes().into_iter().find(|volume| mount.is_of(volume.name()));
    Some(Around { mount, at, volume })
}

fn lost<'a>(pod: &Workload<'a>, one: &WorkloadContainer<'a>, model: &Model<'a>) -> Option<Hit> {
    // What is never started again needs no place to go on from.
    if pod.pod.spec.value.get_text("restartPolicy") == Some("Never") {
        return None;
    }
    let data = folders(pod, one, model).into_iter().find(|folder| folder.is_data)?;
    if around(pod, &one.container, &data.path).is_some() {
        return None;
    }
    let hit = match mistyped(pod, &one.container, &data.path) {
        Some((path, actual)) => Hit::new(path.location(), "misspelt").var("actual", actual),
        None => Hit::new(one.container.key_place("volumeMounts"), "lost").var("actual", ""),
    };
    // What can't be read of the container may be the mount.
    Some(hit.var("folder", data.path).because_of([one.container.node.location()]))
}

/// The path of a mount that was meant to be a folder, of a volume that can be written to.
fn mistyped<'a>(
    pod: &Workload<'a>,
    container: &Container<'a>,
    folder: &str,
) -> Option<(Node<'a>, &'a str)> {
    let [log, configuration, program] = OTHER_FOLDERS;
    let own = [folder, log, configuration, program];
    container.mounts().into_iter().find_map(|mount| {
        let path = mount.path()?;
        let actual = path.text()?;
        let is_other = OTHER_FOLDERS.contains(&&*normal(actual));
        let is_meant = !is_other && did_you_mean(actual, &own) == Some(folder);
        let is_own = |volume: &Volume<'a>| is_meant && mount.is_of(volume.name());
        let volume = pod.pod.volumes().into_iter().find(is_own)?;
        let is_writable = READ_ONLY.iter().all(|kind| volume.node.get(kind).is_none());
        is_writable.then_some((path, actual))
    })
}

/// Folders that the agent can't write to, those of the image all in one finding.
fn unwritable<'a>(pod: &Workload<'a>, one: &WorkloadContainer<'a>, model: &Model<'a>) -> Vec<Hit> {
    let container = &one.container;
    let (mut bare, mut hits): (Vec<String>, Vec<Hit>) = (Vec::new(), Vec::new());
    for folder in folders(pod, one, model) {
        match around(pod, container, &folder.path) {
            None => bare.push(folder.path),
            Some(around) => {
                let hit = unwritable_mount(pod, &folder, &around);
                hits.extend(hit.map(|hit| hit.because_of(around.places())));
            }
        }
    }
    // Both folders may be below one mount.
    hits.dedup_by_key(|hit| hit.at);
    hits.extend(unwritable_root(pod, container, &bare));
    hits
}

/// Folders without a mount in a container whose own file system is read-only.
fn unwritable_root<'a>(
    pod: &Workload<'a>,
    container: &Container<'a>,
    bare: &[String],
) -> Option<Hit> {
    let first = bare.first()?;
    let root = container.node.get_path(&["securityContext", "readOnlyRootFilesystem"]);
    let root = root.filter(|node| node.as_bool() == Some(true))?;
    let temporary = around(pod, container, TEMPORARY).is_none().then_some(TEMPORARY);
    let wanted = quoted(bare.iter().map(String::as_str).chain(temporary));
    let hit = Hit::new(root.location(), "root").var("folder", first);
    Some(hit.var("wanted", list(&wanted)).without(&["actual"]))
}

fn unwritable_mount(pod: &Workload<'_>, folder: &Folder, around: &Around<'_>) -> Option<Hit> {
    let volume = around.volume?;
    let fixed = READ_ONLY.into_iter().find(|kind| volume.node.get(kind).is_some());
    let hit = |at, case| {
        let hit = Hit::new(at, case).var("folder", &folder.path).var("actual", &around.at);
        hit.var("wanted", format!("`{}`", folder.path))
    };
    let read_only = around.mount.node.get("readOnly").filter(|_| around.mount.read_only());
    if let Some(node) = read_only {
        return Some(hit(node.location(), "mount"));
    }
    if fixed.is_some() {
        return Some(hit(around.mount.place(), "mount"));
    }
    // Another container may make the folder in it.
    let hides = around.at != folder.path && pod.pod.leaves_empty(&volume);
    hides.then(|| hit(around.mount.path().unwrap_or(around.mount.node).location(), "hidden"))
}
