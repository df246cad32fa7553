//! What a check is asked about, and what the checks of one kind share.

use std::sync::OnceLock;

use crate::kube::{Container, Environment, Object, ObjectSet};
use crate::model::{Workload, WorkloadContainer};

use super::check::Hit;
use super::check::structure::schema::Find;

/// Results that several rules share, each computed once in a run.
#[derive(Debug, Default)]
pub struct Shared {
    /// What the API server says of every object's structure.
    pub(super) structure: OnceLock<Vec<(Find, Hit)>>,
}

/// What a check is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'p, 'a> {
    /// The input as a whole, with what the rules share.
    Input(&'p Shared),
    /// An object.
    Object(&'p Object<'a>),
    /// A pod.
    Pod(&'p Workload<'a>),
    /// A container of a pod.
    Container(&'p Workload<'a>, &'p WorkloadContainer<'a>),
}

impl<'p, 'a> Subject<'p, 'a> {
    /// The pod, if there is one.
    pub fn pod(&self) -> Option<&'p Workload<'a>> {
        match *self {
            Self::Input(_) | Self::Object(_) => None,
            Self::Pod(pod) | Self::Container(pod, _) => Some(pod),
        }
    }

    /// The object, or that of the pod, if there is one.
    pub fn object(&self) -> Option<&'p Object<'a>> {
        match *self {
            Self::Input(_) => None,
            Self::Object(object) => Some(object),
            Self::Pod(pod) | Self::Container(pod, _) => Some(&pod.pod.object),
        }
    }

    /// The container, if there is one.
    pub fn container(&self) -> Option<&'p Container<'a>> {
        match *self {
            Self::Container(_, facts) => Some(&facts.container),
            _ => None,
        }
    }

    /// What the container sees in its environment, if there is a container.
    pub fn environment(&self, objects: &'p ObjectSet<'a>) -> Option<&'p Environment<'a>> {
        match *self {
            Self::Container(pod, facts) => Some(facts.environment(pod, objects)),
            _ => None,
        }
    }
}
