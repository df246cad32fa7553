//! Host paths that a container needs, in CEL: whether the volumes have them, and whether their mounts are read-only.

use super::host_path::HostPath;
use crate::rule::cel;

/// That the pod's volumes have each path or a folder around it. Those of Docker aren't asked for: a policy can't tell
/// what runs the containers.
pub(super) fn missing(paths: &[HostPath]) -> String {
    let needed = paths.iter().filter(|path| !path.docker_only && !path.docker_socket);
    let each = needed.map(|path| {
        let folders = path.names().into_iter().flat_map(around);
        let around = cel::list(folders.flat_map(|folder| spellings(&folder)));
        format!("variables.volumes.exists(v, has(v.hostPath) && v.hostPath.path in {around})")
    });
    each.collect::<Vec<_>>().join(" && ")
}

/// That what the container mounts of a path, or of a folder around it, is read-only.
pub(super) fn writable(paths: &[HostPath]) -> String {
    let pairs: Vec<String> = paths.iter().flat_map(pairs).collect();
    format!(
        "!has(c.volumeMounts) || c.volumeMounts.all(m, has(m.readOnly) && m.readOnly || \
         has(m.subPath) || has(m.subPathExpr) || !variables.volumes.exists(v, v.name == m.name && \
         has(v.hostPath) && (v.hostPath.path + ' ' + m.mountPath) in {}))",
        cel::list(pairs)
    )
}

/// A path and the folders around it, the closest first.
fn around(path: &str) -> Vec<String> {
    let folders = std::iter::successors(Some(path), |path| {
        let (parent, _) = path.rsplit_once('/')?;
        (path.len() > 1).then_some(if parent.is_empty() { "/" } else { parent })
    });
    folders.map(str::to_owned).collect()
}

/// A path as people write it: a slash at its end means nothing.
fn spellings(path: &str) -> Vec<String> {
    let with_slash = (path != "/").then(|| format!("{path}/"));
    std::iter::once(path.to_owned()).chain(with_slash).collect()
}

/// A path with where it is mounted, and each folder around both that leaves the same part.
fn pairs(path: &HostPath) -> Vec<String> {
    let rest = |whole: &str, folder: &str| whole.get(folder.len()..).map(str::to_owned);
    let of = |name: &str| {
        let folders = around(name).into_iter().zip(around(&path.mount));
        let alike = folders.filter(|(host, at)| rest(name, host) == rest(&path.mount, at));
        let spelt = |(host, at): (String, String)| {
            let hosts = spellings(&host).into_iter();
            hosts
                .flat_map(|host| spellings(&at).into_iter().map(move |at| format!("{host} {at}")))
                .collect::<Vec<_>>()
        };
        alike.flat_map(spelt).collect::<Vec<_>>()
    };
    path.names().into_iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_around_a_path() {
        assert_eq!(around("/var/log"), ["/var/log", "/var", "/"]);
        assert_eq!(around("/"), ["/"]);
    }
}
