//! `schema`: what the API server says of an object's structure.

mod against;
mod consequence;
mod field;
mod find;
mod instead;
mod invalid;
mod kind;
mod level;
mod line;
mod meant;
mod moved;
mod other_kind;
mod pod;
mod relation;
mod rendered;
mod repaired;
mod strayed;
mod together;
mod unfit;
mod unknown;
mod value;
mod warning;

use std::collections::HashSet;

use serde::Deserialize;

use crate::kube::schema::{Catalogue, CustomKinds, Problem, Refused, Violation, walk, walk_entry};
use crate::kube::secret;
use crate::kube::{Object, is_like_deployment, template_of};
use crate::parallel;
use crate::source::Location;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Shared, Subject};

use consequence::{Others, is_consequence};
pub(crate) use find::Find;
use relation::Context;
use together::together;
use unknown::Unknown;

/// SchemaFile of `schema`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SchemaFile {
    /// Which mistake.
    report: Find,
}

/// How many unknown fields of one object are reported: with more of them it isn't such an object at all.
const MOST_UNKNOWN: usize = 50;

impl SchemaFile {
    /// Whether it is about the shape of the object, without which nothing in it has a meaning.
    pub(in crate::rule::check) fn is_about_shape(&self) -> bool {
        self.report.words().of_shape
    }
}

impl Check for SchemaFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        self.report.words().cases
    }

    fn changes(&self) -> &'static [&'static str] {
        self.report.words().changes
    }

    fn variables(&self) -> &'static [&'static str] {
        self.report.words().variables
    }

    fn prepare(&self, model: &Model<'_>, shared: &Shared) {
        structure(model, shared);
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Subject::Input(shared) = subject else {
            return;
        };
        hits.extend(
            structure(model, shared)
                .iter()
                .filter(|(report, _)| *report == self.report)
                .map(|(_, hit)| hit.clone()),
        );
    }
}

/// What is found in all objects, once for all rules.
fn structure<'s>(model: &Model<'_>, shared: &'s Shared) -> &'s [(Find, Hit)] {
    shared.structure.get_or_init(|| examine(model))
}

/// Walks every object through its schema.
fn examine(model: &Model<'_>) -> Vec<(Find, Hit)> {
    let custom = &model.custom;
    let objects: Vec<&Object<'_>> = model.objects.iter().collect();
    let of_objects =
        parallel::map(&objects, objects.len(), |_, object| examine_one(object, model, custom));
    let mut found: Vec<_> = of_objects.into_iter().flatten().collect();
    let mut kinds = HashSet::new();
    found
        .retain(|(report, hit)| *report != Find::UnknownKind || kinds.insert(kind::of(hit, model)));
    let lists = model.objects.lists().iter();
    found.extend(lists.clone().filter_map(kind::empty_item));
    found.extend(lists.filter_map(|list| kind::of_list(list, model.schemas, custom)));
    found.extend(kind::of_targets(model));
    found.extend(model.objects.strays().iter().map(|root| kind::stray(*root)));
    found
}

fn examine_one<'a>(
    object: &Object<'a>,
    model: &Model<'a>,
    custom: &CustomKinds<'a>,
) -> Vec<(Find, Hit)> {
    let known = model.schemas.find(object.api_version, object.kind);
    let own = || custom.find(object.api_version, object.kind, model.schemas);
    let Some(schema) = known.or_else(own) else {
        let mut found: Vec<_> = kind::judge(object, model.schemas, custom).into_iter().collect();
        found.extend(told_all(object, in_workload(object, model.schemas), model.schemas));
        found.extend(kind::above_template(object));
        return found;
    };
    let mut violations = walk(object.root, schema, model.schemas);
    violations.retain(|one| known.is_none() || !one.is_of_dropped_status());
    if !object.is_placed_as_written() {
        violations.retain(|one| !rendered::is_filled_in(one, object, &model.objects));
    }
    told_all(object, violations, model.schemas)
}

/// Violations in the pod template of a workload whose version is gone or of another program, and in its metadata: they are
/// the same in every version. Of any other object that the API server may know, the texts that all objects have.
fn in_workload<'s, 'a>(object: &Object<'a>, catalogue: &'s Catalogue) -> Vec<Violation<'s, 'a>> {
    let metadata = object.root.entry("metadata").zip(catalogue.metadata());
    let metadata = metadata.map(|(entry, schema)| walk_entry(entry, schema, catalogue));
    let (is_workload, is_served) = (is_like_deployment(object), object.group().contains('.'));
    let mut found = metadata.unwrap_or_default();
    found.retain(|one| is_workload || (is_served && one.is_of_common_metadata()));
    let template = template_of(object).zip(catalogue.template());
    found.extend(template.into_iter().flat_map(|(at, schema)| walk_entry(at, schema, catalogue)));
    found
}

/// What is said of an object's violations.
fn told_all<'a>(
    object: &Object<'a>,
    mut violations: Vec<Violation<'_, 'a>>,
    catalogue: &Catalogue,
) -> Vec<(Find, Hit)> {
    if violations.is_empty() {
        return Vec::new();
    }
    if let Some(hit) = other_kind::judge(object, &violations, catalogue) {
        return vec![(Find::UnknownField, hit.in_object(object))];
    }
    drop_most_unknown(&mut violations);
    let secrets = secrets_in(object, &violations);
    let refused = Refused::new(&violations);
    let (mut twins, mut places) = (HashSet::new(), HashSet::new());
    let told = violations.iter().filter(|one| !refused.tells(one) && is_first(one, &mut twins));
    let others = Others::new(&violations, catalogue);
    let told = told.filter_map(|one| self::told(one, &others, &secrets, catalogue));
    let told = told.filter(|(report, hit)| is_new(*report, hit, &mut places));
    let told = together(told.collect());
    told.into_iter().map(|(report, hit)| (report, hit.in_object(object))).collect()
}

