//! Manifests as Kubernetes objects that refer to each other. Everything borrows from the YAML tree.

mod annotated;
mod api;
pub mod cron;
pub mod egress;
mod env;
mod fragment;
mod host_view;
mod image;
mod image_name;
mod inherited;
mod mounted;
mod named;
mod near;
mod origin;
mod places;
mod pod;
mod quantity;
pub mod rbac;
mod requests;
mod scaled;
pub mod schema;
pub(crate) mod secret;
mod selector;
pub mod slip;
mod view;
mod workload;

use std::collections::HashMap;
use std::sync::OnceLock;

use places::{Places, hash_of};

use crate::source::SourceFile;
use crate::yaml::{Document, Entry, Kind, Namespace, Node, Placed, Problem};

pub use annotated::{annotated, annotation_moved};
pub use api::{OldApi, deprecated_api, needs, removed_api, was_served};
pub use env::{
    ELSEWHERE, EnvContent, EnvReference, EnvSource, EnvTarget, EnvVar, Environment, TextPart,
    effective_environment, text_parts,
};
pub use fragment::{Fragment, fragments, is_stray};
pub use host_view::{HostView, HostVolume, Shown, Standing, Wanted, below, host_volumes, normal};
pub use image::ImageRef;
pub use image_name::{Fault as ImageFault, FaultKind, image_fault};
pub use inherited::{Inherited, container_limits, inherited, pod_limits, ranges_of};
pub use mounted::{MountedFiles, mounted_files};
pub use named::{Named, keys_of, named_by, pulled_with};
#[cfg(feature = "cli")]
pub(crate) use origin::HELM_SOURCE;
pub(crate) use origin::Origins;
pub use pod::{Container, ContainerRole, Mount, Pod, Volume};
pub use quantity::{QuantityFault, quantity, quantity_fault, signed_quantity_fault};
pub use requests::{RequestPart, Requests};
pub use scaled::{is_scaled, replicas_in, scaled_targets};
pub use selector::{respelt, selects};
pub use view::ContainerView;
pub use workload::{
    Replicas, counting, has_images_elsewhere, has_pods, is_like_deployment, is_scaled_by, pod_of,
    reference_of, replicas_of, template_of,
};

/// One Kubernetes object of the input.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    /// `apiVersion`.
    pub api_version: &'a str,
    /// `kind`.
    pub kind: &'a str,
    /// The whole object.
    pub root: Node<'a>,
    /// `metadata.name` and `metadata.namespace`, which are asked for again and again.
    name: &'a str,
    written_namespace: Option<&'a str>,
}

impl<'a> Object<'a> {
    fn new(api_version: &'a str, kind: &'a str, root: Node<'a>) -> Self {
        let metadata = root.get("metadata");
        let text = |key| metadata.and_then(|metadata| metadata.get(key)).and_then(Node::text);
        let (name, written_namespace) = (text("name").unwrap_or_default(), text("namespace"));
        Self { api_version, kind, root, name, written_namespace }
    }

    /// Reads a mapping with `apiVersion` and `kind`; anything else isn't Kubernetes object.
    #[must_use]
    pub fn from_node(root: Node<'a>) -> Option<Self> {
        let api_version = root.get_text("apiVersion")?;
        let kind = root.get_text("kind").filter(|kind| !kind.is_empty())?;
        Some(Self::new(api_version, kind, root))
    }

    /// An item of a list that says neither: it is of the list's kind.
    fn as_item(node: Node<'a>, list: Object<'a>) -> Option<Self> {
        let bare = node.get("kind").is_none() && node.get("apiVersion").is_none();
        let kind = list.kind.strip_suffix("List")?;
        let is_it = node.kind() == Kind::Mapping && bare;
        is_it.then(|| Object::new(list.api_version, kind, node))
    }

