//! Variables that a container needs, in CEL: whether they are set, and from which field of the pod.

use crate::rule::cel;

/// That a variable is set, or that one of `others` has its field under a name that isn't its own.
pub(super) fn is_set<'n>(name: &str, field: &str, others: impl Iterator<Item = &'n str>) -> String {
    let others = cel::list(others.filter(|other| *other != name));
    let (name, of_field) = (cel::text(name), of_field("e", field));
    format!("c.env.exists(e, e.name == {name} || e.name in {others} && {of_field})")
}

/// That a variable, where it is set, has its field as its source or that of the one that it refers to.
pub(super) fn has_its_source(name: &str, field: &str) -> String {
    let (name, own, other) = (cel::text(name), of_field("e", field), of_field("o", field));
    format!(
        "c.env.all(e, e.name != {name} || {own} || has(e.value) && \
         c.env.exists(o, e.value == '$(' + o.name + ')' && {other}))"
    )
}

/// That a variable has a field as its source.
fn of_field(variable: &str, field: &str) -> String {
    let has = cel::has(variable, &["valueFrom", "fieldRef"]);
    format!("{has} && {variable}.valueFrom.fieldRef.fieldPath == {}", cel::text(field))
}
