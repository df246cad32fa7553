//! From a name to what declares it: objects, keys, volumes, variables, anchors.

use crate::kube::{Named, Object, TextPart, named_by, text_parts};
use crate::model::Workload;
use crate::source::Location;
use crate::yaml::Node;

use super::place::Place;
use super::scene::Scene;

/// Where what is named at an offset is declared.
pub(super) fn definition(scene: &Scene<'_>, offset: usize) -> Option<Location> {
    scene.unit.session.understand(scene.sources, |model| {
        let place = Place::new(model, scene.file, offset)?;
        anchor(&place).or_else(|| in_pod(&place)).or_else(|| in_binding(&place))
    })
}

/// What an alias means.
fn anchor(place: &Place<'_, '_>) -> Option<Location> {
    let at = place.node.location();
    let alias = at.alias?.span();
    let is_there = alias.start <= place.offset && place.offset <= alias.end;
    is_there.then(|| Location::new(at.file, at.span))
}

fn is_at(place: &Place<'_, '_>, node: Node<'_>) -> bool {
    node == place.node
}

/// A name in a pod.
fn in_pod(place: &Place<'_, '_>) -> Option<Location> {
    let workload = place.workload?;
    let pod = &workload.pod;
    for named in named_by(pod) {
        if is_at(place, named.name) {
            return Some(name_of(&find(place, &named)?));
        }
        if let Some(key) = named.keys.iter().find(|key| is_at(place, **key)) {
            return key_of(&find(place, &named)?, key.text()?);
        }
    }
    let mounts = pod.containers.iter().flat_map(|container| container.mounts());
    if mounts.filter_map(|mount| mount.name()).any(|name| is_at(place, name)) {
        let volumes = pod.volumes();
        let name = place.node.text();
        return volumes.iter().find(|volume| Some(volume.name()) == name).map(|it| it.place());
    }
    variable(place, workload)
}

fn find<'a>(place: &Place<'_, 'a>, named: &Named<'a>) -> Option<Object<'a>> {
    let wanted = (named.kind, place.object.namespace(), named.text());
    place.model.objects.find_near(wanted, place.node.document()).copied()
}

/// A `$(NAME)` in a value or an argument.
fn variable<'a>(place: &Place<'_, 'a>, workload: &Workload<'a>) -> Option<Location> {
    let keys = place.in_container()?;
    if !matches!(keys.first(), Some(&("env" | "args" | "command"))) {
        return None;
    }
    let environment = place.container?.environment(workload, &place.model.objects);
    let text = place.node.text()?;
    let name = text_parts(text).into_iter().find_map(|part| match part {
        TextPart::Reference(name, range) => {
            let span = place.node.fragment(range).span;
            (span.start <= place.offset && place.offset <= span.end).then_some(name)
        }
        TextPart::Text(_) => None,
    })?;
    Some(environment.get(name)?.declared.location())
}

/// The role of a binding, or one of its subjects.
fn in_binding(place: &Place<'_, '_>) -> Option<Location> {
    let reference = match place.path().as_slice() {
        ["roleRef", "name"] => place.object.root.get("roleRef")?,
        ["subjects", _, "name"] => {
            let mut subjects = place.object.root.get("subjects")?.items();
            subjects.find(|subject| subject.get("name") == Some(place.node))?
        }
        _ => return None,
    };
    let namespace = reference.get_text("namespace").or(place.object.namespace());
    let name = reference.get_text("name")?;
    let kind = reference.get_text("kind")?;
    let namespace = namespace.filter(|_| kind != "ClusterRole");
    let wanted = (kind, namespace, name);
    place.model.objects.find_near(wanted, place.node.document()).map(name_of)
}

/// Where an object says its name.
fn name_of(object: &Object<'_>) -> Location {
    object.root.get_path(&["metadata", "name"]).unwrap_or(object.root).location()
}

/// Where an object has a key.
fn key_of(object: &Object<'_>, key: &str) -> Option<Location> {
    let mut parts =
        ["data", "stringData", "binaryData"].into_iter().filter_map(|part| object.root.get(part));
    parts.find_map(|part| part.entry(key)).map(|entry| entry.key.location())
}
