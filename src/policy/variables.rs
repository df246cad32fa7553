//! What the conditions of a policy refer to, and which objects it is about.

use crate::agent::{AGENT_CONTAINER_NAME, AgentImages};

/// That an init container runs next to the regular ones.
const NATIVE: &str = "has(c.restartPolicy) && c.restartPolicy == 'Always'";

/// A way from an object to its pods, with the kinds that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Pod,
    Workload,
    CronJob,
}

/// Kinds of a group by their plural names.
pub(super) struct Resources {
    pub group: &'static str,
    pub names: &'static [&'static str],
}

impl Shape {
    pub(super) const ALL: [Self; 3] = [Self::Pod, Self::Workload, Self::CronJob];

    /// Name of the policy and of its binding.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pod => "lt-lint-pods",
            Self::Workload => "lt-lint-workloads",
            Self::CronJob => "lt-lint-cron-jobs",
        }
    }

    /// The pod template.
    fn template(self) -> &'static str {
        match self {
            Self::Pod => "object",
            Self::Workload => "object.spec.template",
            Self::CronJob => "object.spec.jobTemplate.spec.template",
        }
    }

    pub(super) fn resources(self) -> &'static [Resources] {
        match self {
            Self::Pod => &[Resources { group: "", names: &["pods"] }],
            Self::Workload => &[
                Resources {
                    group: "apps",
                    names: &["deployments", "statefulsets", "daemonsets", "replicasets"],
                },
                Resources { group: "batch", names: &["jobs"] },
                Resources { group: "", names: &["replicationcontrollers"] },
            ],
            Self::CronJob => &[Resources { group: "batch", names: &["cronjobs"] }],
        }
    }

    /// That a pod has an agent: other objects are left alone. Variables can't be used here.
    pub(super) fn condition(self, images: &AgentImages) -> String {
        let (template, agent) = (self.template(), is_agent(images));
        let guard = match self {
            // The template of a ReplicationController may be absent.
            Self::Workload => "has(object.spec.template) && ",
            Self::Pod | Self::CronJob => "",
        };
        format!(
            "{guard}({template}.spec.containers.exists(c, {agent}) || \
             has({template}.spec.initContainers) && {template}.spec.initContainers.exists(c, \
             {NATIVE} && ({agent})))"
        )
    }

    /// The variables by name, each after those that it refers to.
    pub(super) fn variables(self, images: &AgentImages) -> Vec<(&'static str, String)> {
        let agent = is_agent(images);
        let or = |field: &str, nothing: &str| format!("has({field}) ? {field} : {nothing}");
        vec![
            ("template", self.template().to_owned()),
            ("pod", "variables.template.spec".to_owned()),
            ("name", or("object.metadata.name", "''")),
            ("namespace", or("object.metadata.namespace", "''")),
            ("annotations", of_template("annotations")),
            ("labels", of_template("labels")),
            ("own", or("object.metadata.annotations", "{}")),
            ("volumes", or("variables.pod.volumes", "[]")),
            ("inits", or("variables.pod.initContainers", "[]")),
            ("containers", "variables.pod.containers + variables.inits".to_owned()),
            ("running", format!("variables.pod.containers + variables.inits.filter(c, {NATIVE})")),
            ("agents", format!("variables.running.filter(c, {agent})")),
            ("generators", format!("variables.running.filter(c, !({agent}))")),
            ("runtimes", runtimes()),
        ]
    }
}

/// What the annotations say that runs the containers.
fn runtimes() -> String {
    let of = |map: &str| {
        format!(
            "('lt-lint/runtime' in variables.{map} ? [variables.{map}['lt-lint/runtime']] : [])"
        )
    };
    format!("{} + {}", of("annotations"), of("own"))
}

/// That the container `c` is the agent.
fn is_agent(images: &AgentImages) -> String {
    let patterns = images.patterns().into_iter();
    let by_image = patterns.map(|pattern| format!("c.image.matches('{pattern}')"));
    let by_image = by_image.collect::<Vec<_>>().join(" || ");
    format!("c.name == '{AGENT_CONTAINER_NAME}' || has(c.image) && ({by_image})")
}

/// A map of a pod template's metadata; an empty one where it has none.
fn of_template(name: &str) -> String {
    format!(
        "has(variables.template.metadata) && has(variables.template.metadata.{name}) ? \
         variables.template.metadata.{name} : {{}}"
    )
}
