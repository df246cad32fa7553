//! A binding: whom it is for, and which role it grants.

use crate::kube::{Object, ObjectSet};
use crate::yaml::{Entry, Kind, Node};

use super::Reach;

/// A RoleBinding or ClusterRoleBinding.
#[derive(Debug, Clone)]
pub struct Binding<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its namespace, where it is a RoleBinding and says so.
    pub namespace: Option<Node<'a>>,
    /// The kind of the role that it grants.
    pub role_kind: Option<&'a str>,
    /// The role's `kind` and `name`, as they are written.
    pub role_ref: Option<Node<'a>>,
    /// The role, where the input has it.
    pub role: Option<Object<'a>>,
    /// Those whom it is for.
    pub subjects: Vec<Subject<'a>>,
}

/// One of those whom a binding is for.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its kind.
    pub kind: Node<'a>,
    /// Its name.
    pub name: Node<'a>,
    /// Its namespace, where that is written.
    pub namespace: Option<Node<'a>>,
    /// Whom that means.
    pub names: Names<'a>,
}

/// Whom a subject means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names<'a> {
    /// A service account.
    Account {
        /// Its namespace; `None` where the files don't say.
        namespace: Option<&'a str>,
        /// Its name.
        name: &'a str,
    },
    /// All accounts of a namespace.
    AccountsOf(&'a str),
    /// All accounts.
    Everyone,
    /// Another user or group; the text is the last part of its name.
    Other(&'a str),
}

impl<'a> Binding<'a> {
    pub(super) fn read(object: &Object<'a>, objects: &ObjectSet<'a>) -> Self {
        let own = object.root.get_path(&["metadata", "namespace"]);
        let namespace = own.filter(|_| object.kind == "RoleBinding");
        let role_ref = object.root.get("roleRef");
        let role_kind = role_ref.and_then(|role| role.get_text("kind"));
        let place = object.namespace().filter(|_| object.kind == "RoleBinding");
        // A kustomization that puts the binding elsewhere does the same to its subjects.
        let rendered = !object.is_placed_as_written();
        let role = role_kind.zip(role_ref.and_then(|role| role.get_text("name")));
        let role = role.and_then(|(kind, name)| find(kind, place, name, object, objects));
        let subjects = object.root.items_of("subjects");
        let subjects = subjects.filter_map(|subject| {
            let written = subject.get("namespace").filter(|_| !rendered);
            Subject::read(subject, written, if rendered { object.namespace() } else { place })
        });
        let subjects = subjects.collect();
        Self { object: *object, namespace, role_kind, role_ref, role, subjects }
    }

    /// The name of the role that it grants.
    #[must_use]
    pub fn role_name(&self) -> Option<&'a str> {
        self.role_ref?.get_text("name")
    }

    /// The role of the same name and the other kind, where the input has that.
    #[must_use]
    pub fn role_of_other_kind(&self, objects: &ObjectSet<'a>) -> Option<Object<'a>> {
        let other = if self.role_kind? == "Role" { "ClusterRole" } else { "Role" };
        find(other, self.object.namespace(), self.role_name()?, &self.object, objects)
    }

    /// How far it reaches, its subjects apart.
    #[must_use]
    pub fn reach(&self) -> Reach<'a> {
        if self.object.kind == "ClusterRoleBinding" { Reach::Cluster } else { Reach::Namespace }
    }

    /// Whether it has no subject at all.
    #[must_use]
    pub fn is_for_nobody(&self) -> bool {
        self.object.root.get("subjects").is_none_or(|subjects| {
            subjects.is_null() || (subjects.kind() == Kind::Sequence && subjects.items().len() == 0)
        })
    }

    /// Whether a part of it can't be what is meant.
    pub(super) fn is_spoilt(&self) -> bool {
        let subjects = self.object.root.get("subjects");
        let written = subjects.map(Node::items).unwrap_or_default();
        let is_list = |node: Node<'_>| node.kind() == Kind::Sequence || node.is_null();
        let all_known = |keys: Vec<Entry<'_>>, known: &[&str]| {
            keys.iter().all(|entry| known.contains(&entry.key_text()))
        };
        let is_sound = subjects.is_none_or(is_list)
            && written.len() == self.subjects.len()
            && self.subjects.iter().all(|subject| SUBJECTS.contains(&subject.kind_text()))
            && self.role_kind.is_some_and(|kind| ROLES.contains(&kind))
            && self.role_name().is_some()
            && all_known(self.object.root.entries(), &FIELDS);
        !is_sound
    }
}

const SUBJECTS: [&str; 3] = ["ServiceAccount", "User", "Group"];
const ROLES: [&str; 2] = ["Role", "ClusterRole"];
const FIELDS: [&str; 5] = ["apiVersion", "kind", "metadata", "roleRef", "subjects"];

fn find<'a>(
    kind: &str,
    namespace: Option<&str>,
    name: &str,
    from: &Object<'a>,
    objects: &ObjectSet<'a>,
) -> Option<Object<'a>> {
    let wanted = (kind, namespace.filter(|_| kind == "Role"), name);
    objects.find_near(wanted, from.root.document()).copied()
}

impl<'a> Subject<'a> {
    /// Text of its kind.
    #[must_use]
    pub fn kind_text(&self) -> &'a str {
        self.kind.text().unwrap_or_default()
    }

    /// Text of its name.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.name.text().unwrap_or_default()
    }

    /// `place` is the namespace of an account whose own isn't written, or counts for nothing.
    fn read(node: Node<'a>, namespace: Option<Node<'a>>, place: Option<&'a str>) -> Option<Self> {
        let (kind, name) = (node.get("kind")?, node.get("name")?);
        let own = namespace.and_then(Node::text).or(place);
        let names = Names::of(kind.text()?, name.text()?, own);
        Some(Self { kind, name, namespace, names })
    }
}

impl<'a> Names<'a> {
    fn of(kind: &str, text: &'a str, namespace: Option<&'a str>) -> Self {
        let account = text.strip_prefix("system:serviceaccount:").and_then(|it| it.split_once(':'));
        let group = text.strip_prefix("system:serviceaccounts");
        match (kind, account, group) {
            ("ServiceAccount", Some((_, name)), _) => Self::Other(name),
            ("ServiceAccount", ..) => Self::Account { namespace, name: text },
            ("User", Some((namespace, name)), _) => {
                Self::Account { namespace: Some(namespace), name }
            }
            ("Group", _, Some("")) => Self::Everyone,
            ("Group", ..) if text == "system:authenticated" => Self::Everyone,
            ("Group", _, Some(rest)) if rest.starts_with(':') => {
                Self::AccountsOf(rest.trim_start_matches(':'))
            }
            _ => Self::Other(text.rsplit_once(':').map_or(text, |(_, last)| last)),
        }
    }
}
