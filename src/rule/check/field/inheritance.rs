//! Amounts of a resource that count for a container without being its own.

use crate::error::KeyError;
use crate::kube::{Container, Inherited, inherited};
use crate::model::Model;
use crate::rule::check::Subject;

use super::target::Target;

/// The resource of a container that is asked for elsewhere as well.
#[derive(Debug)]
pub(super) struct Inheritance {
    list: String,
    resource: String,
}

impl Inheritance {
    /// What a target has, if it is `wanted`.
    ///
    /// # Errors
    /// For fields that a container has from nowhere else.
    pub(super) fn new(wanted: bool, target: &Target) -> Result<Option<Self>, KeyError> {
        if !wanted {
            return Ok(None);
        }
        let path = target.path.to_string();
        let parts = path.strip_prefix("resources.").and_then(|rest| rest.split_once('.'));
        match parts.filter(|(list, _)| ["limits", "requests"].contains(list)) {
            Some((list, resource)) if target.is_in_container() => {
                Ok(Some(Self { list: list.to_owned(), resource: resource.to_owned() }))
            }
            _ => {
                let reason = "only a container's `resources.limits` and `resources.requests` can be \
                    inherited";
                Err(KeyError::new(reason).under("inherited"))
            }
        }
    }

    /// Whether several containers of a pod share what it has as a whole, or the one has an amount of its own in it.
    pub(super) fn is_shared(&self, subject: &Subject<'_, '_>) -> bool {
        let Some(facts) = subject.pod() else { return false };
        let states = |container: &Container<'_>| {
            ["requests", "limits"]
                .into_iter()
                .any(|list| container.node.get_path(&["resources", list, &self.resource]).is_some())
        };
        facts.pod.containers.len() > 1 || facts.pod.containers.iter().any(states)
    }

    /// The amounts that count for a container next to its own.
    pub(super) fn amounts<'a>(
        &self,
        subject: &Subject<'_, 'a>,
        model: &Model<'a>,
    ) -> Vec<Inherited<'a>> {
        let container = subject.pod().zip(subject.container());
        container.map_or_else(Vec::new, |(facts, container)| {
            inherited(container, &facts.pod, &model.objects, &self.list, &self.resource)
        })
    }
}