    /// The object as kubectl sends it, with other text for the scalars for which `replace` gives one.
    ///
    /// # Errors
    /// As [`Node::value`].
    pub fn value_with(
        &self,
        replace: &dyn Fn(Node<'_>) -> Option<String>,
    ) -> Result<serde_json::Value, Problem> {
        let mut value = self.root.value_with(replace)?;
        if let Some(fields) = value.as_object_mut() {
            // What an item omits, it has from its list.
            fields.entry("apiVersion").or_insert_with(|| self.api_version.into());
            fields.entry("kind").or_insert_with(|| self.kind.into());
        }
        Ok(value)
    }

    /// The API group: empty for the core group.
    #[must_use]
    pub fn group(&self) -> &'a str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// `metadata.name`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The namespace in which it is applied: `metadata.namespace`, or what a kustomization puts there; `None` means the
    /// one of the user's context, or one of several.
    #[must_use]
    pub fn namespace(&self) -> Option<&'a str> {
        match &self.placed().namespace {
            Namespace::Written => self.written_namespace,
            Namespace::Rendered(name) => Some(name),
            Namespace::Several => None,
        }
    }

    /// What the files around it say of where it goes.
    #[must_use]
    pub fn placed(&self) -> &'a Placed {
        self.root.document().placed()
    }

    /// Whether its namespace is the one that it says itself, or none.
    #[must_use]
    pub fn is_placed_as_written(&self) -> bool {
        self.placed().namespace == Namespace::Written
    }

    /// An annotation of the object itself.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<Entry<'a>> {
        self.root.get_path(&["metadata", "annotations"])?.entry(key)
    }

    /// `Deployment flog`, for messages.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.kind, self.name()).trim_end().to_owned()
    }
}

/// All objects of the input, in order, with an index by kind and name.
#[derive(Debug, Default)]
pub struct ObjectSet<'a> {
    objects: Vec<Object<'a>>,
    by_kind: HashMap<&'a str, Vec<u32>>,
    by_name: Places,
    by_place: Places,
    strays: Vec<Node<'a>>,
    lists: Vec<Object<'a>>,
    access: OnceLock<rbac::Access<'a>>,
    rollouts: OnceLock<workload::Rollouts<'a>>,
    scalers: OnceLock<scaled::Scalers<'a>>,
    sources: &'a [SourceFile],
    near: OnceLock<near::Near<'a>>,
    /// False when a document couldn't be read: then what isn't here may still exist.
    pub complete: bool,
}

impl<'a> ObjectSet<'a> {
    /// Collects the objects of `documents`; lists are opened.
    pub fn new(documents: impl Iterator<Item = &'a Document>, complete: bool) -> Self {
        let mut set = Self { complete, ..Self::default() };
        for root in documents.filter_map(Document::root) {
            set.add(root);
        }
        set.by_name = Places::new(set.iter().map(|object| (object.kind, object.name())));
        set.by_place = Places::new(set.iter().map(identity_of));
        // It may be what another object refers to.
        set.complete &= set.strays.is_empty();
        set
    }

    /// Opens lists as kubectl does: whatever has `items` is one, and an item without a kind is of the
    /// list's.
    fn add(&mut self, root: Node<'a>) {
        let mut open: Vec<(Node<'a>, Option<Object<'a>>)> = vec![(root, None)];
        while let Some((node, list)) = open.pop() {
            let as_item = || Object::as_item(node, list?);
            let Some(object) = Object::from_node(node).or_else(as_item) else {
                if is_stray(node) {
                    self.strays.push(node);
                    let items = node.items_of("items");
                    open.extend(items.rev().map(|item| (item, None)));
                }
                continue;
            };
            match object.root.entry("items").map(|items| items.value) {
                Some(items) if items.kind() == Kind::Sequence => {
                    self.lists.push(object);
                    open.extend(items.items().rev().map(|item| (item, Some(object))));
                }
                Some(items) if items.is_null() => {}
                _ => self.push(object),
            }
        }
    }

    fn push(&mut self, object: Object<'a>) {
        let at = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        self.by_kind.entry(object.kind).or_default().push(at);
        self.objects.push(object);
    }

