//! `agent-container`: the name of the agent's container, the user that it runs as, and how its pod runs it.
//! Source: scalyr-agent-2, monitor_utils/k8s.py and the image's start command, 2.1.1 to 2.2.22; the Kubernetes
//! documentation, Init Containers, Sidecar Containers and Jobs.

use serde::Deserialize;

use crate::agent::{AGENT_CONTAINER_NAME, ImageVerdict, judge_image, official_pattern};
use crate::kube::{Container, ContainerRole, ImageRef};
use crate::load::Runtime;
use crate::model::{Model, Workload, WorkloadContainer, WorkloadRole};
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::yaml::Node;

use super::doubled::{by_node, is_one_account};

/// Settings that say which runtime to take, whatever the agent finds.
const FIXED_RUNTIME: [&str; 2] = ["SCALYR_K8S_ALWAYS_USE_CRI", "SCALYR_K8S_ALWAYS_USE_DOCKER"];
/// The field with which Kubernetes ends the pods of a Job, or a pod.
const DEADLINE: &str = "activeDeadlineSeconds";

/// AgentContainerFile of `agent-container`. Variables of all: `container`, `actual`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AgentContainerFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// The image is the agent's, and the name isn't that under which the agent looks itself up.
    Name,
    /// It doesn't run as root. Cases: `user` (`actual` is its number), `refused` (the image's user is root, and the
    /// kubelet is told to start no such container).
    NotRoot,
    /// It runs as an init container that must end before the others start.
    Init,
    /// It sends the same logs to the same account as the agent before it in the pod (case `pod`, `actual` is its name), or
    /// as those of a workload that has agents of its own (`node`, `actual` is the workload).
    Second,
    /// It runs next to the containers of a Job, which ends only when all of them have.
    Job,
}

impl Check for AgentContainerFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::NotRoot => &["user", "refused"],
            Find::Second => &["pod", "node"],
            Find::Name | Find::Init | Find::Job => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["container", "actual"]
    }

    fn cel(&self) -> Option<String> {
        match self.report {
            Find::Name => {
                let (name, fixed) = (cel::text(AGENT_CONTAINER_NAME), cel::list(FIXED_RUNTIME));
                Some(format!(
                    "variables.containers.exists(c, c.name == {name}) || \
                     variables.runtimes.exists(r, r == 'containerd') || \
                     variables.agents.all(c, has(c.env) && c.env.exists(e, e.name in {fixed}))"
                ))
            }
            Find::NotRoot => {
                let user = secured("runAsUser", "== 0");
                let root = secured("runAsNonRoot", "== false");
                let released = cel::text(&official_pattern());
                let released = format!("has(c.image) && c.image.matches({released})");
                Some(format!("variables.agents.all(c, ({user}) && (!({released}) || ({root})))"))
            }
            Find::Init | Find::Second | Find::Job => None,
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(pod) = subject.pod() else { return };
        for one in &pod.containers {
            let hit = match self.report {
                Find::Init => init(pod, &one.container, model),
                _ if !one.is_agent => None,
                Find::Name => name(pod, one, model),
                Find::NotRoot => not_root(pod, &one.container),
                Find::Second => second(pod, one, model).or_else(|| by_node(pod, one, model)),
                Find::Job => job(pod, &one.container, model),
            };
            hits.extend(hit.map(|hit| {
                let known = hit.values.iter().any(|(name, _)| *name == "actual");
                let hit = if known { hit } else { hit.var("actual", "") };
                hit.var("container", one.container.name())
            }));
        }
    }
}

/// A condition on a field of the security context in CEL: what the container says beats what its pod says.
fn secured(name: &str, condition: &str) -> String {
    let of =
        |root: &str| format!("has({root}.securityContext) && has({root}.securityContext.{name})");
    let (container, pod) = (of("c"), of("variables.pod"));
    format!(
        "({container}) ? c.securityContext.{name} {condition} : \
         (!({pod}) || variables.pod.securityContext.{name} {condition})"
    )
}

fn image<'a>(container: &Container<'a>) -> Option<ImageRef<'a>> {
    container.node.get_text("image").map(ImageRef::parse)
}

fn is_release(container: &Container<'_>) -> bool {
    image(container).is_some_and(|image| matches!(judge_image(&image), ImageVerdict::Release(_)))
}

