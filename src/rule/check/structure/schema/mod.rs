//! `schema`: what the API server says of an object's structure.

mod against;
mod consequence;
mod field;
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
mod strayed;
mod together;
mod unfit;
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
use together::together;

/// SchemaFile of `schema`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SchemaFile {
    /// Which mistake.
    report: Find,
}

/// What is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Find {
    /// A field that doesn't exist in Kubernetes. Cases: `copied` (something was copied with its line), `kind` (several are those of another kind), `misspelt`, `above` and `below` (it belongs to another level),
    /// `list` (its item belongs into another list), `beside` (it belongs below another field), `map` (it is a label or
    /// the like), `pair` (name and value of a variable in one), `name` (the name of an item), `glued` (no space after its colon), `unknown`. Variables: `field`, `holder`, `owner` (the
    /// holder with the object's kind), `meant`, `place`, `gap`.
    UnknownField,
    /// A value of another type. Cases: `unquoted` (text is wanted and kubectl reads something else),
    /// `quoted` (text where a number or boolean is wanted), `labels` (a mapping of texts where one text is wanted),
    /// `glued` (a mapping without the space after its colon), `dash` (a list without the space after its first dash),
    /// `other`. Variables: `field` (in words), `field-name`, `actual`, `expected`, `write`, `gap`.
    WrongType,
    /// A field that must be there. Variables: `holder`, `fields`, `reason` (what asks for them, if anything),
    /// `write` (what to add).
    MissingField,
    /// A value or key that isn't among those allowed. Cases: `choice`, `range`, `format`, `key`, `empty` (a list of
    /// nothing), `blank` (a text of nothing), `nothing` (an item of a list), `beside` (another field doesn't let it
    /// be), `count` (so many items there may not be), and of custom resources `pattern`, `size` and `form` (`anyOf`
    /// and the like). Variables: `field` (what it
    /// is, in words), `actual`, `expected`, `write` (what is meant, else what is expected), `hint`, `reason` (the other field), `instead` (what else could be changed).
    InvalidValue,
    /// A text or number that isn't a quantity, and what was likely meant. Variables: `actual` (in backticks, or that it
    /// is empty), `reason`, `hint`.
    InvalidQuantity,
    /// More than one source of a volume. Variables: `name`, `source`, `other` (the source that exists first).
    TwoVolumeSources,
    /// A volume without a source. Cases: `unwritten`, `hollow` (its key is there, with nothing below). Variables:
    /// `name`, `source`.
    NoVolumeSource,
    /// A name that two parts of a pod share. Cases: `container` (init containers count too), `volume`, `port` (of a
    /// container). Variables: `name`, `container`.
    DuplicateName,
    /// A path at which a container mounts two volumes. Variables: `name`, `container`.
    DuplicateMountPath,
    /// A field that another one leaves no place for. Cases: `both` (only one of them may be there), `beside`
    /// (what the other says excludes it), `twice` (a key or item that may be in one of them). Variables: `holder`,
    /// `first`, `second`, `field`, `reason`, `instead`.
    ConflictingFields,
    /// An item of a list that may be there only once. Variables: `list`, `fields`.
    DuplicateItem,
    /// A kind that Kubernetes surely doesn't have. Cases: `kind`, `version`, `unknown`, `list` and
    /// `list-version` (of a list, whose objects are judged), `defined` and `defined-version`
    /// (of definitions in the input), `target` and `target-version` (of what an autoscaler scales). Variables:
    /// `kind`, `api-version`, `meant`, `kubernetes`, `later` (with which version it came, in brackets).
    MisspeltKind,
    /// A kind without a schema. Cases: `whole` (nothing of it was checked), `template` (its pod template was).
    /// Variables: `kind`, `api-version`.
    UnknownKind,
    /// An amount of memory or of a disk that isn't a whole number of bytes. Variables: `field`, `actual`, `plain` (the
    /// number of bytes), `hint`.
    PartOfByte,
    /// What the API server takes and warns of. Variables: `field` (with its value where that is meant), `reason`,
    /// `instead`.
    ServerWarning,
}

/// How many unknown fields of one object are reported: with more of them it isn't such an object at all.
const MOST_UNKNOWN: usize = 50;

