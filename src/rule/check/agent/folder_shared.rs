//! Folders of the agent that several pods have in common.

use crate::kube::{
    EnvSource, Pod, TextPart, Volume, below, is_scaled_by, normal, replicas_of, text_parts,
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
    let is_many = is_many(pod, model);
    let is_daemon = pod.pod.object.kind == "DaemonSet";
    let mut hits: Vec<Hit> = Vec::new();
    for folder in folders(pod, one, model) {
        let Some(around) = around(pod, &one.container, &folder.path) else { continue };
        let Some(volume) = around.volume else { continue };
        let Some(inside) = inside(&around, &folder, pod, one, model) else { continue };
        let claim = volume.node.get_path(&["persistentVolumeClaim", "claimName"]);
        let hit = match (volume.host_path(), claim) {
            (Some(path), _) if is_many && !is_daemon && !is_apart(&pod.pod) => {
                let text = normal(&format!("{}/{inside}", path.text().unwrap_or_default()));
                hit(path, "node", &folder, &text, volume)
            }
            (_, Some(claim)) if is_many || is_daemon => {
                hit(claim, "claim", &folder, claim.text().unwrap_or_default(), volume)
            }
            _ => continue,
        };
        // A folder around both is one mistake.
        if hits.iter().all(|known| known.at != hit.at) {
            let hit = hit.related(around.mount.place(), format!("at `{}`", around.at));
            hits.push(hit.because_of(around.places()));
        }
    }
    hits
}

fn hit(at: Node<'_>, case: &'static str, folder: &Folder, actual: &str, of: Volume<'_>) -> Hit {
    let hit = Hit::new(at.location(), if folder.is_data { case } else { "log" });
    hit.var("actual", actual).var("folder", &folder.path).var("volume", of.name())
}

/// Whether a workload has several pods at once.
fn is_many<'a>(pod: &Workload<'a>, model: &Model<'a>) -> bool {
    let object = &pod.pod.object;
    let mut scalers = model.objects.of_kind("HorizontalPodAutoscaler");
    replicas_of(object).is_none_or(|replicas| replicas.count > 1)
        || scalers.any(|scaler| is_scaled_by(object, scaler))
}

/// Whether something keeps the pods of a workload from meeting on a node.
fn is_apart(pod: &Pod<'_>) -> bool {
    let mut terms = pod.spec.value.get_path(&APART).map(Node::items).unwrap_or_default();
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
            let is_common = |part: &TextPart<'_>| match part {
                TextPart::Text(_) => true,
                TextPart::Reference(name, _) => {
                    let Some(var) = environment.get(name) else { return false };
                    match environment.origin(var).source {
                        EnvSource::Field(field) => {
                            field.text().is_some_and(|field| !OF_ONE_POD.contains(&field))
                        }
                        EnvSource::Literal(_) => {
                            var.text().is_some_and(|text| !text.contains("$("))
                        }
                        _ => false,
                    }
                }
            };
            text_parts(text).iter().all(is_common).then_some(text)?
        }
    };
    Some(format!("{part}{beside}"))
}
