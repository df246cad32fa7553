//! Violations that come of others of the same object.

use std::collections::{HashMap, HashSet};

use crate::kube::schema::{Broken, Catalogue, Must, Place, Problem, Trail, Violation};
use crate::source::Location;
use crate::yaml::{Entry, Kind, Node};

use super::instead::{Instead, instead};
use super::invalid;
use super::strayed::Strayed;
use super::unknown::Unknown;
use super::value::too_deep;

/// Values of another type that may be what a mapping lacks.
#[derive(Default)]
struct Mistyped<'a> {
    /// Mappings in a field of this one where a text or a list is asked for.
    mappings: HashMap<Node<'a>, Vec<Node<'a>>>,
    /// Items of a list that one of another type comes after.
    before: HashSet<Node<'a>>,
    /// The mappings around a map of texts with the fields that are in that and are missing in them.
    outer: HashSet<(Node<'a>, &'a str)>,
    /// Maps of texts that hold such a field, with the first of them.
    deep: HashMap<Node<'a>, Location>,
}

impl<'a> Mistyped<'a> {
    fn new(violations: &[Violation<'_, 'a>]) -> Self {
        let mut found = Self::default();
        let (mut lists, mut known, mut values) = (Vec::new(), HashSet::new(), HashSet::new());
        for one in violations {
            let Problem::WrongType(node, _) = one.problem else { continue };
            found.add_deep(node, one);
            match (node.kind(), one.trail.last(), one.field) {
                (Kind::Mapping, Some(place), _) => {
                    found.mappings.entry(place.node).or_default().push(node);
                }
                (Kind::Scalar, _, Some(field)) => {
                    values.insert(node);
                    lists.extend(known.insert(field.value).then_some(field.value));
                }
                _ => {}
            }
        }
        for list in lists {
            let pairs = list.items().zip(list.items().skip(1));
            let wrong = pairs.filter(|(_, next)| values.contains(next));
            found.before.extend(wrong.map(|(item, _)| item));
        }
        found
    }

    /// Keeps what is too deep in a map of texts.
    fn add_deep(&mut self, node: Node<'a>, violation: &Violation<'_, 'a>) {
        let trail = &violation.trail;
        let outer = too_deep(node, violation).and_then(|at| trail.get(at));
        if let (Some(outer), Some(field), Some(map)) = (outer, violation.field, trail.last()) {
            self.outer.insert((outer.node, field.key_text()));
            self.deep.entry(map.node).or_insert(field.key.location());
        }
    }

    fn is_empty(&self) -> bool {
        self.mappings.is_empty() && self.before.is_empty() && self.outer.is_empty()
    }

    /// Whether a value of another type follows a field that is too deep, in the same map.
    fn follows(&self, violation: &Violation<'_, 'a>) -> bool {
        let deep = violation.trail.last().and_then(|map| self.deep.get(&map.node));
        let field = violation.field.map(|field| field.key.location());
        deep.zip(field).is_some_and(|(first, own)| own > *first)
    }

    /// Whether what a mapping lacks is there: as the keys of an item of one of its lists, or with its items after the
    /// mapping, in the list that this is an item of.
    fn has(&self, holder: Node<'a>, names: &[&str]) -> bool {
        let mut mappings = self.mappings.get(&holder).into_iter().flatten();
        let last = || holder.own_entries().last().filter(|last| last.value.is_null());
        mappings.any(|node| names.iter().all(|name| node.entry(name).is_some()))
            || names.iter().all(|name| self.outer.contains(&(holder, *name)))
            || (self.before.contains(&holder)
                && last().is_some_and(|last| names == [last.key_text()]))
    }
}

/// What is wrong with an object, by what other mistakes are compared with.
pub(super) struct Others<'v, 's, 'a> {
    /// Fields that aren't known.
    pub unknown: Vec<Unknown<'v, 's, 'a>>,
    pub labels: invalid::Labels<'v, 's, 'a>,
    /// Items that belong in another list.
    pub strayed: Strayed<'a>,
    mistyped: Mistyped<'a>,
    /// What is in mappings below fields that aren't known, with the mapping that has such a field.
    astray: HashSet<(Node<'a>, &'a str)>,
    /// The first key with something before it that doesn't belong there.
    behind_stray: Option<Node<'a>>,
    /// Mappings of which the shape isn't right.
    misshapen: HashSet<Node<'a>>,
    /// What two items of a list have that only one may.
    doubled: HashSet<Location>,
    /// Items that belong to a key in the item before them, which is there by mistake and has nothing else.
    orphans: HashSet<Node<'a>>,
    /// Items of which no key is known: a dash is there by mistake.
    strange: HashSet<Node<'a>>,
    /// Fields that nobody knows, each with the one that its mapping lacks.
    pub instead: Instead<'a>,
}

