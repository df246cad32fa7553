//! A container as it sees itself when it runs: its environment and the files mounted into it.

use std::sync::OnceLock;

use crate::yaml::Node;

use super::mounted::mounted_text;
use super::{Container, Environment, ObjectSet, Pod, effective_environment};

/// Container with what it can see; each is looked up when it is first asked for.
#[derive(Debug, Clone, Copy)]
pub struct ContainerView<'r, 'a> {
    /// The container.
    pub container: &'r Container<'a>,
    /// Its pod.
    pub pod: &'r Pod<'a>,
    /// Every object of the input.
    pub objects: &'r ObjectSet<'a>,
    /// Its environment, once somebody asked.
    pub environment: &'r OnceLock<Environment<'a>>,
}

impl<'r, 'a> ContainerView<'r, 'a> {
    /// Its environment.
    #[must_use]
    pub fn environment(&self) -> &'r Environment<'a> {
        let namespace = self.pod.object.namespace();
        self.environment
            .get_or_init(|| effective_environment(self.container, namespace, self.objects))
    }

    /// Text of the file at `path`, where a ConfigMap of the input holds it.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Node<'a>> {
        mounted_text(self.pod, self.container, self.objects, path)
    }
}
