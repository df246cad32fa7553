//! What a workload asks of the cluster: memory and CPU for the scheduler, and requests to the API server.

use crate::kube::{ContainerRole, Quantity};
use crate::rule::{ContainerFacts, Input, PodFacts};

use super::{NodesRecord, PriceRecord};

/// How long the agent keeps what it knows of a pod, in seconds, and when it asks once more for each pod of its node.
/// Source: scalyr-agent-2, k8s.py 2.1.1.
const EXPIRY: &str = "SCALYR_K8S_CACHE_EXPIRY_SECS";
const DEFAULT_EXPIRY: u64 = 30;

/// The price of so many pods.
pub(super) fn record<'a>(
    pod: &PodFacts<'a>,
    input: &Input<'a>,
    replicas: Option<u64>,
    nodes: Option<&NodesRecord>,
) -> PriceRecord {
    // What has ended when the pod runs takes no place beside it.
    let running = pod.containers.iter().filter(|one| one.container.role != ContainerRole::Init);
    let running: Vec<&ContainerFacts<'_>> = running.collect();
    let (memory, without_memory) = requests(&running, "memory");
    let (cpu, without_cpu) = requests(&running, "cpu");
    let unit = |text: &str| Quantity::parse(text).ok();
    let number = |amount: Option<Quantity>, of: &str| Some(amount?.number_of(unit(of)?));
    let all = |amount: Option<Quantity>, of: &str| number(Some(amount?.times(replicas?)), of);
    let node = |amount: Option<Quantity>, of: &str| number(Some(amount?.times(nodes?.most_pods)), of);
    PriceRecord {
        memory_per_pod: number(memory, "1Mi"),
        cpu_per_pod: number(cpu, "1"),
        memory: all(memory, "1Gi"),
        cpu: all(cpu, "1"),
        memory_per_node: node(memory, "1Gi"),
        cpu_per_node: node(cpu, "1"),
        without_memory,
        without_cpu,
        api_requests_per_minute: replicas.zip(nodes).and_then(|(replicas, nodes)| {
            let agent = pod.containers.iter().find(|one| one.is_agent)?;
            api_requests(replicas, nodes, expiry(agent, pod, input)?)
        }),
    }
}

/// The sum of a resource's requests, and the containers that have none. A limit alone counts as the request, as the
/// API server fills it in.
fn requests(containers: &[&ContainerFacts<'_>], resource: &str) -> (Option<Quantity>, Vec<String>) {
    let (mut sum, mut without) = (None::<Quantity>, Vec::new());
    for one in containers {
        let node = one.container.node;
        let stated = |list| Quantity::parse(node.dig(&["resources", list, resource])?.text()?).ok();
        match stated("requests").or_else(|| stated("limits")) {
            Some(request) => sum = Some(sum.map_or(request, |sum| sum.plus(request))),
            None => without.push(one.container.name().to_owned()),
        }
    }
    (sum, without)
}

/// The seconds after which the agent asks again; `None` where the files can't tell.
fn expiry<'a>(agent: &ContainerFacts<'a>, pod: &PodFacts<'a>, input: &Input<'a>) -> Option<u64> {
    let environment = agent.environment(pod, &input.objects);
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
