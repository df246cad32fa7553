//! Mistakes with the folders and the socket of the node, and with volumes at large.

use super::harness::{Mutant, mutant};

/// The node's folders that the agent reads: the volume that shows each.
const FOLDERS: [(&str, &str); 3] = [
    ("varlibdockercontainers", "/var/lib/docker/containers"),
    ("varlogpods", "/var/log/pods"),
    ("varlogcontainers", "/var/log/containers"),
];

const SOCKET_VOLUME: &str = "        - name: dockersock
          hostPath:
            path: /var/run/docker.sock
            type: Socket
";
const SOCKET_MOUNT: &str = "            - name: dockersock
              mountPath: /var/scalyr/docker.sock
";

fn volume(name: &str, path: &str) -> String {
    format!(
        "        - name: {name}\n          hostPath:\n            path: {path}\n            type: \"\"\n"
    )
}

fn mount(name: &str, path: &str) -> String {
    format!(
        "            - name: {name}\n              mountPath: {path}\n              readOnly: true\n"
    )
}

pub(super) fn mutants() -> Vec<Mutant> {
    [volumes(), paths(), unmounted(), elsewhere(), writable(), dangling()].concat()
}

/// Volumes that aren't there, with and without their mounts.
fn volumes() -> Vec<Mutant> {
    let [docker, pods, containers] = FOLDERS.map(|(name, path)| volume(name, path));
    let [docker_mount, pods_mount, containers_mount] =
        FOLDERS.map(|(name, path)| mount(name, path));
    let missing = || mutant("missing-host-path");
    let absent =
        |volume: &str, mount: &str| missing().cut(volume).cut(mount).at("      «volumes»:\n");
    vec![
        missing().cut(&docker).at("- name: «varlibdockercontainers»\n"),
        missing().cut(&pods).at("- name: «varlogpods»\n"),
        missing().cut(&containers).at("- name: «varlogcontainers»\n"),
        missing().cut(SOCKET_VOLUME).at("- name: «dockersock»\n"),
        absent(&docker, &docker_mount),
        absent(&pods, &pods_mount),
        absent(&containers, &containers_mount),
        absent(SOCKET_VOLUME, SOCKET_MOUNT),
        missing()
            .cut(&docker)
            .cut(&pods)
            .cut(&docker_mount)
            .cut(&pods_mount)
            .at("      «volumes»:\n"),
        missing()
            .cut(&format!("{docker}{pods}{containers}"))
            .at("- name: «varlibdockercontainers»\n")
            .and("- name: «varlogpods»\n")
            .and("- name: «varlogcontainers»\n"),
    ]
}

/// Volumes that show something else.
fn paths() -> Vec<Mutant> {
    let shows = |find: &str, put: &str| mutant("missing-host-path").swap(find, put);
    let emptied = |name: &str, path: &str, put: &str| {
        mutant("missing-host-path")
            .swap(&volume(name, path), format!("        - name: {name}\n          {put}\n"))
    };
    vec![
        shows(" path: /var/lib/docker/containers", " path: /var/lib/docker/container")
            .at(" path: «/var/lib/docker/container»\n"),
        shows(" path: /var/log/pods", " path: /var/log/pod").at(" path: «/var/log/pod»\n"),
        shows(" path: /var/log/pods", " path: \"/var/logs/pods\"")
            .at(" path: «\"/var/logs/pods\"»\n"),
        shows(" path: /var/log/containers", " path: /var/log/container")
            .at(" path: «/var/log/container»\n"),
        shows(" path: /var/log/containers", " path: var/log/containers")
            .at(" path: «var/log/containers»\n"),
        shows(" path: /var/log/containers", " path: /var/log/containers/flog")
            .at(" path: «/var/log/containers/flog»\n"),
        shows(" path: /var/run/docker.sock", " path: /var/run/docker.sck")
            .at(" path: «/var/run/docker.sck»"),
        shows(" path: /var/run/docker.sock", " path: /run/containerd/containerd.sock")
            .at(" path: «/run/containerd/containerd.sock»"),
        emptied("varlogpods", "/var/log/pods", "emptyDir: {}")
            .at("- name: «varlogpods»\n          emptyDir"),
    ]
}

fn unmounted() -> Vec<Mutant> {
    let [docker, pods, containers] = FOLDERS.map(|(name, path)| mount(name, path));
    let cut = |mount: &str| mutant("unmounted-host-path").cut(mount);
    vec![
        cut(&docker).at("- name: «varlibdockercontainers»\n").and("          «volumeMounts»:\n"),
        cut(&pods).at("- name: «varlogpods»\n").and("          «volumeMounts»:\n"),
        cut(&containers).at("- name: «varlogcontainers»\n").and("          «volumeMounts»:\n"),
        cut(SOCKET_MOUNT).at("- name: «dockersock»\n").and("          «volumeMounts»:\n"),
        // Mounted in the wrong container.
        cut(SOCKET_MOUNT)
            .after("              cpu: 300m\n", &format!("          volumeMounts:\n{SOCKET_MOUNT}"))
            .at("- name: «dockersock»\n          hostPath"),
    ]
}

