//! Label selectors. Source: the Kubernetes API reference, LabelSelector.

use crate::yaml::{Entry, Node};

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
    for expression in selector.get("matchExpressions").map(Node::items).unwrap_or_default() {
        let actual = value(expression.get_text("key")?);
        let listed = || {
            let mut values = expression.get("values").map(Node::items).unwrap_or_default();
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
