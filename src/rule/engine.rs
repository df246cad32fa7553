//! Asks each rule about each of its subjects, and lets causes speak before their consequences.

use std::collections::{HashMap, HashSet};

use crate::finding::Finding;
use crate::parallel;
use crate::source::Location;

use super::check::{Hit, Scope};
use super::context::{Shared, Subject};
use super::file::{After, Same};
use super::selection::Places;
use super::span_index::SpanIndex;
use super::{Rule, RuleSet};
use crate::model::{Model, Workload};

/// A hit with what is needed to compare it with others.
struct Candidate<'r> {
    rule: &'r Rule,
    hit: Hit,
    container: Option<Location>,
    object: Option<Location>,
}

/// Where a rule reports something.
struct Reported<'r> {
    rule: &'r Rule,
    objects: HashSet<Location>,
    containers: HashSet<Location>,
    places: SpanIndex,
}

/// All findings of `rules` on `input`, in no particular order.
#[must_use]
pub fn judge(rules: &RuleSet, model: &Model<'_>) -> Vec<Finding> {
    let enabled: Vec<&Rule> = rules.iter().filter(|rule| rule.is_enabled()).collect();
    let shared = Shared::default();
    enabled.iter().for_each(|rule| rule.check.prepare(model, &shared));
    let candidates = run_all(&enabled, model, &shared);
    drop(shared);
    let speaks = first_causes(rules, &candidates);
    let causes = candidates.into_iter().zip(speaks).filter(|(_, speaks)| *speaks);
    let mut causes: Vec<Candidate<'_>> = causes.map(|(one, _)| one).collect();
    // What is said of one file looks at its tree, again and again, while that is at hand.
    causes.sort_by_cached_key(|one| (one.hit.at.file, one.hit.at.span, one.rule.id()));
    // Each hit is gone when its finding is there.
    once_each(causes.into_iter().map(|one| one.rule.finding(&one.hit, model)).collect())
}

/// Whether each candidate is a cause, and not the consequence of what another rule reports.
fn first_causes(rules: &RuleSet, candidates: &[Candidate<'_>]) -> Vec<bool> {
    let mut by_rule: HashMap<&str, Vec<&Candidate<'_>>> = HashMap::new();
    for one in candidates {
        by_rule.entry(one.rule.id()).or_default().push(one);
    }
    let reported = by_rule
        .into_iter()
        .filter_map(|(id, candidates)| Some((id, Reported::new(rules.get(id)?, &candidates))));
    let reported = reported.collect();
    candidates.iter().map(|one| !one.has_reported_cause(&reported)).collect()
}

/// What is reported where it is written isn't reported again where an alias repeats it.
fn once_each(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.iter().all(|one| one.anchored.is_none()) {
        return findings;
    }
    let direct = findings.iter().filter(|one| one.anchored.is_none());
    let direct: HashSet<(String, Location, String)> =
        direct.map(|one| (one.rule.clone(), one.primary.at, one.message.clone())).collect();
    findings.retain(|one| {
        let told = one.anchored.map(|at| (one.rule.clone(), at, one.message.clone()));
        told.is_none_or(|told| !direct.contains(&told))
    });
    findings
}

/// Asks about the input as a whole rule by rule, and about pods pod by pod: one after the other looks at the
/// same part of the tree then.
fn run_all<'r>(rules: &[&'r Rule], model: &Model<'_>, shared: &Shared) -> Vec<Candidate<'r>> {
    let whole = of_scopes(rules, &[Scope::Input]);
    let of_objects = of_scopes(rules, &[Scope::Object]);
    let of_pods = of_scopes(rules, &[Scope::Pod, Scope::Container]);
    let (places, size) = (Places::new(model), model.objects.len());
    let mut candidates =
        parallel::map(&whole, size, |_, rule| run(rule, Subject::Input(shared), model, &places));
    candidates.extend(parallel::map(model.objects.iter().as_slice(), size, |_, object| {
        let chosen =
            of_objects.iter().filter(|rule| rule.selection().chooses_object(object, &places));
        chosen.flat_map(|rule| run(rule, Subject::Object(object), model, &places)).collect()
    }));
    candidates.extend(parallel::map(&model.workloads, size, |_, pod| {
        let all =
            of_pods.iter().flat_map(|rule| subjects(rule, pod).map(move |subject| (rule, subject)));
        all.flat_map(|(rule, subject)| run(rule, subject, model, &places)).collect()
    }));
    candidates.into_iter().flatten().collect()
}

fn of_scopes<'r>(rules: &[&'r Rule], scopes: &[Scope]) -> Vec<&'r Rule> {
    rules.iter().copied().filter(|rule| scopes.contains(&rule.check.scope())).collect()
}

fn run<'r, 'a>(
    rule: &'r Rule,
    subject: Subject<'_, 'a>,
    model: &Model<'a>,
    places: &Places<'_, 'a>,
) -> Vec<Candidate<'r>> {
    let mut hits = Vec::new();
    rule.check.run(&subject, model, &mut hits);
    hits.retain(|hit| rule.selection().keeps(&subject, hit, places));
    let candidates = hits.into_iter().map(|hit| Candidate {
        rule,
        container: subject.container().map(|container| container.node.location()),
        object: hit.object.or_else(|| subject.object().map(|object| object.root.location())),
        hit,
    });
    candidates.collect()
}

/// What a rule is asked about of a pod.
fn subjects<'p, 'a>(rule: &Rule, pod: &'p Workload<'a>) -> impl Iterator<Item = Subject<'p, 'a>> {
    let selection = rule.selection();
    let is_chosen = selection.chooses(&pod.pod.object, Some(pod));
    let of_pod = is_chosen && rule.check.scope() == Scope::Pod;
    let of_containers = is_chosen && rule.check.scope() == Scope::Container;
    let containers =
        pod.containers.iter().filter(move |one| of_containers && selection.chooses_container(one));
    let containers = containers.map(move |container| Subject::Container(pod, container));
    of_pod.then_some(Subject::Pod(pod)).into_iter().chain(containers)
}

impl<'r> Reported<'r> {
    fn new(rule: &'r Rule, candidates: &[&Candidate<'_>]) -> Self {
        Self {
            rule,
            objects: candidates.iter().filter_map(|one| one.object).collect(),
            containers: candidates.iter().filter_map(|one| one.container).collect(),
            places: SpanIndex::new(candidates.iter().flat_map(|one| one.hit.explained())),
        }
    }
}

impl Candidate<'_> {
    /// Whether another rule names the cause of this.
    fn has_reported_cause(&self, reported: &HashMap<&str, Reported<'_>>) -> bool {
        let id = self.rule.id();
        let speaks_here =
            |other: &Reported<'_>| self.hit.evidence().any(|place| other.places.overlap(place));
        // A rule that waits for this one doesn't speak before it, whatever its stage.
        let waits = |other: &Reported<'_>| other.rule.after().iter().any(|after| after.rule == id);
        let is_earlier =
            |other: &Reported<'_>| other.rule.stage() < self.rule.stage() && !waits(other);
        let is_after = |after: &After| {
            let Some(other) = reported.get(after.rule.as_str()) else { return false };
            match after.same {
                Same::Object => self.object.is_some_and(|it| other.objects.contains(&it)),
                Same::Container => self.container.is_some_and(|it| other.containers.contains(&it)),
                Same::Place => speaks_here(other),
            }
        };
        reported.values().any(|other| is_earlier(other) && speaks_here(other))
            || self.rule.after().iter().any(is_after)
    }
}
