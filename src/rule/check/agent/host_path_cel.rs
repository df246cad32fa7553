//! Host paths that a container needs, in CEL: whether the volumes have them, and whether their mounts are read-only.

use std::collections::BTreeSet;

use super::host_path::HostPath;
use crate::rule::cel;

/// That the pod's volumes have each path or a folder around it. Those of Docker aren't asked for: a policy can't tell
/// what runs the containers.
pub(super) fn missing(paths: &[HostPath]) -> String {
    let needed = paths.iter().filter(|path| !path.docker_only && !path.docker_socket);
    let each = needed.map(|path| {
        let around = cel::list(path.names().into_iter().flat_map(around));
        let path = closed("v.hostPath.path");
        format!("variables.volumes.exists(v, has(v.hostPath) && {path} in {around})")
    });
    each.collect::<Vec<_>>().join(" && ")
}

/// That what the container mounts of a path, or of a folder around it, is read-only.
pub(super) fn writable(paths: &[HostPath]) -> String {
    let pairs: BTreeSet<String> = paths.iter().flat_map(pairs).collect();
    format!(
        "!has(c.volumeMounts) || c.volumeMounts.all(m, has(m.readOnly) && m.readOnly || \
         has(m.subPath) || has(m.subPathExpr) || !variables.volumes.exists(v, v.name == m.name && \
         has(v.hostPath) && ({} + ' at ' + {}) in {}))",
        closed("v.hostPath.path"),
        closed("m.mountPath"),
        cel::list(pairs)
    )
}

/// A path with a slash at its end, whether it is written or not, in CEL.
fn closed(path: &str) -> String {
    format!("({path} + '/').replace('//', '/')")
}

/// A path and the folders around it, the closest first, each with a slash at its end.
fn around(path: &str) -> Vec<String> {
    let folders = std::iter::successors(Some(path), |path| {
        let (parent, _) = path.rsplit_once('/')?;
        (!path.is_empty()).then_some(parent)
    });
    folders.map(|folder| format!("{folder}/")).collect()
}

/// A path with where it is mounted, and each folder around both that leaves the same part.
fn pairs(path: &HostPath) -> Vec<String> {
    let rest = |whole: &str, folder: &str| whole.get(folder.len()..).map(str::to_owned);
    let of = |name: &str| {
        let folders = around(name).into_iter().zip(around(&path.mount));
        let alike = folders.filter(|(host, at)| rest(name, host) == rest(&path.mount, at));
        alike.map(|(host, at)| format!("{host} at {at}")).collect::<Vec<_>>()
    };
    path.names().into_iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_around_a_path() {
        assert_eq!(around("/var/log"), ["/var/log/", "/var/", "/"]);
        assert_eq!(around(""), ["/"]);
    }
}
