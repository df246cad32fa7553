//! Objects whose kind isn't known, and documents that are nearly objects.

use crate::closest::is_one_slip;
use crate::kube::schema::{Catalogue, CustomKinds, KindVerdict, arrival, group_of, judge_kind};
use crate::kube::{Object, is_like_deployment, template_of};
use crate::model::Model;
use crate::rule::Hit;
use crate::source::SourceFile;
use crate::text::did_you_mean;
use crate::yaml::{Entry, Kind, Node, Scalar};

use super::Find;
use super::value::reading;

/// What is to be said of an object without a schema.
pub(super) fn judge(
    object: &Object<'_>,
    catalogue: &Catalogue,
    custom: &CustomKinds<'_>,
) -> Option<(Find, Hit)> {
    if let Some(found) = not_a_text(object).or_else(|| without_items(object)) {
        return Some(found);
    }
    let verdict = judge_kind(object.api_version, object.kind, catalogue, custom);
    let defined = || defined(object, custom);
    let of_definition = matches!(verdict, KindVerdict::Custom).then(defined).flatten();
    of_definition.or_else(|| told(object, verdict, catalogue))
}

/// How many definitions an object is compared with.
const MOST_DEFINED: usize = 100;

/// That a definition of the input has nearly the kind, or has the kind in another version.
fn defined(object: &Object<'_>, custom: &CustomKinds<'_>) -> Option<(Find, Hit)> {
    let (kind, api_version) = (object.kind, object.api_version);
    let told = |key, case, meant: &str| {
        let hit = Hit::new(object.root.get(key)?.location(), case).var("meant", meant);
        let hit = hit.var("kind", kind).var("api-version", api_version);
        let hit = hit.var("kubernetes", "").var("later", "");
        Some((Find::MisspeltKind, hit.in_object(object)))
    };
    let kinds: Vec<&str> = custom.kinds_in(api_version).take(MOST_DEFINED).collect();
    let slip = kinds.iter().copied().find(|known| is_one_slip(kind, known));
    if let Some(meant) = slip.or_else(|| did_you_mean(kind, &kinds)) {
        return told("kind", "defined", meant);
    }
    let versions: Vec<&str> = custom.versions_of(kind).take(MOST_DEFINED).collect();
    let mut same = versions.iter().filter(|known| group_of(known) == group_of(api_version));
    match same.next() {
        Some(first) => told("apiVersion", "defined-version", same.next_back().unwrap_or(first)),
        None => told("apiVersion", "defined-version", did_you_mean(api_version, &versions)?),
    }
}

/// What is to be said of a list whose objects are judged: that the cluster has no such list. Source: client-go
/// restmapper, by which each version has the kind `List` and one for each of its kinds.
pub(super) fn of_list(
    list: &Object<'_>,
    catalogue: &Catalogue,
    custom: &CustomKinds<'_>,
) -> Option<(Find, Hit)> {
    let (api_version, kind) = (list.api_version, list.kind);
    let is_version_known = catalogue.kinds().any(|known| known.0 == api_version);
    let verdict = match judge_kind(api_version, kind, catalogue, custom) {
        KindVerdict::Known if kind == "List" && !is_version_known && !api_version.contains('.') => {
            KindVerdict::OtherVersion("v1".to_owned())
        }
        KindVerdict::Known => return None,
        other => {
            let lists = catalogue.kinds().filter(|known| known.0 == api_version);
            let lists = lists.map(|known| format!("{}List", known.1));
            let lists: Vec<String> = std::iter::once("List".to_owned()).chain(lists).collect();
            let lists: Vec<&str> = lists.iter().map(String::as_str).collect();
            let slip = lists.iter().copied().find(|known| is_one_slip(kind, known));
            match slip.or_else(|| did_you_mean(kind, &lists)) {
                Some(meant) => KindVerdict::NoSuchKind(Some(meant.to_owned())),
                None => other,
            }
        }
    };
    let (report, hit) = told(list, verdict, catalogue)?;
    let case = match hit.case {
        "kind" => "list",
        "version" => "list-version",
        other => other,
    };
    (report == Find::MisspeltKind).then_some((report, Hit { case, ..hit }))
}

/// Autoscalers, with the way to what they scale.
const SCALERS: [(&str, [&str; 2]); 3] = [
    ("HorizontalPodAutoscaler", ["spec", "scaleTargetRef"]),
    ("ScaledObject", ["spec", "scaleTargetRef"]),
    ("VerticalPodAutoscaler", ["spec", "targetRef"]),
];

/// Kinds that autoscalers scale.
const SCALED: [&str; 6] =
    ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DaemonSet", "Rollout"];

