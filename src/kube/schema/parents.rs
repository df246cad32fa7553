//! Which fields hold a field: what a line may be that is missing above it.

use std::collections::{BTreeSet, HashSet};

use super::{Catalogue, Extra, Schema};

/// Workloads, in which all fields of pods are, and what belongs to their accounts.
const KINDS: [(&str, &str); 6] = [
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("batch/v1", "CronJob"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    ("v1", "Service"),
];
/// A field that more than so many hold, such as a name, tells nothing.
const MOST: usize = 24;

impl Catalogue {
    /// The fields of workloads and their accounts that are mappings with such fields, or of keys that anyone chooses; lists
    /// of the former where `in_list`.
    #[must_use]
    pub fn parents_of(&self, children: &[&str], in_list: bool) -> Vec<&str> {
        let (mut found, mut maps) = (BTreeSet::new(), BTreeSet::new());
        let mut seen: HashSet<*const Schema> = HashSet::new();
        let roots = KINDS.iter().filter_map(|(version, kind)| self.find(version, kind));
        let mut open: Vec<&Schema> = roots.collect();
        while let Some(schema) = open.pop() {
            // Nobody writes a status.
            for (name, field) in schema.properties.iter().filter(|(name, _)| *name != "status") {
                let field = self.follow(field);
                let items = field.items.as_deref().map(|items| self.follow(items));
                let inner = items.unwrap_or(field);
                let has_all = || children.iter().all(|it| inner.properties.get(it).is_some());
                if items.is_some() == in_list && has_all() {
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
        let maps = catalogue.parents_of(&["nothing"], false);
        assert!(
            ["annotations", "labels", "limits", "requests"].iter().all(|one| maps.contains(one))
        );
        let own = |child| {
            let all = catalogue.parents_of(&[child], false).into_iter();
            all.filter(|one| !maps.contains(one)).collect::<Vec<_>>()
        };
        assert_eq!(own("secretKeyRef"), ["valueFrom"]);
        assert_eq!(own("runAsNonRoot"), ["securityContext"]);
        assert!(own("mountPath").is_empty());
        assert!(own("path").contains(&"hostPath"));
        assert_eq!(catalogue.parents_of(&["mountPath"], true), ["volumeMounts"]);
        assert_eq!(catalogue.parents_of(&["name", "valueFrom"], true), ["env"]);
        assert_eq!(catalogue.parents_of(&["kind", "name", "namespace"], true), ["subjects"]);
        assert_eq!(catalogue.parents_of(&["apiGroups"], true), ["rules"]);
    }
}
