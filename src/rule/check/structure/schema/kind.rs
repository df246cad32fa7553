//! Objects whose kind isn't known, and documents that are nearly objects.

use crate::closest::is_one_slip;
use crate::kube::schema::{
    Catalogue, CustomKinds, KindVerdict, KubernetesVersion, arrival, group_of, judge_kind,
};
use crate::kube::{Object, is_like_deployment, scaled_targets, template_of};
use crate::model::Model;
use crate::rule::Hit;
use crate::source::SourceFile;
use crate::text::did_you_mean;
use crate::yaml::{Entry, Kind, Node, Scalar};

use super::Find;
use super::field::lacks;
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
    of_definition.or_else(|| told(object, &verdict, catalogue))
}

/// How many definitions an object is compared with.
const MOST_DEFINED: usize = 100;

/// That a definition of the input has nearly the kind, or has the kind in another version.
fn defined(object: &Object<'_>, custom: &CustomKinds<'_>) -> Option<(Find, Hit)> {
    let (kind, api_version) = (object.kind, object.api_version);
    let told = |key, case, meant: &str| {
        let hit = Misspelt { kind, api_version, meant, kubernetes: None, later: String::new() };
        let at = object.root.get(key)?;
        Some((Find::MisspeltKind, hit.at(at, case).in_object(object)))
    };
    let kinds: Vec<&str> = custom.kinds_in(api_version).take(MOST_DEFINED).collect();
    if let Some(meant) = closest(kind, &kinds) {
        return told("kind", "defined", meant);
    }
    let versions: Vec<&str> = custom.versions_of(kind).take(MOST_DEFINED).collect();
    let mut same = versions.iter().filter(|known| group_of(known) == group_of(api_version));
    match same.next() {
        Some(first) => told("apiVersion", "defined-version", same.next_back().unwrap_or(first)),
        None => told("apiVersion", "defined-version", did_you_mean(api_version, &versions)?),
    }
}

/// The name that a word is one slip away from, else the closest.
fn closest<'n>(word: &str, names: &[&'n str]) -> Option<&'n str> {
    let slip = names.iter().copied().find(|known| is_one_slip(word, known));
    slip.or_else(|| did_you_mean(word, names))
}

/// A kind in a version that the cluster doesn't have.
struct Misspelt<'t> {
    kind: &'t str,
    api_version: &'t str,
    meant: &'t str,
    /// The version of Kubernetes that lacks it.
    kubernetes: Option<KubernetesVersion>,
    /// With which version it came, in brackets.
    later: String,
}

impl Misspelt<'_> {
    /// At the word that is wrong.
    fn at(self, node: Node<'_>, case: &'static str) -> Hit {
        let hit = Hit::new(node.location(), case).var("meant", self.meant).var("kind", self.kind);
        let hit = hit.var("api-version", self.api_version);
        let kubernetes = self.kubernetes.map(|version| version.to_string());
        hit.var("kubernetes", kubernetes.unwrap_or_default()).var("later", self.later)
    }
}

/// What is to be said of a list whose objects are judged: that the cluster has no such list. Source: client-go
/// restmapper, by which each version has the kind `List` and one for each of its kinds.
pub(super) fn of_list(
    list: &Object<'_>,
    catalogue: &Catalogue,
    custom: &CustomKinds<'_>,
) -> Option<(Find, Hit)> {
    let verdict = match judge_kind(list.api_version, list.kind, catalogue, custom) {
        KindVerdict::Known => unknown_version_of_list(list, catalogue)?,
        other => match closest_list(list, catalogue) {
            Some(meant) => KindVerdict::NoSuchKind(Some(meant)),
            None => other,
        },
    };
    let (report, hit) = told(list, &verdict, catalogue)?;
    let case = match hit.case {
        "kind" => "list",
        "version" => "list-version",
        other => other,
    };
    (report == Find::MisspeltKind).then_some((report, Hit { case, ..hit }))
}

/// That a `List` is of a version of Kubernetes itself that doesn't exist.
fn unknown_version_of_list(list: &Object<'_>, catalogue: &Catalogue) -> Option<KindVerdict> {
    let version = list.api_version;
    let is_known = catalogue.kinds().any(|known| known.0 == version);
    let is_wrong = list.kind == "List" && !is_known && !version.contains('.');
    is_wrong.then(|| KindVerdict::OtherVersion("v1".to_owned()))
}

