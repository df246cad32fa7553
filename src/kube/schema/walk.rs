//! An object's walk through its schema.

use crate::source::Location;
use crate::yaml::{Entry, Kind, Node, Scalar};

use super::{Catalogue, Extra, Format, Place, Schema, Trail, Type};

/// Where an object isn't what its schema says.
#[derive(Debug, Clone)]
pub struct Violation<'s, 'a> {
    /// What is wrong.
    pub problem: Problem<'s, 'a>,
    /// The mappings above, the innermost last.
    pub trail: Trail<'s, 'a>,
    /// The field with the value that is wrong; none for an item of a list in a list.
    pub field: Option<Entry<'a>>,
}

/// What is wrong with a value.
#[derive(Debug, Clone)]
pub enum Problem<'s, 'a> {
    /// A key that the innermost mapping doesn't take.
    UnknownField(Entry<'a>),
    /// A value of another type than these.
    WrongType(Node<'a>, Vec<Type>),
    /// Fields that the innermost mapping has to have.
    Missing(Vec<&'s str>),
    /// A text that isn't among these.
    NotAChoice(Node<'a>, &'s [Box<str>]),
    /// A number outside of these bounds.
    OutOfRange(Node<'a>, Option<i64>, Option<i64>),
    /// A text that doesn't look like this.
    BadFormat(Node<'a>, Format),
    /// A list that is empty.
    TooFew(Node<'a>),
}

impl Violation<'_, '_> {
    /// The name of the field whose value is wrong.
    #[must_use]
    pub fn field_name(&self) -> &str {
        self.field.as_ref().map_or("", Entry::key_text)
    }

    /// Where to point at for a value of it: the value, or its key when nothing is written.
    #[must_use]
    pub fn place(&self, node: Node<'_>) -> Location {
        match self.field {
            Some(entry) if node.span().is_empty() => entry.key.location(),
            _ => node.location(),
        }
    }
}

/// Everything in `root` that isn't what `schema` says.
pub fn walk<'s, 'a>(root: Node<'a>, schema: &'s Schema, catalogue: &'s Catalogue) -> Vec<Violation<'s, 'a>> {
    let mut walk = Walk { catalogue, trail: Vec::new(), found: Vec::new() };
    walk.value(root, schema, None, false);
    walk.found
}

struct Walk<'s, 'a> {
    catalogue: &'s Catalogue,
    trail: Trail<'s, 'a>,
    found: Vec<Violation<'s, 'a>>,
}

impl<'s, 'a> Walk<'s, 'a> {
    fn report(&mut self, problem: Problem<'s, 'a>, field: Option<Entry<'a>>) {
        self.found.push(Violation { problem, trail: self.trail.clone(), field });
    }

    /// Null is the same as absent to the API server, so it is never wrong.
    fn value(&mut self, node: Node<'a>, schema: &'s Schema, key: Option<Entry<'a>>, in_list: bool) {
        let mut schema = self.catalogue.follow(schema);
        let scalar = node.scalar();
        if scalar == Some(Scalar::Null) {
            return;
        }
        if !schema.one_of.is_empty() {
            let mut options = schema.one_of.iter().map(|option| self.catalogue.follow(option));
            let Some(fitting) = options.clone().find(|option| option.types.fit(node, scalar.as_ref())) else {
                let types = options.by_ref().flat_map(|option| option.types.0.iter().copied()).collect();
                return self.report(Problem::WrongType(node, types), key);
            };
            schema = fitting;
        }
        if !schema.types.fit(node, scalar.as_ref()) {
            return self.report(Problem::WrongType(node, schema.types.0.clone()), key);
        }
        let int_or_string = [Type::Integer, Type::String];
        if schema.int_or_string && !int_or_string.iter().any(|kind| kind.fits(node, scalar.as_ref())) {
            return self.report(Problem::WrongType(node, int_or_string.to_vec()), key);
        }
        match node.kind() {
            Kind::Mapping => self.mapping(node, schema, key, in_list),
            Kind::Sequence => self.list(node, schema, key),
            Kind::Scalar => self.scalar(node, scalar.as_ref(), schema, key),
        }
    }

    fn list(&mut self, node: Node<'a>, schema: &'s Schema, key: Option<Entry<'a>>) {
        let items = node.items();
        if schema.min_items.is_some_and(|least| items.len() < least) {
            return self.report(Problem::TooFew(node), key);
        }
        let Some(inner) = schema.items.as_deref() else { return };
        for item in items {
            self.value(item, inner, key, true);
        }
    }

    fn mapping(&mut self, node: Node<'a>, schema: &'s Schema, key: Option<Entry<'a>>, in_list: bool) {
        let entries = node.entries();
        self.trail.push(Place { node, schema, key, in_list });
        for entry in &entries {
            self.entry(*entry, schema);
        }
        let is_there =
            |name: &str| entries.iter().any(|entry| entry.key_text() == name && !entry.value.is_null());
        let missing: Vec<&'s str> =
            schema.required.iter().map(|name| &**name).filter(|name| !is_there(name)).collect();
        if !missing.is_empty() {
            self.report(Problem::Missing(missing), key);
        }
        let has_all = |group: &Schema| group.required.iter().all(|name| is_there(name));
        if let Some(first) = schema.any_of.first().filter(|_| !schema.any_of.iter().any(has_all)) {
            self.report(Problem::Missing(first.required.iter().map(|name| &**name).collect()), key);
        }
        self.trail.pop();
    }

    fn entry(&mut self, entry: Entry<'a>, schema: &'s Schema) {
        if let Some(inner) = schema.properties.get(entry.key_text()) {
            return self.value(entry.value, inner, Some(entry), false);
        }
        let own = ["apiVersion", "kind", "metadata"];
        match &schema.additional_properties {
            _ if schema.embedded && own.contains(&entry.key_text()) => {}
            Some(Extra::Of(inner)) => {
                let look = schema.property_names.as_ref().map_or(Format::Any, |names| names.format);
                if !look.fits(entry.key_text()) {
                    self.report(Problem::BadFormat(entry.key, look), Some(entry));
                }
                self.value(entry.value, inner, Some(entry), false);
            }
            _ if schema.is_closed() => self.report(Problem::UnknownField(entry), Some(entry)),
            _ => {}
        }
    }

    fn scalar(
        &mut self,
        node: Node<'a>,
        scalar: Option<&Scalar<'a>>,
        schema: &'s Schema,
        key: Option<Entry<'a>>,
    ) {
        let text = match scalar {
            Some(Scalar::String(text)) => *text,
            Some(&Scalar::Integer(number)) => {
                let narrow = schema.format == Format::Int32;
                let minimum = schema.minimum.or(narrow.then_some(i64::from(i32::MIN)));
                let maximum = schema.maximum.or(narrow.then_some(i64::from(i32::MAX)));
                let low = minimum.is_some_and(|minimum| number < i128::from(minimum));
                let high = maximum.is_some_and(|maximum| number > i128::from(maximum));
                if low || high {
                    self.report(Problem::OutOfRange(node, minimum, maximum), key);
                }
                return;
            }
            _ => return,
        };
        if !schema.choices.is_empty() && !schema.choices.iter().any(|choice| **choice == *text) {
            self.report(Problem::NotAChoice(node, &schema.choices), key);
        } else if !schema.format.fits(text) {
            self.report(Problem::BadFormat(node, schema.format), key);
        }
    }
}
