//! Accounts whose own name is misspelt.

use crate::agent::permissions;
use crate::kube::rbac::{self, Account, MOST_COMPARED, account_of};
use crate::kube::{Object, Pod};
use crate::model::Model;
use crate::rule::check::Hit;

use super::named::name_of;

/// An account that nothing names, of nearly the name that pods and a binding name, told with the first of the pods.
pub(super) fn declared(pod: &Pod<'_>, model: &Model<'_>) -> Option<Hit> {
    let (account, node) = account_of(pod)?;
    let access = model.objects.access();
    if !is_lost(account, model) {
        return None;
    }
    // A binding is a second witness; the name of the upstream manifests needs none.
    let is_meant = access.names(account) || account.name == permissions().account;
    let first = model.users_of(account).next().filter(|_| is_meant)?;
    if first.pod.object.root.location() != pod.object.root.location() {
        return None;
    }
    let mut known = model.objects.of_kind("ServiceAccount").take(MOST_COMPARED);
    let object = known.find(|object| is_slip_of_account(object, account, model))?;
    let hit = Hit::new(name_of(object), "declared").in_object(object).var("name", object.name());
    let hit = hit.var("kind", "ServiceAccount").var("meant", account.name);
    let hit = hit.related(node.location(), "the account of these pods");
    Some(match access.grants(account).into_iter().next() {
        Some(grant) => hit.related(grant.subject.name.location(), "the account of this binding"),
        None => hit,
    })
}

/// Whether the input surely lacks an account.
fn is_lost(account: Account<'_>, model: &Model<'_>) -> bool {
    let objects = &model.objects;
    let is_there = objects.find("ServiceAccount", None, account.name).is_some();
    !is_there && objects.complete && account.name != "default"
}

/// Whether nothing names an account of the input, and a slip tells its name from another one's.
fn is_slip_of_account(object: &Object<'_>, account: Account<'_>, model: &Model<'_>) -> bool {
    let other = Account { namespace: object.namespace(), name: object.name() };
    other.namespace.zip(account.namespace).is_none_or(|(one, two)| one == two)
        && rbac::is_slip(other.name, account.name)
        && !model.objects.access().names(other)
        && !model.is_used(other)
}
