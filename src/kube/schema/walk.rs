//! An object's walk through its schema.

mod constraints;

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use crate::kube::{QuantityFault, quantity, quantity_fault, signed_quantity_fault};
use crate::units::Quantity;
use crate::yaml::{Entry, Kind, Node, Scalar};

use super::field_test::{is_nothing, reach};
use super::refused::Faulty;
use super::{
    Catalogue, Extra, Form, Format, Once, Place, Problem, Schema, Thing, Trail, Type, Unique,
    Violation,
};

/// Everything in `root` that isn't what `schema` says.
pub fn walk<'s, 'a>(
    root: Node<'a>,
    schema: &'s Schema,
    catalogue: &'s Catalogue,
) -> Vec<Violation<'s, 'a>> {
    let mut walk = Walk { catalogue, trail: Vec::new(), found: Vec::new() };
    walk.value(root, schema, None, false);
    walk.found
}

/// Everything in the value of `entry` that isn't what `schema` says.
pub fn walk_entry<'s, 'a>(
    entry: Entry<'a>,
    schema: &'s Schema,
    catalogue: &'s Catalogue,
) -> Vec<Violation<'s, 'a>> {
    let mut walk = Walk { catalogue, trail: Vec::new(), found: Vec::new() };
    walk.value(entry.value, schema, Some(entry), false);
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
        let scalar = node.scalar();
        if scalar == Some(Scalar::Null) {
            return;
        }
        let schema = match self.of_type(node, scalar.as_ref(), schema) {
            Ok(schema) => schema,
            Err(types) => return self.report(Problem::WrongType(node, types), key),
        };
        let before = self.found.len();
        match node.kind() {
            Kind::Mapping => self.mapping(node, schema, key, in_list),
            Kind::Sequence => self.list(node, schema, key),
            Kind::Scalar => self.scalar(node, scalar.as_ref(), schema, key),
        }
        // A scalar that is wrong by itself isn't a question of its form.
        let is_wrong = node.kind() == Kind::Scalar && self.found.len() > before;
        if let Some(constraints) = schema.constraints.as_deref().filter(|_| !is_wrong) {
            self.trail.push(Place { node, schema, key, in_list });
            self.constraints(node, constraints, key);
            self.trail.pop();
        }
    }

    /// The schema for a value of its type, of several the first that has it; else the types that it may have.
    fn of_type(
        &self,
        node: Node<'a>,
        scalar: Option<&Scalar<'a>>,
        schema: &'s Schema,
    ) -> Result<&'s Schema, Vec<Type>> {
        let mut schema = self.catalogue.follow(schema);
        if !schema.one_of.is_empty() {
            let options = || schema.one_of.iter().map(|option| self.catalogue.follow(option));
            let types = || -> Vec<Type> {
                options().flat_map(|option| option.types.0.iter().copied()).collect()
            };
            schema = options().find(|option| option.types.fit(node, scalar)).ok_or_else(types)?;
        }
        if !schema.types.fit(node, scalar) {
            return Err(schema.types.0.clone());
        }
        let int_or_string = [Type::Integer, Type::String];
        if schema.int_or_string && !int_or_string.iter().any(|kind| kind.fits(node, scalar)) {
            return Err(int_or_string.to_vec());
        }
        Ok(schema)
    }

    /// Whether nothing is wrong with a value.
    fn fits(&self, node: Node<'a>, schema: &'s Schema) -> bool {
        walk(node, schema, self.catalogue).is_empty()
    }

    fn list(&mut self, node: Node<'a>, schema: &'s Schema, key: Option<Entry<'a>>) {
        let items = node.items();
        if schema.min_items.is_some_and(|least| items.len() < least) {
            return self.report(Problem::TooFew(node), key);
        }
        let Some(inner) = schema.items.as_deref() else {
            return;
        };
        for (at, item) in items.enumerate() {
            if item.is_null() && self.asks_for_value(inner) {
                self.report(Problem::NullItem(item, at + 1), key);
            }
            self.value(item, inner, key, true);
        }
        for unique in &schema.unique {
            self.unique(node, unique, key);
        }
    }

    /// Whether an item that is null would be rejected: Go reads it as one without fields, or as an empty text.
    fn asks_for_value(&self, schema: &Schema) -> bool {
        let is_typed = schema.custom && !schema.nullable && !schema.types.0.is_empty();
        let schema = self.catalogue.follow(schema);
        is_typed || schema.asks_for_fields() || schema.asks_for_text()
    }

    fn unique(&mut self, list: Node<'a>, unique: &'s Unique, key: Option<Entry<'a>>) {
        let mut seen: HashMap<Vec<(&str, String)>, Node<'a>> = HashMap::new();
        for item in list.items() {
            let Some(values) = unique.of(item) else {
                continue;
            };
            match seen.entry(values) {
                Slot::Vacant(slot) => drop(slot.insert(item)),
                Slot::Occupied(slot) if unique.excuses(item, *slot.get()) => {}
                Slot::Occupied(slot) => {
                    let twice = Problem::Twice(item, *slot.get(), slot.key().clone());
                    self.report(twice, key);
                }
            }
        }
    }

    fn mapping(
        &mut self,
        node: Node<'a>,
        schema: &'s Schema,
        key: Option<Entry<'a>>,
        in_list: bool,
    ) {
        let before = self.found.len();
        self.trail.push(Place { node, schema, key, in_list });
        let entries = if schema.speaks_of_others() {
            node.entries()
        } else {
            node.entries_named(schema.properties.keys())
        };
        for entry in entries {
            self.entry(entry, schema);
        }
        let missing = schema.required.iter().map(|name| &**name);
        let missing: Vec<&'s str> = missing.filter(|name| !is_there(node, name, schema)).collect();
        if !missing.is_empty() {
            self.report(Problem::Missing(missing), key);
        }
        self.any_of(node, schema, key, before);
        self.groups(node, schema, key);
        schema.once.iter().for_each(|once| self.once(node, once));
        self.own_schema(node, schema);
        self.relations(node, schema, key, before);
        self.trail.pop();
    }

    /// Groups of fields of which one must be there. Go reads an empty text as absent; where it is wrong by itself, that
    /// was found since `before`.
    fn any_of(
        &mut self,
        node: Node<'a>,
        schema: &'s Schema,
        key: Option<Entry<'a>>,
        before: usize,
    ) {
        let Some(first) = schema.any_of.first() else { return };
        let is_wrong =
            |name: &str| self.found.iter().skip(before).any(|one| one.field_name() == name);
        let is_there = |name: &str| {
            let value = node.get(name).filter(|value| !value.is_null());
            value.is_some_and(|value| value.text() != Some("") || is_wrong(name))
        };
        let has_all = |group: &Schema| group.required.iter().all(|name| is_there(name));
        if !schema.any_of.iter().any(has_all) {
            self.report(Problem::Missing(first.required.iter().map(|name| &**name).collect()), key);
        }
    }

    /// The field that must fit the schema that the mapping itself is.
    fn own_schema(&mut self, node: Node<'a>, schema: &'s Schema) {
        let Some(entry) = schema.fits.as_ref().and_then(|field| node.entry(field)) else { return };
        if !walk(entry.value, &Schema::from_node(node), self.catalogue).is_empty() {
            self.report(Problem::BadForm(entry.value, Form::OwnSchema), Some(entry));
        }
    }

    /// Fields of which one must be there, or only one may be.
    fn groups(&mut self, node: Node<'a>, schema: &'s Schema, key: Option<Entry<'a>>) {
        let groups = [(&schema.exactly_one, true), (&schema.at_most_one, false)];
        for (names, needed) in groups.into_iter().filter(|(names, _)| !names.is_empty()) {
            let is_there =
                |entry: &Entry<'a>| entry.value.text().is_none_or(|_| !is_nothing(entry.value));
            let is_written = |name: &str| node.entry(name).is_some();
            let named = node.entries_named(names.iter().map(|name| &**name));
            let mut there = named.into_iter().filter(is_there);
            match (there.next(), there.next()) {
                (None, _) if needed => self.report(Problem::NoneOf(names), key),
                (None, _) if schema.filled_in.as_ref().is_some_and(|name| !is_written(name)) => {
                    self.report(Problem::FilledIn(names), key);
                }
                (Some(first), Some(second)) => self.report(Problem::Both(first, second), key),
                _ => {}
            }
        }
    }

    /// Texts of the items of lists that may be there only once.
    fn once(&mut self, node: Node<'a>, once: &'s Once) {
        let mut seen: HashMap<&str, Node<'a>> = HashMap::new();
        let items = once.lists.iter().flat_map(|list| reach(node, list));
        let value = |(list, item): (Entry<'a>, Node<'a>)| Some((list, item.get(&once.field)?));
        let mut values: Vec<(Entry<'a>, Node<'a>)> = items.filter_map(value).collect();
        if once.what == Thing::Path {
            values.sort_by_key(|(_, value)| value.location());
        }
        for (list, value) in values {
            let Some(text) = value.text().filter(|text| !text.is_empty()) else { continue };
            if let Some(earlier) = seen.insert(text, value) {
                self.report(Problem::TakenTwice(once, value, earlier), Some(list));
            }
        }
    }

    /// What the fields of a mapping ask of each other, except of those that are wrong by themselves: what
    /// was found since `before`.
    fn relations(
        &mut self,
        node: Node<'a>,
        schema: &'s Schema,
        key: Option<Entry<'a>>,
        before: usize,
    ) {
        if let Some([low, high]) = &schema.not_above {
            let number = |name: &str| Some((node.entry(name)?, node.get(name)?.as_integer()?));
            if let (Some(low), Some(high)) = (number(low), number(high))
                && low.1 > high.1
            {
                self.report(Problem::Above(low.0, high.0), key);
            }
        }
        let mut broken: Vec<_> =
            schema.relations.about(node).flat_map(|relation| relation.broken(node)).collect();
        if broken.is_empty() {
            return;
        }
        let faulty = Faulty::new(self.found.get(before..).unwrap_or_default());
        broken.retain(|broken| !faulty.explain(broken));
        broken.into_iter().for_each(|broken| self.report(Problem::Broken(broken), key));
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
                    self.report(Problem::BadKey(entry.key, look), Some(entry));
                }
                self.value(entry.value, inner, Some(entry), false);
                self.amount(entry, schema);
            }
            _ if schema.is_closed() => self.report(Problem::UnknownField(entry), Some(entry)),
            _ => {}
        }
    }

    /// An amount of a resource that is counted in whole ones.
    fn amount(&mut self, entry: Entry<'a>, schema: &'s Schema) {
        let Some(amounts) = &schema.amounts else { return };
        let key = entry.key_text();
        let is_of = |format: &Option<Format>| format.is_some_and(|it| it.fits(key));
        let Some((text, amount)) = quantity(entry.value) else { return };
        let size = key.strip_prefix("hugepages-").filter(|_| is_of(&amounts.pages));
        let page = size.and_then(|size| Quantity::parse(size).ok());
        let reason = if page.is_some_and(|page| !amount.is_multiple_of(page)) {
            "it isn't a multiple of the page size"
        } else if is_of(&amounts.whole) && !amount.is_whole() {
            "this resource is counted in whole numbers"
        } else {
            ""
        };
        if !reason.is_empty() {
            let fault = QuantityFault { text, reason, at: entry.value.location() };
            self.report(Problem::BadQuantity(entry.value, fault), Some(entry));
        } else if is_of(&amounts.bytes) && !amount.is_whole() {
            self.report(Problem::PartOfByte(entry.value), Some(entry));
        }
    }

    fn scalar(
        &mut self,
        node: Node<'a>,
        scalar: Option<&Scalar<'a>>,
        schema: &'s Schema,
        key: Option<Entry<'a>>,
    ) {
        let fault_of = match schema.format {
            Format::Quantity => Some(quantity_fault as fn(Node<'a>) -> Option<QuantityFault>),
            Format::SignedQuantity => Some(signed_quantity_fault as _),
            _ => None,
        };
        if let Some(fault_of) = fault_of {
            let fault = fault_of(node).into_iter();
            return fault.for_each(|it| self.report(Problem::BadQuantity(node, it), key));
        }
        let text = match scalar {
            Some(Scalar::String(text)) => *text,
            _ => return self.number(node, schema, key),
        };
        if !schema.choices.is_empty() && !schema.choices.iter().any(|choice| **choice == *text) {
            self.report(Problem::NotAChoice(node, &schema.choices), key);
        } else if text.is_empty() && schema.min_length.is_some_and(|least| least > 0) {
            self.report(Problem::NoText(node), key);
        } else if !schema.format.fits(text) {
            self.report(Problem::BadFormat(node, schema.format), key);
        }
    }

    fn number(&mut self, node: Node<'a>, schema: &'s Schema, key: Option<Entry<'a>>) {
        let Some(number) = node.as_integer() else { return };
        if !schema.choices.is_empty()
            && !schema.choices.iter().any(|choice| **choice == number.to_string())
        {
            return self.report(Problem::NotAChoice(node, &schema.choices), key);
        }
        let (lowest, highest) = schema.bounds();
        // The end that isn't broken is reported only where it says more than the type does.
        if lowest.is_some_and(|lowest| number < i128::from(lowest)) {
            self.report(Problem::OutOfRange(node, lowest, schema.maximum), key);
        } else if highest.is_some_and(|highest| number > i128::from(highest)) {
            self.report(Problem::OutOfRange(node, schema.minimum, highest), key);
        }
    }
}

/// Whether a mapping has a field, with a value unless that may be null.
fn is_there(node: Node<'_>, name: &str, schema: &Schema) -> bool {
    let nullable = || schema.properties.get(name).is_some_and(|schema| schema.nullable);
    node.entry(name).is_some_and(|entry| !entry.value.is_null() || nullable())
}
