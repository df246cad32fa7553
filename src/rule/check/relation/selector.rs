//! `selector`: the selector of a workload must choose the pods of its own template.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::fix::Change;
use crate::kube::{Pod, respelt};
use crate::source::Location;
use crate::text::{bare, hint, list};
use crate::yaml::{Entry, Kind, Node, Scalar, Tree};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// SelectorFile of `selector`: there are none. Cases: `absent` (the template hasn't the label), `different`
/// (it has another value), `expression`, `no-labels` (the template has none at all), `empty` (it selects
/// nothing). Variables: `kind`, `name`, `key`, `actual` (what the selector wants), `label` (what the
/// template has), `expression`, `hint` (what was likely meant).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SelectorFile {}

/// The labels of a template, by key.
type Labels<'a> = BTreeMap<&'a str, Entry<'a>>;

/// As many labels are looked through for the one that was likely meant.
const MOST_HINTS: usize = 100;

impl Check for SelectorFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        &["absent", "different", "expression", "no-labels", "empty"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["absent", "no-labels"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["kind", "name", "key", "actual", "label", "expression", "hint"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(pod) = subject.pod().map(|facts| &facts.pod) else {
            return;
        };
        let Some(selector) = selector(pod) else {
            return;
        };
        let object = &pod.object;
        let found = judge(pod, selector);
        hits.extend(
            found.into_iter().map(|hit| hit.var("kind", object.kind).var("name", object.name())),
        );
    }
}

/// The selector that the user writes and the API server checks: that of a Job is made by the cluster.
fn selector<'a>(pod: &Pod<'a>) -> Option<Entry<'a>> {
    let spec = pod.object.root.get("spec")?;
    let by_hand = match pod.object.kind {
        "Pod" | "CronJob" => false,
        "Job" => spec.is_set("manualSelector"),
        _ => true,
    };
    spec.entry("selector").filter(|entry| by_hand && entry.value.kind() == Kind::Mapping)
}

fn judge(pod: &Pod<'_>, selector: Entry<'_>) -> Vec<Hit> {
    let (wanted, expressions) = parts(pod, selector.value);
    let at = selector.key.location();
    if wanted.is_empty() && expressions.is_empty() {
        return empty(pod, selector).into_iter().collect();
    }
    let place = labels_place(pod);
    let labels: Labels<'_> =
        pod.labels().into_iter().map(|label| (label.key_text(), label)).collect();
    let unread = if labels.is_empty() { where_labels_belong(pod) } else { Vec::new() };
    if labels.is_empty() && !wanted.is_empty() {
        let hit = Hit::new(at, "no-labels").related(place, "no labels here");
        return vec![hit.mended_by(labelled(pod, &wanted)).because_of(unread)];
    }
    let of_labels = wanted.iter().filter_map(|entry| {
        let hit = compare(entry, &labels, place)?;
        let absent = || respelt(&wanted, &pod.labels()).or_else(|| labelled(pod, &[*entry]));
        let change = if hit.case == "absent" { absent() } else { None };
        Some(hit.mended_by(change))
    });
    let of_expressions = expressions.iter().filter_map(|one| {
        Some(contradict(*one, &labels, place)?.because_of(unread.iter().copied()))
    });
    of_labels.chain(of_expressions).collect()
}

fn empty(pod: &Pod<'_>, selector: Entry<'_>) -> Option<Hit> {
    // Elsewhere the API server fills an empty selector in.
    let is_refused = pod.object.group() == "apps" && is_empty(selector.value);
    is_refused.then(|| Hit::new(selector.key.location(), "empty"))
}

/// The labels and the expressions that a selector asks for.
fn parts<'a>(pod: &Pod<'_>, selector: Node<'a>) -> (Vec<Entry<'a>>, Vec<Node<'a>>) {
    match pod.object.kind {
        "ReplicationController" | "DeploymentConfig" => (selector.entries(), Vec::new()),
        _ => (
            selector.get("matchLabels").map(Node::entries).unwrap_or_default(),
            selector.items_of("matchExpressions").collect(),
        ),
    }
}

/// The key of the template's labels, else that of what they would be in.
fn labels_place(pod: &Pod<'_>) -> Location {
    let metadata = pod.template.entry("metadata");
    let labels = metadata.and_then(|metadata| metadata.value.entry("labels"));
    labels.or(metadata).map_or(pod.spec.key, |entry| entry.key).location()
}

