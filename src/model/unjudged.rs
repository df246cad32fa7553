//! What the files don't tell, so that nothing is said of it: a reader could think that it was judged.

use crate::finding::ObjectName;
use crate::load::{ContainerLoad, Load, Output, StatedFact};
use crate::report::Unjudged;
use crate::source::is_judged;

use super::{Model, WorkloadContainer};

impl Model<'_> {
    /// What isn't judged, in the order of the input; `told` where a reader knows already that a
    /// load test may be missing.
    pub(crate) fn unjudged(&self, told: bool) -> Vec<Unjudged> {
        let has_objects = self.objects.iter().next().is_some();
        if has_objects && !told && self.is_without_load_test() {
            return vec![Unjudged {
                what: "rates and numbers of pods".to_owned(),
                why: "no load test in the input".to_owned(),
                how: String::new(),
            }];
        }
        self.loads.all.iter().filter_map(|load| self.rate_untold(load)).collect()
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
        })
    }
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
