//! `schema`: what the API server says of an object's structure.

mod field;
mod invalid;
mod kind;
mod relation;
mod value;

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::Object;
use crate::kube::schema::{Catalogue, CustomKinds, Problem, Violation, walk};
use crate::many;
use crate::secret;
use crate::source::Location;

use super::{Check, Hit, Input, Scope, Subject};

/// Options of `schema`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which mistake.
    report: Report,
}

/// What is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Report {
    /// A field that isn't there in Kubernetes. Cases: `misspelt`, `above` and `below` (it belongs to
    /// another level), `unknown`. Variables: `field`, `holder`, `meant`, `place`.
    UnknownField,
    /// A value of another type. Cases: `unquoted` (text is wanted and kubectl reads something else),
    /// `quoted` (text where a number or boolean is wanted), `other`. Variables: `field`, `actual`,
    /// `expected`, `write`.
    WrongType,
    /// A field that has to be there. Variables: `holder`, `fields`, `reason` (what asks for them, if anything),
    /// `write` (what to add).
    MissingField,
    /// A value or key that isn't among those allowed. Cases: `choice`, `range`, `format`, `key`, `empty` (a list of
    /// nothing), `blank` (a text of nothing), `nothing` (an item of a list), `beside` (another field doesn't let it
    /// be), and of custom resources `pattern`, `size` and `form` (`anyOf` and the like). Variables: `field` (what it
    /// is, in words), `actual`, `expected`, `hint`, `reason` (the other field), `instead` (what else could be changed).
    InvalidValue,
    /// A field that another one leaves no place for. Cases: `both` (only one of them may be there), `beside`
    /// (what the other says excludes it). Variables: `holder`, `first`, `second`, `field`, `reason`, `instead`.
    ConflictingFields,
    /// An item of a list that may be there only once. Variables: `list`, `fields`.
    DuplicateItem,
    /// A kind that Kubernetes surely doesn't have. Cases: `kind`, `version`, `unknown`. Variables:
    /// `kind`, `api-version`, `meant`, `kubernetes`, `later` (with which version it came, in brackets).
    MisspeltKind,
    /// A kind without a schema, of which nothing was checked. Variables: `kind`, `api-version`.
    UnknownKind,
}

/// How many unknown fields of one object are told: with more of them it is no such object at all.
const MOST_UNKNOWN: usize = 50;

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Report::UnknownField => &["misspelt", "above", "below", "unknown"],
            Report::WrongType => &["unquoted", "quoted", "other"],
            Report::InvalidValue => &[
                "choice", "range", "format", "key", "empty", "blank", "nothing", "beside", "pattern", "size",
                "form",
            ],
            Report::ConflictingFields => &["both", "beside"],
            Report::MisspeltKind => &["kind", "version", "unknown"],
            Report::MissingField | Report::DuplicateItem | Report::UnknownKind => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Report::UnknownField => &["field", "holder", "meant", "place"],
            Report::WrongType => &["field", "actual", "expected", "write"],
            Report::MissingField => &["holder", "fields", "reason", "write"],
            Report::InvalidValue => &["field", "actual", "expected", "hint", "reason", "instead"],
            Report::ConflictingFields => &["holder", "first", "second", "field", "reason", "instead"],
            Report::DuplicateItem => &["list", "fields"],
            Report::MisspeltKind => &["kind", "api-version", "meant", "kubernetes", "later"],
            Report::UnknownKind => &["kind", "api-version"],
        }
    }

    fn prepare(&self, input: &Input<'_>) {
        structure(input);
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        hits.extend(
            structure(input).iter().filter(|(report, _)| *report == self.report).map(|(_, hit)| hit.clone()),
        );
    }
}

/// What is found in all objects, once for all rules.
fn structure<'i>(input: &'i Input<'_>) -> &'i [(Report, Hit)] {
    input.structure.get_or_init(|| examine(input))
}

/// Walks every object through its schema.
fn examine(input: &Input<'_>) -> Vec<(Report, Hit)> {
    let custom = CustomKinds::new(&input.objects);
    let objects: Vec<&Object<'_>> = input.objects.iter().collect();
    let of_objects = many::map(&objects, objects.len(), |_, object| examine_one(object, input, &custom));
    let mut found: Vec<_> = of_objects.into_iter().flatten().collect();
    found.extend(input.objects.strays().iter().map(|root| kind::stray(*root)));
    found
}

fn examine_one<'a>(object: &Object<'a>, input: &Input<'a>, custom: &CustomKinds<'a>) -> Vec<(Report, Hit)> {
    let known = input.schemas.find(object.api_version, object.kind);
    let Some(schema) = known.or_else(|| custom.find(object.api_version, object.kind)) else {
        return kind::judge(object, &input.schemas, custom).into_iter().collect();
    };
    let mut violations = walk(object.root, schema, &input.schemas);
    let mut unknown = 0;
    violations.retain(|one| {
        unknown += usize::from(matches!(one.problem, Problem::UnknownField(_)));
        !matches!(one.problem, Problem::UnknownField(_)) || unknown <= MOST_UNKNOWN
    });
    let secrets = if violations.is_empty() { Vec::new() } else { secret::values_of(object) };
    let told = violations.iter().filter_map(|one| told(one, &violations, &secrets, &input.schemas));
    // What an alias repeats is written once.
    let mut places = HashSet::new();
    let mut is_new =
        |report: Report, hit: &Hit| report == Report::MissingField || places.insert((hit.at, hit.case));
    let told = told.filter(|(report, hit)| is_new(*report, hit));
    told.map(|(report, hit)| (report, hit.about(object))).collect()
}

fn told(
    violation: &Violation<'_, '_>,
    all: &[Violation<'_, '_>],
    secrets: &[Location],
    catalogue: &Catalogue,
) -> Option<(Report, Hit)> {
    Some(match &violation.problem {
        Problem::UnknownField(entry) => {
            (Report::UnknownField, field::unknown(*entry, &violation.trail, catalogue))
        }
        Problem::Missing(names) => {
            (Report::MissingField, field::missing(names, &violation.trail, all, catalogue)?)
        }
        Problem::NoneOf(names) => {
            (Report::MissingField, field::none_of(names, &violation.trail, all, catalogue)?)
        }
        Problem::Both(first, second) => {
            (Report::ConflictingFields, relation::both(*first, *second, &violation.trail)?)
        }
        Problem::Broken(broken) => {
            let context = relation::Context { trail: &violation.trail, all, secrets, catalogue };
            relation::broken(broken, &context)?
        }
        Problem::Twice(item, first, values) => {
            (Report::DuplicateItem, relation::twice(*item, *first, values, violation))
        }
        Problem::WrongType(node, types) => {
            (Report::WrongType, value::wrong_type(*node, types, violation, secrets))
        }
        _ => (Report::InvalidValue, invalid::invalid_once(violation, all, secrets)?),
    })
}
