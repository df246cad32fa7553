//! `named`: the objects that a pod names, as far as the input has them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kube::rbac::MOST_COMPARED;
use crate::kube::schema::Format;
use crate::kube::{Named, Object, Pod, keys_of, named_by, pulled_with};
use crate::source::Location;
use crate::text::{did_you_mean, hint_at, list};
use crate::yaml::Node;

use super::class;
use super::identity::identity;
use super::named_account::declared;
use super::near_name::{Written, is_slip};
use super::unstated::{unplaced, unstated};
use crate::model::{Model, near_keys};
use crate::rule::check::{Check, Hit, Scope, Subject};

/// NamedFile of `named`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NamedFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// An object that the pod won't find. Cases: `elsewhere` (it is in another namespace), `moved` (all of them are, or the
    /// workload is by a slip), `misplaced` (the object is by a slip),
    /// `misspelt` (one of nearly its name is there), `impossible` (nothing can have the name), `unpulled` and `pull-misspelt` (the same of
    /// a Secret that images are pulled with), `declared` (it is the account's own name that is misspelt), `named` (it is the object's own
    /// name, on which several references agree), `key`
    /// (it lacks the key), `near-key` (`meant` is like it), `class` (a class of the cluster of nearly the name
    /// is there). Variables: `kind`, `name`, `namespace`,
    /// `actual`, `meant`, `hint`.
    Dangling,
    /// A workload without a namespace names objects that have one (case `workload`), or the other way round: `object`
    /// (one of them has none), `alone` (all of them). Variables: `kind`, `name`, `actual`.
    Unstated,
}

impl Check for NamedFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Dangling => &[
                "elsewhere",
                "moved",
                "misplaced",
                "misspelt",
                "impossible",
                "unpulled",
                "pull-misspelt",
                "declared",
                "named",
                "key",
                "near-key",
                "class",
            ],
            Find::Unstated => &["workload", "object", "alone"],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Dangling => &[],
            Find::Unstated => &["workload"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Dangling => &["kind", "name", "namespace", "actual", "meant", "hint"],
            Find::Unstated => &["kind", "name", "actual"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(pod) = subject.pod().map(|facts| &facts.pod) else {
            return;
        };
        let mut named = named_by(pod);
        let before = hits.len();
        match self.report {
            Find::Dangling => {
                named.extend(pulled_with(pod));
                named.retain(|named| !named.optional && !named.text().is_empty());
                hits.extend(dangling(&named, &pod.object, model));
                hits.extend(declared(pod, model));
                hits.extend(class::misspelt(pod, model));
            }
            Find::Unstated if pod.object.namespace().is_some() => {
                hits.extend(unplaced(&named, &pod.object, model));
            }
            Find::Unstated => {
                hits.extend(named.iter().find_map(|named| unstated(named, &pod.object, model)));
            }
        }
        for hit in hits.iter_mut().skip(before) {
            hit.rests_on.extend(identity(&pod.object));
            hit.rests_on.extend(model.unclear_near(&pod.object, &NAMED));
        }
    }
}

/// The kinds of what it names.
const NAMED: [&str; 4] = ["ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim"];

/// What the pod of a workload won't find.
fn dangling<'a>(named: &[Named<'_>], workload: &Object<'a>, model: &Model<'a>) -> Vec<Hit> {
    let (mut hits, mut lost, mut is_any_here) = (Vec::new(), Vec::new(), false);
    let mut known = Known { workload, model, by_kind: BTreeMap::new() };
    for named in named {
        match find(named, workload, model) {
            Found::Here(objects) => {
                is_any_here = true;
                hits.extend(lacking_keys(named, &objects));
            }
            Found::Elsewhere(object) => lost.push((named, object)),
            Found::Nowhere => {
                hits.extend(impossible(named).or_else(|| misspelt(named, &mut known)));
            }
            Found::Foreign => {}
        }
    }
    let place = workload.root.get_path(&["metadata", "namespace"]);
    match place.filter(|_| lost.len() > 1 && !is_any_here) {
        Some(place) => hits.push(moved(place, &lost)),
        None => hits.extend(lost.iter().filter_map(|lost| apart(lost, workload, model))),
    }
    hits
}

/// Where the input has an object that a workload names.
enum Found<'m, 'a> {
    /// In its namespace: those that belong together with it.
    Here(Vec<&'m Object<'a>>),
    /// One that belongs together with it, in another namespace.
    Elsewhere(&'m Object<'a>),
    /// Only where it belongs to another test, or where it doesn't matter.
    Foreign,
    Nowhere,
}

fn find<'m, 'a>(named: &Named<'_>, workload: &Object<'a>, model: &'m Model<'a>) -> Found<'m, 'a> {
    let is_related = |object: &&Object<'_>| model.belong_together(object, workload);
    let alike = || model.objects.named(named.kind, named.text());
    let mut here = model.objects.fitting(named.kind, workload.namespace(), named.text());
    if !here.is_empty() {
        if named.pulls {
            return Found::Foreign;
        }
        here.retain(is_related);
        return Found::Here(here);
    }
    match alike().find(is_related).filter(|_| !named.pulls) {
        Some(object) => Found::Elsewhere(object),
        None if alike().next().is_some() => Found::Foreign,
        None => Found::Nowhere,
    }
}

