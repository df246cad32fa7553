//! Folders of the agent that several pods have in common.

use crate::kube::{
    EnvSource, Environment, Pod, TextPart, Volume, below, is_scaled, normal, replicas_of,
    text_parts,
};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::rule::check::Hit;
use crate::yaml::Node;

use super::folder::{Around, Folder, around, folders};

/// The label with the name of its node, which is another one for each.
const HOSTNAME: &str = "kubernetes.io/hostname";
const APART: [&str; 3] =
    ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
/// Fields of a pod that no other pod has the value of.
const OF_ONE_POD: [&str; 3] = ["metadata.name", "metadata.uid", "status.podIP"];

/// Folders of an agent that the agents of other pods of its workload write to as well.
pub(super) fn shared<'a>(
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for folder in folders(pod, one, model) {
        let Some(around) = around(pod, &one.container, &folder.path) else { continue };
        let Some(inside) = inside(&around, &folder, pod, one, model) else { continue };
        let Some(hit) = shared_in(&around, &inside, &folder, pod, model) else { continue };
        // A folder around both is one mistake.
        if hits.iter().all(|known| known.at != hit.at) {
            let hit = hit.related(around.mount.place(), format!("at `{}`", around.at));
            hits.push(hit.because_of(around.places()));
        }
    }
    hits
}

/// That the volume of a folder is that of other pods as well.
fn shared_in<'a>(
    around: &Around<'a>,
    inside: &str,
    folder: &Folder,
    pod: &Workload<'a>,
    model: &Model<'a>,
) -> Option<Hit> {
    // What the agent can't write to is another mistake.
    let volume = around.volume.filter(|_| !around.mount.read_only())?;
    let (is_many, is_daemon) = (is_many(pod, model), is_daemon(pod));
    let claim = volume.node.get_path(&["persistentVolumeClaim", "claimName"]);
    match (volume.host_path(), claim) {
        (Some(path), _) if is_many && !is_daemon && !is_apart(&pod.pod) => {
            Some(hit(path, "node", folder, &on_node(path, inside), volume))
        }
        (_, Some(claim)) if is_many || is_daemon => {
            Some(hit(claim, "claim", folder, claim.text().unwrap_or_default(), volume))
        }
        (Some(path), _) => {
            let text = on_node(path, inside);
            let (other, at) = other_of(pod, folder, &text, model)?;
            let hit = hit(path, "between", folder, &text, volume);
            let hit = hit.var("other", other.pod.object.title());
            Some(hit.related(at.location(), "the same folder"))
        }
        _ => None,
    }
}

fn hit(at: Node<'_>, case: &'static str, folder: &Folder, actual: &str, of: Volume<'_>) -> Hit {
    let hit = Hit::new(at.location(), if folder.is_data { case } else { "log" });
    let hit = if case == "between" { hit } else { hit.var("other", "") };
    hit.var("actual", actual).var("folder", &folder.path).var("volume", of.name())
}

/// Whether a workload has several pods at once.
fn is_many<'a>(pod: &Workload<'a>, model: &Model<'a>) -> bool {
    let object = &pod.pod.object;
    replicas_of(object).is_none_or(|replicas| replicas.count > 1)
        || is_scaled(object, &model.objects)
}

fn is_daemon(pod: &Workload<'_>) -> bool {
    pod.pod.object.kind == "DaemonSet"
}

/// An earlier workload whose agent is on the same nodes and has the same folder of them, with the path in its volume.
/// Only of a DaemonSet that no node is kept from it is certain that it meets the pods of another workload.
fn other_of<'m, 'a>(
    pod: &Workload<'a>,
    folder: &Folder,
    text: &str,
    model: &'m Model<'a>,
) -> Option<(&'m Workload<'a>, Node<'a>)> {
    let is_everywhere = |pod: &Workload<'_>| {
        is_daemon(pod)
            && !["nodeSelector", "affinity"].iter().any(|key| pod.pod.spec.value.get(key).is_some())
    };
    let before = model.workloads.iter().take_while(|other| other.index < pod.index);
    let met = before.filter(|other| {
        (is_everywhere(other) || is_everywhere(pod))
            && (is_daemon(other) || !is_many(other, model))
            && other.pod.object.name() != pod.pod.object.name()
            && model.belong_together(&other.pod.object, &pod.pod.object)
    });
    met.flat_map(|other| other.containers.iter().map(move |one| (other, one)))
        .filter(|(_, one)| one.is_agent)
        .find_map(|(other, one)| {
            let found =
                folders(other, one, model).into_iter().filter(|it| it.is_data == folder.is_data);
            let path = found
                .filter_map(|it| node_path(other, one, &it, model))
                .find(|(_, path)| path == text);
            path.map(|(node, _)| (other, node))
        })
}

/// Where on the node a folder of an agent is, with the path in its volume.
fn node_path<'a>(
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    folder: &Folder,
    model: &Model<'a>,
) -> Option<(Node<'a>, String)> {
    let around = around(pod, &one.container, &folder.path)?;
    let path = around.volume?.host_path().filter(|path| path.text().is_some())?;
    let inside = inside(&around, folder, pod, one, model)?;
    Some((path, on_node(path, &inside)))
}

/// What is on the node at a part of a host path.
fn on_node(path: Node<'_>, inside: &str) -> String {
    normal(&format!("{}/{inside}", path.text().unwrap_or_default()))
}

/// Whether something keeps the pods of a workload from meeting on a node.
fn is_apart(pod: &Pod<'_>) -> bool {
    let mut terms = pod.spec.value.items_at(&APART);
    let ports = pod.containers.iter().filter_map(|container| container.node.get("ports"));
    terms.any(|term| term.get_text("topologyKey") == Some(HOSTNAME))
        || ports.flat_map(Node::items).any(|port| port.get("hostPort").is_some())
}

/// Where in its volume the folder is; `None` where it is another one for each pod, or may be.
fn inside<'a>(
    around: &Around<'a>,
    folder: &Folder,
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> Option<String> {
    let beside = below(&around.at, &folder.path)?;
    let part = match around.mount.node.get("subPathExpr") {
        None => around.mount.node.get_text("subPath").unwrap_or_default(),
        Some(expression) => {
            let text = expression.text()?;
            let environment = one.environment(pod, &model.objects);
            let is_common = |part: &TextPart<'_>| is_common(part, environment);
            text_parts(text).iter().all(is_common).then_some(text)?
        }
    };
    Some(format!("{part}{beside}"))
}

/// Whether a part of a text is the same in every pod.
fn is_common(part: &TextPart<'_>, environment: &Environment<'_>) -> bool {
    let TextPart::Reference(name, _) = part else { return true };
    let Some(var) = environment.get(name) else { return false };
    match environment.origin(var).source {
        EnvSource::Field(field) => field.text().is_some_and(|field| !OF_ONE_POD.contains(&field)),
        EnvSource::Literal(_) => var.text().is_some_and(|text| !text.contains("$(")),
        _ => false,
    }
}
