//! Documents that aren't whole by themselves: patches of objects, and files that a tool has encrypted.

use crate::kube::{Object, pod_of, template_of};
use crate::report::SkipReason;
use crate::source::Span;
use crate::yaml::{Kind, Node};

/// Keys that only a strategic merge patch has.
const DIRECTIVES: [&str; 2] = ["$patch", "$retainKeys"];
/// How keys begin that only a strategic merge patch has.
const PREFIXES: [&str; 2] = ["$setElementOrder/", "$deleteFromPrimitiveList/"];
/// The group of templates of OpenShift.
const OPENSHIFT_TEMPLATES: &str = "template.openshift.io/";

/// Why a document isn't a whole object, and where one sees it.
#[must_use]
pub(super) fn unfinished(root: Node<'_>) -> Option<(Span, SkipReason)> {
    encrypted(root)
        .map(|at| (at, SkipReason::Encrypted))
        .or_else(|| openshift(root).map(|at| (at, SkipReason::Template)))
        .or_else(|| {
            let at = directive(root).or_else(|| fragment(root))?;
            Some((at, SkipReason::LoosePatch))
        })
}

/// The objects of an OpenShift template, whose parameters only `oc process` fills in.
fn openshift(root: Node<'_>) -> Option<Span> {
    let is_template = root.get_text("kind") == Some("Template");
    let of_openshift = root.get_text("apiVersion")?.starts_with(OPENSHIFT_TEMPLATES);
    root.entry("objects").filter(|_| is_template && of_openshift).map(|objects| objects.key.span())
}

/// How SOPS writes the encrypted text of a field.
const ENCRYPTED: &str = "ENC[AES256_GCM,";

/// What SOPS writes next to the encrypted fields of a file.
fn encrypted(root: Node<'_>) -> Option<Span> {
    let sops = root.entry("sops")?;
    let says_how = || sops.value.own_entries().len() > 0 && root.raw().contains(ENCRYPTED);
    let is_one = sops.value.get_text("mac").is_some() || says_how();
    is_one.then(|| sops.key.span())
}

/// A key that only a patch has.
fn directive(root: Node<'_>) -> Option<Span> {
    if !root.raw().contains('$') {
        return None;
    }
    root.tree().flat_map(Node::own_entries).map(|entry| entry.key).find_map(|key| {
        let name = key.text()?;
        let is_one = DIRECTIVES.contains(&name) || PREFIXES.iter().any(|it| name.starts_with(it));
        is_one.then(|| key.span()).filter(|at| !is_recorded(root, *at))
    })
}

/// Whether a place is in what a ControllerRevision has kept of a workload, which is a patch.
fn is_recorded(root: Node<'_>, at: Span) -> bool {
    let mut revisions =
        root.tree().filter(|node| node.get_text("kind") == Some("ControllerRevision"));
    revisions.any(|node| {
        let data = node.get("data").map(Node::span);
        data.is_some_and(|data| data.covers(at))
    })
}

/// A workload that names containers without their images, and lacks too what every such workload has: its selector, its
/// schedule, or how its pods restart.
fn fragment(root: Node<'_>) -> Option<Span> {
    let object = Object::from_node(root)?;
    let has: &[&str] = match object.kind {
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => &["spec", "selector"],
        "CronJob" => &["spec", "schedule"],
        "Job" => &["spec", "template", "spec", "restartPolicy"],
        _ => return None,
    };
    if root.get_path(has).is_some() {
        return None;
    }
    is_imageless(&object).then(|| Span::new(root.span().start, root.span().start))
}

/// Whether a workload has containers, none of which says its image.
pub(super) fn is_imageless(object: &Object<'_>) -> bool {
    let Some(pod) = pod_of(object) else {
        return false;
    };
    // Labels of the pods belong to a whole workload.
    let has_labels = || {
        template_of(object).is_some_and(|it| it.value.get_path(&["metadata", "labels"]).is_some())
    };
    let is_named = |node: Node<'_>| node.kind() == Kind::Mapping && node.get("name").is_some();
    let mut containers = pod.containers.iter().map(|container| container.node);
    !pod.containers.is_empty()
        && !has_labels()
        && containers.all(|node| is_named(node) && node.get("image").is_none())
}
