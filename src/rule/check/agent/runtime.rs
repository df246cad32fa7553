//! `runtime`: what the agent is told of the container runtime, against the one that the user says the nodes have.
//! Source: scalyr-agent-2, kubernetes_monitor.py and log_processing.py, 2.1.1 to 2.2.22.

use serde::Deserialize;

use crate::agent::needs_docker_socket;
use crate::kube::{Container, Environment, ImageRef, Pod};
use crate::limits::Limits;
use crate::load::{Fact, Runtime};
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

const ALWAYS_DOCKER: &str = "SCALYR_K8S_ALWAYS_USE_DOCKER";
const PARSE_FORMAT: &str = "SCALYR_K8S_PARSE_FORMAT";
/// What only a node with Docker has. Source: Docker's documentation, daemon data directory and socket.
const OF_DOCKER: [&str; 3] = ["/var/lib/docker", "/var/run/docker.sock", "/run/docker.sock"];
/// Types of a hostPath volume for which nothing is made. Source: Kubernetes documentation, Volumes, hostPath.
const MUST_EXIST: [&str; 3] = ["Directory", "File", "Socket"];

/// RuntimeFile of `runtime`: none. Cases: an agent that needs Docker's socket on nodes without Docker (`image`), a volume
/// of Docker's that must be there (`volume`), an agent that is made to ask Docker (`asks-docker`), and one that
/// reads the log in the form of the other runtime (`format`). Variables: `runtime`, `actual`, `wanted`, `path`,
/// `container`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuntimeFile {}

impl Check for RuntimeFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["image", "volume", "asks-docker", "format"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["runtime", "actual", "wanted", "path", "container"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let (Some(facts), Some(container)) = (subject.pod(), subject.container()) else {
            return;
        };
        let (Some(stated), Some(environment)) =
            (facts.stated.runtime, subject.environment(&model.objects))
        else {
            return;
        };
        let mut new = Vec::new();
        if stated.value == Runtime::Containerd {
            // An agent that needs no Docker needs no volume of it either.
            let volumes = volumes(&facts.pod);
            match needs_docker(container, model.limits) {
                Some(hit) => new.push(volumes.iter().fold(hit, |hit, volume| {
                    hit.related(volume.at, "and this volume waits for Docker").subsumes([volume.at])
                })),
                None => new.extend(volumes),
            }
            new.extend(asks_docker(environment));
        }
        new.extend(format(environment, stated.value));
        hits.extend(
            new.into_iter().map(|hit| of_runtime(hit, stated).var("container", container.name())),
        );
    }
}

fn of_runtime(hit: Hit, stated: Fact<Runtime>) -> Hit {
    let hit = hit.var("runtime", stated.value);
    match stated.at {
        Some(at) => hit.related(at, "the container runtime").because_of([at]),
        None => hit,
    }
}

/// An agent that ends where it finds no socket of Docker.
fn needs_docker(container: &Container<'_>, limits: &Limits) -> Option<Hit> {
    let node = container.node.get("image")?;
    let image = ImageRef::parse(node.text()?);
    let tag = node.fragment(image.tag_range()?);
    needs_docker_socket(&image, limits)
        .then(|| Hit::new(tag, "image").var("actual", image.tag.unwrap_or_default()))
}

/// Volumes that the kubelet waits for in vain before it starts the pod; it looks at those that are mounted only.
fn volumes(pod: &Pod<'_>) -> Vec<Hit> {
    let mounts: Vec<_> = pod.containers.iter().flat_map(Container::mounts).collect();
    let hit = |volume: crate::kube::Volume<'_>| {
        let path = volume.host_path().and_then(Node::text)?;
        let is_below = |parent: &str| {
            path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let kind = volume.node.get_path(&["hostPath", "type"])?;
        let must_exist = kind.text().is_some_and(|kind| MUST_EXIST.contains(&kind));
        let waits = must_exist && mounts.iter().any(|mount| mount.is_of(volume.name()));
        let hit =
            Hit::new(kind.location(), "volume").var("actual", volume.name()).var("path", path);
        (waits && OF_DOCKER.into_iter().any(is_below)).then_some(hit)
    };
    pod.volumes().into_iter().filter_map(hit).collect()
}

fn asks_docker(environment: &Environment<'_>) -> Option<Hit> {
    let (text, at) = environment.get(ALWAYS_DOCKER)?.literal()?;
    text.eq_ignore_ascii_case("true").then(|| Hit::new(at, "asks-docker").var("actual", text))
}

fn format(environment: &Environment<'_>, runtime: Runtime) -> Option<Hit> {
    let (text, at) = environment.get(PARSE_FORMAT)?.literal()?;
    let (other, wanted) = match runtime {
        Runtime::Docker => ("cri", "json"),
        Runtime::Containerd => ("json", "cri"),
    };
    (text == other).then(|| Hit::new(at, "format").var("actual", text).var("wanted", wanted))
}
