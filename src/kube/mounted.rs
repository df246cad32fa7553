//! Files in a container that come from ConfigMaps of the input.

use crate::yaml::{Entry, Node};

use super::{Container, Mount, Object, ObjectSet, Pod, Volume};

/// The files at or below a folder of a container.
#[derive(Debug, Default)]
pub struct MountedFiles<'a> {
    /// Those that ConfigMaps of the input hold: their keys and texts.
    pub known: Vec<Entry<'a>>,
    /// Whether volumes show others there, whose texts the input doesn't hold.
    pub has_others: bool,
}

/// The text of the file at `path` in a container, where a ConfigMap of the input holds it.
#[must_use]
pub(super) fn mounted_text<'a>(
    pod: &Pod<'a>,
    container: &Container<'a>,
    objects: &ObjectSet<'a>,
    path: &str,
) -> Option<Node<'a>> {
    let volumes = pod.volumes();
    container.mounts().iter().find_map(|mount| {
        let volume = volumes.iter().find(|volume| mount.is_of(volume.name()))?;
        text_in(mount, volume, pod, objects, path)
    })
}

fn text_in<'a>(
    mount: &Mount<'a>,
    volume: &Volume<'a>,
    pod: &Pod<'a>,
    objects: &ObjectSet<'a>,
    path: &str,
) -> Option<Node<'a>> {
    let (source, map) = map_of(volume.node, pod, objects)?;
    let folder = mount.path().and_then(Node::text)?.trim_end_matches('/');
    let file = match mount.node.get_text("subPath") {
        Some(file) if folder == path => file,
        Some(_) => return None,
        None => path.strip_prefix(folder)?.strip_prefix('/')?,
    };
    let key = match source.get("items") {
        Some(items) => {
            items.items().find(|item| item.get_text("path") == Some(file))?.get_text("key")?
        }
        None => file,
    };
    map.root.get("data")?.get(key)
}

/// The mapping that names the ConfigMap of a source, and that, where the input has it.
fn map_of<'a>(
    source: Node<'a>,
    pod: &Pod<'a>,
    objects: &ObjectSet<'a>,
) -> Option<(Node<'a>, Object<'a>)> {
    let source = source.get("configMap")?;
    let wanted = ("ConfigMap", pod.object.namespace(), source.get_text("name")?);
    let map = objects.find_near(wanted, source.document())?;
    Some((source, *map))
}

/// The files that volumes show at or below `folder` in a container.
#[must_use]
pub fn mounted_files<'a>(
    pod: &Pod<'a>,
    container: &Container<'a>,
    objects: &ObjectSet<'a>,
    folder: &str,
) -> MountedFiles<'a> {
    let mut files = MountedFiles::default();
    let volumes = pod.volumes();
    for mount in container.mounts().iter().filter(|mount| mount.is_within(folder)) {
        let volume = volumes.iter().find(|volume| mount.is_of(volume.name()));
        if volume.is_some_and(|volume| pod.leaves_empty(volume)) {
            continue;
        }
        let sources = volume.map(|volume| sources_of(*volume)).unwrap_or_default();
        files.has_others |= sources.is_empty();
        for source in sources {
            match texts_of(source, mount.node.get_text("subPath"), pod, objects) {
                Some(texts) => files.known.extend(texts),
                None => files.has_others = true,
            }
        }
    }
    files
}

/// The mappings of a volume that name what its files come from; of one that isn't made of files by name, none.
fn sources_of(volume: Volume<'_>) -> Vec<Node<'_>> {
    let projected = volume.node.get_path(&["projected", "sources"]);
    projected.map_or_else(|| vec![volume.node], |sources| sources.items().collect())
}

/// The texts of a source that a mount shows; `None` where it is no ConfigMap of the input.
fn texts_of<'a>(
    source: Node<'a>,
    part: Option<&str>,
    pod: &Pod<'a>,
    objects: &ObjectSet<'a>,
) -> Option<Vec<Entry<'a>>> {
    let (source, map) = map_of(source, pod, objects)?;
    let Some(data) = map.root.get("data") else {
        return Some(Vec::new());
    };
    let is_shown = |path: &str| part.is_none_or(|part| part == path);
    let Some(items) = source.get("items") else {
        let all = data.entries().into_iter();
        return Some(all.filter(|entry| is_shown(entry.key_text())).collect());
    };
    let shown = items.items().filter(|item| item.get_text("path").is_some_and(is_shown));
    Some(shown.filter_map(|item| data.entry(item.get_text("key")?)).collect())
}