/// An object that a workload names and that is in another namespace: one of the two by a slip, or neither.
fn apart<'a>(
    lost: &(&Named<'_>, &Object<'a>),
    workload: &Object<'a>,
    model: &Model<'a>,
) -> Option<Hit> {
    match odd_one(lost, workload, model) {
        Some(Odd::Workload(place)) => Some(moved(place, std::slice::from_ref(lost))),
        Some(Odd::Object(place)) => misplaced(lost, place, workload, model),
        None => Some(elsewhere(lost.0, lost.1)),
    }
}

/// Which of a workload and what it names has a slip in its namespace, and where that is.
enum Odd<'a> {
    Workload(Node<'a>),
    Object(Node<'a>),
}

/// The one that is alone in its namespace, if a slip tells that from the other's, in which there are more.
fn odd_one<'a>(
    (_, object): &(&Named<'_>, &Object<'a>),
    workload: &Object<'a>,
    model: &Model<'a>,
) -> Option<Odd<'a>> {
    let (ours, theirs) = (workload.namespace()?, object.namespace()?);
    let place = |object: &Object<'a>| {
        let place = object.root.get_path(&["metadata", "namespace"]);
        place.filter(|_| object.is_placed_as_written())
    };
    let is_near = is_slip(ours, theirs) && model.workloads.len() <= MOST_COMPARED;
    let is_alone = |namespace: &str| {
        let inside = model.objects.iter().filter(|one| one.namespace() == Some(namespace));
        inside.take(2).count() == 1
    };
    match (is_near.then(|| is_alone(ours))?, is_alone(theirs)) {
        (true, false) => place(workload).map(Odd::Workload),
        (false, true) => place(object).map(Odd::Object),
        _ => None,
    }
}

/// An object in another namespace by a slip, told with the first reference to it.
fn misplaced(
    (named, object): &(&Named<'_>, &Object<'_>),
    place: Node<'_>,
    workload: &Object<'_>,
    model: &Model<'_>,
) -> Option<Hit> {
    let first = agreeing(named, model).next();
    first.filter(|first| first.name.location() == named.name.location())?;
    let hit = hit(place.location(), "misplaced", named).in_object(object);
    let hit = hit.var("namespace", workload.namespace().unwrap_or_default());
    let hit = hit.var("actual", object.namespace().unwrap_or_default());
    Some(hit.related(named.name.location(), "named here"))
}

fn hit(at: Location, case: &'static str, named: &Named<'_>) -> Hit {
    let hit = Hit::new(at, case).var("kind", named.kind).var("name", named.text());
    hit.because_of(near_keys(named.from, "optional"))
}

fn elsewhere(named: &Named<'_>, object: &Object<'_>) -> Hit {
    let actual = object.namespace().unwrap_or_default();
    let hit = hit(named.name.location(), "elsewhere", named).var("actual", actual);
    there(hit, object, format!("in `{actual}`"))
}

/// Nothing that the workload names is where the workload is: it is the one that is elsewhere.
fn moved(place: Node<'_>, lost: &[(&Named<'_>, &Object<'_>)]) -> Hit {
    let mut titles: Vec<String> =
        lost.iter().map(|(_, object)| format!("{} `{}`", object.kind, object.name())).collect();
    titles.dedup();
    let actual = lost.first().and_then(|(_, object)| object.namespace()).unwrap_or_default();
    let hit = Hit::new(place.location(), "moved").var("name", list(&titles)).var("actual", actual);
    let hit = hit.var("namespace", place.text().unwrap_or_default());
    let hit = hit.subsumes(lost.iter().map(|(named, _)| named.name.location()));
    let mut objects: Vec<&Object<'_>> = lost.iter().map(|(_, object)| *object).collect();
    objects.dedup_by_key(|object| object.root.location());
    objects.into_iter().fold(hit, |hit, object| there(hit, object, format!("in `{actual}`")))
}

/// The keys that none of the objects has which a name may means.
fn lacking_keys(named: &Named<'_>, found: &[&Object<'_>]) -> Vec<Hit> {
    let Some(object) = found.first() else {
        return Vec::new();
    };
    let keys: Vec<&str> = found.iter().flat_map(|object| keys_of(object)).collect();
    let lost = named
        .keys
        .iter()
        .filter_map(|key| Some((key, key.text().filter(|it| !keys.contains(it))?)));
    let told = |(key, text): (&Node<'_>, &str)| {
        let meant = did_you_mean(text, &keys);
        let case = if meant.is_some() { "near-key" } else { "key" };
        let hit = hit(key.location(), case, named).var("actual", text);
        let hit = hit.var("hint", hint_at(meant)).var("meant", meant.unwrap_or_default());
        // A field of it that is wrong may be the one that should have the key.
        there(hit, object, "it has no such key").because_of([object.root.location()])
    };
    lost.map(told).collect()
}

