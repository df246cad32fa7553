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

/// Rules whose places silence every rule of a later rank there, and all that aren't here: first the text
/// itself has to be what it should be, then the structure.
const ALWAYS_FIRST: [&[&str]; 2] = [
    &["duplicate-key", "unfilled-placeholder", "yaml-syntax"],
    &["unknown-field", "wrong-type", "missing-field", "misspelt-kind"],
];

/// A hit with what is needed to compare it with others.
struct Judged<'r> {
    rule: &'r Rule,
    hit: Hit,
    container: Option<Location>,
    object: Option<Location>,
}

/// Where a rule has spoken.
struct Spoken<'r> {
    rule: &'r Rule,
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
    let spoken =
        by_rule.into_iter().filter_map(|(id, judged)| Some((id, Spoken::new(rules.get(id)?, &judged))));
    let spoken = spoken.collect();
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

impl<'r> Spoken<'r> {
    fn new(rule: &'r Rule, judged: &[&Judged<'_>]) -> Self {
        Self {
            rule,
            objects: judged.iter().filter_map(|one| one.object).collect(),
            containers: judged.iter().filter_map(|one| one.container).collect(),
            places: Places::new(judged.iter().flat_map(|one| one.hit.covers())),
        }
    }
}

impl Judged<'_> {
    /// Whether another rule names the cause of this.
    fn is_silenced(&self, spoken: &HashMap<&str, Spoken<'_>>) -> bool {
        let id = self.rule.id();
        let speaks_here = |other: &Spoken<'_>| self.hit.grounds().any(|place| other.places.overlap(place));
        // One that waits for this rule doesn't come before it.
        let waits = |other: &Spoken<'_>| other.rule.after().iter().any(|after| after.rule == id);
        let before = ALWAYS_FIRST.iter().take_while(|rank| !rank.contains(&id)).copied().flatten();
        let by_text = before.filter_map(|rule| spoken.get(rule)).any(|it| !waits(it) && speaks_here(it));
        by_text
            || self.rule.after().iter().any(|after| match (after.same, spoken.get(after.rule.as_str())) {
                (Same::Object, Some(other)) => self.object.is_some_and(|it| other.objects.contains(&it)),
                (Same::Container, Some(other)) => {
                    self.container.is_some_and(|it| other.containers.contains(&it))
                }
                (Same::Place, Some(other)) => speaks_here(other),
                (_, None) => false,
            })
    }
}
