//! What a kustomization fills in, so that it isn't missing in what is applied.

use crate::kube::schema::{Problem, Violation};
use crate::kube::{Object, ObjectSet};

/// Whether it is the namespace of a subject, which a kustomization that sets the namespace writes for `default` and for
/// the accounts that it renders. Source: kustomize, api/filters/namespace and api/filters/nameref.
pub(super) fn is_filled_in<'a>(
    violation: &Violation<'_, 'a>,
    object: &Object<'a>,
    objects: &ObjectSet<'a>,
) -> bool {
    let Problem::Broken(broken) = &violation.problem else { return false };
    let is_of_subject = broken.list.is_some_and(|list| list.key_text() == "subjects");
    if !is_of_subject || broken.relation.then.name() != "namespace" {
        return false;
    }
    let account = broken.node.get_text("name").unwrap_or_default();
    account == "default" || objects.find("ServiceAccount", object.namespace(), account).is_some()
}