/// The keys of mappings below fields that aren't known, each with the mapping that has such a field.
fn astray<'a>(violations: &[Violation<'_, 'a>]) -> HashSet<(Node<'a>, &'a str)> {
    let unknown = violations.iter().filter_map(|one| match one.problem {
        Problem::UnknownField(entry) => Some((one.trail.last()?.node, entry.value)),
        _ => None,
    });
    unknown
        .flat_map(|(holder, value)| value.own_entries().map(move |it| (holder, it.key_text())))
        .collect()
}

/// Items of lists of which no key is known.
fn strange<'a>(violations: &[Violation<'_, 'a>]) -> HashSet<Node<'a>> {
    let mut counts: HashMap<Node<'a>, usize> = HashMap::new();
    for one in violations {
        let place = one.trail.last().filter(|place| place.in_list);
        if let (Problem::UnknownField(_), Some(place)) = (&one.problem, place) {
            *counts.entry(place.node).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(item, count)| item.own_entries().len() == *count)
        .map(|it| it.0)
        .collect()
}

/// Items of lists after one that ends with a key that isn't known and has no value.
fn orphans<'a>(violations: &[Violation<'_, 'a>]) -> HashSet<Node<'a>> {
    let hollow = violations.iter().filter_map(|one| match one.problem {
        Problem::UnknownField(entry) => entry.value.is_null().then_some(entry.key),
        _ => None,
    });
    let hollow: HashSet<Node<'a>> = hollow.collect();
    let lists = violations.iter().filter_map(|one| match one.problem {
        Problem::WrongType(node, _) if !hollow.is_empty() && node.kind() != Kind::Mapping => {
            one.field.map(|field| field.value)
        }
        _ => None,
    });
    let lists: HashSet<Node<'a>> = lists.collect();
    let ends =
        |item: &Node<'a>| item.own_entries().last().is_some_and(|it| hollow.contains(&it.key));
    let below = |list: Node<'a>| list.items().skip_while(move |item| !ends(item)).skip(1);
    lists.into_iter().flat_map(below).collect()
}

impl<'v, 's, 'a> Others<'v, 's, 'a> {
    pub(super) fn new(violations: &'v [Violation<'s, 'a>], catalogue: &'s Catalogue) -> Self {
        let unknown = violations.iter().filter_map(|one| Unknown::new(one, catalogue));
        let unknown: Vec<Unknown<'_, '_, '_>> = unknown.collect();
        let strayed = Strayed::new(violations, &unknown, catalogue);
        let mut labels = invalid::Labels::new();
        for (label, one) in violations.iter().filter_map(|one| Some((one.label()?, one))) {
            labels.entry(label).or_default().push(one);
        }
        let of_shape = violations.iter().filter(|one| one.is_of_shape());
        let misshapen = of_shape.filter_map(|one| Some(one.trail.last()?.node)).collect();
        let mistyped = Mistyped::new(violations);
        let doubled = violations.iter().flat_map(doubled_in).map(Node::location).collect();
        let behind_stray = unknown.iter().find(|one| one.is_behind_stray()).map(Unknown::key);
        let (orphans, strange, astray) =
            (orphans(violations), strange(violations), astray(violations));
        let instead = instead(violations, &unknown, catalogue);
        Self {
            unknown,
            labels,
            strayed,
            mistyped,
            astray,
            behind_stray,
            misshapen,
            doubled,
            orphans,
            strange,
            instead,
        }
    }

    /// Whether it comes of a line with something before it, which is at the wrong level by that.
    fn is_displaced(&self, violation: &Violation<'s, 'a>) -> bool {
        let is_it = |key: Node<'a>| matches!(violation.problem, Problem::UnknownField(entry) if entry.key == key);
        self.behind_stray.is_some_and(|key| !is_it(key))
    }

    /// Whether it is a part of what is told of something else as a whole.
    fn covers(&self, violation: &Violation<'s, 'a>) -> bool {
        self.strayed.tells(violation)
            || self.is_displaced(violation)
            || self.is_mistyped(violation)
            || self.is_told_of_another(violation)
    }

    /// Whether what it lacks is told with a field that nobody knows.
    fn is_told_of_another(&self, violation: &Violation<'s, 'a>) -> bool {
        let absent = if self.instead.is_empty() { None } else { violation.absent() };
        absent.is_some_and(|(holder, _)| self.instead.contains_key(&holder))
    }

    /// Whether what it lacks is there as a value of another type, or below a field that moved away with it.
    fn is_mistyped(&self, violation: &Violation<'s, 'a>) -> bool {
        let is_all_known = self.mistyped.is_empty() && self.astray.is_empty();
        let absent = if is_all_known { None } else { violation.absent() };
        absent.is_some_and(|(holder, names)| {
            let has_all = |place: &Place<'_, 'a>| {
                names.iter().all(|name| self.astray.contains(&(place.node, *name)))
            };
            self.mistyped.has(holder, &names) || violation.trail.iter().any(has_all)
        })
    }

    /// Whether all of an item is its first line, which is there twice.
    fn is_doubled_line(&self, item: Node<'a>) -> bool {
        item.only_entry().is_some_and(|only| self.doubled.contains(&only.value.location()))
    }

    /// Whether the mappings on the way to a list aren't what they should be, so that it isn't known what is in it.
    fn is_open(&self, above: Node<'a>, way: &str) -> bool {
        let mut on_way = std::iter::successors(Some((above, way)), |(node, way)| {
            let (key, rest) = way.split_once('.')?;
            Some((node.get(key)?, rest))
        });
        on_way.any(|(node, _)| self.misshapen.contains(&node))
    }
}

/// What two items of a list have that only one may, in both.
fn doubled_in<'a>(violation: &Violation<'_, 'a>) -> Vec<Node<'a>> {
    match &violation.problem {
        Problem::TakenTwice(_, again, earlier) => vec![*again, *earlier],
        Problem::Twice(item, first, fields) => {
            let fields = fields.iter().flat_map(|(name, _)| [item.get(name), first.get(name)]);
            fields.flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// Whether kubectl rejects a key of the mapping that lacks something, or has the wrong type: that is told of the key.
fn has_refused_key(violation: &Violation<'_, '_>) -> bool {
    let holder = match violation.problem {
        Problem::WrongType(node, _) => Some(node),
        _ => violation.absent().map(|(holder, _)| holder),
    };
    holder.is_some_and(Node::has_refused_key)
}

/// Whether a field that isn't known tells all of it: what moves along with that, and the name of an item that belongs in
/// another list.
pub(super) fn is_consequence<'s, 'a>(
    violation: &Violation<'s, 'a>,
    others: &Others<'_, 's, 'a>,
) -> bool {
    if others.covers(violation)
        || others.is_absent_in_strange(violation)
        || has_refused_key(violation)
    {
        return true;
    }
    let trail = &violation.trail;
    let mut unknown = others.unknown.iter();
    match &violation.problem {
        Problem::WrongType(node, _) => {
            others.orphans.contains(node) || others.mistyped.follows(violation)
        }
        Problem::UnknownField(entry) => {
            others.is_below_strange(*entry, trail)
                || unknown.any(|one| one.takes_along(*entry, trail) || one.leads(*entry, trail))
        }
        Problem::Broken(broken) => others.leave_name_open(broken),
        Problem::Both(_, second) => unknown.any(|one| one.takes_along(*second, trail)),
        Problem::Missing(_) | Problem::NoneOf(_) => {
            trail.last().is_some_and(|place| others.is_doubled_line(place.node))
        }
        Problem::TakenTwice(_, again, earlier) => {
            unknown.any(|one| one.moves_name(*again) || one.moves_name(*earlier))
        }
        _ => false,
    }
}

impl<'s, 'a> Others<'_, 's, 'a> {
    fn is_absent_in_strange(&self, violation: &Violation<'s, 'a>) -> bool {
        let is_strange = |(holder, _): (Node<'a>, Vec<&str>)| self.strange.contains(&holder);
        !self.strange.is_empty() && violation.absent().is_some_and(is_strange)
    }

    /// What is below the first key of an item is as far to the right as that.
    fn is_below_strange(&self, entry: Entry<'a>, trail: &Trail<'s, 'a>) -> bool {
        let item = trail.last().filter(|place| self.strange.contains(&place.node));
        let first = item.and_then(|item| item.node.own_entries().next());
        first.is_some_and(|it| it.value.is_null() && it.key != entry.key)
    }

    /// Whether what it has to be the name of isn't read.
    fn leave_name_open(&self, broken: &Broken<'s, 'a>) -> bool {
        let against = broken.relation.then.against.as_ref();
        let named = against.filter(|against| against.must == Must::Name);
        named.is_some_and(|against| self.is_open(broken.above, &against.field))
    }
}
