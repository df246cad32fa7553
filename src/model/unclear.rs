//! What may be an object that another one asks for, and can't be told to be that: a mistake in it is the cause of whatever
//! is concluded from its absence.

use crate::closest::is_one_slip;
use crate::kube::Object;
use crate::source::{Location, Span};
use crate::yaml::{Kind, Node};

use super::Model;

/// How many are looked at: each conclusion is compared with all of them.
const MOST: usize = 100;

/// Kinds that others refer to.
const REFERRED: [&str; 7] = [
    "ConfigMap",
    "Secret",
    "ServiceAccount",
    "LimitRange",
    "PersistentVolumeClaim",
    "RoleBinding",
    "ClusterRoleBinding",
];

/// The place of what may be an object of one of the kinds that others refer to.
#[derive(Debug)]
pub(crate) struct Unclear {
    at: Location,
    /// The kind that it nearly is; none where it may be of any.
    kind: Option<&'static str>,
}

impl Model<'_> {
    /// The places of documents that are broken or no objects, and of objects of one of these kinds without a name or of
    /// nearly such a kind, in files that may be of one test with an object; as many as are compared.
    pub(crate) fn unclear_near<'k>(
        &'k self,
        object: &Object<'_>,
        kinds: &'k [&str],
    ) -> impl Iterator<Item = Location> + 'k {
        let file = object.root.document().file();
        let may_be = |one: &&Unclear| one.kind.is_none_or(|kind| kinds.contains(&kind));
        let unclear = self.all_unclear().iter().filter(may_be).map(|one| one.at);
        unclear.filter(move |place| self.may_meet(file, place.file))
    }

    fn all_unclear(&self) -> &[Unclear] {
        self.unclear.get_or_init(|| {
            let problems = self.parsed.iter().flat_map(|file| &file.problems);
            let broken = problems.filter(|one| one.kind.is_loss()).map(|one| around(one.at));
            // One with a kind may be of that alone.
            let may_be_any = |root: &&Node<'_>| {
                let kind = root.get_text("kind").filter(|kind| !kind.is_empty());
                kind.is_none_or(|kind| {
                    REFERRED.iter().any(|it| kind == *it || is_one_slip(kind, it))
                })
            };
            let strays = self.objects.strays().iter().filter(may_be_any);
            let strays = strays.map(|root| root.location());
            let any = broken.chain(strays).map(|at| Unclear { at, kind: None });
            let unclear = self.objects.iter().filter_map(|object| {
                Some(Unclear { at: object.root.location(), kind: Some(unclear_kind(object)?) })
            });
            any.chain(unclear).take(MOST).collect()
        })
    }
}

/// A place with a byte on either side, so that one without bytes of its own, as at the end of a file, overlaps it.
fn around(place: Location) -> Location {
    let Span { start, end } = place.span;
    Location { span: Span::new(start.saturating_sub(1), end + 1), ..place }
}

/// The kind of an object that has no name, or the one that it nearly is.
fn unclear_kind(object: &Object<'_>) -> Option<&'static str> {
    let is_generated = || object.root.get_path(&["metadata", "generateName"]).is_some();
    let is_nameless = object.name().is_empty() && !is_generated();
    let is_it = |kind: &&'static str| {
        if object.kind == *kind { is_nameless } else { is_one_slip(object.kind, kind) }
    };
    REFERRED.into_iter().find(is_it)
}

/// The keys of a mapping that are nearly one that is missing.
pub(crate) fn near_keys<'a>(node: Node<'a>, key: &str) -> impl Iterator<Item = Location> {
    let near = node.own_entries().filter(move |entry| {
        let own = entry.key_text();
        own != key && is_one_slip(own, key)
    });
    near.map(|entry| entry.key.location())
}

/// What of a container's environment can't be read as one, so that any variable may be in it.
pub(crate) fn unread_environment(container: Node<'_>) -> Vec<Location> {
    let mut unread = Vec::new();
    for (list, keys) in [("env", &["name"] as &[&str]), ("envFrom", &["configMapRef", "secretRef"])]
    {
        unread.extend(near_keys(container, list));
        let below = container.own_entries().filter_map(|entry| entry.value.entry(list));
        unread.extend(below.map(|entry| entry.key.location()));
        let Some(entry) = container.entry(list) else { continue };
        let value = entry.value;
        let is_list = value.kind() == Kind::Sequence || value.is_null();
        unread.extend((!is_list).then(|| value.location()));
        unread.extend(value.is_null().then(|| entry.key.location()));
        let is_unread = |item: &Node<'_>| keys.iter().all(|key| item.get(key).is_none());
        // Two sources in one: the first line of the second item may be lost.
        let is_two =
            |item: &Node<'_>| item.get("value").is_some() && item.get("valueFrom").is_some();
        unread.extend(value.items().filter(|it| is_unread(it) || is_two(it)).map(Node::location));
    }
    unread
}

/// Where the named items of a list may be that can't be read: under nearly its key, in what isn't a list, and items
/// without a name.
pub(crate) fn unread_items(holder: Node<'_>, list: &str) -> Vec<Location> {
    let mut unread: Vec<Location> = near_keys(holder, list).collect();
    let Some(entry) = holder.entry(list) else { return unread };
    if entry.value.kind() == Kind::Sequence {
        let is_nameless = |item: &Node<'_>| item.get("name").is_none_or(Node::is_null);
        unread.extend(entry.value.items().filter(is_nameless).map(Node::location));
    } else {
        unread.extend([entry.key.location(), entry.value.location()]);
    }
    unread
}

/// Where the amounts of a container may be that aren't found where they belong: under nearly the key, one level off, or in
/// what isn't a mapping.
pub(crate) fn unread_resources(container: Node<'_>) -> Vec<Location> {
    let parts = ["limits", "requests"];
    let mut unread: Vec<Location> = near_keys(container, "resources").collect();
    let strays = container.own_entries().filter(|entry| parts.contains(&entry.key_text()));
    unread.extend(strays.map(|entry| entry.key.location()));
    for entry in container.own_entries().filter(|entry| entry.key_text() != "resources") {
        let items = entry.value.items().chain([entry.value]);
        let names = ["resources", "limits", "requests"];
        let found = items.flat_map(|node| names.iter().filter_map(move |key| node.entry(key)));
        unread.extend(found.map(|entry| entry.key.location()));
    }
    let Some(resources) = container.get("resources") else { return unread };
    unread.extend((resources.kind() != Kind::Mapping).then(|| resources.location()));
    unread.extend(parts.into_iter().flat_map(|part| unread_amounts(resources, part)));
    unread
}

/// What may be meant for amounts of a part of the resources.
fn unread_amounts(resources: Node<'_>, part: &str) -> Vec<Location> {
    let mut unread: Vec<Location> = near_keys(resources, part).collect();
    let Some(amounts) = resources.get(part) else { return unread };
    let mapped = amounts.kind() == Kind::Mapping || amounts.is_null();
    unread.extend((!mapped).then(|| amounts.location()));
    // A key that names nothing known may be the one that is asked for, and a mapping in it a part one level too deep.
    unread.extend(amounts.own_entries().map(|entry| entry.key.location()));
    unread
}
