//! What a service account may do: the roles of the input and the bindings that grant them.
//!
//! Source: the API reference of rbac.authorization.k8s.io/v1, and the authorizer's rules for subjects, wildcards and
//! subresources.

mod access;
mod binding;
mod name;

use crate::yaml::{Kind, Node};

use super::{Object, Pod};

pub use access::{Access, MOST_COMPARED};
pub use binding::{Binding, Names, Subject};
pub use name::{belong_together, is_slip, stem};

/// A service account. Without a namespace it is in the one of the user's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Account<'a> {
    /// Its namespace.
    pub namespace: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
}

/// Something that may be asked of the API server.
#[derive(Debug, Clone, Copy)]
pub struct Need<'n> {
    /// The API group; empty for the core group.
    pub group: &'n str,
    /// The resource in the plural, such as `pods`.
    pub resource: &'n str,
    /// The verb, such as `get`.
    pub verb: &'n str,
    /// The object's name, where it is known before.
    pub name: Option<&'n str>,
    /// Whether it is asked about objects of every namespace.
    pub everywhere: bool,
}

/// How far a binding reaches that names the account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach<'a> {
    /// Every namespace.
    Cluster,
    /// The account's namespace.
    Namespace,
    /// Another one: it grants the account nothing where that is needed. The node says which.
    Elsewhere(Node<'a>),
}

/// A binding with the subject that names the account.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'s, 'a> {
    /// The binding.
    pub binding: &'s Binding<'a>,
    /// The subject.
    pub subject: &'s Subject<'a>,
    /// How far it reaches.
    pub reach: Reach<'a>,
}

/// The account that a pod runs under, and where it says so.
#[must_use]
pub fn account_of<'a>(pod: &Pod<'a>) -> Option<(Account<'a>, Node<'a>)> {
    let spec = pod.spec.value;
    let named = |key| spec.get(key).filter(|node: &Node<'a>| node.text() != Some(""));
    let node = named("serviceAccountName").or_else(|| named("serviceAccount"));
    let (name, node) =
        node.map_or(Some(("default", pod.spec.key)), |node| Some((node.text()?, node)))?;
    Some((Account { namespace: pod.object.namespace(), name }, node))
}

fn is_rbac(object: &Object<'_>) -> bool {
    object.group() == "rbac.authorization.k8s.io"
}

impl Grant<'_, '_> {
    /// Whether it reaches where the account works.
    #[must_use]
    pub fn reaches(&self) -> bool {
        !matches!(self.reach, Reach::Elsewhere(_))
    }

    /// Whether it allows what is needed; `None` where the files can't tell: the role isn't in them, or the cluster
    /// fills it from others.
    #[must_use]
    pub fn allows(&self, need: &Need<'_>) -> Option<bool> {
        let role = self.binding.role?;
        if role.root.get("aggregationRule").is_some() {
            return None;
        }
        let reaches =
            self.reach == Reach::Cluster || (self.reach == Reach::Namespace && !need.everywhere);
        Some(reaches && rules(&role).any(|rule| allows(rule, need)))
    }
}

/// The rules of a role.
pub fn rules<'a>(role: &Object<'a>) -> impl Iterator<Item = Node<'a>> {
    let rules = role.root.items_of("rules");
    rules.filter(|rule| rule.kind() == Kind::Mapping)
}

/// Whether a list of a rule has a text, or the wildcard for all.
#[must_use]
pub fn lists(rule: Node<'_>, key: &str, wanted: &str) -> bool {
    let mut items = rule.items_of(key);
    items.any(|item| item.text().is_some_and(|text| text == wanted || text == "*"))
}

/// A rule for certain objects by name is none for pods, whose names nobody knows before.
fn allows(rule: Node<'_>, need: &Need<'_>) -> bool {
    let names = rule.items_of("resourceNames");
    let is_named =
        || need.name.is_some_and(|name| names.clone().any(|one| one.text() == Some(name)));
    (names.len() == 0 || is_named())
        && lists(rule, "apiGroups", need.group)
        && lists(rule, "resources", need.resource)
        && lists(rule, "verbs", need.verb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::ObjectSet;
    use crate::source::{FileId, SourceFile};
    use crate::yaml::parse;

    const ROLES: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [''], resources: [pods], verbs: [get]}, {apiGroups: ['*'], resources: [jobs], verbs: ['*']}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: named}
