//! Tells of each label which object and which field it is in.

use std::collections::BTreeMap;

use crate::finding::{Finding, Label, ObjectName, ObjectPath};
use crate::kube::{Object, ObjectSet, Origins};
use crate::source::{FileId, Location};
use crate::yaml::field_at;

/// The objects of each file, by their places.
pub(crate) struct ObjectIndex<'p, 'a> {
    files: BTreeMap<FileId, Vec<&'p Object<'a>>>,
}

impl<'p, 'a> ObjectIndex<'p, 'a> {
    /// Sorts the objects by their places.
    pub(crate) fn new(objects: &'p ObjectSet<'a>) -> Self {
        let mut files: BTreeMap<FileId, Vec<&'p Object<'a>>> = BTreeMap::new();
        for object in objects.iter() {
            files.entry(object.root.location().file).or_default().push(object);
        }
        for objects in files.values_mut() {
            objects.sort_by_key(|object| object.root.span());
        }
        Self { files }
    }

    /// Fills in where the labels of a finding are.
    pub(crate) fn annotate(&self, finding: &mut Finding, origins: &Origins<'_>) {
        for label in std::iter::once(&mut finding.primary).chain(&mut finding.related) {
            self.annotate_label(label, origins);
        }
    }

    fn annotate_label(&self, label: &mut Label, origins: &Origins<'_>) {
        let object = self.around(label.at);
        let origin = origins.at(label.at, object);
        label.within.origin.clone_from(&origin);
        if let Some(object) = object {
            let field = field_at(object.root, label.at.span);
            label.within = ObjectPath { object: Some(ObjectName::of(object)), field, origin };
        }
    }

    /// The object around a place. Objects don't nest, so it is the last one that starts before.
    pub(crate) fn around(&self, at: Location) -> Option<&'p Object<'a>> {
        let objects = self.files.get(&at.file)?;
        let behind = objects.partition_point(|object| object.root.span().start <= at.span.start);
        let object = objects.get(behind.checked_sub(1)?)?;
        (at.span.end <= object.root.span().end).then_some(*object)
    }
}

impl ObjectName {
    /// The name of an object.
    pub(crate) fn of(object: &Object<'_>) -> Self {
        Self {
            kind: object.kind.to_owned(),
            namespace: object.namespace().map(str::to_owned),
            name: object.name().to_owned(),
        }
    }
}
