//! Workloads and what they name, of which only one has a namespace.

use crate::kube::rbac::MOST_COMPARED;
use crate::kube::{Named, Object};
use crate::model::Model;
use crate::rule::check::Hit;
use crate::text::list;
use crate::yaml::Tree;

use super::identity::identity;
use super::named::{name_of, there};

/// An object that exists, and only in namespaces that are written.
pub(super) fn unstated<'a>(
    named: &Named<'a>,
    workload: &Object<'a>,
    model: &Model<'a>,
) -> Option<Hit> {
    let mut alike = alike(named, workload, model);
    let first = alike.next()?;
    let place = first.root.get_path(&["metadata", "namespace"])?;
    if !(workload.is_placed_as_written() && first.is_placed_as_written())
        || alike.any(|object| object.namespace() != first.namespace())
    {
        return None;
    }
    let hit =
        Hit::new(name_of(workload), "workload").var("kind", named.kind).var("name", named.text());
    let metadata = workload.root.get("metadata");
    let namespace = Tree::text(place.text()?);
    let hit = hit.mended_by(metadata.and_then(|it| it.extended("namespace", &namespace)));
    let hit = hit.var("actual", place.text()?).because_of(identity(first));
    let hit = hit.related(place.location(), format!("{} `{}`", named.kind, named.text()));
    Some(hit.related(named.name.location(), "named here"))
}

/// The objects of a name that are surely of the workload's test; not all where they are many.
fn alike<'m, 'a>(
    named: &Named<'_>,
    workload: &'m Object<'_>,
    model: &'m Model<'a>,
) -> impl Iterator<Item = &'m Object<'a>> {
    let all = model.objects.named(named.kind, named.text()).take(MOST_COMPARED);
    all.filter(|object| model.belong_together(object, workload))
}

/// Objects without a namespace that a workload names which has one; where all that it names are so, it is the one apart.
pub(super) fn unplaced<'a>(
    named: &[Named<'_>],
    workload: &Object<'a>,
    model: &Model<'a>,
) -> Vec<Hit> {
    let place = workload.root.get_path(&["metadata", "namespace"]);
    let Some((place, actual)) = place.and_then(|place| Some((place, place.text()?))) else {
        return Vec::new();
    };
    let (lost, is_any_here) = lost(named, workload, model);
    if lost.len() > 1 && !is_any_here {
        let title = |object: &&Object<'_>| format!("{} `{}`", object.kind, object.name());
        let titles: Vec<String> = lost.iter().map(title).collect();
        let hit = Hit::new(place.location(), "alone").var("name", list(&titles));
        let hit = hit.without(&["kind"]).var("actual", actual);
        return vec![lost.iter().fold(hit, |hit, it| there(hit, it, "no namespace".to_owned()))];
    }
    let hit = |object: &&Object<'_>| {
        let hit = apart(object).var("actual", actual);
        hit.related(place.location(), "the namespace of the pods that need it")
    };
    lost.iter().map(hit).collect()
}

/// An object that has no namespace.
fn apart(object: &Object<'_>) -> Hit {
    let hit = Hit::new(name_of(object), "object").var("kind", object.kind);
    hit.var("name", object.name()).in_object(object).because_of(identity(object))
}

/// What a workload names and that has no namespace anywhere, and whether any of what it names isn't so.
fn lost<'m, 'a>(
    named: &[Named<'_>],
    workload: &'m Object<'a>,
    model: &'m Model<'a>,
) -> (Vec<&'m Object<'a>>, bool) {
    let (mut lost, mut is_any_here): (Vec<&Object<'a>>, bool) = (Vec::new(), false);
    let is_lost =
        |object: &Object<'a>| object.namespace().is_none() && object.is_placed_as_written();
    for one in named.iter().filter(|one| !one.optional && workload.is_placed_as_written()) {
        let alike = || alike(one, workload, model);
        // The first one with a namespace ends the search: of thousands of load tests each has such an object.
        let Some(first) = alike().next() else {
            is_any_here |= model.objects.named(one.kind, one.text()).next().is_some();
            continue;
        };
        if alike().all(is_lost) {
            lost.push(first);
        } else {
            is_any_here = true;
        }
    }
    lost.dedup_by_key(|object| object.root.location());
    (lost, is_any_here)
}
