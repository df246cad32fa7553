//! An index of what the bindings of the input grant, so that an account's grants are found without a walk through
//! all of them.

use std::collections::{HashMap, HashSet};

use crate::kube::{Object, ObjectSet};
use crate::source::Location;
use crate::yaml::{Kind, Node};

use super::binding::{Binding, Names, Subject};
use super::{Account, Grant, Reach, is_rbac, stem};

/// Kinds that say something of accounts.
const KINDS: [&str; 5] =
    ["ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

/// A subject of a binding, by their places.
type Entry = (usize, usize);

/// Bindings and roles of the input, by whom they are for.
#[derive(Debug, Default)]
pub struct Access<'a> {
    /// The bindings, in input order.
    pub bindings: Vec<Binding<'a>>,
    /// The roles, in input order.
    pub roles: Vec<Object<'a>>,
    /// Objects that may be meant as one of these, and don't read as one.
    pub spoilt: Vec<Location>,
    reaching: HashMap<Who<'a>, Vec<Entry>>,
    accounts: HashMap<&'a str, Vec<Entry>>,
    groups: Vec<Entry>,
    akin: HashMap<Vec<&'a str>, Vec<usize>>,
    lost: Vec<Entry>,
    others: HashMap<&'a str, Vec<Entry>>,
    bound: HashSet<(&'a str, &'a str)>,
}

/// Who has what a subject is granted, where it reaches them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who<'a> {
    /// An account, in whatever namespace where none is written.
    Account(Option<&'a str>, &'a str),
    /// All accounts of a namespace, or of all of them.
    All(Option<&'a str>),
}

impl<'a> Access<'a> {
    /// Reads the bindings and roles among `objects`.
    #[must_use]
    pub(in crate::kube) fn new(objects: &ObjectSet<'a>) -> Self {
        let mut access = Self::default();
        for object in objects.iter() {
            // It may be two objects in one, or have lost an indentation.
            if is_rbac(object) && object.root.repeats_a_key() {
                access.spoilt.push(object.root.location());
            }
            if is_rbac(object) && matches!(object.kind, "RoleBinding" | "ClusterRoleBinding") {
                access.add(Binding::read(object, objects));
            } else if is_rbac(object) && matches!(object.kind, "Role" | "ClusterRole") {
                access.roles.push(*object);
                let rules = object.root.get("rules");
                let is_list = rules.is_none_or(|rules| rules.kind() == Kind::Sequence);
                access.spoilt.extend((!is_list).then(|| object.root.location()));
            } else if is_rbac(object) || (KINDS.contains(&object.kind) && !is_account(object)) {
                access.spoilt.push(object.root.location());
            }
        }
        access.lost = access.entries(|subject| match subject.names {
            Names::Account { namespace, name } => {
                objects.find("ServiceAccount", namespace, name).is_none()
            }
            _ => false,
        });
        access
    }

    fn entries(&self, fits: impl Fn(&Subject<'a>) -> bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (at, binding) in self.bindings.iter().enumerate() {
            let fitting = binding.subjects.iter().enumerate().filter(|(_, subject)| fits(subject));
            entries.extend(fitting.map(|(number, _)| (at, number)));
        }
        entries
    }

    fn add(&mut self, binding: Binding<'a>) {
        let at = self.bindings.len();
        for (number, subject) in binding.subjects.iter().enumerate() {
            let entry = (at, number);
            match subject.names {
                Names::Account { name, .. } => self.accounts.entry(name).or_default().push(entry),
                Names::AccountsOf(_) | Names::Everyone => self.groups.push(entry),
                Names::Other(last) => self.others.entry(last).or_default().push(entry),
            }
            if let Some(who) = who(&binding, subject) {
                self.reaching.entry(who).or_default().push(entry);
            }
        }
        let names = [Some(binding.object.name()), binding.role_name()];
        for name in names.into_iter().flatten().filter(|name| !name.is_empty()) {
            let akin = self.akin.entry(stem(name)).or_default();
            akin.extend(Some(at).filter(|at| akin.last() != Some(at)));
        }
        self.bound.extend(binding.role_kind.zip(binding.role_name()));
        if binding.is_spoilt() {
            self.spoilt.push(binding.object.root.location());
        }
        self.bindings.push(binding);
    }

