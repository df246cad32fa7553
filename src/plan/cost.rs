//! What a workload asks of the cluster: memory and CPU for the scheduler, pulls of images, and requests to the API server.

use crate::load::{Load, Resource, Runtime};
use crate::model::{Model, Workload};
use crate::units::Quantity;

use super::{NodesRecord, PriceRecord};

/// How long the agent keeps what it knows of a pod, in seconds, and when it asks once more for each pod of its node.
/// Source: scalyr-agent-2, k8s.py 2.1.1.
const EXPIRY: &str = "SCALYR_K8S_CACHE_EXPIRY_SECS";
const DEFAULT_EXPIRY: u64 = 30;

/// The price of so many pods.
pub(super) fn record<'a>(
    load: &Load,
    pod: &Workload<'a>,
    model: &Model<'a>,
    replicas: Option<u64>,
    nodes: Option<&NodesRecord>,
) -> PriceRecord {
    let of = |resource: Resource| load.requests.of(resource);
    let (memory, cpu) = (of(Resource::Memory), of(Resource::Cpu));

    let on_node = nodes.map(|nodes| nodes.most_pods);
    let images = images(pod);
    let spread = replicas.zip(nodes);
    let asking = spread.filter(|_| may_be_docker(load));
    PriceRecord {
        memory_per_pod: number(memory.amount, "1Mi"),
        cpu_per_pod: number(cpu.amount, "1"),
        memory: times(memory.amount, replicas, "1Gi"),
        cpu: times(cpu.amount, replicas, "1"),
        memory_per_node: times(memory.amount, on_node, "1Gi"),
        cpu_per_node: times(cpu.amount, on_node, "1"),
        without_memory: memory.without.clone(),
        without_cpu: cpu.without.clone(),
        image_pulls: spread.and_then(|(replicas, nodes)| pulls(&images, replicas, nodes)),
        images,
        api_requests_per_minute: asking
            .and_then(|(replicas, nodes)| api_requests(replicas, nodes, expiry(pod, model)?)),
    }
}

/// Each node pulls each image once.
fn pulls(images: &[String], replicas: u64, nodes: &NodesRecord) -> Option<u64> {
    nodes.count.min(replicas).checked_mul(u64::try_from(images.len()).ok()?)
}

/// An amount in a unit, which is a quantity's text.
fn number(amount: Option<Quantity>, unit: &str) -> Option<String> {
    Some(amount?.number_of(Quantity::parse(unit).ok()?))
}

/// The images that a node pulls for the pod, each once, in the order of the containers.
fn images(pod: &Workload<'_>) -> Vec<String> {
    let mut images: Vec<String> = Vec::new();
    for one in &pod.containers {
        let image = one.container.node.get_text("image").unwrap_or_default();
        let never = one.container.node.get_text("imagePullPolicy") == Some("Never");
        if !never && !image.is_empty() && images.iter().all(|known| known != image) {
            images.push(image.to_owned());
        }
    }
    images
}

/// The seconds after which the agent asks again; `None` where the files can't tell.
fn expiry<'a>(pod: &Workload<'a>, model: &Model<'a>) -> Option<u64> {
    let agent = pod.containers.iter().find(|one| one.is_agent)?;
    let environment = agent.environment(pod, &model.objects);
    match environment.get(EXPIRY) {
        Some(var) => var.literal()?.0.trim().parse().ok().filter(|seconds| *seconds > 0),
        None => (!environment.open).then_some(DEFAULT_EXPIRY),
    }
}

/// Each agent asks for every pod of its node, so that it grows with the square of the pods on a node. Other pods of
/// the node would come on top.
fn api_requests(replicas: u64, nodes: &NodesRecord, expiry: u64) -> Option<u64> {
    let fuller = replicas.checked_sub(nodes.fewest_pods.checked_mul(nodes.count)?)?;
    let square = |pods: u64| pods.checked_mul(pods);
    let on_fuller = fuller.checked_mul(square(nodes.most_pods)?)?;
    let on_others = nodes.count.checked_sub(fuller)?.checked_mul(square(nodes.fewest_pods)?)?;
    Some(on_fuller.checked_add(on_others)?.checked_mul(60)?.div_ceil(expiry))
}

fn times(amount: Option<Quantity>, pods: Option<u64>, unit: &str) -> Option<String> {
    number(Some(amount?.times(pods?)), unit)
}

/// With containerd it depends on the agent's release how often it asks.
fn may_be_docker(load: &Load) -> bool {
    load.stated.runtime.is_none_or(|runtime| runtime.value == Runtime::Docker)
}
