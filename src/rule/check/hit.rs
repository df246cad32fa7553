//! What a check finds: a mistake at a place, with what belongs to it.

use crate::fix::Change;
use crate::kube::Object;
use crate::source::Location;

/// A field that is missing.
#[derive(Debug, Clone)]
pub struct Missing {
    /// The mapping that lacks it.
    pub holder: Location,
    /// The keys that would lead to it from there.
    pub keys: Vec<String>,
}

/// A mistake at a place. It can't be built without one.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The place.
    pub at: Location,
    /// Which of the check's cases it is.
    pub case: &'static str,
    /// Places that belong to it, each with a word about it.
    pub related: Vec<(Location, String)>,
    /// Values of the message variables.
    pub values: Vec<(&'static str, String)>,
    /// The object, where the subject doesn't tell.
    pub object: Option<Location>,
    /// Places about which all is said with this, beyond the labelled ones.
    pub also_covers: Vec<Location>,
    /// Places that it was concluded from, beyond its own: what is wrong there is its cause.
    pub rests_on: Vec<Location>,
    /// The field that is missing, where that is the mistake.
    pub gap: Option<Missing>,
    /// The edits that fix it, where they are more than a text in its place.
    pub change: Option<Change>,
}

impl Hit {
    /// A mistake at `at`.
    pub fn new(at: Location, case: &'static str) -> Self {
        let (related, values, also_covers, rests_on) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self {
            at,
            case,
            related,
            values,
            object: None,
            also_covers,
            rests_on,
            gap: None,
            change: None,
        }
    }

    /// With the value of a message variable.
    pub fn var(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// With the value of a message variable, where there is one.
    pub fn maybe(self, name: &'static str, value: Option<impl std::fmt::Display>) -> Self {
        match value {
            Some(value) => self.var(name, value),
            None => self,
        }
    }

    /// With a message variable that is a name or a value as written, in backticks.
    pub fn quoting(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.values.push((name, format!("`{value}`")));
        self
    }

    /// With message variables for which there is nothing to say.
    pub fn without(mut self, names: &[&'static str]) -> Self {
        self.values.extend(names.iter().map(|name| (*name, String::new())));
        self
    }

    /// The value of a variable, where it has one.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value)
    }

    /// With a place that belongs to it.
    pub fn related(mut self, at: Location, text: impl Into<String>) -> Self {
        self.related.push((at, text.into()));
        self
    }

    /// With the place of a fact that it was concluded from, where one of the files states that.
    pub fn stated_at(self, at: Option<Location>, text: impl Into<String>) -> Self {
        match at {
            Some(at) => self.related(at, text).because_of([at]),
            None => self,
        }
    }

    /// With the edits that fix it, where there are some.
    pub fn mended_by(self, change: Option<Change>) -> Self {
        Self { change, ..self }
    }

    /// In a certain object, where the subject doesn't tell.
    pub fn in_object(mut self, object: &Object<'_>) -> Self {
        self.object = Some(object.root.location());
        self
    }

    /// With places that it was concluded from.
    pub fn because_of(mut self, places: impl IntoIterator<Item = Location>) -> Self {
        self.rests_on.extend(places);
        self
    }

    /// With places about which all is said with it.
    pub fn subsumes(mut self, places: impl IntoIterator<Item = Location>) -> Self {
        self.also_covers.extend(places);
        self
    }

    /// Every place where a mistake would be the cause of this.
    pub fn evidence(&self) -> impl Iterator<Item = Location> {
        std::iter::once(self.at).chain(self.rests_on.iter().copied())
    }

    /// Every place about which this speaks.
    pub fn explained(&self) -> impl Iterator<Item = Location> {
        let related = self.related.iter().map(|(at, _)| *at);
        std::iter::once(self.at).chain(related).chain(self.also_covers.iter().copied())
    }
}
