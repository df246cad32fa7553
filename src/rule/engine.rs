//! Asks each rule about each of its subjects, and lets causes speak before their consequences.

use std::collections::{HashMap, HashSet};

use crate::finding::Finding;
use crate::kube::ContainerRole;
use crate::source::Location;

use super::check::{Hit, Scope};
use super::file::{Containers, Same, Where, Workloads};
use super::input::{ContainerFacts, Input, PodFacts, PodRole, Subject};
use super::places::Places;
use super::{Rule, RuleSet};

/// Rules whose places silence every other rule there: the text itself isn't what it should be.
const ALWAYS_FIRST: [&str; 2] = ["duplicate-key", "unfilled-placeholder"];

/// A hit with what is needed to compare it with others.
struct Judged<'r> {
    rule: &'r Rule,
    hit: Hit,
    container: Option<Location>,
    object: Option<Location>,
}

/// Where a rule has spoken.
struct Spoken {
    objects: HashSet<Location>,
    containers: HashSet<Location>,
    places: Places,
}

/// All findings of `rules` on `input`, in no particular order.
#[must_use]
pub fn judge(rules: &RuleSet, input: &Input<'_>) -> Vec<Finding> {
    let mut judged = Vec::new();
    for rule in rules.iter().filter(|rule| rule.is_enabled()) {
        for_each_subject(rule, input, |subject| {
            let mut hits = Vec::new();
            rule.check.run(&subject, input, &mut hits);
            judged.extend(hits.into_iter().map(|hit| Judged {
                rule,
                container: subject.container().map(|container| container.node.location()),
                object: hit.object.or_else(|| subject.pod().map(PodFacts::identity)),
                hit,
            }));
        });
    }
    let mut by_rule: HashMap<&str, Vec<&Judged<'_>>> = HashMap::new();
    for one in &judged {
        by_rule.entry(one.rule.id()).or_default().push(one);
    }
    let spoken = by_rule.into_iter().map(|(rule, judged)| (rule, Spoken::new(&judged))).collect();
    judged.iter().filter(|one| !one.is_silenced(&spoken)).map(|one| one.rule.finding(&one.hit)).collect()
}

fn for_each_subject<'p, 'a>(rule: &Rule, input: &'p Input<'a>, mut ask: impl FnMut(Subject<'p, 'a>)) {
    let scope = rule.check.scope();
    if scope == Scope::Input {
        return ask(Subject::Input);
    }
    let selection = rule.selection();
    for pod in input.pods.iter().filter(|pod| chooses(selection, pod)) {
        if scope == Scope::Pod {
            ask(Subject::Pod(pod));
            continue;
        }
        for container in pod.containers.iter().filter(|one| chooses_container(selection, one)) {
            ask(Subject::Container(pod, container));
        }
    }
}

fn chooses(selection: &Where, pod: &PodFacts<'_>) -> bool {
    let (kinds, role) = (&selection.kinds, pod.role);
    let of_kind = kinds.is_empty() || kinds.iter().any(|kind| kind == pod.pod.object.kind);
    of_kind
        && match selection.workloads {
            Workloads::Any => true,
            Workloads::Agent => role != PodRole::Other,
            Workloads::Sidecar => role == PodRole::Sidecar,
            Workloads::NodeAgent => role == PodRole::NodeAgent,
            Workloads::AgentAlone => role == PodRole::AgentAlone,
            Workloads::NoAgent => role == PodRole::Other,
        }
}

fn chooses_container(selection: &Where, facts: &ContainerFacts<'_>) -> bool {
    match selection.containers {
        Some(Containers::Any) => true,
        Some(Containers::Init) => facts.container.role == ContainerRole::Init,
        Some(Containers::Agent) => facts.is_agent,
        Some(Containers::Generators) => facts.is_generator(),
        None => false,
    }
}

impl Spoken {
    fn new(judged: &[&Judged<'_>]) -> Self {
        Self {
            objects: judged.iter().filter_map(|one| one.object).collect(),
            containers: judged.iter().filter_map(|one| one.container).collect(),
            places: Places::new(judged.iter().flat_map(|one| one.hit.covers())),
        }
    }
}

impl Judged<'_> {
    /// Whether another rule names the cause of this.
    fn is_silenced(&self, spoken: &HashMap<&str, Spoken>) -> bool {
        let is_first = ALWAYS_FIRST.contains(&self.rule.id());
        let speaks_here = |rule: &str| {
            spoken.get(rule).is_some_and(|other| self.hit.grounds().any(|place| other.places.overlap(place)))
        };
        let by_text = !is_first && ALWAYS_FIRST.into_iter().any(speaks_here);
        by_text
            || self.rule.after().iter().any(|after| match (after.same, spoken.get(after.rule.as_str())) {
                (Same::Object, Some(other)) => self.object.is_some_and(|it| other.objects.contains(&it)),
                (Same::Container, Some(other)) => {
                    self.container.is_some_and(|it| other.containers.contains(&it))
                }
                (Same::Place, Some(_)) => speaks_here(&after.rule),
                (_, None) => false,
            })
    }
}
