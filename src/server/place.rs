//! What is at a place of a manifest: the value with the way to it, and the container around it.

use crate::kube::Object;
use crate::model::{Model, Workload, WorkloadContainer};
use crate::source::{FileId, Span};
use crate::yaml::{Entry, Node, Segment};

/// A place of an object.
pub(super) struct Place<'m, 'a> {
    /// The whole input.
    pub model: &'m Model<'a>,
    /// The byte offset in its file.
    pub offset: usize,
    /// The object.
    pub object: Object<'a>,
    /// The keys on the way to the value; an item of a list has an empty one.
    pub keys: Vec<String>,
    /// The value.
    pub node: Node<'a>,
    /// The pods of the object.
    pub workload: Option<&'m Workload<'a>>,
    /// The container around the place.
    pub container: Option<&'m WorkloadContainer<'a>>,
}

/// The keys of the lists of containers.
const LISTS: [&str; 2] = ["containers", "initContainers"];

impl<'m, 'a> Place<'m, 'a> {
    /// The place at an offset; `None` where no object is.
    pub(super) fn new(model: &'m Model<'a>, file: FileId, offset: usize) -> Option<Self> {
        let in_file = |object: &&Object<'a>| object.root.location().file == file;
        let mut objects = model.objects.iter().filter(in_file);
        let found = objects.find_map(|object| Some((*object, at_cursor(object.root, offset)?)));
        let (object, (steps, node)) = found?;
        let keys = steps.into_iter().map(|step| match step {
            Segment::Key(key) => key,
            Segment::Item(_) => String::new(),
        });
        let workload = model.workloads.iter().find(|one| one.pod.object.root == object.root);
        let holds = |span: Span| span.start <= offset && offset <= span.end;
        let container = workload.and_then(|workload| {
            let mut all = workload.containers.iter();
            all.find(|one| holds(one.container.node.span()))
        });
        Some(Self { model, offset, object, keys: keys.collect(), node, workload, container })
    }

    /// The keys from the object down.
    pub(super) fn path(&self) -> Vec<&str> {
        self.keys.iter().map(String::as_str).collect()
    }

    /// The keys from the container down, without its place in the list.
    pub(super) fn in_container(&self) -> Option<Vec<&str>> {
        self.container?;
        let at = self.keys.iter().position(|key| LISTS.contains(&key.as_str()))?;
        Some(self.keys.iter().skip(at + 2).map(String::as_str).collect())
    }

    /// The item of a list of the container that holds the place.
    pub(super) fn item_of(&self, list: &str) -> Option<Node<'a>> {
        let items = self.container?.container.node.get(list)?.items();
        let mut items = items.filter(|item| {
            let span = item.span();
            span.start <= self.offset && self.offset <= span.end
        });
        items.next()
    }

    /// The entry of a mapping of the object whose key or value holds the place.
    pub(super) fn entry_of(&self, path: &[&str]) -> Option<Entry<'a>> {
        let mapping = self.object.root.get_path(path)?;
        let holds = |span: Span| span.start <= self.offset && self.offset <= span.end;
        let entries = mapping.own_entries();
        let mut entries = entries.filter(|it| holds(it.key.span().to(it.value.span())));
        entries.next()
    }
}

fn at_cursor(root: Node<'_>, offset: usize) -> Option<(Vec<Segment>, Node<'_>)> {
    // A cursor after the last letter of a word is at the word.
    let before = || root.at(offset.checked_sub(1)?);
    let found = root.at(offset).filter(|(_, node)| node.text().is_some());
    found.or_else(before).or_else(|| root.at(offset))
}