rules: [{apiGroups: [''], resources: [pods], verbs: [get], resourceNames: [one]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: gathered}
aggregationRule: {}
";

    fn answer(binding: &str, need: Need<'_>) -> Vec<Option<bool>> {
        let text = format!("{ROLES}---\napiVersion: rbac.authorization.k8s.io/v1\n{binding}");
        let source = SourceFile::new("rbac.yaml", text.into_bytes(), true);
        let parsed = parse(FileId(0), &source);
        let objects = ObjectSet::new(parsed.documents.iter(), true);
        let account = Account { namespace: Some("load"), name: "agent" };
        let grants = objects.access().grants(account);
        grants.iter().filter(|grant| grant.reaches()).map(|grant| grant.allows(&need)).collect()
    }

    fn bound(kind: &str, namespace: &str, role: &str, subject: &str) -> String {
        format!(
            "kind: {kind}\nmetadata: {{name: it, namespace: {namespace}}}\nroleRef: {{apiGroup: \
             rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: [{subject}]\n"
        )
    }

    const PODS: Need<'_> =
        Need { group: "", resource: "pods", verb: "get", name: None, everywhere: false };
    const AGENT: &str = "{kind: ServiceAccount, name: agent, namespace: load}";

    #[test]
    fn a_role_binding_reaches_its_own_namespace() {
        let everywhere = Need { everywhere: true, ..PODS };
        assert_eq!(
            answer(&bound("ClusterRoleBinding", "", "reader", AGENT), everywhere),
            [Some(true)]
        );
        assert_eq!(answer(&bound("RoleBinding", "load", "reader", AGENT), PODS), [Some(true)]);
        assert_eq!(
            answer(&bound("RoleBinding", "load", "reader", AGENT), everywhere),
            [Some(false)]
        );
        assert_eq!(answer(&bound("RoleBinding", "other", "reader", AGENT), PODS), []);
    }

    #[test]
    fn subjects_are_accounts_users_and_groups() {
        for subject in [
            "{kind: User, name: 'system:serviceaccount:load:agent'}",
            "{kind: Group, name: 'system:serviceaccounts'}",
            "{kind: Group, name: 'system:serviceaccounts:load'}",
            "{kind: Group, name: 'system:authenticated'}",
        ] {
            assert_eq!(
                answer(&bound("ClusterRoleBinding", "", "reader", subject), PODS),
                [Some(true)]
            );
        }
        for subject in [
            "{kind: ServiceAccount, name: agent, namespace: other}",
            "{kind: User, name: 'system:serviceaccount:other:agent'}",
            "{kind: Group, name: 'system:serviceaccounts:other'}",
            "{kind: Group, name: 'system:masters'}",
            "{kind: User, name: agent}",
        ] {
            assert_eq!(answer(&bound("ClusterRoleBinding", "", "reader", subject), PODS), []);
        }
    }

    #[test]
    fn wildcards_count_and_names_do_not() {
        let jobs =
            Need { group: "batch", resource: "jobs", verb: "list", name: None, everywhere: false };
        let bound = |role: &str| bound("ClusterRoleBinding", "", role, AGENT);
        assert_eq!(answer(&bound("reader"), jobs), [Some(true)]);
        assert_eq!(answer(&bound("reader"), Need { verb: "list", ..PODS }), [Some(false)]);
        assert_eq!(answer(&bound("named"), PODS), [Some(false)]);
        assert_eq!(answer(&bound("named"), Need { name: Some("one"), ..PODS }), [Some(true)]);
    }

    #[test]
    fn what_the_files_do_not_hold_stays_open() {
        let bound = |role: &str| bound("ClusterRoleBinding", "", role, AGENT);
        assert_eq!(answer(&bound("view"), PODS), [None]);
        assert_eq!(answer(&bound("gathered"), PODS), [None]);
    }
}
