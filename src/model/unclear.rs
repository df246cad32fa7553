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
const REFERRED: [&str; 5] =
    ["ConfigMap", "Secret", "ServiceAccount", "LimitRange", "PersistentVolumeClaim"];

impl Model<'_> {
    /// The places of documents that are broken or no objects, and of objects without a name or of nearly a kind that others
    /// refer to, in files that may be of one test with an object; as many as are compared.
    pub(crate) fn unclear_near(&self, object: &Object<'_>) -> impl Iterator<Item = Location> {
        let file = object.root.document().file();
        self.all_unclear().iter().copied().filter(move |place| self.may_meet(file, place.file))
    }

    fn all_unclear(&self) -> &[Location] {
        self.unclear.get_or_init(|| {
            let problems = self.parsed.iter().flat_map(|file| &file.problems);
            let broken = problems.filter(|one| one.kind.is_loss()).map(|one| around(one.at));
            let strays = self.objects.strays().iter().map(|root| root.location());
            let unclear = self.objects.iter().filter(|object| is_unclear(object));
            let unclear = unclear.map(|object| object.root.location());
            broken.chain(strays).chain(unclear).take(MOST).collect()
        })
    }
}

/// A place with a byte on either side, so that one without bytes of its own, as at the end of a file, overlaps it.
fn around(place: Location) -> Location {
    let Span { start, end } = place.span;
    Location { span: Span::new(start.saturating_sub(1), end + 1), ..place }
}

fn is_unclear(object: &Object<'_>) -> bool {
    let is_generated = || object.root.get_path(&["metadata", "generateName"]).is_some();
    let is_near = |kind: &&str| object.kind != *kind && is_one_slip(object.kind, kind);
    (object.name().is_empty() && !is_generated()) || REFERRED.iter().any(is_near)
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
        let Some(value) = container.get(list) else { continue };
        let is_list = value.kind() == Kind::Sequence || value.is_null();
        unread.extend((!is_list).then(|| value.location()));
        let is_unread = |item: &Node<'_>| keys.iter().all(|key| item.get(key).is_none());
        // Two sources in one: the first line of the second item may be lost.
        let is_two =
            |item: &Node<'_>| item.get("value").is_some() && item.get("valueFrom").is_some();
        unread.extend(value.items().filter(|it| is_unread(it) || is_two(it)).map(Node::location));
    }
    unread
}
