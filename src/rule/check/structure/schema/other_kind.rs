//! A workload of another kind than its fields are of: the kind was changed, or copied with another object's head.

use crate::kube::Object;
use crate::kube::schema::{Catalogue, Problem, Schema, Violation};
use crate::rule::Hit;
use crate::text::{list, with_article};
use crate::yaml::Entry;

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

/// One finding at the kind, where several fields of `spec` aren't the kind's, and all are those of another one.
pub(super) fn judge(
    object: &Object<'_>,
    violations: &[Violation<'_, '_>],
    catalogue: &Catalogue,
) -> Option<Hit> {
    let own = (object.api_version, object.kind);
    if !WORKLOADS.contains(&own) {
        return None;
    }
    let spec = object.root.get("spec")?;
    let foreign: Vec<&Entry<'_>> = violations
        .iter()
        .filter_map(|one| match &one.problem {
            Problem::UnknownField(entry) => one.trail.last().zip(Some(entry)),
            _ => None,
        })
        .filter(|(holder, _)| holder.node == spec)
        .map(|(_, entry)| entry)
        .collect();
    if foreign.len() < FEWEST {
        return None;
    }
    let has_all = |(version, kind): &&(&str, &str)| {
        let fields = fields_of_spec(version, kind, catalogue);
        let knows = |fields: &Schema, key: &str| fields.properties.contains_key(key);
        fields.is_some_and(|fields| spec.own_entries().all(|it| knows(fields, it.key_text())))
    };
    let (version, kind) = WORKLOADS.iter().filter(|one| **one != own).find(has_all)?;
    let at = object.root.get("kind")?;
    let names: Vec<String> = foreign.iter().map(|it| format!("`{}`", it.key_text())).collect();
    let hit = Hit::new(at.location(), "kind").var("field", list(&names)).var("holder", object.kind);
    let version = Some(*version).filter(|version| *version != object.api_version);
    let version = version.map(|version| format!(" and `apiVersion: {version}`"));
    let meant = format!("`kind: {kind}`{}", version.unwrap_or_default());
    let hit = hit.var("meant", meant).var("owner", with_article(kind));
    let label = format!("not a field of {}", with_article(object.kind));
    let hit = foreign.iter().fold(hit, |hit, it| hit.related(it.key.location(), label.clone()));
    Some(hit.subsumes([object.root.location()]))
}

/// The schema of a kind's `spec`.
fn fields_of_spec<'s>(version: &str, kind: &str, catalogue: &'s Catalogue) -> Option<&'s Schema> {
    let schema = catalogue.follow(catalogue.find(version, kind)?);
    Some(catalogue.follow(schema.properties.get("spec")?))
}
