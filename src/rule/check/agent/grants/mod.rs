//! `grants`: what the roles and bindings of the input allow the agent's account.

mod excess;
mod lacking;
mod slip;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::agent::permissions;
use crate::kube::Object;
use crate::kube::rbac::{
    Access, Account, Binding, Grant, MOST_COMPARED, Names, account_of, belong_together,
};
use crate::model::{Model, Workload, WorkloadRole, unread_environment};
use crate::source::{Location, SourceFile};
use crate::yaml::Node;

use super::asker::asker;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// GrantsFile of `grants`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GrantsFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Something that the agent needs and nothing grants. Cases of a binding: `elsewhere` (it is for an account of this
    /// name in another namespace), `elsewhere-binding` (it grants something in another namespace), `unplaced` (it is in whatever namespace kubectl uses), `elsewhere-group` (for all accounts of another namespace), `subject` (its subject
    /// isn't written as an account), `nobody` (it has no subject), `misnamed` (its account doesn't exist), `other-account`
    /// (it is for another account of the input), `unbound` (nothing binds a role that would do), `no-role` (its role has
    /// another name), `role-kind` (its role is of the other kind), `role-elsewhere` (its Role is in another namespace). Cases of what isn't granted: `pods`, `every-pod`,
    /// `namespaces`, `team-secrets`, `owner`, `owner-names`, `events`, `leader`, `leader-check`, `event-objects`, `metrics`, `kubelet`,
    /// `explorer`, and `events-reach` and `reach` (it is granted in one namespace only). Variables: `account`, `subject`, `binding`, `actual`, `role`, `needed`, `behind`, `meant`,
    /// `off` (the setting that switches events off).
    Missing,
    /// Something that is granted and that the agent never asks. Cases: `writes`, `everything` (a wildcard for
    /// resources), `power` (what gives away more than pods), `user-role` (a role that Kubernetes has for users).
    /// Variables: `account`, `role`, `actual`.
    Excess,
}

/// An account with the pods that run under it.
struct Used<'p, 'a> {
    account: Account<'a>,
    pods: Vec<(&'p Workload<'a>, Node<'a>)>,
}

impl Check for GrantsFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &[
                "elsewhere",
                "elsewhere-binding",
                "unplaced",
                "elsewhere-group",
                "subject",
                "nobody",
                "misnamed",
                "other-account",
                "unbound",
                "no-role",
                "role-kind",
                "role-elsewhere",
                "slip",
                "pods",
                "every-pod",
                "namespaces",
                "team-secrets",
                "owner",
                "owner-names",
                "events",
                "leader",
                "leader-check",
                "event-objects",
                "metrics",
                "kubelet",
                "explorer",
                "events-reach",
                "reach",
            ],
            Find::Excess => &["writes", "everything", "power", "user-role"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &[
                "account", "subject", "binding", "actual", "role", "needed", "behind", "meant",
                "off",
            ],
            Find::Excess => &["account", "role", "actual"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let access = model.objects.access();
        if !model.objects.complete || (access.bindings.is_empty() && access.roles.is_empty()) {
            return;
        }
        let rbac = Rbac { model, access, loose: OnceCell::new() };
        let is_apart = self.report == Find::Missing && rbac.has_rivals();
        let mut told: HashSet<(Location, &str)> = HashSet::new();
        for used in accounts(model, is_apart) {
            let found = match self.report {
                Find::Missing => rbac.missing(&used),
                Find::Excess => rbac.excess(&used),
            };
            // What is wrong for the pods of two folders is told once.
            let new = found.into_iter().filter(|hit| !is_apart || told.insert((hit.at, hit.case)));
            hits.extend(new.map(|hit| used.told(hit)));
        }
    }
}

/// What the checks of one run share.
struct Rbac<'m, 'a> {
    model: &'m Model<'a>,
    access: &'m Access<'a>,
    loose: OnceCell<Loose<'a>>,
}

/// What nothing refers to.
struct Loose<'a> {
    roles: Vec<Object<'a>>,
    accounts: usize,
}

