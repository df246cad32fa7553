//! What the entries of a mapping say together.

use crate::yaml::Node;

use super::context::Context;
use super::key::{is_variable, strength_of};
use super::name::Strength;
use super::tree::Known;
use super::value::is_ordinary;

/// Whether a key is all that is in braces, without a colon: it was meant to be a value.
pub(super) fn is_braced(node: Node<'_>, known: &Known<'_>) -> bool {
    let is_alone = || {
        let inner = node.raw().strip_prefix('{').and_then(|raw| raw.strip_suffix('}'));
        inner.is_some_and(|inner| inner.trim() == known.entry.key.raw())
    };
    known.entry.value.is_null()
        && known.says.strength.is_none()
        && !is_ordinary(known.key)
        && is_alone()
}

/// How secret the variable is that a mapping describes: `name: SCALYR_API_KEY` next to `value`.
pub(super) fn variable_of(entries: &[Known<'_>], context: Context) -> Option<Strength> {
    let is_of_one = |known: &Known<'_>| known.says.is_value || known.key == "valueFrom";
    if !context.in_env && !entries.iter().any(is_of_one) {
        return None;
    }
    let texts = entries.iter().filter(|known| !known.says.is_value);
    // A name that is a key by mistake has no value.
    let name = |known: &Known<'_>| {
        if context.in_env && known.entry.value.is_null() {
            known.says.strength
        } else {
            strength_of(known.entry.value.text()?)
        }
    };
    texts.filter_map(name).max()
}

/// Whether the name of a secret variable is where its value belongs, so that the value is where its name belongs.
pub(super) fn is_swapped(entries: &[Known<'_>]) -> bool {
    let values = entries.iter().filter(|known| known.says.is_value);
    let mut names =
        values.filter_map(|known| known.entry.value.text()).filter(|text| is_variable(text));
    names.any(|name| strength_of(name) >= Some(Strength::Sure))
}
