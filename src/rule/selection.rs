//! What `where` of a rule chooses: objects, workloads and containers, for every kind of check.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::error::KeyError;
use crate::kube::{ContainerRole, Object, has_pods, pod_of};
use crate::model::{Model, Workload, WorkloadContainer, WorkloadRole};
use crate::source::Location;
use crate::yaml::Node;

use super::check::{Check, Hit, Reach, Scope};
use super::context::Subject;
use super::file::{Containers, Where, Workloads};

/// Workloads of the input by their places, looked up when a rule first asks.
pub(super) struct Places<'m, 'a> {
    model: &'m Model<'a>,
    workloads: OnceLock<HashMap<Location, &'m Workload<'a>>>,
}

impl<'m, 'a> Places<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>) -> Self {
        Self { model, workloads: OnceLock::new() }
    }

    /// The workload that an object is.
    fn workload(&self, object: &Object<'_>) -> Option<&'m Workload<'a>> {
        let by_place = || self.model.workloads.iter().map(|it| (it.identity(), it)).collect();
        self.workloads.get_or_init(by_place).get(&object.root.location()).copied()
    }
}

impl Where {
    /// Whether it leaves nothing out.
    pub fn is_everything(&self) -> bool {
        self.takes_any_object() && self.containers.is_none()
    }

    fn takes_any_object(&self) -> bool {
        self.workloads == Workloads::Any
            && self.kinds.is_empty()
            && self.namespaces.is_empty()
            && self.names.is_empty()
            && self.labels.is_empty()
    }

    /// Rejects what can't be chosen for a check.
    ///
    /// # Errors
    /// Says which key can't, and what to do.
    pub fn check(&self, check: &dyn Check) -> Result<(), KeyError> {
        let (scope, reach) = (check.scope(), check.reach());
        if scope == Scope::Container && self.containers.is_none() {
            let reason = "`where` must select `containers`: agent, generators, init or any; \
                for other places, use a check of a field with `on: pod`, `template` or `object`";
            return Err(KeyError::new(reason).at_key());
        }
        if reach == Reach::File && !self.is_everything() {
            let reason = "this kind of check looks at files, where there may be no object: \
                remove `where`";
            return Err(KeyError::new(reason).at_key());
        }
        if reach == Reach::Object && self.containers.is_some() {
            let what = if scope == Scope::Pod { "pods" } else { "objects" };
            let reason = format!("this kind of check looks at whole {what}; remove `containers`");
            return Err(KeyError::new(reason).under("containers").at_key());
        }
        self.check_kinds(scope)
    }

    /// Rejects kinds of objects without a pod, where pods are chosen.
    fn check_kinds(&self, scope: Scope) -> Result<(), KeyError> {
        let asks_pods = matches!(scope, Scope::Pod | Scope::Container)
            || self.containers.is_some()
            || self.workloads != Workloads::Any;
        let mut kinds = self.kinds.iter().enumerate();
        match kinds.find(|(_, kind)| asks_pods && !has_pods(kind)) {
            Some((at, kind)) => {
                let reason = format!(
                    "`where` selects among pods, but {} has none that lt-lint knows; \
                     for other objects, use a check of a field with `on: object`",
                    crate::text::with_article(kind)
                );
                Err(KeyError::new(reason).under(&at).under("kinds"))
            }
            None => Ok(()),
        }
    }

    /// Whether it chooses an object by itself.
    pub(super) fn chooses_object(&self, object: &Object<'_>, places: &Places<'_, '_>) -> bool {
        self.takes_any_object() || self.chooses(object, places.workload(object))
    }

    /// Whether it chooses an object, which may be a workload.
    pub fn chooses(&self, object: &Object<'_>, workload: Option<&Workload<'_>>) -> bool {
        let is_one =
            |list: &[String], text: &str| list.is_empty() || list.iter().any(|it| it == text);
        is_one(&self.kinds, object.kind)
            && is_one(&self.names, object.name())
            && is_one(&self.namespaces, object.namespace().unwrap_or_default())
            && self.labels.iter().all(|(key, value)| has_label(object, key, value))
            && self.workloads.choose(workload)
    }

    /// Whether it chooses a container of a pod that it chooses.
    pub fn chooses_container(&self, facts: &WorkloadContainer<'_>) -> bool {
        match self.containers {
            None | Some(Containers::Any) => true,
            Some(Containers::Init) => facts.container.role == ContainerRole::Init,
            Some(Containers::Agent) => facts.is_agent,
            Some(Containers::Generators) => facts.is_generator(),
        }
    }

    /// Whether it chooses what a hit is in, as far as its subject doesn't tell.
    pub(super) fn keeps(
        &self,
        subject: &Subject<'_, '_>,
        hit: &Hit,
        places: &Places<'_, '_>,
    ) -> bool {
        match subject {
            _ if self.is_everything() => true,
            Subject::Input(_) => self.chooses_hit(hit, places),
            Subject::Pod(pod) => self.chooses_place(hit.at, Some(pod)),
            Subject::Object(_) | Subject::Container(..) => true,
        }
    }

    /// Whether it chooses the object of a hit: of a hit about several objects, the one with its place.
    fn chooses_hit(&self, hit: &Hit, places: &Places<'_, '_>) -> bool {
        let Some(object) = places.model.object_at(hit.object.unwrap_or(hit.at)) else {
            return false;
        };
        let workload = places.workload(object);
        self.chooses(object, workload) && self.chooses_place(hit.at, workload)
    }

    /// Whether a place of a workload is in a chosen container.
    fn chooses_place(&self, at: Location, workload: Option<&Workload<'_>>) -> bool {
        let around = |one: &&WorkloadContainer<'_>| {
            let place = one.container.node.location();
            place.file == at.file
                && place.span.start <= at.span.start
                && at.span.end <= place.span.end
        };
        self.containers.is_none()
            || workload.is_some_and(|workload| {
                workload.containers.iter().filter(around).any(|one| self.chooses_container(one))
            })
    }
}

impl Workloads {
    fn choose(self, workload: Option<&Workload<'_>>) -> bool {
        let role = workload.map(|workload| workload.role);
        match self {
            Self::Any => true,
            Self::Agent => role.is_some_and(|role| role != WorkloadRole::Other),
            Self::Sidecar => role == Some(WorkloadRole::Sidecar),
            Self::NodeAgent => role == Some(WorkloadRole::NodeAgent),
            Self::AgentAlone => role == Some(WorkloadRole::AgentAlone),
            Self::NoAgent => role == Some(WorkloadRole::Other),
            Self::LoadTest => workload.is_some_and(Workload::is_load_test),
        }
    }
}

/// Whether an object has a label, or its pod template has.
fn has_label(object: &Object<'_>, key: &str, value: &str) -> bool {
    let labels = |node: Node<'_>| {
        let labels = node.get_path(&["metadata", "labels"]);
        labels.is_some_and(|labels| labels.get_text(key) == Some(value))
    };
    labels(object.root) || pod_of(object).is_some_and(|pod| labels(pod.template))
}
