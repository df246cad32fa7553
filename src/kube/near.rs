//! Which of several objects of one name another one means: the one that is applied with it.

use std::collections::{HashMap, HashSet};

use crate::source::{FileId, SourceFile};
use crate::yaml::Document;

use super::{Object, ObjectSet, has_pods};

/// The first object of each name by the places where it is looked for.
#[derive(Debug, Default)]
pub(super) struct Near<'a> {
    first: HashMap<Key<'a>, u32>,
    /// The file of each object.
    files: Vec<FileId>,
    /// Files with pods: each may be a test by itself, where files without are for all of their folder.
    with_pods: HashSet<FileId>,
}

/// Kind, name, namespace and place.
type Key<'a> = (&'a str, &'a str, Space<'a>, Where<'a>);

/// Which namespace is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Space<'a> {
    Any,
    Stated(Option<&'a str>),
}

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Where<'a> {
    /// In a file.
    File(FileId),
    /// In one that a kustomization lists.
    List(FileId),
    /// In a file of a folder.
    Folder(&'a str),
    /// In a folder, however deep.
    Below(&'a str),
}

impl<'a> Near<'a> {
    pub(super) fn new(objects: &[Object<'a>], sources: &'a [SourceFile]) -> Self {
        let mut near = Self::default();
        for (object, at) in objects.iter().zip(0..) {
            let file = object.root.document().file();
            near.files.push(file);
            if has_pods(object.kind) {
                near.with_pods.insert(file);
            }
            let list = object.placed().listed_by.map(Where::List);
            let own = folder(sources, file);
            let below = around(own).map(Where::Below);
            let places = [Where::File(file), Where::Folder(own)];
            for place in places.into_iter().chain(list).chain(below) {
                for space in [Space::Any, Space::Stated(object.namespace())] {
                    near.first.entry((object.kind, object.name(), space, place)).or_insert(at);
                }
            }
        }
        near
    }

    /// The one that an object of `from` means by a name: of its own file, else of its kustomization, else of the
    /// closest folder around both.
    pub(super) fn find(
        &self,
        (kind, name, namespace): (&str, &str, Option<&str>),
        (from, list): (FileId, Option<FileId>),
        sources: &[SourceFile],
    ) -> Option<usize> {
        let spaces = match namespace {
            Some(_) => [Space::Stated(namespace), Space::Stated(None)],
            None => [Space::Any, Space::Any],
        };
        let first = |place| {
            let found =
                spaces.iter().filter_map(|&space| self.first.get(&(kind, name, space, place)));
            found.min().map(|at| *at as usize)
        };
        let folders = || {
            let mut all = around(folder(sources, from));
            all.find_map(|one| first(Where::Folder(one)).or_else(|| first(Where::Below(one))))
        };
        let closest = first(Where::File(from)).filter(|own| {
            let of_folder = first(Where::Folder(folder(sources, from)));
            let file = of_folder.filter(|at| at != own).and_then(|at| self.files.get(at));
            file.is_none_or(|file| *file == from || self.with_pods.contains(file))
        });
        closest.or_else(|| first(Where::List(list?))).or_else(folders)
    }
}

impl<'a> ObjectSet<'a> {
    /// With the files that the objects are in.
    #[must_use]
    pub(crate) fn of_files(self, sources: &'a [SourceFile]) -> Self {
        Self { sources, ..self }
    }

    /// An object by kind, namespace and name, as `find` does; of several the one that is applied with `from`. Folders side
    /// by side may be several tests.
    #[must_use]
    pub fn find_near(
        &self,
        (kind, namespace, name): (&str, Option<&str>, &str),
        from: &Document,
    ) -> Option<&Object<'a>> {
        let unstated = namespace.map(|_| self.placed((kind, name, None)));
        let stated = namespace.map(|_| self.placed((kind, name, namespace)));
        let named = namespace.is_none().then(|| self.named(kind, name)).into_iter().flatten();
        let placed = stated.into_iter().chain(unstated).flatten().map(|(_, object)| object);
        let mut alike = named.chain(placed);
        let first = alike.next()?;
        if alike.next().is_none() {
            return Some(first);
        }
        if self.sources.is_empty() {
            return self.find(kind, namespace, name);
        }
        let near = self.near.get_or_init(|| Near::new(&self.objects, self.sources));
        let from = (from.file(), from.placed().listed_by);
        self.objects.get(near.find((kind, name, namespace), from, self.sources)?)
    }
}

impl<'a> ObjectSet<'a> {
    /// Whether two objects that state no namespace surely come to the same one: their files are in one folder, or in two
    /// of which one is around the other. Folders side by side may be several tests.
    pub(super) fn are_near(&self, one: &Object<'a>, other: &Object<'a>) -> bool {
        let folder_of = |object: &Object<'a>| folder(self.sources, object.root.document().file());
        let (one, other) = (folder_of(one), folder_of(other));
        around(one).any(|outer| outer == other) || around(other).any(|outer| outer == one)
    }
}

fn folder(sources: &[SourceFile], file: FileId) -> &str {
    sources.get(file.0).map(SourceFile::folder).unwrap_or_default()
}

/// A folder and those around it, the innermost first.
fn around(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |one| above(one))
}

fn above(folder: &str) -> Option<&str> {
    match folder.rfind('/') {
        Some(end) => folder.get(..end),
        None => (!folder.is_empty()).then_some(""),
    }
}