/// The template with the labels that are selected.
fn labelled(pod: &Pod<'_>, wanted: &[Entry<'_>]) -> Option<Change> {
    let [entry] = wanted else {
        let metadata = pod.template.get("metadata")?;
        let pair = |entry: &Entry<'_>| {
            Some((entry.key_text().to_owned(), Tree::text(settled(entry.value)?)))
        };
        let labels = Tree::Map(wanted.iter().map(pair).collect::<Option<_>>()?);
        return metadata.extended("labels", &labels);
    };
    let value = Tree::text(settled(entry.value)?);
    let keys = ["metadata", "labels", entry.key_text()].map(str::to_owned);
    let metadata = pod.template.get("metadata");
    let labels = metadata.and_then(|metadata| metadata.get("labels"));
    let (holder, missing) = match (metadata, labels) {
        (_, Some(labels)) => (labels, keys.get(2..)),
        (Some(metadata), None) => (metadata, keys.get(1..)),
        (None, None) => (pod.template, keys.get(..)),
    };
    holder.extended_by(missing?, value)
}

/// Every key of the template and of its metadata: a misspelt or misplaced one may hold the labels.
fn where_labels_belong(pod: &Pod<'_>) -> Vec<Location> {
    let metadata = pod.template.get("metadata").map(Node::entries).unwrap_or_default();
    let entries = pod.template.entries().into_iter().chain(metadata);
    entries.map(|entry| entry.key.location()).collect()
}

/// Whether nothing is written in it: a field of another name or shape may hold what is meant.
fn is_empty(selector: Node<'_>) -> bool {
    let nothing = |value: Node<'_>| {
        value.is_null()
            || value.text().is_none() && value.own_entries().count() + value.items().count() == 0
    };
    let known = |key: &str| matches!(key, "matchLabels" | "matchExpressions");
    selector.entries().iter().all(|entry| known(entry.key_text()) && nothing(entry.value))
}

/// Text that is a string to the API server and isn't filled in later.
fn settled(node: Node<'_>) -> Option<&str> {
    match node.scalar()? {
        Scalar::String(text) if !text.contains("${") => Some(text),
        Scalar::Null => Some(""),
        _ => None,
    }
}

fn compare(wanted: &Entry<'_>, labels: &Labels<'_>, place: Location) -> Option<Hit> {
    let (key, value) = (wanted.key_text(), settled(wanted.value)?);
    let hit = |at, case| Hit::new(at, case).var("key", key).var("actual", value);
    let Some(label) = labels.get(key) else {
        let known: Vec<&str> = labels.keys().copied().take(MOST_HINTS).collect();
        let hit = hit(wanted.key.location(), "absent").var("hint", hint(key, &known));
        let unseen = labels.values().filter(|label| bare(label.key_text()) == key);
        // One of the labels may be this one, if its key isn't what it should be.
        let all = labels.values().take(MOST_HINTS);
        let hit = hit.because_of(unseen.chain(all).map(|label| label.key.location()));
        return Some(hit.related(place, "the labels of the pods"));
    };
    let has = settled(label.value).filter(|has| *has != value)?;
    Some(
        hit(wanted.place(), "different")
            .var("label", has)
            .related(label.place(), "the label of the pods")
            .because_of([label.place()]),
    )
}

/// A hit where an expression doesn't hold for the labels.
fn contradict(expression: Node<'_>, labels: &Labels<'_>, place: Location) -> Option<Hit> {
    let (key, operator) = (expression.get("key")?, expression.get_text("operator")?);
    let values: Vec<&str> = expression.items_of("values").filter_map(settled).collect();
    let label = labels.get(key.text()?);
    if holds(operator, &values, label) {
        return None;
    }
    let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    let text = format!("{} {operator} {}", key.text()?, list(&values));
    let hit = Hit::new(key.location(), "expression").var("expression", text.trim_end());
    let hit = hit.because_of(expression.own_entries().map(|entry| entry.key.location()));
    Some(match label {
        Some(label) => hit.related(label.place(), "the label of the pods"),
        None => hit.related(place, "the labels of the pods"),
    })
}

/// Whether an operator holds for the label of a key. One whose value can't be compared fits every list.
fn holds(operator: &str, values: &[&str], label: Option<&Entry<'_>>) -> bool {
    let value = label.map(|label| settled(label.value));
    let is_among = value.map(|value| value.is_none_or(|value| values.contains(&value)));
    match operator {
        "In" => is_among.unwrap_or(false),
        "NotIn" => value.flatten().is_none() || is_among == Some(false),
        "Exists" => label.is_some(),
        "DoesNotExist" => label.is_none(),
        _ => true,
    }
}