impl SchemaFile {
    /// Whether it is about the shape of the object, without which nothing in it has a meaning.
    pub(in crate::rule::check) fn is_about_shape(&self) -> bool {
        use Find::{DuplicateName, MissingField, MisspeltKind, UnknownField, WrongType};
        matches!(
            self.report,
            DuplicateName | MissingField | MisspeltKind | UnknownField | WrongType
        )
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
        match self.report {
            Find::UnknownField => &[
                "copied", "kind", "misspelt", "above", "below", "list", "beside", "map", "in-map",
                "pair", "name", "glued", "unknown",
            ],
            Find::WrongType => &[
                "unquoted",
                "quoted",
                "labels",
                "glued",
                "dash",
                "item",
                "pairs",
                "pair",
                "commented",
                "dashes",
                "deep",
                "meant",
                "other",
            ],
            Find::InvalidValue => &[
                "choice", "range", "format", "key", "empty", "blank", "nothing", "beside", "count",
                "pattern", "size", "form",
            ],
            Find::ConflictingFields => &["both", "beside", "twice"],
            Find::NoVolumeSource => &["unwritten", "hollow"],
            Find::DuplicateName => &["container", "volume", "port"],
            Find::MisspeltKind => &[
                "kind",
                "version",
                "unknown",
                "list",
                "list-version",
                "defined",
                "defined-version",
                "target",
                "target-version",
            ],
            Find::InvalidQuantity => &["near", "other"],
            Find::UnknownKind => &["whole", "template"],
            Find::MissingField
            | Find::TwoVolumeSources
            | Find::DuplicateMountPath
            | Find::DuplicateItem
            | Find::PartOfByte
            | Find::ServerWarning => &[],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::UnknownField => &["above", "below", "beside", "map", "in-map", "pair"],
            Find::WrongType => &["unquoted", "quoted"],
            Find::InvalidValue => &["choice", "range", "format", "key"],
            Find::InvalidQuantity => &["near"],
            Find::DuplicateItem => &[""],
            _ => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::UnknownField => &["field", "holder", "owner", "meant", "place", "gap"],
            Find::WrongType => {
                &["field", "field-name", "actual", "expected", "write", "gap", "first"]
            }
            Find::MissingField => &["holder", "fields", "reason", "write"],
            Find::InvalidValue => {
                &["field", "actual", "expected", "write", "hint", "reason", "instead"]
            }
            Find::InvalidQuantity => &["actual", "reason", "hint", "meant"],
            Find::TwoVolumeSources => &["name", "source", "other"],
            Find::NoVolumeSource => &["name", "source"],
            Find::DuplicateName | Find::DuplicateMountPath => &["name", "container"],
            Find::ConflictingFields => &["holder", "first", "second", "field", "reason", "instead"],
            Find::DuplicateItem => &["list", "fields"],
            Find::MisspeltKind => &["kind", "api-version", "meant", "kubernetes", "later"],
            Find::UnknownKind => &["kind", "api-version"],
            Find::PartOfByte => &["field", "actual", "plain", "hint"],
            Find::ServerWarning => &["field", "reason", "instead"],
        }
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
    let mut unknown = 0;
    violations.retain(|one| {
        unknown += usize::from(matches!(one.problem, Problem::UnknownField(_)));
        !matches!(one.problem, Problem::UnknownField(_)) || unknown <= MOST_UNKNOWN
    });
    let told = violations.iter().filter(|one| !one.problem.is_of_keys());
    let extents = told.map(|one| one.extent(object.root)).collect();
    let secrets = secret::values_of(object, extents);
    let refused = Refused::new(&violations);
    let mut twins = HashSet::new();
    // An item that is there as a whole a second time is one mistake, however many of its fields may be there only once.
    let mut is_first = |one: &Violation<'_, '_>| match &one.problem {
        Problem::Twice(item, first, _) if item.semantic_eq(*first) => twins.insert(item.location()),
        // Of an item of which nothing but its first key is there, it is enough to say that once.
        _ => one.hollow_item().is_none_or(|item| twins.insert(item.location())),
    };
    let told = violations.iter().filter(|one| !refused.tells(one) && is_first(one));
    let others = Others::new(&violations, catalogue);
    let told = told.filter_map(|one| self::told(one, &others, &secrets, catalogue));
    // What an alias repeats is written once.
    let mut places = HashSet::new();
    let mut is_new = |report: Find, hit: &Hit| {
        let missing =
            (report == Find::MissingField).then(|| hit.value("fields").map(str::to_owned));
        places.insert((hit.at, hit.case, missing))
    };
    let told = told.filter(|(report, hit)| is_new(*report, hit));
    let told = together(told.collect());
    told.into_iter().map(|(report, hit)| (report, hit.in_object(object))).collect()
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
    Some(match &violation.problem {
        Problem::UnknownField(entry) => {
            let hit = field::unknown(*entry, &violation.trail, catalogue);
            (Find::UnknownField, others.strayed.told(entry.key, hit))
        }
        Problem::Missing(names) => {
            (Find::MissingField, field::missing(names, &violation.trail, &others.unknown)?)
        }
        Problem::NoneOf(names) => (
            Find::MissingField,
            field::none_of(names, &violation.trail, &others.unknown, catalogue)?,
        ),
        Problem::FilledIn(names) => {
            (Find::NoVolumeSource, pod::no_source(names, &violation.trail, &others.unknown)?)
        }
        Problem::Both(first, second) if has_default(violation) => {
            let volume = violation.trail.last()?;
            (Find::TwoVolumeSources, pod::two_sources(*first, *second, volume))
        }
        Problem::TakenTwice(once, again, earlier) => {
            pod::taken(once, *again, *earlier, &violation.trail)?
        }
        Problem::PartOfByte(node) => (Find::PartOfByte, warning::part_of_byte(*node, violation)?),
        Problem::Broken(broken) if violation.is_warning() => {
            (Find::ServerWarning, warning::of_server(broken, secrets, &violation.trail)?)
        }
        Problem::Both(first, second) => {
            (Find::ConflictingFields, relation::both(*first, *second, &violation.trail)?)
        }
        Problem::Broken(broken) => {
            let (trail, unknown) = (&violation.trail, &others.unknown[..]);
            let context = relation::Context { trail, unknown, secrets };
            relation::broken(broken, &context)?
        }
        Problem::Twice(item, first, values) => {
            (Find::DuplicateItem, relation::twice(*item, *first, values, violation))
        }
        Problem::BadQuantity(node, fault) => {
            (Find::InvalidQuantity, invalid::quantity(*node, fault, violation))
        }
        Problem::WrongType(node, types) => {
            (Find::WrongType, value::wrong_type(*node, types, violation, secrets, catalogue))
        }
        _ => (Find::InvalidValue, invalid::invalid_once(violation, &others.labels, secrets)?),
    })
}
