//! A workload of another kind than its fields are of: the kind was changed, or copied with another object's head.

use crate::kube::Object;
use crate::kube::schema::{Catalogue, Problem, Schema, Violation};
use crate::rule::Hit;
use crate::text::{list, quoted, with_article};
use crate::yaml::{Entry, Node};

/// Kinds that run pods, with their API versions; those come first that the others are made from.
const WORKLOADS: [(&str, &str); 7] = [
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
    ("apps/v1", "ReplicaSet"),
    ("v1", "Pod"),
];
/// The fewest fields that tell of another kind.
const FEWEST: usize = 2;

/// One finding at the kind, where several fields of `spec` aren't the kind's, and all are those of another one. Of two
/// that are called `spec` one is in the wrong place.
pub(super) fn judge(
    object: &Object<'_>,
    violations: &[Violation<'_, '_>],
    catalogue: &Catalogue,
) -> Option<Hit> {
    let own = (object.api_version, object.kind);
    if !WORKLOADS.contains(&own) {
        return None;
    }
    let spec = object.root.get("spec").filter(|_| object.root.is_simple())?;
    let foreign = unknown_in(spec, violations);
    if foreign.len() < FEWEST {
        return None;
    }
    let has_all = |(version, kind): &&(&str, &str)| {
        let fields = fields_of_spec(version, kind, catalogue);
        let knows = |fields: &Schema, key: &str| fields.properties.contains_key(key);
        fields.is_some_and(|fields| spec.own_entries().all(|it| knows(fields, it.key_text())))
    };
    let other = WORKLOADS.iter().filter(|one| **one != own).find(has_all)?;
    told(object, &foreign, *other)
}

/// That an object with these fields is of another kind than its own.
fn told(object: &Object<'_>, foreign: &[Entry<'_>], (version, kind): (&str, &str)) -> Option<Hit> {
    let at = object.root.get("kind")?.location();
    let names = quoted(foreign.iter().map(|it| it.key_text()));
    let hit = Hit::new(at, "kind").var("field", list(&names)).var("holder", object.kind);
    let hit = if version == object.api_version {
        hit.var("meant", format_args!("`kind: {kind}`"))
    } else {
        hit.var("meant", format_args!("`kind: {kind}` and `apiVersion: {version}`"))
    };
    let hit = hit.var("owner", with_article(kind));
    let label = format!("not a field of {}", with_article(object.kind));
    let hit = foreign.iter().fold(hit, |hit, it| hit.related(it.key.location(), label.clone()));
    Some(hit.subsumes([object.root.location()]))
}

/// The fields of a mapping that it doesn't accept.
fn unknown_in<'a>(holder: Node<'a>, violations: &[Violation<'_, 'a>]) -> Vec<Entry<'a>> {
    let unknown = violations.iter().filter_map(|one| match one.problem {
        Problem::UnknownField(entry) => Some((one.trail.last()?, entry)),
        _ => None,
    });
    unknown.filter(|(place, _)| place.node == holder).map(|(_, entry)| entry).collect()
}

/// The schema of a kind's `spec`.
fn fields_of_spec<'s>(version: &str, kind: &str, catalogue: &'s Catalogue) -> Option<&'s Schema> {
    let schema = catalogue.follow(catalogue.find(version, kind)?);
    Some(catalogue.follow(schema.properties.get("spec")?))
}