    /// What is granted to an account where it works, in input order.
    pub fn grants<'s>(&'s self, account: Account<'_>) -> Vec<Grant<'s, 'a>> {
        let mut entries: Vec<Entry> = Vec::new();
        match account.namespace {
            None => {
                let named = self.accounts.get(account.name).into_iter().flatten();
                entries.extend(named.chain(&self.groups));
            }
            Some(_) => {
                for namespace in [account.namespace, None] {
                    for who in [Who::Account(namespace, account.name), Who::All(namespace)] {
                        entries.extend(self.reaching.get(&who).into_iter().flatten());
                    }
                }
                entries.sort_unstable();
            }
        }
        let grants = entries.into_iter().filter_map(|entry| self.grant(entry, account));
        grants.filter(Grant::reaches).collect()
    }

    /// Bindings for an account of this name that don't reach it.
    pub fn elsewhere<'s>(
        &'s self,
        account: Account<'s>,
    ) -> impl Iterator<Item = Grant<'s, 'a>> + 's {
        let named = self.accounts.get(account.name).into_iter().flatten();
        let grants = named.filter_map(move |entry| self.grant(*entry, account));
        grants.filter(|grant| !grant.reaches())
    }

    /// Subjects that aren't accounts, and whose name ends in this one.
    pub fn others<'s>(&'s self, name: &str) -> impl Iterator<Item = Grant<'s, 'a>> + use<'s, 'a> {
        self.all(self.others.get(name).map(Vec::as_slice).unwrap_or_default())
    }

    /// Subjects that are accounts of which the input has none.
    pub fn lost<'s>(&'s self) -> impl Iterator<Item = Grant<'s, 'a>> + use<'s, 'a> {
        self.all(&self.lost)
    }

    /// Subjects that are groups of accounts.
    pub fn groups<'s>(&'s self) -> impl Iterator<Item = Grant<'s, 'a>> + use<'s, 'a> {
        self.all(&self.groups)
    }

    /// Bindings that have a name, or whose role has one, that belongs to this one; not all where they are many.
    pub fn akin<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s Binding<'a>> + use<'s, 'a> {
        let places = self.akin.get(&stem(name)).into_iter().flatten();
        let places: Vec<usize> = places.copied().take(MOST_COMPARED).collect();
        places.into_iter().filter_map(|at| self.bindings.get(at))
    }

    fn all<'s>(
        &'s self,
        entries: &'s [Entry],
    ) -> impl Iterator<Item = Grant<'s, 'a>> + use<'s, 'a> {
        entries.iter().filter_map(|&(at, number)| {
            let binding = self.bindings.get(at)?;
            Some(Grant { binding, subject: binding.subjects.get(number)?, reach: binding.reach() })
        })
    }

    /// Whether a binding refers to a role of this kind and name.
    #[must_use]
    pub fn is_bound(&self, kind: &str, name: &str) -> bool {
        self.bound.contains(&(kind, name))
    }

    /// Whether a subject names the account by itself, rather than as one of a group.
    #[must_use]
    pub fn names(&self, account: Account<'_>) -> bool {
        let named = self.accounts.get(account.name).into_iter().flatten();
        let grants = named.filter_map(|entry| self.grant(*entry, account));
        grants.take(MOST_COMPARED).any(|grant| grant.reaches())
    }

    fn grant<'s>(&'s self, (at, number): Entry, account: Account<'_>) -> Option<Grant<'s, 'a>> {
        let binding = self.bindings.get(at)?;
        let subject = binding.subjects.get(number)?;
        let fits = |one: Option<&str>| one.zip(account.namespace).is_none_or(|(a, b)| a == b);
        let reach = match subject.names {
            Names::Account { namespace, .. } if !fits(namespace) => {
                Reach::Elsewhere(subject.namespace.unwrap_or(subject.name))
            }
            Names::AccountsOf(namespace) if !fits(Some(namespace)) => {
                Reach::Elsewhere(subject.name)
            }
            _ => match (binding.reach(), binding.namespace) {
                (Reach::Namespace, Some(node)) if !fits(node.text()) => Reach::Elsewhere(node),
                (reach, _) => reach,
            },
        };
        Some(Grant { binding, subject, reach })
    }
}

/// More of a kind than these aren't looked through for one that was likely meant.
pub const MOST_COMPARED: usize = 200;

fn is_account(object: &Object<'_>) -> bool {
    object.kind == "ServiceAccount" && object.api_version == "v1"
}

/// Whom a subject means; nobody whom a binding in another namespace doesn't reach.
fn who<'a>(binding: &Binding<'a>, subject: &Subject<'a>) -> Option<Who<'a>> {
    let place = binding.namespace.and_then(Node::text);
    let both = |namespace: Option<&'a str>| match (namespace, place) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => Some(one.or(other)),
    };
    match subject.names {
        Names::Account { namespace, name } => {
            both(namespace).map(|namespace| Who::Account(namespace, name))
        }
        Names::AccountsOf(namespace) => both(Some(namespace)).map(Who::All),
        Names::Everyone => Some(Who::All(place)),
        Names::Other(_) => None,
    }
}
