//! What can be said of a relation of a schema before it is read.

use serde_json::{Value, json};

/// Puts beside each relation of a definition what it needs and whether it asks for fields, as
/// `src/kube/schema/relations.rs` reads it.
pub(crate) fn prepare(definition: &mut Value) {
    match definition {
        Value::Object(fields) => {
            if let Some(Value::Array(relations)) = fields.get_mut("x-relations") {
                for relation in relations {
                    let (needs, asks) = (needs(relation), asks_for_fields(relation));
                    *relation = json!([relation.take(), needs, asks]);
                }
            }
            let below = fields.iter_mut().filter(|(name, _)| *name != "x-relations");
            below.for_each(|(_, below)| prepare(below));
        }
        Value::Array(items) => items.iter_mut().for_each(prepare),
        _ => {}
    }
}

/// The first key on the way to what it is about; none where it may be broken without that.
fn needs(relation: &Value) -> Option<String> {
    if let Some(each) = relation.get("each").and_then(Value::as_str) {
        return first_key(each).filter(|key| key != "*" && !key.contains('|'));
    }
    let here = relation.get("here").and_then(Value::as_array).into_iter().flatten();
    let mut asked = relation.get("when").into_iter().chain(here);
    let asked = asked.find(|test| !holds_for_nothing(test));
    let then = relation.get("then").filter(|then| holds_for_nothing(then));
    first_key(asked.or(then)?.get("field")?.as_str()?)
}

/// Whether it doesn't hold for a mapping without any field.
fn asks_for_fields(relation: &Value) -> bool {
    let is_plain =
        ["each", "here", "unless", "warns"].iter().all(|key| relation.get(key).is_none());
    let is_free = |part: &str| relation.get(part).is_none_or(holds_for_nothing);
    is_plain && is_free("when") && !is_free("then")
}

/// Whether a test holds where its field is absent.
fn holds_for_nothing(test: &Value) -> bool {
    let texts = |name: &str| test.get(name).and_then(Value::as_array);
    let has_nothing = |texts: &Vec<Value>| texts.iter().any(|text| text == "");
    let is_free = texts("is").is_none_or(has_nothing);
    let counts = test.pointer("/count/least").is_none_or(|least| least == 0);
    let may_lack = ["written", "there"].iter().all(|name| test.get(*name) != Some(&json!(true)));
    is_free
        && !texts("not").is_some_and(has_nothing)
        && may_lack
        && counts
        && test.get("keys").is_none()
}

/// The first key of a way; `\\.` is a point in a key.
fn first_key(way: &str) -> Option<String> {
    way.replace("\\.", "\0").split('.').next().map(|key| key.replace('\0', "."))
}
