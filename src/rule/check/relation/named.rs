//! `named`: the objects that a pod names, as far as the input has them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::{Named, Object, ObjectSet, keys_of, named_by};
use crate::source::Location;
use crate::text::{did_you_mean, hint, list};
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// Among more names than these a misspelt one isn't looked for: each of them is compared letter by letter.
const MOST_COMPARED: usize = 200;

/// NamedFile of `named`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NamedFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// An object that the pod won't find. Cases: `elsewhere` (it is in another namespace), `moved` (all of them are),
    /// `misspelt` (one of nearly its name is there), `key` (it lacks the key). Variables: `kind`, `name`, `namespace`,
    /// `actual`, `meant`, `hint`.
    Dangling,
    /// A workload without a namespace names objects that have one. Variables: `kind`, `name`, `actual`.
    Unstated,
}

impl Check for NamedFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Dangling => &["elsewhere", "moved", "misspelt", "key"],
            Find::Unstated => &[],
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
        if self.report == Find::Unstated && pod.object.namespace().is_some() {
            return;
        }
        let objects = &model.objects;
        let named = named_by(pod);
        let before = hits.len();
        match self.report {
            Find::Dangling => {
                let required =
                    named.iter().filter(|named| !named.optional && !named.text().is_empty());
                hits.extend(dangling(&required.collect::<Vec<_>>(), &pod.object, model));
            }
            Find::Unstated => {
                hits.extend(named.iter().find_map(|named| unstated(named, &pod.object, objects)));
            }
        }
        for hit in hits.iter_mut().skip(before) {
            hit.rests_on.extend(pod.object.root.get("metadata").map(Node::location));
        }
    }
}

/// What the pod of a workload won't find.
fn dangling(named: &[&Named<'_>], workload: &Object<'_>, model: &Model<'_>) -> Vec<Hit> {
    let (objects, namespace) = (&model.objects, workload.namespace());
    let here = |named: &Named<'_>| objects.find(named.kind, namespace, named.text());
    let mut hits = Vec::new();
    let mut lost = Vec::new();
    for named in named {
        if let Some(object) = here(named) {
            hits.extend(lacking_keys(named, object));
        } else if let Some(object) = objects.find(named.kind, None, named.text()) {
            lost.push((*named, object));
        } else {
            hits.extend(misspelt(named, model));
        }
    }
    let place = workload.root.get_path(&["metadata", "namespace"]);
    match place.filter(|_| lost.len() > 1 && !named.iter().any(|named| here(named).is_some())) {
        Some(place) => hits.push(moved(place, &lost)),
        None => hits.extend(lost.iter().map(|(named, object)| elsewhere(named, object))),
    }
    hits
}

fn hit(at: Location, case: &'static str, named: &Named<'_>) -> Hit {
    Hit::new(at, case).var("kind", named.kind).var("name", named.text())
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

fn lacking_keys(named: &Named<'_>, object: &Object<'_>) -> Vec<Hit> {
    let keys = keys_of(object);
    let lost = named
        .keys
        .iter()
        .filter_map(|key| Some((key, key.text().filter(|it| !keys.contains(it))?)));
    let told = |(key, text): (&Node<'_>, &str)| {
        let hit =
            hit(key.location(), "key", named).var("actual", text).var("hint", hint(text, &keys));
        there(hit, object, "it has no such key")
    };
    lost.map(told).collect()
}

/// An object of nearly the name: one that no pod names, or one from which a slip of a single key tells it apart. Whether an account is the right one, other rules say.
fn misspelt(named: &Named<'_>, model: &Model<'_>) -> Option<Hit> {
    let objects = &model.objects;
    let known = || objects.of_kind(named.kind).filter(|object| !object.name().is_empty());
    if named.kind == "ServiceAccount" || !objects.complete || known().count() > MOST_COMPARED {
        return None;
    }
    let names: Vec<&str> = known().map(Object::name).collect();
    let meant = did_you_mean(named.text(), &names)?;
    let object = known().find(|object| object.name() == meant)?;
    // Numbers and short words tell siblings apart, and one that pods name is a sibling rather than the original.
    let words = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
    let is_named = |named: &Named<'_>| named.kind == object.kind && named.text() == meant;
    let pods = || model.workloads.iter().flat_map(|facts| named_by(&facts.pod));
    if words(meant) == words(named.text()) || differ_by_short_words(meant, named.text()) {
        return None;
    }
    if !is_slip(named.text(), meant) && pods().any(|named| is_named(&named)) {
        return None;
    }
    let hit = hit(named.name.location(), "misspelt", named).var("meant", meant);
    Some(there(hit, object, "the one that is there"))
}

const BETWEEN_WORDS: [char; 3] = ['-', '.', '_'];

/// The words in which two names of as many words differ.
fn different_words<'n>(one: &'n str, other: &'n str) -> Option<Vec<(&'n str, &'n str)>> {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split(BETWEEN_WORDS).collect(), other.split(BETWEEN_WORDS).collect());
    let is_alike = one.len() == other.len();
    is_alike.then(|| one.into_iter().zip(other).filter(|(one, other)| one != other).collect())
}

/// Whether two names have all long words in common, as `load-eu` and `load-us`.
fn differ_by_short_words(one: &str, other: &str) -> bool {
    let different = different_words(one, other).unwrap_or_default();
    let is_short = |(one, other): &(&str, &str)| {
        one.len().max(other.len()) < 4 && letters_of(one) != letters_of(other)
    };
    !different.is_empty() && different.iter().all(is_short)
}

/// The letters of a word, sorted: those of a word with two letters exchanged are the same.
fn letters_of(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether a name is another one with a letter too few, too many or in the wrong place, in a word that is long enough
/// for that to be a slip: words such as `blue` and `glue` are two.
fn is_slip(name: &str, meant: &str) -> bool {
    let is_one = |one: &str, other: &str| {
        strsim::osa_distance(one, other) == 1
            && (one.len() != other.len() || letters_of(one) == letters_of(other))
    };
    match different_words(name, meant).as_deref() {
        Some([(one, other)]) => one.len().min(other.len()) >= 4 && is_one(one, other),
        Some(_) => false,
        // A hyphen too few or too many.
        None => is_one(name, meant),
    }
}

/// With the object that is there. Where that isn't what it should be, neither its name nor its namespace may be.
fn there(hit: Hit, object: &Object<'_>, text: impl Into<String>) -> Hit {
    hit.related(name_of(object), text).because_of([object.root.location()])
}

fn name_of(object: &Object<'_>) -> Location {
    object.root.get_path(&["metadata", "name"]).unwrap_or(object.root).location()
}

/// An object that is there, and only in namespaces that are written.
fn unstated(named: &Named<'_>, workload: &Object<'_>, objects: &ObjectSet<'_>) -> Option<Hit> {
    let mut alike = objects.named(named.kind, named.text());
    let first = alike.next()?;
    let place = first.root.get_path(&["metadata", "namespace"])?;
    if alike.any(|object| object.namespace() != first.namespace()) {
        return None;
    }
    let hit = Hit::new(name_of(workload), "").var("kind", named.kind).var("name", named.text());
    let hit = hit.var("actual", place.text()?).because_of([first.root.location()]);
    let hit = hit.related(place.location(), format!("{} `{}`", named.kind, named.text()));
    Some(hit.related(named.name.location(), "named here"))
}
