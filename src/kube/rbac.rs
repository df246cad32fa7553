//! What a service account may do: the roles of the input and the bindings that grant them.
//!
//! Source: the API reference of rbac.authorization.k8s.io/v1, and the authorizer's rules for subjects, wildcards and
//! subresources.

use crate::yaml::{Kind, Namespace, Node};

use super::{Object, ObjectSet};

/// A service account. Without a namespace it is in the one of the user's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
pub struct Grant<'a> {
    /// The binding.
    pub binding: Object<'a>,
    /// The name of the subject.
    pub subject: Node<'a>,
    /// How far it reaches.
    pub reach: Reach<'a>,
    /// The role, where the input has it.
    pub role: Option<Object<'a>>,
}

/// Every binding that names `account`, and those that name one of the same name in another namespace.
#[must_use]
pub fn grants_to<'a>(account: Account<'_>, objects: &ObjectSet<'a>) -> Vec<Grant<'a>> {
    bindings(objects).flat_map(|binding| grants_of(binding, account, objects)).collect()
}

/// Every binding of the input.
pub fn bindings<'s, 'a>(objects: &'s ObjectSet<'a>) -> impl Iterator<Item = &'s Object<'a>> {
    objects.iter().filter(|object| is_rbac(object) && object.kind.ends_with("Binding"))
}

/// Every role of the input.
pub fn roles<'s, 'a>(objects: &'s ObjectSet<'a>) -> impl Iterator<Item = &'s Object<'a>> {
    objects.iter().filter(|object| is_rbac(object) && matches!(object.kind, "Role" | "ClusterRole"))
}

/// The names of the service accounts that a binding is for, each with its namespace.
pub fn accounts_of<'a>(binding: &Object<'a>) -> impl Iterator<Item = (Node<'a>, Option<Node<'a>>)> {
    let subjects = binding.root.get("subjects").map(Node::items).unwrap_or_default();
    let accounts = subjects.filter(|subject| subject.get_text("kind") == Some("ServiceAccount"));
    accounts.filter_map(|subject| Some((subject.get("name")?, subject.get("namespace"))))
}

/// The role that a binding grants: its kind and its name.
#[must_use]
pub fn role_ref<'a>(binding: &Object<'a>) -> Option<(&'a str, Node<'a>)> {
    let role = binding.root.get("roleRef")?;
    Some((role.get_text("kind")?, role.get("name")?))
}

fn is_rbac(object: &Object<'_>) -> bool {
    object.group() == "rbac.authorization.k8s.io"
}

/// Namespaces that aren't written fit every other: it is the user's context that decides.
fn may_be_same(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

fn grants_of<'a>(
    binding: &Object<'a>,
    account: Account<'_>,
    objects: &ObjectSet<'a>,
) -> Vec<Grant<'a>> {
    let role = role_ref(binding).and_then(|(kind, name)| {
        let namespace = if kind == "Role" { binding.namespace() } else { None };
        objects.find(kind, namespace, name.text()?).copied()
    });
    let place = binding.root.get_path(&["metadata", "namespace"]);
    let reach = match place {
        _ if binding.kind == "ClusterRoleBinding" => Reach::Cluster,
        Some(node) if !may_be_same(account.namespace, binding.namespace()) => {
            Reach::Elsewhere(node)
        }
        _ => Reach::Namespace,
    };
    let subjects = binding.root.get("subjects").map(Node::items).unwrap_or_default();
    // A kustomization that puts the binding elsewhere does the same to its subjects.
    let is_written = binding.placed().namespace == Namespace::Written;
    let named = subjects.filter_map(|subject| names(subject, account));
    let named = named.map(|(name, elsewhere)| (name, elsewhere.filter(|_| is_written)));
    let grant = |(subject, elsewhere): (_, Option<Node<'a>>)| Grant {
        binding: *binding,
        subject,
        reach: elsewhere.map_or(reach, Reach::Elsewhere),
        role,
    };
    named.map(grant).collect()
}

/// The name of a subject that is the account, or is one of its name in the namespace that comes with it.
fn names<'a>(subject: Node<'a>, account: Account<'_>) -> Option<(Node<'a>, Option<Node<'a>>)> {
    let name = subject.get("name")?;
    let text = name.text()?;
    match subject.get_text("kind")? {
        "ServiceAccount" if text == account.name => {
            let namespace = subject.get("namespace");
            let is_here = may_be_same(account.namespace, namespace.and_then(Node::text));
            Some((name, namespace.filter(|_| !is_here)))
        }
        "User" => {
            let (namespace, own) = text.strip_prefix("system:serviceaccount:")?.split_once(':')?;
            let fits = own == account.name && may_be_same(account.namespace, Some(namespace));
            fits.then_some((name, None))
        }
        "Group" => {
            let rest = text.strip_prefix("system:")?;
            let fits = match rest.strip_prefix("serviceaccounts:") {
                Some(namespace) => may_be_same(account.namespace, Some(namespace)),
                None => matches!(rest, "serviceaccounts" | "authenticated"),
            };
            fits.then_some((name, None))
        }
        _ => None,
    }
}

impl<'a> Grant<'a> {
    /// Whether it reaches where the account works.
    #[must_use]
    pub fn reaches(&self) -> bool {
        !matches!(self.reach, Reach::Elsewhere(_))
    }

    /// Whether it allows what is needed; `None` where the files can't tell: the role isn't in them, or the cluster
    /// fills it from others.
    #[must_use]
    pub fn allows(&self, need: &Need<'_>) -> Option<bool> {
        let role = self.role?;
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
    let rules = role.root.get("rules").map(Node::items).unwrap_or_default();
    rules.filter(|rule| rule.kind() == Kind::Mapping)
}

/// Whether a list of a rule has a text, or the wildcard for all.
#[must_use]
pub fn lists(rule: Node<'_>, key: &str, wanted: &str) -> bool {
    let mut items = rule.get(key).map(Node::items).unwrap_or_default();
    items.any(|item| item.text().is_some_and(|text| text == wanted || text == "*"))
}

/// A rule for certain objects by name is none for pods, whose names nobody knows before.
fn allows(rule: Node<'_>, need: &Need<'_>) -> bool {
    let names = rule.get("resourceNames").map(Node::items).unwrap_or_default();
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
        let grants = grants_to(account, &objects);
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
