//! Violations one after the other that are one mistake.

use crate::kube::schema::Format;
use crate::rule::Hit;

use super::Find;

/// Whether a hit is a plain text where base64 belongs.
fn is_plain_text(report: Find, hit: &Hit) -> bool {
    let words = Format::Byte.words();
    report == Find::InvalidValue && hit.values.iter().any(|(_, value)| value == words)
}

/// Unknown fields that are one after the other and belong to the same place are one mistake, told at the first; so are
/// plain texts one after the other where base64 belongs.
pub(super) fn together(told: Vec<(Find, Hit)>) -> Vec<(Find, Hit)> {
    let mut merged: Vec<(Find, Hit)> = Vec::with_capacity(told.len());
    for (report, hit) in told {
        let key = |hit: &Hit| {
            let value = |name: &str| hit.value(name).map(str::to_owned);
            value("place").map(|place| (hit.case, place, value("holder")))
        };
        let place = key(&hit).filter(|_| report == Find::UnknownField);
        match merged.last_mut() {
            Some((Find::UnknownField, first)) if place.is_some() && key(first) == place => {
                first.related.push((hit.at, "belongs there too".to_owned()));
                first.also_covers.extend(hit.also_covers);
            }
            Some((before, first))
                if is_plain_text(*before, first) && is_plain_text(report, &hit) =>
            {
                first.related.push((hit.at, "the same here".to_owned()));
                first.also_covers.extend(hit.also_covers);
            }
            _ => merged.push((report, hit)),
        }
    }
    merged
}
