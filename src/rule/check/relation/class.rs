//! Classes of the cluster that a pod names: one of nearly the name in the input is the one that is meant. Those that aren't
//! in the input, the cluster may have.

use crate::kube::{Object, Pod};
use crate::model::Model;
use crate::rule::check::Hit;
use crate::yaml::Node;

use super::near_name::Written;

/// Fields of a pod, with the kind of what they name. Source: k8s.io/kubernetes plugin/pkg/admission, priority and
/// runtimeclass, which reject a pod of which they don't find it.
const CLASSES: [(&str, &str); 2] =
    [("priorityClassName", "PriorityClass"), ("runtimeClassName", "RuntimeClass")];

/// How many classes are looked through.
const MOST: usize = 100;

/// What a pod names by nearly the name of a class.
pub(super) fn misspelt<'a>(pod: &Pod<'a>, model: &Model<'a>) -> Vec<Hit> {
    let told = CLASSES.iter().filter_map(|(field, kind)| {
        let named = pod.spec.value.get(field)?;
        let name = named.text()?;
        if model.objects.named(kind, name).next().is_some() || is_builtin(name) {
            return None;
        }
        let written = Written::new(name);
        let near = |class: &&Object<'a>| written.is_near(class.name());
        let class = model.objects.of_kind(kind).take(MOST).find(near)?;
        let at = class.root.get_path(&["metadata", "name"]).map(Node::location)?;
        let hit = Hit::new(named.location(), "class").var("kind", *kind).var("name", name);
        Some(hit.var("meant", class.name()).related(at, "the existing one"))
    });
    told.collect()
}

/// Whether each cluster has a class of this name. Source: the Kubernetes documentation, "Pod Priority and Preemption".
fn is_builtin(name: &str) -> bool {
    name.starts_with("system-")
}