/// What is to be said of what the autoscalers of the input scale.
pub(super) fn of_targets<'m>(model: &'m Model<'_>) -> impl Iterator<Item = (Find, Hit)> + 'm {
    SCALERS.iter().flat_map(|(kind, way)| {
        model.objects.of_kind(kind).filter_map(|object| of_target(object, way, model.schemas))
    })
}

/// That what an autoscaler scales is of nearly a kind, or of a kind in a group that doesn't have it. Source:
/// k8s.io/kubernetes pkg/controller/podautoscaler/horizontal.go, which finds it by its group and kind.
fn of_target(scaler: &Object<'_>, way: &[&str; 2], catalogue: &Catalogue) -> Option<(Find, Hit)> {
    let target = scaler.root.get_path(way)?;
    let kind = target.get("kind")?;
    let name = kind.text()?;
    let told = |at: Node<'_>, case, meant: String| {
        let api_version = target.get_text("apiVersion").unwrap_or_default();
        let hit = Hit::new(at.location(), case).var("kind", name).var("meant", meant);
        let hit = hit.var("api-version", api_version).var("kubernetes", catalogue.version);
        (Find::MisspeltKind, hit.var("later", "").in_object(scaler))
    };
    if !SCALED.contains(&name) {
        let meant = SCALED.into_iter().find(|known| is_one_slip(name, known));
        let meant = meant.or_else(|| did_you_mean(name, &SCALED))?;
        let is_known = catalogue.kinds().any(|known| known.1 == name);
        return (!is_known).then(|| told(kind, "target", meant.to_owned()));
    }
    let version = target.get("apiVersion")?;
    let known = catalogue.kinds().filter(|known| known.1 == name);
    let known: Vec<&str> = known.map(|known| known.0).collect();
    let first = known.first()?;
    // With more than one slash it is wrong as an `apiVersion`, and told as that.
    let written = version.text()?.split_once('/').map_or("", |(group, _)| group);
    let is_there = known.iter().any(|known| group_of(known) == written);
    // Another program may have a kind of the same name.
    let is_own = !written.contains('.') || is_one_slip(written, group_of(first));
    (!is_there && is_own).then(|| told(version, "target-version", (*first).to_owned()))
}

/// A slip of the names above the pod template of a workload of another program, whose own schema isn't known.
pub(super) fn above_template(object: &Object<'_>) -> Vec<(Find, Hit)> {
    if !is_like_deployment(object) {
        return Vec::new();
    }
    let root = object.root;
    let of_root = slip_of(root, &["spec"], object.kind);
    let spec = root.entry("spec");
    let of_spec = spec.map(|spec| {
        let told = slip_of(spec.value, &ABOVE_TEMPLATE, "spec").into_iter();
        told.map(|hit| hit.subsumes([spec.key.location()])).collect::<Vec<_>>()
    });
    let found: Vec<Hit> = of_root.into_iter().chain(of_spec.into_iter().flatten()).collect();
    if let Some(hit) = no_template(object).filter(|_| found.is_empty()) {
        return vec![(Find::MissingField, hit.in_object(object))];
    }
    found.into_iter().map(|hit| (Find::UnknownField, hit.in_object(object))).collect()
}

/// A Rollout that neither has pods nor refers to what has them. Source: Argo Rollouts, specification.
fn no_template(object: &Object<'_>) -> Option<Hit> {
    let spec = object.root.entry("spec").filter(|_| object.kind == "Rollout")?;
    let fields = "`template` or `workloadRef`";
    let has_none = ["template", "workloadRef"].iter().all(|name| spec.value.get(name).is_none());
    has_none.then(|| {
        let hit = Hit::new(spec.key.location(), "").var("holder", "`spec`").var("write", fields);
        hit.var("fields", fields).var("reason", "")
    })
}

/// What is next to a pod template in every such workload.
const ABOVE_TEMPLATE: [&str; 3] = ["replicas", "selector", "template"];

fn slip_of(holder: Node<'_>, names: &[&'static str], what: &str) -> Vec<Hit> {
    let told = |entry: Entry<'_>| {
        let key = entry.key_text();
        let is_meant = |name: &&&str| is_one_slip(key, name) && holder.get(name).is_none();
        let meant = names.iter().find(is_meant)?;
        let hit = Hit::new(entry.key.location(), "misspelt").var("field", key).var("meant", meant);
        let hit = hit.var("holder", format!("`{what}`")).var("owner", format!("`{what}`"));
        Some(hit.var("gap", ""))
    };
    holder.own_entries().filter_map(told).collect()
}