/// The list that the kind of one is closest to, of those that its version has.
fn closest_list(list: &Object<'_>, catalogue: &Catalogue) -> Option<String> {
    let own = catalogue.kinds().filter(|known| known.0 == list.api_version);
    let own = own.map(|known| format!("{}List", known.1));
    let lists: Vec<String> = std::iter::once("List".to_owned()).chain(own).collect();
    let lists: Vec<&str> = lists.iter().map(String::as_str).collect();
    closest(list.kind, &lists).map(str::to_owned)
}

/// Kinds that autoscalers scale.
const SCALED: [&str; 6] =
    ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DaemonSet", "Rollout"];

/// What is to be said of what the autoscalers of the input scale.
pub(super) fn of_targets<'m>(model: &'m Model<'_>) -> impl Iterator<Item = (Find, Hit)> + 'm {
    let targets = scaled_targets(&model.objects);
    targets.filter_map(|(scaler, target)| {
        let hit = misspelt_kind(target, model.schemas);
        let hit = hit.or_else(|| misspelt_group(target, model.schemas))?;
        Some((Find::MisspeltKind, hit.in_object(scaler)))
    })
}

/// What is said of a word of what an autoscaler scales.
fn of_target(
    target: Node<'_>,
    at: Node<'_>,
    case: &'static str,
    meant: &str,
    catalogue: &Catalogue,
) -> Option<Hit> {
    let kind = target.get_text("kind")?;
    let api_version = target.get_text("apiVersion").unwrap_or_default();
    let (kubernetes, later) = (Some(catalogue.version), String::new());
    Some(Misspelt { kind, api_version, meant, kubernetes, later }.at(at, case))
}

/// That what an autoscaler scales is of nearly a kind.
fn misspelt_kind(target: Node<'_>, catalogue: &Catalogue) -> Option<Hit> {
    let kind = target.get("kind")?;
    let name = kind.text().filter(|name| !SCALED.contains(name))?;
    let meant = closest(name, &SCALED)?;
    let is_known = catalogue.kinds().any(|known| known.1 == name);
    if is_known { None } else { of_target(target, kind, "target", meant, catalogue) }
}

/// That what an autoscaler scales is of a kind in a group that doesn't have it. Source:
/// k8s.io/kubernetes pkg/controller/podautoscaler/horizontal.go, which finds it by its group and kind.
fn misspelt_group(target: Node<'_>, catalogue: &Catalogue) -> Option<Hit> {
    let name = target.get_text("kind").filter(|name| SCALED.contains(name))?;
    let version = target.get("apiVersion")?;
    let known = || catalogue.kinds().filter(|known| known.1 == name).map(|known| known.0);
    let first = known().next()?;
    // With more than one slash it is wrong as an `apiVersion`, and told as that.
    let written = version.text()?.split_once('/').map_or("", |(group, _)| group);
    let is_there = known().any(|known| group_of(known) == written);
    // Another program may have a kind of the same name.
    let is_own = !written.contains('.') || is_one_slip(written, group_of(first));
    if is_there || !is_own {
        return None;
    }
    of_target(target, version, "target-version", first, catalogue)
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
    let has_none = ["template", "workloadRef"].iter().all(|name| spec.value.get(name).is_none());
    has_none.then(|| lacks(spec.key.location(), "`spec`", "`template` or `workloadRef`"))
}

/// What is next to a pod template in every such workload.
const ABOVE_TEMPLATE: [&str; 3] = ["replicas", "selector", "template"];

fn slip_of(holder: Node<'_>, names: &[&'static str], what: &str) -> Vec<Hit> {
    let told = |entry: Entry<'_>| {
        let key = entry.key_text();
        let is_meant = |name: &&&str| is_one_slip(key, name) && holder.get(name).is_none();
        let meant = names.iter().find(is_meant)?;
        let hit = Hit::new(entry.key.location(), "misspelt").var("field", key).var("meant", meant);
        Some(hit.quoting("holder", what).quoting("owner", what).without(&["gap"]))
    };
    holder.own_entries().filter_map(told).collect()
}