/// The accounts under which agents run, in input order; those of each folder by themselves if they are `apart`.
fn accounts<'p, 'a>(model: &'p Model<'a>, is_apart: bool) -> Vec<Used<'p, 'a>> {
    let mut all: Vec<Used<'p, 'a>> = Vec::new();
    let mut known: HashMap<(Account<'a>, &str), usize> = HashMap::new();
    let folder = |pod: &Workload<'a>| {
        let source = model.sources.get(pod.identity().file.0).filter(|_| is_apart);
        source.map(SourceFile::folder).unwrap_or_default()
    };
    for pod in model.workloads.iter().filter(|pod| pod.role != WorkloadRole::Other) {
        let Some((account, node)) = account_of(&pod.pod) else {
            continue;
        };
        let at = *known.entry((account, folder(pod))).or_insert(all.len());
        match all.get_mut(at) {
            Some(used) => used.pods.push((pod, node)),
            None => all.push(Used { account, pods: vec![(pod, node)] }),
        }
    }
    all
}

impl Used<'_, '_> {
    /// The account as the API server names it.
    fn name(&self) -> String {
        let namespace = self.account.namespace.map(|namespace| format!("{namespace}/"));
        format!("{}{}", namespace.unwrap_or_default(), self.account.name)
    }

    fn told(&self, hit: Hit) -> Hit {
        let hit = hit.var("account", self.name()).var("subject", subject(self.account));
        // More of them would say the same.
        let hit = match self.pods.first() {
            Some((_, node)) => hit.related(node.location(), "the account of these pods"),
            None => hit,
        };
        let namespace = |pod: &Workload<'_>| {
            Some(pod.pod.object.root.get_path(&["metadata", "namespace"])?.location())
        };
        let hit = hit.subsumes(self.pods.iter().map(|(_, node)| node.location()));
        hit.because_of(self.pods.iter().filter_map(|(pod, _)| namespace(pod)))
            .because_of(self.pods.iter().map(|(_, node)| node.location()))
    }
}

impl<'m, 'a> Rbac<'m, 'a> {
    /// Whether two bindings have one name: in folders side by side, each is for the pods of its own.
    fn has_rivals(&self) -> bool {
        let bindings = &self.access.bindings;
        let alike = |one: &Object<'_>| self.model.objects.named(one.kind, one.name()).nth(1);
        // Among too many nothing is looked for.
        bindings.len() <= MOST_COMPARED && bindings.iter().any(|one| alike(&one.object).is_some())
    }

    /// What is granted to an account, without what another test's binding of the same name grants.
    fn grants(&self, used: &Used<'_, 'a>) -> Vec<Grant<'m, 'a>> {
        let mut grants = self.access.grants(used.account);
        let Some(pod) = used.pods.first().map(|(pod, _)| &pod.pod.object) else { return grants };
        grants.retain(|grant| {
            let one = &grant.binding.object;
            let wanted = (one.kind, one.namespace(), one.name());
            let near = self.model.objects.find_near(wanted, pod.root.document());
            near.is_none_or(|near| {
                near.namespace() != one.namespace()
                    || self.model.belong_together(near, one)
                    || !self.model.belong_together(near, pod)
            })
        });
        grants
    }

    /// The first mistake in a binding of the account; where there is none, what is granted to it and doesn't suffice.
    fn missing(&self, used: &Used<'_, 'a>) -> Vec<Hit> {
        let grants = self.grants(used);
        // What can't be read may be what is looked for; and among too many nothing is.
        if grants.len() > MOST_COMPARED || self.access.spoilt.len() > MOST_COMPARED {
            return Vec::new();
        }
        let direct: Vec<&Grant<'_, 'a>> = grants.iter().filter(|grant| is_direct(grant)).collect();
        if let Some(hit) = direct.iter().find_map(|grant| self.role_slip(grant)) {
            return vec![hit];
        }
        if direct.is_empty() && !self.reads_its_pod(used, &grants) {
            let slip = self.slip(used.account).map(|hit| self.resting(hit, &grants));
            if slip.is_some() || grants.is_empty() {
                return slip.into_iter().collect();
            }
        }
        let hits = self.lacking(used, &grants);
        if let Some(hit) = self::slip::unplaced(used.account, &direct).filter(|_| hits.is_empty()) {
            return vec![self.resting(hit, &grants)];
        }
        let hits = hits.into_iter().map(|hit| self.resting(hit, &grants));
        hits.map(|hit| self.of_settings(hit, used)).collect()
    }

