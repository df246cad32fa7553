//! What the place of a value asks for, whatever is written there.

use crate::yaml::{Kind, Node};

use super::{Catalogue, Schema, Type};

/// Whether a value at the end of a way can only be a text: `value` is where the way starts, inside of the object
/// `root`, and `keys` leads on to fields that aren't written yet.
#[must_use]
pub fn takes_only_text(
    root: Node<'_>,
    value: Node<'_>,
    keys: &[String],
    catalogue: &Catalogue,
) -> bool {
    let schema = || {
        let object = catalogue.find(root.get_text("apiVersion")?, root.get_text("kind")?)?;
        let way: Vec<Node<'_>> = value.and_holders().skip_while(|one| *one != root).collect();
        let here = way.windows(2).try_fold(object, |schema, pair| match pair {
            [holder, inside] => step(catalogue.follow(schema), *holder, *inside),
            _ => None,
        })?;
        keys.iter().try_fold(here, |schema, key| catalogue.follow(schema).of_field(key))
    };
    schema().is_some_and(|schema| catalogue.follow(schema).types.0 == [Type::String])
}

/// The schema of what is written in a mapping or a list.
fn step<'s>(schema: &'s Schema, holder: Node<'_>, inside: Node<'_>) -> Option<&'s Schema> {
    if holder.kind() == Kind::Sequence {
        return schema.items.as_deref();
    }
    let entry = holder.own_entries().find(|entry| entry.value == inside)?;
    schema.of_field(entry.key.text()?)
}