fn told(object: &Object<'_>, verdict: &KindVerdict, catalogue: &Catalogue) -> Option<(Find, Hit)> {
    let has_template = template_of(object).is_some();
    let (report, key, case, meant) = words_of(verdict, has_template)?;
    let (kind, api_version, kubernetes) = (object.kind, object.api_version, catalogue.version);
    let later = arrival(api_version, kind, kubernetes);
    let later = later.map(|version| format!(" (it came with {version})")).unwrap_or_default();
    let hit = Misspelt { kind, api_version, meant, kubernetes: Some(kubernetes), later };
    let mut hit = hit.at(object.root.get(key)?, case);
    // Where its pods are judged, nothing else of it is in doubt.
    hit.object = (case != "template").then(|| object.root.location());
    Some((report, hit))
}

/// What is told of a kind that isn't known, the key that it is told at, and what was meant.
fn words_of(
    verdict: &KindVerdict,
    has_template: bool,
) -> Option<(Find, &'static str, &'static str, &str)> {
    use Find::{MisspeltKind, UnknownKind};
    Some(match verdict {
        KindVerdict::Known => return None,
        KindVerdict::OtherVersion(meant) => (MisspeltKind, "apiVersion", "version", meant),
        KindVerdict::NoSuchKind(Some(meant)) => (MisspeltKind, "kind", "kind", meant),
        KindVerdict::NoSuchKind(None) => (MisspeltKind, "kind", "unknown", ""),
        KindVerdict::Custom if has_template => (UnknownKind, "kind", "template", ""),
        KindVerdict::Custom => (UnknownKind, "kind", "whole", ""),
    })
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
    let (report, hit) = match misspelt_key(object.root, "List", "items") {
        Some(hit) => (Find::UnknownField, hit),
        None => {
            let at = object.root.get("kind")?.location();
            (Find::MissingField, lacks(at, "List", "`items`"))
        }
    };
    Some((report, hit.in_object(object)))
}

/// The first item of a list that is nothing, where an object has to be.
pub(super) fn empty_item(list: &Object<'_>) -> Option<(Find, Hit)> {
    let items = list.root.entry("items")?;
    let (at, item) = items.value.items().enumerate().find(|(_, item)| item.is_null())?;
    let is_written = !item.span().is_empty();
    let place = if is_written { item.location() } else { items.key.location() };
    let hit = Hit::new(place, "nothing").var("field", "`items`").var("actual", at + 1);
    Some((Find::InvalidValue, hit.in_object(list)))
}

/// The first key of a mapping that is nearly the one meant.
fn misspelt_key(holder: Node<'_>, name: &str, meant: &str) -> Option<Hit> {
    let is_close = |entry: &Entry<'_>| did_you_mean(entry.key_text(), &[meant]).is_some();
    let entry = holder.entries().into_iter().find(is_close)?;
    let hit = Hit::new(entry.key.location(), "misspelt").var("field", entry.key_text());
    Some(hit.var("holder", name).var("meant", meant))
}

/// What is said once of all objects of a kind in a folder.
pub(super) fn of(hit: &Hit, model: &Model<'_>) -> (String, Vec<String>) {
    let folder = model.sources.get(hit.at.file.0).map(SourceFile::folder).unwrap_or_default();
    (folder.to_owned(), hit.values.iter().map(|(_, value)| value.clone()).collect())
}

/// A document that would be an object if it had both `apiVersion` and `kind`.
pub(super) fn stray(root: Node<'_>) -> (Find, Hit) {
    let is_empty = |key: &&str| root.get_text(key).is_none_or(str::is_empty);
    let missing = ["apiVersion", "kind"].into_iter().find(is_empty).unwrap_or("kind");
    let entry = root.entry(missing);
    if let Some(entry) = entry.filter(|entry| entry.value.kind() != Kind::Scalar) {
        let hit = Hit::new(entry.value.location(), "other").quoting("field", missing);
        return (Find::WrongType, hit.var("expected", "text").var("actual", "a list or mapping"));
    }
    let close = || misspelt_key(root, "the object", missing);
    if let Some(hit) = if entry.is_none() { close() } else { None } {
        return (Find::UnknownField, hit);
    }
    let other = root.get("kind").or_else(|| root.get("apiVersion"));
    let at = entry.map(|entry| entry.key).or(other).unwrap_or(root);
    let kind = root.get_text("kind").filter(|kind| !kind.is_empty());
    let hit = lacks(at.location(), kind.unwrap_or("the object"), &format!("`{missing}`"));
    (Find::MissingField, hit)
}