/// Keeps the first of the unknown fields.
fn drop_most_unknown(violations: &mut Vec<Violation<'_, '_>>) {
    let mut unknown = 0;
    violations.retain(|one| {
        unknown += usize::from(matches!(one.problem, Problem::UnknownField(_)));
        !matches!(one.problem, Problem::UnknownField(_)) || unknown <= MOST_UNKNOWN
    });
}

/// Secrets among the values that may be shown.
fn secrets_in(object: &Object<'_>, violations: &[Violation<'_, '_>]) -> Vec<Location> {
    let told = violations.iter().filter(|one| !one.problem.is_of_keys());
    secret::values_of(object, told.map(|one| one.extent(object.root)).collect())
}

/// Whether nothing was said yet of the item that it is about as a whole.
fn is_first(violation: &Violation<'_, '_>, told: &mut HashSet<Location>) -> bool {
    match &violation.problem {
        // An item that is there as a whole a second time is one mistake, however many of its fields may be there only once.
        Problem::Twice(item, first, _) if item.semantic_eq(*first) => told.insert(item.location()),
        // Of an item of which nothing but its first key is there, it is enough to say that once.
        _ => violation.hollow_item().is_none_or(|item| told.insert(item.location())),
    }
}

/// Whether the same wasn't said yet of the same place: what an alias repeats is written once.
fn is_new(
    report: Find,
    hit: &Hit,
    told: &mut HashSet<(Location, &'static str, Option<String>)>,
) -> bool {
    let missing = || hit.value("fields").map(str::to_owned);
    let missing = (report == Find::MissingField).then(missing).flatten();
    told.insert((hit.at, hit.case, missing))
}

/// Whether the API server fills a field in where none of the group is written, as it does for volumes.
fn has_default(violation: &Violation<'_, '_>) -> bool {
    violation.trail.last().is_some_and(|place| place.schema.filled_in.is_some())
}

fn told<'s, 'a>(
    violation: &Violation<'s, 'a>,
    others: &Others<'_, 's, 'a>,
    secrets: &[Location],
    catalogue: &Catalogue,
) -> Option<(Find, Hit)> {
    if is_consequence(violation, others) {
        return None;
    }
    let trail = &violation.trail;
    Some(match &violation.problem {
        Problem::UnknownField(entry) => {
            let hit = field::unknown(*entry, trail, catalogue);
            let hit = instead::named(*entry, trail.last()?.node, &others.instead, hit);
            (Find::UnknownField, others.strayed.told(entry.key, hit))
        }
        Problem::Missing(_) | Problem::NoneOf(_) | Problem::FilledIn(_) => {
            told_of_absent(violation, &others.unknown, catalogue)?
        }
        Problem::Both(..) | Problem::TakenTwice(..) | Problem::Twice(..) => told_of_two(violation)?,
        Problem::Broken(broken) if violation.is_warning() => {
            (Find::ServerWarning, warning::of_server(broken, secrets, trail)?)
        }
        Problem::Broken(broken) => {
            relation::broken(broken, &Context { trail, unknown: &others.unknown, secrets })?
        }
        _ => told_of_value(violation, others, secrets, catalogue)?,
    })
}

/// What is said of two fields or items of which only one may be there.
fn told_of_two(violation: &Violation<'_, '_>) -> Option<(Find, Hit)> {
    let trail = &violation.trail;
    Some(match &violation.problem {
        Problem::Both(first, second) if has_default(violation) => {
            (Find::TwoVolumeSources, pod::two_sources(*first, *second, trail.last()?))
        }
        Problem::Both(first, second) => {
            (Find::ConflictingFields, relation::both(*first, *second, trail)?)
        }
        Problem::TakenTwice(once, again, earlier) => pod::taken(once, *again, *earlier, trail)?,
        Problem::Twice(item, first, values) => {
            (Find::DuplicateItem, relation::twice(*item, *first, values, violation))
        }
        _ => return None,
    })
}

/// What is said of fields that a mapping lacks.
fn told_of_absent<'s, 'a>(
    violation: &Violation<'s, 'a>,
    unknown: &[Unknown<'_, 's, 'a>],
    catalogue: &Catalogue,
) -> Option<(Find, Hit)> {
    let trail = &violation.trail;
    Some(match &violation.problem {
        Problem::Missing(names) => (Find::MissingField, field::missing(names, trail, unknown)?),
        Problem::NoneOf(names) => {
            (Find::MissingField, field::none_of(names, trail, unknown, catalogue)?)
        }
        Problem::FilledIn(names) => (Find::NoVolumeSource, pod::no_source(names, trail, unknown)?),
        _ => return None,
    })
}

/// What is said of a value that is wrong by itself.
fn told_of_value<'s, 'a>(
    violation: &Violation<'s, 'a>,
    others: &Others<'_, 's, 'a>,
    secrets: &[Location],
    catalogue: &Catalogue,
) -> Option<(Find, Hit)> {
    Some(match &violation.problem {
        Problem::PartOfByte(node) => (Find::PartOfByte, warning::part_of_byte(*node, violation)?),
        Problem::BadQuantity(node, fault) => {
            (Find::InvalidQuantity, invalid::quantity(*node, fault, violation))
        }
        Problem::WrongType(node, types) => {
            (Find::WrongType, value::wrong_type(*node, types, violation, secrets, catalogue))
        }
        _ => (Find::InvalidValue, invalid::invalid_once(violation, &others.labels, secrets)?),
    })
}