/// A name that the API server accepts in a volume, and in no object.
fn impossible(named: &Named<'_>) -> Option<Hit> {
    let is_possible = named.kind == "ServiceAccount" || Format::DnsSubdomain.fits(named.text());
    let meant = Format::DnsSubdomain.repairs(named.text()).into_iter().next().unwrap_or_default();
    let hint = Some(format!("; did you mean `{meant}`?")).filter(|_| !meant.is_empty());
    let case = if named.pulls { "unpulled" } else { "impossible" };
    (!is_possible).then(|| {
        let hit = hit(named.name.location(), case, named).var("meant", meant);
        hit.var("hint", hint.unwrap_or_default())
    })
}

/// Objects that belong together with a workload, by their names.
struct Known<'m, 'w, 'a> {
    workload: &'w Object<'a>,
    model: &'m Model<'a>,
    by_kind: BTreeMap<&'static str, Vec<(&'a str, &'m Object<'a>)>>,
}

impl<'m, 'a> Known<'m, '_, 'a> {
    /// Those of a kind, read once; none where there are too many to compare.
    fn of_kind(&mut self, kind: &'static str) -> &[(&'a str, &'m Object<'a>)] {
        let (model, workload) = (self.model, self.workload);
        self.by_kind.entry(kind).or_insert_with(|| {
            let all = || model.objects.of_kind(kind);
            if all().nth(MOST_COMPARED).is_some() {
                return Vec::new();
            }
            let named = all().map(|object| (object.name(), object));
            let is_known = |(name, object): &(&str, &Object<'_>)| {
                !name.is_empty() && model.belong_together(object, workload)
            };
            named.filter(is_known).collect()
        })
    }
}

/// An object of nearly the same name: one that no pod names, or one from which a slip of a single key tells it apart.
/// One of merely a similar name may be made elsewhere, and isn't an evidence. Whether an account is the right one, other
/// rules say.
fn misspelt(named: &Named<'_>, known: &mut Known<'_, '_, '_>) -> Option<Hit> {
    let model = known.model;
    if named.kind == "ServiceAccount" || !model.objects.complete {
        return None;
    }
    let (meant, object) = near(named, known.of_kind(named.kind))?;
    let is_used = || is_named(object, model);
    if !is_slip(named.text(), meant) && is_used() {
        return None;
    }
    // What several references agree on is the name: the object has another one, told with the first of them. Each is
    // compared with all the others, so that is for few workloads.
    let is_asked = model.workloads.len() <= MOST_COMPARED && !is_used();
    let mut agreeing = agreeing(named, model).filter(|_| is_asked);
    if let (Some(first), Some(_)) = (agreeing.next(), agreeing.next()) {
        let is_first = first.name.location() == named.name.location();
        return is_first.then(|| misnamed(object, named));
    }
    let case = if named.pulls { "pull-misspelt" } else { "misspelt" };
    let hit = hit(named.name.location(), case, named).var("meant", meant);
    Some(there(hit, object, "the existing one"))
}

/// An object whose own name is the one that is misspelt.
fn misnamed(object: &Object<'_>, named: &Named<'_>) -> Hit {
    let hit = Hit::new(name_of(object), "named").in_object(object).var("kind", named.kind);
    let hit = hit.var("name", object.name()).var("meant", named.text());
    hit.related(named.name.location(), "one of the references")
}

/// The object whose name is most like the one that is named.
fn near<'m, 'a>(
    named: &Named<'_>,
    known: &[(&'a str, &'m Object<'a>)],
) -> Option<(&'a str, &'m Object<'a>)> {
    let written = Written::new(named.text());
    let near = known.iter().map(|(name, _)| *name).filter(|name| written.is_near(name));
    let near: Vec<&str> = near.collect();
    // A name with a hash at its end is too long to be like the one without.
    let only = || near.first().copied().filter(|_| near.len() == 1);
    let meant = did_you_mean(named.text(), &near).or_else(only)?;
    known.iter().find(|(name, _)| *name == meant).copied()
}

/// Every reference that needs an object of the same kind and name.
fn agreeing<'m, 'a>(
    named: &'m Named<'_>,
    model: &'m Model<'a>,
) -> impl Iterator<Item = Named<'a>> + 'm {
    let all = model.workloads.iter().flat_map(|facts| all_named(&facts.pod));
    all.filter(|it| !it.optional && it.kind == named.kind && it.text() == named.text())
}

/// Whether any pod names an object.
fn is_named(object: &Object<'_>, model: &Model<'_>) -> bool {
    let mut named = model.workloads.iter().flat_map(|facts| all_named(&facts.pod));
    named.any(|named| named.kind == object.kind && named.text() == object.name())
}

fn all_named<'a>(pod: &Pod<'a>) -> Vec<Named<'a>> {
    named_by(pod).into_iter().chain(pulled_with(pod)).collect()
}

/// With the object that exists.
pub(super) fn there(hit: Hit, object: &Object<'_>, text: impl Into<String>) -> Hit {
    hit.related(name_of(object), text).because_of(identity(object))
}

pub(super) fn name_of(object: &Object<'_>) -> Location {
    object.root.get_path(&["metadata", "name"]).unwrap_or(object.root).location()
}