fn elsewhere() -> Vec<Mutant> {
    let moved = |find: &str, put: &str| {
        mutant("unmounted-host-path")
            .swap(&format!("mountPath: {find}\n"), format!("mountPath: {put}\n"))
    };
    vec![
        moved("/var/lib/docker/containers", "/var/lib/docker").at("mountPath: «/var/lib/docker»\n"),
        moved("/var/log/pods", "/var/log/pod")
            .at("mountPath: «/var/log/pod»\n")
            .and("- name: «varlogpods»\n          hostPath"),
        moved("/var/log/pods", "'/mnt/pods'").at("mountPath: «'/mnt/pods'»"),
        moved("/var/log/containers", "/var/logs/containers")
            .at("mountPath: «/var/logs/containers»"),
        moved("/var/scalyr/docker.sock", "/var/run/docker.sock")
            .at("mountPath: «/var/run/docker.sock»"),
    ]
}

fn writable() -> Vec<Mutant> {
    let [docker, pods, containers] = FOLDERS;
    let bare = |(name, path): (&str, &str)| {
        let read_only = mount(name, path);
        let writable = read_only.replace("              readOnly: true\n", "");
        mutant("writable-host-path").swap(&read_only, writable)
    };
    let stated = |(name, path): (&str, &str), put: &str| {
        let read_only = mount(name, path);
        mutant("writable-host-path").swap(&read_only, read_only.replace("readOnly: true", put))
    };
    vec![
        bare(docker).at("- name: «varlibdockercontainers»\n              mountPath"),
        bare(pods).at("- name: «varlogpods»\n              mountPath"),
        bare(containers).at("- name: «varlogcontainers»\n              mountPath"),
        stated(pods, "readOnly: false").at("readOnly: «false»"),
    ]
}

/// Mounts of volumes that aren't there.
fn dangling() -> Vec<Mutant> {
    let dangling = || mutant("dangling-volume-mount");
    let generator =
        "          volumeMounts:\n            - name: scratch\n              mountPath: /tmp\n";
    let misspelt = |name: &str, path: &str, put: &str| {
        let find = format!("            - name: {name}\n              mountPath: {path}\n");
        dangling().swap(&find, find.replace(name, put))
    };
    vec![
        dangling().after("              cpu: 300m\n", generator).at("name: «scratch»"),
        dangling()
            .after("              cpu: 300m\n", &generator.replace("scratch", "checkpoint"))
            .at("name: «checkpoint»\n"),
        misspelt("checkpoints", "/var/lib/scalyr-agent-2", "checkpoint").at("name: «checkpoint»\n"),
        misspelt("varlogpods", "/var/log/pods", "varlogpod").at("name: «varlogpod»\n"),
        misspelt("varlogcontainers", "/var/log/containers", "varlogcontainer")
            .at("name: «varlogcontainer»\n"),
        misspelt("dockersock", "/var/scalyr/docker.sock", "docker-sock")
            .at("name: «docker-sock»\n"),
        misspelt("varlibdockercontainers", "/var/lib/docker/containers", "containers")
            .at("- name: «containers»\n"),
        dangling()
            .swap(
                "        - name: checkpoints\n          emptyDir",
                "        - name: checkpoint\n          emptyDir",
            )
            .at("name: «checkpoints»\n"),
        dangling()
            .swap(
                "        - name: varlogpods\n          hostPath",
                "        - name: varlogpod\n          hostPath",
            )
            .at("name: «varlogpods»\n"),
        dangling()
            .cut("        - name: checkpoints\n          emptyDir: {}\n")
            .at("- name: «checkpoints»\n"),
        dangling()
            .after(
                "    spec:\n      containers:\n",
                "        - name: wait
          image: busybox:1.36
          volumeMounts:
            - {name: scratch, mountPath: /tmp}
",
            )
            .swap("    spec:\n      containers:\n", "    spec:\n      initContainers:\n")
            .swap(
                "        # Replace this container",
                "      containers:\n        # Replace this container",
            )
            .at("name: «scratch»"),
    ]
}

/// Mistakes about the same lists that have nothing to do with each other.
pub(super) fn independent() -> Vec<(Mutant, Mutant)> {
    let scratch =
        "          volumeMounts:\n            - name: scratch\n              mountPath: /tmp\n";
    let dangling = mutant("dangling-volume-mount").after("              cpu: 300m\n", scratch);
    let (pods, pods_mount) =
        (volume("varlogpods", "/var/log/pods"), mount("varlogpods", "/var/log/pods"));
    let misspelt = mutant("dangling-volume-mount").swap(
        "            - name: checkpoints\n              mountPath",
        "            - name: checkpoint\n              mountPath",
    );
    vec![
        (mutant("missing-host-path").cut(&pods), dangling.clone()),
        (mutant("missing-host-path").cut(&pods).cut(&pods_mount), dangling),
        (mutant("missing-host-path").cut(&pods).cut(&pods_mount), misspelt.clone()),
        (mutant("unmounted-host-path").cut(&pods_mount), misspelt),
    ]
}
