//! Label selectors. Source: the Kubernetes API reference, LabelSelector.

use crate::fix::Change;
use crate::text::did_you_mean;
use crate::yaml::{Entry, Node};

/// As many labels are looked through for the one that was likely meant.
const MOST_LABELS: usize = 100;

/// Whether a selector chooses a pod with these labels; `None` for operators that this version doesn't know. A
/// selector that doesn't exist chooses nothing, an empty one everything.
#[must_use]
pub fn selects(selector: Option<Node<'_>>, labels: &[Entry<'_>]) -> Option<bool> {
    let Some(selector) = selector else {
        return Some(false);
    };
    let value = |key: &str| {
        labels.iter().find(|label| label.key_text() == key).and_then(|it| it.value.text())
    };
    let wanted = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    let mut fits = wanted.iter().all(|entry| value(entry.key_text()) == entry.value.text());
    for expression in selector.items_of("matchExpressions") {
        let actual = value(expression.get_text("key")?);
        let listed = || {
            let mut values = expression.items_of("values");
            actual.is_some() && values.any(|item| item.text() == actual)
        };
        fits &= match expression.get_text("operator")? {
            "In" => listed(),
            "NotIn" => !listed(),
            "Exists" => actual.is_some(),
            "DoesNotExist" => actual.is_none(),
            _ => return None,
        };
    }
    Some(fits)
}

/// Labels that are selected as those of the pods are, where one alone differs from them, and only by its spelling.
#[must_use]
pub fn respelt(wanted: &[Entry<'_>], labels: &[Entry<'_>]) -> Option<Change> {
    let of = |key: &str| labels.iter().find(|label| label.key_text() == key);
    let is_wrong =
        |one: &&Entry<'_>| of(one.key_text()).and_then(|it| it.value.text()) != one.value.text();
    let mut wrong = wanted.iter().filter(is_wrong);
    let one = wrong.next().filter(|_| wrong.next().is_none())?;
    let value = one.value.text()?;
    if let Some(label) = of(one.key_text()) {
        let meant = did_you_mean(value, &[label.value.text()?])?;
        return one.value.worded(meant);
    }
    let is_free = |key: &&str| !wanted.iter().any(|other| other.key_text() == *key);
    let known = labels.iter().map(Entry::key_text).filter(is_free).take(MOST_LABELS);
    let meant = did_you_mean(one.key_text(), &known.collect::<Vec<_>>())?;
    let is_same = of(meant)?.value.text() == Some(value);
    Change::new(format!("write `{meant}`"), one.renamed(meant).filter(|_| is_same))
}