    /// With where a setting may be meant that switches off what needs it.
    fn of_settings(&self, hit: Hit, used: &Used<'_, 'a>) -> Hit {
        if ["slip", "pods", "every-pod", "owner"].contains(&hit.case) {
            return hit;
        }
        let first = used.pods.first().map(|(pod, _)| &pod.pod.object);
        let is_near =
            |map: &&Object<'_>| first.is_some_and(|object| self.model.belong_together(map, object));
        let maps = self.model.objects.of_kind("ConfigMap").filter(is_near).take(MOST_COMPARED);
        let maps = maps.map(|map| map.root.location());
        let agents = used.pods.iter().take(MOST_COMPARED).flat_map(|(pod, _)| pod.agents());
        let unread = agents.flat_map(|agent| unread_environment(agent.node));
        let resting: Vec<Location> = maps.chain(unread).collect();
        let is_switched = !["namespaces", "team-secrets", "owner-names"].contains(&hit.case);
        let unconfigured = if is_switched { self.unconfigured(used) } else { Vec::new() };
        hit.because_of(resting).because_of(unconfigured)
    }

    /// Where it is told that no setting at all reaches an agent: then it isn't known which of them it is to have.
    fn unconfigured(&self, used: &Used<'_, 'a>) -> Vec<Location> {
        let pods = used.pods.iter().take(MOST_COMPARED).map(|(pod, _)| *pod);
        let agents = pods.flat_map(|pod| {
            let agents = pod.containers.iter().filter(|one| one.is_agent);
            agents.filter(|one| one.settings(pod, &self.model.objects).is_unconfigured())
        });
        agents.map(|one| one.container.key_place("env")).collect()
    }

    /// With all that it was concluded from.
    fn resting(&self, hit: Hit, grants: &[Grant<'_, 'a>]) -> Hit {
        let roles = grants.iter().filter_map(|grant| grant.binding.role);
        let bindings = grants.iter().map(|grant| grant.binding.object);
        let read = roles.chain(bindings).map(|object| object.root.location());
        hit.because_of(read).because_of(self.access.spoilt.iter().copied())
    }

    /// Roles that nothing binds, and how many accounts no binding names.
    fn loose(&self) -> &Loose<'a> {
        self.loose.get_or_init(|| {
            let roles = self.access.roles.iter();
            let roles = roles.filter(|role| !self.access.is_bound(role.kind, role.name()));
            let accounts = self.model.objects.of_kind("ServiceAccount");
            let unnamed = accounts.filter(|account| {
                let (namespace, name) = (account.namespace(), account.name());
                !self.access.names(Account { namespace, name })
            });
            Loose {
                roles: roles.filter(|role| slip::may_be_bound(role)).copied().collect(),
                accounts: unnamed.count(),
            }
        })
    }

    /// Whether the input has the account.
    fn is_declared(&self, namespace: Option<&str>, name: &str) -> bool {
        self.model.objects.find("ServiceAccount", namespace, name).is_some()
    }
}

/// The namespace of an account, or what means one that the files don't tell.
fn namespace_of(account: Account<'_>) -> &str {
    account.namespace.unwrap_or("NAMESPACE")
}

/// The subject that means an account.
fn subject(account: Account<'_>) -> String {
    let (name, namespace) = (account.name, namespace_of(account));
    format!("{{kind: ServiceAccount, name: {name}, namespace: {namespace}}}")
}

/// Whether a binding names the account itself, rather than a group that it is in.
fn is_direct(grant: &Grant<'_, '_>) -> bool {
    matches!(grant.subject.names, Names::Account { .. })
}

/// Whether a name says that a thing is the agent's, or made for this account.
fn is_agents_name(name: &str, account: Account<'_>) -> bool {
    belong_together(name, account.name) || belong_together(name, &permissions().role)
}

/// Whether the name of a binding, or of its role, says that it is the agent's.
fn is_agents(binding: &Binding<'_>, account: Account<'_>) -> bool {
    let names = [Some(binding.object.name()), binding.role_name()];
    names.into_iter().flatten().any(|name| is_agents_name(name, account))
}
