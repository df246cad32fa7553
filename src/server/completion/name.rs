//! Names of what the other files and the pod declare.

use std::collections::BTreeSet;

use crate::kube::{Object, Volume, keys_of};
use crate::yaml::Node;

use super::Around;
use super::context::{Context, Slot};
use super::item::{Items, Offer};

/// The names that fit the field whose value is typed.
pub(super) fn complete(context: &Context<'_>, around: &Around<'_, '_>, items: &mut Items) {
    if context.slot != Slot::Value || around.workload.is_none() {
        return;
    }
    match context.keys().as_slice() {
        [.., "configMapRef" | "configMapKeyRef" | "configMap", "name"] => {
            objects("ConfigMap", around, items);
        }
        [.., "secretRef" | "secretKeyRef" | "secret", "name"] | [.., "secret", "secretName"] => {
            objects("Secret", around, items);
        }
        [.., "serviceAccountName" | "serviceAccount"] => objects("ServiceAccount", around, items),
        [.., "volumeMounts", "name"] => volumes(around, items),
        [.., kind @ ("configMapKeyRef" | "secretKeyRef"), "key"] => {
            let kind = if *kind == "configMapKeyRef" { "ConfigMap" } else { "Secret" };
            keys(kind, context, around, items);
        }
        _ => {}
    }
}

/// The objects of a kind, and the names that other pods give to such an object.
fn objects(kind: &str, around: &Around<'_, '_>, items: &mut Items) {
    let namespace = around.object.and_then(|object| object.namespace());
    let is_near = |object: &&Object<'_>| {
        let other = object.namespace();
        namespace.is_none() || other.is_none() || other == namespace
    };
    let declared = around.model.objects.of_kind(kind).filter(is_near);
    for name in declared.map(Object::name).filter(|name| !name.is_empty()) {
        items.value(Offer {
            text: name.to_owned(),
            detail: format!("{kind} of these files"),
            ..Offer::default()
        });
    }
    // A Secret is made by hand, and known by who else names it.
    let pods = around.model.workloads.iter().map(|workload| &workload.pod);
    let named = pods.flat_map(crate::kube::named_by).filter(|named| named.kind == kind);
    let named: BTreeSet<&str> = named.map(|named| named.text()).collect();
    for name in named.into_iter().filter(|name| !name.is_empty()) {
        items.value(Offer {
            text: name.to_owned(),
            detail: format!("{kind} that other fields refer to"),
            ..Offer::default()
        });
    }
}

fn volumes(around: &Around<'_, '_>, items: &mut Items) {
    let volumes = around.workload.map(|workload| workload.pod.volumes()).unwrap_or_default();
    let container = around.container.map(|one| one.container.mounts()).unwrap_or_default();
    let is_mounted = |name: &str| container.iter().any(|mount| mount.is_of(name));
    let names = volumes.iter().filter(|volume| !volume.name().is_empty());
    let (mounted, free): (Vec<&Volume<'_>>, Vec<_>) =
        names.partition(|volume| is_mounted(volume.name()));
    for volume in free.into_iter().chain(mounted) {
        let path = volume.host_path().and_then(Node::text);
        items.value(Offer {
            text: volume.name().to_owned(),
            detail: path.map_or_else(
                || "volume of the pod".to_owned(),
                |path| format!("{path} of the node"),
            ),
            ..Offer::default()
        });
    }
}

/// The keys of the object that is next to.
fn keys(kind: &str, context: &Context<'_>, around: &Around<'_, '_>, items: &mut Items) {
    let reference = if kind == "ConfigMap" { "configMapKeyRef" } else { "secretKeyRef" };
    let item = context.item_of(&["env"]).and_then(|at| around.item("env", at));
    let name = item.and_then(|item| item.get_path(&["valueFrom", reference, "name"])?.text());
    let object = around.object.zip(name).and_then(|(from, name)| {
        let wanted = (kind, from.namespace(), name);
        around.model.objects.find_near(wanted, from.root.document())
    });
    for key in object.map(keys_of).unwrap_or_default() {
        items.value(Offer {
            text: key.to_owned(),
            detail: format!("key of {}", name.unwrap_or_default()),
            ..Offer::default()
        });
    }
}
