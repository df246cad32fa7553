//! Files in a container that come from ConfigMaps of the input.

use crate::yaml::Node;

use super::{Container, Mount, ObjectSet, Pod, Volume};

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
    let source = volume.node.get("configMap")?;
    let map = objects.find("ConfigMap", pod.object.namespace(), source.get_text("name")?)?;
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