/// A name under which the agent doesn't find itself. Where it is known what runs the containers, it needs no name.
fn name<'a>(pod: &Workload<'a>, one: &WorkloadContainer<'a>, model: &Model<'a>) -> Option<Hit> {
    let node = one.container.node.get("name")?;
    let actual = node.text().filter(|name| !name.is_empty() && *name != AGENT_CONTAINER_NAME)?;
    let is_containerd = pod.stated.runtime.is_some_and(|it| it.value == Runtime::Containerd);
    let environment = one.environment(pod, &model.objects);
    let is_fixed = FIXED_RUNTIME.iter().any(|name| environment.get(name).is_some());
    let is_taken = pod.pod.containers.iter().any(|it| it.name() == AGENT_CONTAINER_NAME);
    let is_plain =
        image(&one.container).is_some_and(|image| judge_image(&image) == ImageVerdict::PlainDocker);
    let is_wrong = !is_containerd && !is_fixed && !is_taken && !is_plain;
    is_wrong.then(|| Hit::new(node.location(), "").var("actual", actual))
}

/// A user that can't read the node's logs. What the container says beats what its pod says.
fn not_root(pod: &Workload<'_>, container: &Container<'_>) -> Option<Hit> {
    let field = |name: &str| {
        let of = |node: Node<'_>| {
            let found = node.get("securityContext")?.get(name)?;
            (!found.is_null()).then_some((found.location(), found.as_integer(), found.as_bool()))
        };
        of(container.node).or_else(|| of(pod.pod.spec.value))
    };
    let label = |hit: Hit| hit.related(container.place(), "the agent");
    if let Some((at, Some(user), _)) = field("runAsUser").filter(|(_, user, _)| *user != Some(0)) {
        return Some(label(Hit::new(at, "user").var("actual", user)));
    }
    let refuses =
        field("runAsNonRoot").filter(|(_, _, on)| *on == Some(true) && is_release(container));
    refuses.map(|(at, ..)| label(Hit::new(at, "refused")))
}

/// An agent that must end before anything else starts, and never does. With a command of its own the image may do
/// something that ends.
fn init<'a>(pod: &Workload<'a>, container: &Container<'a>, model: &Model<'a>) -> Option<Hit> {
    // Without a list of containers these are what was meant to be in it.
    let has_containers = pod.pod.spec.value.get("containers").is_some();
    let is_agent = container.role == ContainerRole::Init
        && has_containers
        && container.node.get("command").is_none()
        && container.node.get("args").is_none()
        && image(container).is_some_and(|image| model.agent_images.has_agent(&image));
    is_agent.then(|| {
        let spec = pod.pod.spec.key.location();
        Hit::new(container.place(), "").in_object(&pod.pod.object).subsumes([spec])
    })
}

/// An agent next to another one that has the same account and leaves nothing to it: in sidecar mode each uploads
/// everything of their pod.
fn second<'a>(pod: &Workload<'a>, one: &WorkloadContainer<'a>, model: &Model<'a>) -> Option<Hit> {
    if pod.role != WorkloadRole::Sidecar || one.container.role == ContainerRole::Init {
        return None;
    }
    let mut agents = pod.containers.iter().filter(|it| it.is_agent);
    let first = agents.find(|it| it.container.role != ContainerRole::Init)?;
    let [here, there] = [one, first].map(|it| it.environment(pod, &model.objects));
    let is_same = !std::ptr::eq(one, first) && is_one_account(here, there);
    let hit = || {
        let hit = Hit::new(one.container.place(), "pod").var("actual", first.container.name());
        hit.related(first.container.place(), "the first agent")
    };
    is_same.then(hit)
}

/// An agent that keeps a Job going when its generators are done. A deadline ends it too, and generators that never
/// exit are another matter.
fn job<'a>(pod: &Workload<'a>, container: &Container<'a>, model: &Model<'a>) -> Option<Hit> {
    let object = &pod.pod.object;
    let spec: &[&str] = match object.kind {
        "Job" => &["spec"],
        "CronJob" => &["spec", "jobTemplate", "spec"],
        _ => return None,
    };
    let of_job = object.root.get_path(spec).and_then(|spec| spec.get(DEADLINE));
    let has_deadline = of_job.or_else(|| pod.pod.spec.value.get(DEADLINE)).is_some();
    let mut loads = model.loads.of(pod.index).into_iter().flat_map(|load| &load.containers);
    // Arguments with a mistake in them don't tell.
    let is_endless = loads.any(|load| {
        let goes_on = load.generator.is_some() && !load.is_opaque && load.ends.is_none();
        !load.mistakes.is_empty() || goes_on
    });
    let keeps_on = container.role == ContainerRole::Regular
        && pod.role == WorkloadRole::Sidecar
        && !has_deadline
        && !is_endless;
    keeps_on.then(|| Hit::new(container.place(), "").var("actual", object.kind))
}
