//! Objects by their places: which object a place is in.

use crate::finding::{Finding, Label, ObjectName, ObjectPath};
use crate::kube::{Object, ObjectSet, Origins};
use crate::source::{Location, Span};
use crate::yaml::field_at;

use super::Model;

/// The objects of each file, by their places in it.
#[derive(Debug)]
pub(super) struct ObjectIndex {
    /// Where the objects of each file begin among the places.
    files: Vec<usize>,
    /// The span of each object, with its place in the set.
    places: Vec<(Span, usize)>,
}

impl ObjectIndex {
    /// Sorts the objects by their places.
    pub(super) fn new(objects: &ObjectSet<'_>) -> Self {
        let places = objects.iter().map(|object| object.root.location()).enumerate();
        let mut places: Vec<(Location, usize)> = places.map(|(at, place)| (place, at)).collect();
        // Only what an alias brings into a list isn't in order.
        places.sort_unstable();
        let mut files = Vec::new();
        for (at, (place, _)) in places.iter().enumerate() {
            files.resize(files.len().max(place.file.0 + 1), at);
        }
        let places = places.into_iter().map(|(place, at)| (place.span, at)).collect();
        Self { files, places }
    }

    /// The object around a place, as its place in the set. Objects don't nest, so it is the last one that starts before.
    fn around(&self, at: Location) -> Option<usize> {
        let first = *self.files.get(at.file.0)?;
        let end = self.files.get(at.file.0 + 1).copied().unwrap_or(self.places.len());
        let of_file = self.places.get(first..end)?;
        let later = of_file.partition_point(|(span, _)| span.start <= at.span.start);
        let (span, object) = of_file.get(later.checked_sub(1)?)?;
        (at.span.end <= span.end).then_some(*object)
    }
}

impl<'a> Model<'a> {
    /// The object around a place.
    #[must_use]
    pub(crate) fn object_at(&self, at: Location) -> Option<&Object<'a>> {
        let by_place = self.by_place.get_or_init(|| ObjectIndex::new(&self.objects));
        self.objects.iter().as_slice().get(by_place.around(at)?)
    }

    /// Fills in where the labels of a finding are: in which object, and in which field of it.
    pub(crate) fn annotate(&self, finding: &mut Finding, origins: &Origins<'_>) {
        for label in std::iter::once(&mut finding.primary).chain(&mut finding.related) {
            self.annotate_label(label, origins);
        }
    }

    fn annotate_label(&self, label: &mut Label, origins: &Origins<'_>) {
        let object = self.object_at(label.at);
        let origin = origins.at(label.at, object);
        label.within = match object {
            Some(object) => {
                let field = field_at(object.root, label.at.span);
                ObjectPath { object: Some(ObjectName::of(object)), field, origin }
            }
            None => ObjectPath { origin, ..std::mem::take(&mut label.within) },
        };
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
