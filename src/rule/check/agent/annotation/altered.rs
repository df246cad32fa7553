//! Annotations by which something else is uploaded than the generators write.

use crate::agent::{Alteration, AlterationKind, LogSettings};
use crate::model::{Model, Workload};
use crate::rule::check::Hit;
use crate::text::list;

/// What changes the logs of a pod's generators, each annotation once.
pub(super) fn altered<'a>(pod: &Workload<'a>, model: &Model<'a>) -> Vec<Hit> {
    let settings = LogSettings::new(&pod.pod);
    let collection = pod.collection(&model.objects);
    let mut found: Vec<(Alteration<'a>, Vec<String>)> = Vec::new();
    for container in pod.generators() {
        // What is excluded isn't altered.
        if collection.takes(container.name()) == Some(false) {
            continue;
        }
        let name = format!("`{}`", container.name());
        for alteration in settings.alterations(container.name()) {
            match found.iter_mut().find(|(known, _)| known.entry.key == alteration.entry.key) {
                Some((_, names)) => names.push(name.clone()),
                None => found.push((alteration, vec![name.clone()])),
            }
        }
    }
    found.iter().map(|(alteration, names)| hit(alteration, names)).collect()
}

fn hit(alteration: &Alteration<'_>, containers: &[String]) -> Hit {
    let case = match alteration.kind {
        AlterationKind::Sampled => "sampled",
        AlterationKind::Emptied => "emptied",
        AlterationKind::Redacted => "redacted",
        AlterationKind::Raw => "raw",
        AlterationKind::Elsewhere => "elsewhere",
    };
    let entry = &alteration.entry;
    // A key may be a secret.
    let at = match alteration.kind {
        AlterationKind::Elsewhere | AlterationKind::Redacted => entry.key.location(),
        _ => entry.place(),
    };
    let hit = Hit::new(at, case).var("key", entry.key_text()).var("containers", list(containers));
    let hit = hit.subsumes([entry.key.location()]);
    hit.var("actual", entry.value.text().unwrap_or_default())
}
