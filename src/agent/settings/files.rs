//! The agent's own configuration files, where ConfigMaps of the input hold them.
//! Source: scalyr-agent-2, docker/k8s-config: the files of the image, among them `agent.d/api-key.json`.

use std::ops::Range;

use crate::kube::{Container, MountedFiles, ObjectSet, Pod, mounted_files};
use crate::yaml::{Entry, Node};

/// Where the agent's own configuration files are; a volume there may hold any setting.
pub const CONFIGURATION: &str = "/etc/scalyr-agent-2";
/// The file of the image that sets up the monitor which reads the logs of containers.
pub const MONITOR_FILE: &str = "/etc/scalyr-agent-2/agent.d/docker.json";
/// The name of that monitor in such a file.
const MONITOR: &str = "kubernetes_monitor";
/// The option of the API key in such a file.
const KEY: &str = "api_key";

/// The configuration files that are mounted into a container.
#[must_use]
pub fn configuration_files<'a>(
    pod: &Pod<'a>,
    container: &Container<'a>,
    objects: &ObjectSet<'a>,
) -> MountedFiles<'a> {
    mounted_files(pod, container, objects, CONFIGURATION)
}

/// Whether one of the files may set the API key: that of an agent that reads some in another folder than its own, too.
#[must_use]
pub fn may_hold_key(files: &MountedFiles<'_>) -> bool {
    let names_it = |entry: &Entry<'_>| entry.value.text().is_some_and(|text| text.contains(KEY));
    let is_elsewhere = files.known.is_empty();
    is_elsewhere || files.has_others || files.known.iter().any(names_it)
}

/// Whether one of the files may set up the monitor that reads the logs of containers.
#[must_use]
pub fn may_hold_monitor(files: &MountedFiles<'_>) -> bool {
    let names_it =
        |entry: &Entry<'_>| entry.value.text().is_some_and(|text| text.contains(MONITOR));
    files.has_others || files.known.iter().any(names_it)
}

/// The keys that are written in the text of a file: `api_key: "…"`, with or without quotes around the name. One that
/// starts with `$` is a variable.
#[must_use]
pub fn keys_in(file: Node<'_>) -> Vec<Range<usize>> {
    let text = file.text().unwrap_or_default();
    text.match_indices(KEY).filter_map(|(at, _)| key_at(text, at)).collect()
}

fn key_at(text: &str, at: usize) -> Option<Range<usize>> {
    let (before, after) = (text.get(..at)?, text.get(at + KEY.len()..)?);
    if before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$')) {
        return None;
    }
    let value = after.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = value.get(1..)?;
    let end = value.find([quote, '\n'])?;
    let start = text.len() - value.len();
    let is_written = end > 0 && !value.starts_with('$') && value.get(end..)?.starts_with(quote);
    is_written.then_some(start..start + end)
}
