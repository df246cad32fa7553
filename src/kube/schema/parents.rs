//! Which fields hold a field: what a line may be that is missing above it.

use std::collections::{BTreeSet, HashSet};

use super::{Catalogue, Extra, Schema};

/// Workloads, in which all fields of pods are.
const WORKLOADS: [(&str, &str); 3] =
    [("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("batch/v1", "CronJob")];
/// A field that more than so many hold, such as a name, tells nothing.
const MOST: usize = 24;

impl Catalogue {
    /// The fields of workloads that are mappings with such a field, or of keys that anyone chooses; lists of the former
    /// where `in_list`.
    #[must_use]
    pub fn parents_of(&self, child: &str, in_list: bool) -> Vec<&str> {
        let (mut found, mut maps) = (BTreeSet::new(), BTreeSet::new());
        let mut seen: HashSet<*const Schema> = HashSet::new();
        let roots = WORKLOADS.iter().filter_map(|(version, kind)| self.find(version, kind));
        let mut open: Vec<&Schema> = roots.collect();
        while let Some(schema) = open.pop() {
            for (name, field) in schema.properties.iter() {
                let field = self.follow(field);
                let items = field.items.as_deref().map(|items| self.follow(items));
                let inner = items.unwrap_or(field);
                if items.is_some() == in_list && inner.properties.get(child).is_some() {
                    found.insert(name);
                }
                if !in_list && is_map(field) {
                    maps.insert(name);
                }
                if seen.insert(std::ptr::from_ref(inner)) {
                    open.push(inner);
                }
            }
        }
        if found.len() > MOST {
            found.clear();
        }
        found.extend(maps);
        found.into_iter().collect()
    }
}

/// Whether it takes keys of any name.
const fn is_map(field: &Schema) -> bool {
    matches!(field.additional_properties, Some(Extra::Of(_)))
}

#[cfg(test)]
mod tests {
    use crate::kube::schema::{Catalogue, KubernetesVersion};

    #[test]
    fn the_fields_that_hold_a_field_are_known() {
        let catalogue = Catalogue::of(KubernetesVersion::default());
        let maps = catalogue.parents_of("nothing", false);
        assert!(
            ["annotations", "labels", "limits", "requests"].iter().all(|one| maps.contains(one))
        );
        let own = |child| {
            let all = catalogue.parents_of(child, false).into_iter();
            all.filter(|one| !maps.contains(one)).collect::<Vec<_>>()
        };
        assert_eq!(own("secretKeyRef"), ["valueFrom"]);
        assert_eq!(own("runAsNonRoot"), ["securityContext"]);
        assert!(own("mountPath").is_empty());
        assert!(own("path").contains(&"hostPath"));
        assert_eq!(catalogue.parents_of("mountPath", true), ["volumeMounts"]);
    }
}
