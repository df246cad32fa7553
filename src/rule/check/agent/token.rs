//! `token`: the token of its account, with which the agent asks the API server.

use std::collections::HashSet;

use serde::Deserialize;

use crate::agent::{ImageVerdict, judge_image};
use crate::kube::rbac::account_of;
use crate::kube::{Container, ImageRef, Object};
use crate::model::{Model, Workload, WorkloadRole};
use crate::yaml::Node;

use crate::rule::cel;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The folder in which every container finds the token of its account.
const FOLDER: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// The same folder, by a link that most images have.
const SHORT_FOLDER: &str = "/run/secrets/kubernetes.io/serviceaccount";
/// The agent's setting of another place.
const PLACE: &str = "SCALYR_K8S_SERVICE_ACCOUNT_TOKEN";
const FIELD: &str = "automountServiceAccountToken";

/// TokenFile of `token`: there are none. Cases: `pod` and `account`, by whose field leaves the token out.
/// Variables: `account`, `container`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TokenFile {}

impl Check for TokenFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["pod", "account"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["account", "container"]
    }

    fn cel(&self) -> Option<String> {
        let folders = cel::list([FOLDER, SHORT_FOLDER]);
        Some(format!(
            "!has(variables.pod.{FIELD}) || variables.pod.{FIELD} || \
             variables.agents.exists(c, \
             has(c.volumeMounts) && c.volumeMounts.exists(m, m.mountPath in {folders}) || \
             has(c.env) && c.env.exists(e, e.name == '{PLACE}'))"
        ))
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let mut told = HashSet::new();
        for pod in model.workloads.iter().filter(|pod| pod.role != WorkloadRole::Other) {
            let Some(agent) = pod.agents().find(|agent| asks(agent)) else {
                continue;
            };
            if !has_other_token(pod, agent, model) {
                // Pods that share an account share its mistake.
                hits.extend(left_out(pod, agent, model).filter(|hit| told.insert(hit.at)));
            }
        }
    }
}

/// Whether an agent asks the API server: all do but the one for plain Docker.
fn asks(agent: &Container<'_>) -> bool {
    let image = agent.node.get_text("image").map(ImageRef::parse);
    image.is_none_or(|image| judge_image(&image) != ImageVerdict::PlainDocker)
}

/// What the pod says beats what its account says.
fn left_out(pod: &Workload<'_>, agent: &Container<'_>, model: &Model<'_>) -> Option<Hit> {
    let (account, named) = account_of(&pod.pod)?;
    let at_pod = pod.pod.spec.value.get(FIELD).filter(|node| !node.is_null());
    let objects = &model.objects;
    let at_account = || objects.find("ServiceAccount", account.namespace, account.name);
    let (at, case, object): (Node<'_>, _, Object<'_>) = match at_pod {
        Some(node) => (node, "pod", pod.pod.object),
        None => {
            at_account().and_then(|object| Some((object.root.get(FIELD)?, "account", *object)))?
        }
    };
    let hit = Hit::new(at.location(), case).in_object(&object).var("account", account.name);
    let hit = hit.var("container", agent.name());
    let hit = if case == "account" {
        hit.related(named.location(), "the account of these pods")
    } else {
        hit.related(agent.place(), "needs the token")
    };
    (at.as_bool() == Some(false)).then_some(hit)
}

/// Whether a volume brings a token to where the agent looks, or a setting says that it looks elsewhere.
fn has_other_token<'a>(pod: &Workload<'a>, agent: &Container<'a>, model: &Model<'a>) -> bool {
    let volumes = pod.pod.volumes();
    let brings_token = |name: &str| {
        volumes.iter().filter(|volume| volume.name() == name).any(|volume| {
            let sources = volume.node.get_path(&["projected", "sources"]).map(Node::items);
            let mut sources = sources.unwrap_or_default();
            volume.node.get("secret").is_some()
                || volume.node.get("csi").is_some()
                || sources.any(|source| source.get("serviceAccountToken").is_some())
        })
    };
    let is_mounted = agent.mounts().iter().any(|mount| {
        let path = mount.path().and_then(Node::text).unwrap_or_default().trim_end_matches('/');
        [FOLDER, SHORT_FOLDER].contains(&path)
            && mount.name().and_then(Node::text).is_some_and(&brings_token)
    });
    let mut agents = pod.containers.iter().filter(|one| one.is_agent);
    is_mounted || agents.any(|agent| agent.environment(pod, &model.objects).get(PLACE).is_some())
}