    /// The objects of one kind, in input order.
    pub fn of_kind<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Object<'a>> {
        let places = self.by_kind.get(kind).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|&at| self.objects.get(at as usize))
    }

    /// The objects in input order.
    pub fn iter(&self) -> std::slice::Iter<'_, Object<'a>> {
        self.objects.iter()
    }

    /// Documents that would be objects if they had both `apiVersion` and `kind`.
    #[must_use]
    pub fn strays(&self) -> &[Node<'a>] {
        &self.strays
    }

    /// The lists that were opened.
    #[must_use]
    pub fn lists(&self) -> &[Object<'a>] {
        &self.lists
    }

    /// How many objects there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The objects of a kind and name, in whatever namespace.
    pub fn named<'s>(
        &'s self,
        kind: &str,
        name: &str,
    ) -> impl Iterator<Item = &'s Object<'a>> + use<'s, 'a> {
        let places = self.by_name.of(hash_of(&(kind, name)));
        let mut found = places.filter_map(|at| self.objects.get(at));
        let first = found.find(|object| object.kind == kind && object.name() == name);
        let is_alike = move |object: &&Object<'a>| {
            first.is_some_and(|it| it.kind == object.kind && it.name() == object.name())
        };
        first.into_iter().chain(found.filter(is_alike))
    }

    /// The objects of a kind and name that state this namespace, or none, each with its number.
    fn placed<'s>(
        &'s self,
        identity: Identity<'_>,
    ) -> impl Iterator<Item = (usize, &'s Object<'a>)> + use<'s, 'a> {
        let places = self.by_place.of(hash_of(&identity));
        let mut found = places.filter_map(|at| Some((at, self.objects.get(at)?)));
        let first = found.find(|(_, object)| identity_of(object) == identity);
        let is_alike = move |(_, object): &(usize, &Object<'a>)| {
            first.is_some_and(|(_, it)| identity_of(it) == identity_of(object))
        };
        first.into_iter().chain(found.filter(is_alike))
    }

    /// Whether an object of one of some kinds has a name.
    pub fn has_named(&self, name: &str, is_kind: impl Fn(&str) -> bool) -> bool {
        self.by_kind.keys().any(|kind| is_kind(kind) && self.named(kind, name).next().is_some())
    }

    /// An object by kind and name. A namespace that isn't written fits every other: it is the
    /// user's context that decides.
    #[must_use]
    pub fn find(&self, kind: &str, namespace: Option<&str>, name: &str) -> Option<&Object<'a>> {
        if namespace.is_none() {
            return self.named(kind, name).next();
        }
        let first = |namespace| self.placed((kind, name, namespace)).next();
        let found = [namespace, None].into_iter().filter_map(first);
        found.min_by_key(|(at, _)| *at).map(|(_, object)| object)
    }

    /// All objects of a kind and name that may be in a namespace, in input order.
    #[must_use]
    pub fn fitting(&self, kind: &str, namespace: Option<&str>, name: &str) -> Vec<&Object<'a>> {
        if namespace.is_none() {
            return self.named(kind, name).collect();
        }
        let all = |namespace| self.placed((kind, name, namespace));
        let mut found: Vec<_> = [namespace, None].into_iter().flat_map(all).collect();
        found.sort_unstable_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, object)| object).collect()
    }

    /// The objects that may have kind, name and namespace in common with others, those together, each with its number.
    pub fn alike<'s>(
        &'s self,
    ) -> impl Iterator<Item = impl Iterator<Item = (usize, &'s Object<'a>)> + use<'s, 'a>> {
        let numbered = |at| Some((at, self.objects.get(at)?));
        self.by_place.shared().map(move |alike| alike.filter_map(numbered))
    }

    /// What the roles and bindings grant; computed once.
    pub fn access(&self) -> &rbac::Access<'a> {
        self.access.get_or_init(|| rbac::Access::new(self))
    }

    fn rollouts(&self) -> &workload::Rollouts<'a> {
        self.rollouts.get_or_init(|| workload::Rollouts::new(self))
    }

    fn scalers(&self) -> &scaled::Scalers<'a> {
        self.scalers.get_or_init(|| scaled::Scalers::new(self))
    }
}

/// Kind, name and namespace.
type Identity<'a> = (&'a str, &'a str, Option<&'a str>);

fn identity_of<'a>(object: &Object<'a>) -> Identity<'a> {
    (object.kind, object.name(), object.namespace())
}
