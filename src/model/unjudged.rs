//! What the files don't tell, so that nothing is said of it: a reader could think that it was judged.

use crate::agent::is_of_load_test;
use crate::finding::ObjectName;
use crate::kube::{Object, has_images_elsewhere, pod_of, reference_of};
use crate::load::{ContainerLoad, Load, Output, StatedFact};
use crate::report::Unjudged;
use crate::source::is_judged;
use crate::yaml::Node;

use super::{Model, WorkloadContainer};

impl Model<'_> {
    /// What isn't judged, in the order of the input; `told` where a reader knows already that a
    /// load test may be missing.
    pub(crate) fn unjudged(&self, told: bool) -> Vec<Unjudged> {
        let foreign: Vec<Unjudged> =
            self.objects.iter().filter_map(|object| self.pods_untold(object)).collect();
        if !foreign.is_empty() {
            return foreign.into_iter().chain(self.rates_untold()).collect();
        }
        let has_objects = self.objects.iter().next().is_some();
        if has_objects && !told && self.is_without_load_test() {
            return vec![Unjudged {
                what: "rates and numbers of pods".to_owned(),
                why: "no load test in the input".to_owned(),
                how: String::new(),
                is_whole_pod: false,
            }];
        }
        self.rates_untold().collect()
    }

    fn rates_untold(&self) -> impl Iterator<Item = Unjudged> {
        self.loads.all.iter().filter_map(|load| self.rate_untold(load))
    }

    /// The pods of the load test that a judged object of another program makes, where they aren't among the workloads.
    fn pods_untold(&self, object: &Object<'_>) -> Option<Unjudged> {
        let is_known = || self.schemas.find(object.api_version, object.kind).is_some();
        if !is_judged(self.sources, object.root.location().file)
            || is_known()
            || pod_of(object).is_some()
            || !is_of_load_test(object.root.raw())
        {
            return None;
        }
        let (why, how) = self.why_untold(object)?;
        let what = format!("the pods of {}", ObjectName::of(object));
        Some(Unjudged { what, why, how: how.to_owned(), is_whole_pod: true })
    }

    /// Why the pods of an object aren't known, and what would tell; nothing where it has none.
    fn why_untold(&self, object: &Object<'_>) -> Option<(String, &'static str)> {
        if let Some(target) = reference_of(object) {
            let (kind, name) = (target.get_text("kind")?, target.get_text("name")?);
            let is_missing = self.objects.named(kind, name).next().is_none();
            let why = format!("they are those of {kind} {name}, which isn't in the input");
            return is_missing.then_some((why, "add its file"));
        }
        let live = "check the pods that it creates: kubectl get pods -o yaml | lt-lint -";
        if has_images_elsewhere(object) {
            return Some(("triggers fill in their images".to_owned(), live));
        }
        let why = format!("{} in {} isn't a kind of Kubernetes", object.kind, object.api_version);
        has_containers(object.root).then_some((why, live))
    }

    /// Whether nothing runs the agent or is said to make load.
    fn is_without_load_test(&self) -> bool {
        let mut containers = self.workloads.iter().flat_map(|workload| &workload.containers);
        let has_agent = containers.any(|one: &WorkloadContainer<'_>| one.is_agent);
        self.loads.all.is_empty() && !has_agent
    }

    /// The rate of a judged workload, where it can't be checked against anything.
    fn rate_untold(&self, load: &Load) -> Option<Unjudged> {
        let pod = &self.workloads.get(load.pod)?.pod;
        let is_whole = load.rate().is_some_and(|rate| rate.is_whole);
        if is_whole || !is_judged(self.sources, pod.object.root.location().file) {
            return None;
        }
        let why: Vec<String> = load.containers.iter().filter_map(reason).collect();
        Some(Unjudged {
            what: format!("the rate of {}", ObjectName::of(&pod.object)),
            why: if why.is_empty() { "no known generator".to_owned() } else { why.join(", ") },
            how: format!("state `{}`", StatedFact::rate().annotation_key()),
            is_whole_pod: false,
        })
    }
}

/// Whether containers are listed anywhere in an object.
fn has_containers(root: Node<'_>) -> bool {
    let mut entries = root.tree().flat_map(Node::own_entries);
    entries.any(|entry| {
        let mut items = entry.value.items();
        entry.key_text() == "containers" && items.any(|item| item.get("image").is_some())
    })
}

/// Why what a container writes isn't known; nothing where it is known.
fn reason(load: &ContainerLoad) -> Option<String> {
    let name = &load.container;
    match &load.output {
        Output::Unknown(_) if load.generator.is_none() => Some("unknown generator".to_owned()),
        Output::Unknown(why) => Some(format!("`{name}`: {why}")),
        Output::Unlimited { .. } => Some(format!("`{name}` writes as fast as it can")),
        Output::Follows => Some(format!("`{name}` writes the lines of a file")),
        Output::Rate(_) | Output::Silent { .. } | Output::Idle => None,
    }
}