fn told(object: &Object<'_>, verdict: KindVerdict, catalogue: &Catalogue) -> Option<(Find, Hit)> {
    let (report, key, case, meant) = match verdict {
        KindVerdict::Known => return None,
        KindVerdict::OtherVersion(meant) => (Find::MisspeltKind, "apiVersion", "version", meant),
        KindVerdict::NoSuchKind(Some(meant)) => (Find::MisspeltKind, "kind", "kind", meant),
        KindVerdict::NoSuchKind(None) => (Find::MisspeltKind, "kind", "unknown", String::new()),
        KindVerdict::Custom if template_of(object).is_some() => {
            (Find::UnknownKind, "kind", "template", String::new())
        }
        KindVerdict::Custom => (Find::UnknownKind, "kind", "whole", String::new()),
    };
    let hit = Hit::new(object.root.get(key)?.location(), case).var("meant", meant);
    let hit = hit.var("kind", object.kind).var("api-version", object.api_version);
    let later = arrival(object.api_version, object.kind, catalogue.version);
    let later = later.map(|version| format!(" (it came with {version})")).unwrap_or_default();
    let mut hit = hit.var("kubernetes", catalogue.version).var("later", later);
    // Where its pods are judged, nothing else of it is in doubt.
    hit.object = (case != "template").then(|| object.root.location());
    Some((report, hit))
}

/// A kind that kubectl reads as a boolean or a number.
fn not_a_text(object: &Object<'_>) -> Option<(Find, Hit)> {
    let node = object.root.get("kind")?;
    let scalar = node.scalar().filter(|scalar| !matches!(scalar, Scalar::String(_)))?;
    let hit = Hit::new(node.location(), "other").var("field", "`kind`").var("expected", "text");
    let hit = hit.var("actual", format!("`{}`, {}", object.kind, reading(&scalar)));
    // Nobody knows what the rest of it is.
    Some((Find::WrongType, hit.in_object(object).subsumes([object.root.location()])))
}

/// A list without its items, which is nothing.
fn without_items(object: &Object<'_>) -> Option<(Find, Hit)> {
    let is_list = object.kind == "List" && object.api_version == "v1";
    if !is_list || object.root.get("items").is_some() {
        return None;
    }
    let is_close = |entry: &Entry<'_>| did_you_mean(entry.key_text(), &["items"]).is_some();
    let (report, hit) = match object.root.entries().into_iter().find(is_close) {
        Some(entry) => {
            let hit = Hit::new(entry.key.location(), "misspelt").var("field", entry.key_text());
            (Find::UnknownField, hit.var("holder", "List").var("meant", "items"))
        }
        None => {
            let hit = Hit::new(object.root.get("kind")?.location(), "").var("holder", "List");
            let hit = hit.var("write", "`items`").var("fields", "`items`").var("reason", "");
            (Find::MissingField, hit)
        }
    };
    Some((report, hit.in_object(object)))
}

/// What is said once of all objects of a kind in a folder.
pub(super) fn of(hit: &Hit, model: &Model<'_>) -> (String, Vec<String>) {
    let folder = model.sources.get(hit.at.file.0).map(SourceFile::folder).unwrap_or_default();
    (folder.to_owned(), hit.values.iter().map(|(_, value)| value.clone()).collect())
}

/// A document that would be an object if it had both `apiVersion` and `kind`.
pub(super) fn stray(root: Node<'_>) -> (Find, Hit) {
    let missing = ["apiVersion", "kind"]
        .into_iter()
        .find(|key| root.get_text(key).is_none_or(str::is_empty))
        .unwrap_or("kind");
    let entry = root.entry(missing);
    if let Some(entry) = entry.filter(|entry| entry.value.kind() != Kind::Scalar) {
        let hit = Hit::new(entry.value.location(), "other")
            .var("field", format!("`{missing}`"))
            .var("expected", "text");
        return (Find::WrongType, hit.var("actual", "a list or mapping"));
    }
    let is_close = |entry: &Entry<'_>| did_you_mean(entry.key_text(), &[missing]).is_some();
    let close = root.entries().into_iter().find(is_close).filter(|_| entry.is_none());
    if let Some(entry) = close {
        let hit = Hit::new(entry.key.location(), "misspelt").var("field", entry.key_text());
        return (Find::UnknownField, hit.var("holder", "the object").var("meant", missing));
    }
    let other = root.get("kind").or_else(|| root.get("apiVersion"));
    let at = entry.map(|entry| entry.key).or(other).unwrap_or(root);
    let kind = root.get_text("kind").filter(|kind| !kind.is_empty());
    let hit = Hit::new(at.location(), "").var("holder", kind.unwrap_or("the object"));
    let fields = format!("`{missing}`");
    (Find::MissingField, hit.var("write", &fields).var("fields", fields).var("reason", ""))
}
