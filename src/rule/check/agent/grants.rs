//! `grants`: what the roles and bindings of the input allow the agent's account.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::agent::{Asked, asked_by};
use crate::kube::rbac::{
    Account, Grant, Need, Reach, accounts_of, bindings, grants_to, lists, role_ref, roles, rules,
};
use crate::kube::{ImageRef, Object, ObjectSet};
use crate::model::{Workload, WorkloadRole};
use crate::source::Location;
use crate::text::{did_you_mean, list};
use crate::units::Version;
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// Roles for users that every cluster has.
const BUILT_IN: [&str; 4] = ["cluster-admin", "admin", "edit", "view"];

/// GrantsFile of `grants`: there are none. Cases: `elsewhere` (a binding is for an account of this name in another
/// namespace), `misnamed` (it is for an account that isn't there), `unbound` (nothing binds a role that would do),
/// `no-role` (the binding's role has another name), and what isn't granted: `pods`, `every-pod`,
/// `namespaces`, `owner`.
/// Variables: `account`, `binding`, `actual`, `role`, `needed`, `behind`, `meant`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GrantsFile {}

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
        &["elsewhere", "misnamed", "unbound", "no-role", "pods", "every-pod", "namespaces", "owner"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["account", "binding", "actual", "role", "needed", "behind", "meant"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        if !model.objects.complete
            || bindings(&model.objects).chain(roles(&model.objects)).next().is_none()
        {
            return;
        }
        for used in accounts(model) {
            let found = used.judge(&model.objects);
            let spoken_of = spoken_of(&model.objects);
            hits.extend(found.into_iter().map(|hit| used.told(hit).because_of(spoken_of.clone())));
        }
    }
}

/// All objects that say something of accounts, or would, were their kind or version another.
fn spoken_of(objects: &ObjectSet<'_>) -> Vec<Location> {
    let kinds = ["ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];
    let all = objects.iter();
    let all = all.filter(|object| {
        object.group() == "rbac.authorization.k8s.io" || kinds.contains(&object.kind)
    });
    all.map(|object| object.root.location()).collect()
}

/// The account that a pod runs under, and where it says so.
pub(super) fn account_of<'a>(pod: &Workload<'a>) -> Option<(Account<'a>, Node<'a>)> {
    let spec = pod.pod.spec.value;
    let named = |key| spec.get(key).filter(|node: &Node<'a>| node.text() != Some(""));
    let node = named("serviceAccountName").or_else(|| named("serviceAccount"));
    let (name, node) =
        node.map_or(Some(("default", pod.pod.spec.key)), |node| Some((node.text()?, node)))?;
    Some((Account { namespace: pod.pod.object.namespace(), name }, node))
}

fn accounts<'p, 'a>(model: &'p Model<'a>) -> Vec<Used<'p, 'a>> {
    let mut all: Vec<Used<'p, 'a>> = Vec::new();
    for pod in model.workloads.iter().filter(|pod| pod.role != WorkloadRole::Other) {
        let Some((account, node)) = account_of(pod) else {
            continue;
        };
        match all.iter_mut().find(|used| used.account == account) {
            Some(used) => used.pods.push((pod, node)),
            None => all.push(Used { account, pods: vec![(pod, node)] }),
        }
    }
    all
}

impl<'a> Used<'_, 'a> {
    /// The account as the API server names it.
    fn name(&self) -> String {
        let namespace = self.account.namespace.map(|namespace| format!("{namespace}/"));
        format!("{}{}", namespace.unwrap_or_default(), self.account.name)
    }

    fn told(&self, hit: Hit) -> Hit {
        let hit = hit.var("account", self.name());
        // More of them would say the same.
        let hit = match self.pods.first() {
            Some((_, node)) => hit.related(node.location(), "the account of these pods"),
            None => hit,
        };
        let namespace =
            |pod: &Workload<'a>| pod.pod.object.root.get_path(&["metadata", "namespace"]);
        let said =
            self.pods.iter().flat_map(|(pod, node)| namespace(pod).into_iter().chain([*node]));
        hit.because_of(said.map(Node::location))
    }

    fn judge(&self, objects: &ObjectSet<'a>) -> Vec<Hit> {
        let all = grants_to(self.account, objects);
        let grants: Vec<&Grant<'a>> = all.iter().filter(|grant| grant.reaches()).collect();
        if let Some(hit) = grants.iter().find_map(|grant| misnamed_role(grant, objects)) {
            return vec![hit];
        }
        if grants.is_empty() {
            let elsewhere = all.first().and_then(elsewhere);
            let hit =
                elsewhere.or_else(|| self.misnamed(objects)).or_else(|| self.unbound(objects));
            return hit.into_iter().collect();
        }
        self.lacking(&grants)
    }

    /// A binding for an account that the input doesn't have, beside one that nothing is bound to.
    fn misnamed(&self, objects: &ObjectSet<'a>) -> Option<Hit> {
        objects.find("ServiceAccount", self.account.namespace, self.account.name)?;
        let of = |binding: &Object<'a>| {
            let mut accounts = accounts_of(binding);
            let lost = accounts.find(|(name, namespace)| {
                let namespace = namespace.and_then(Node::text);
                name.text()
                    .is_some_and(|name| objects.find("ServiceAccount", namespace, name).is_none())
            });
            lost.map(|(name, _)| (*binding, name))
        };
        let (binding, name) = bindings(objects).find_map(of)?;
        let hit = Hit::new(name.location(), "misnamed")
            .in_object(&binding)
            .var("binding", binding.name());
        Some(hit.var("actual", name.text().unwrap_or_default()).var("meant", self.account.name))
    }

    /// A role that would do, and that no binding refers to.
    fn unbound(&self, objects: &ObjectSet<'a>) -> Option<Hit> {
        objects.find("ServiceAccount", self.account.namespace, self.account.name)?;
        let would_do = |role: &Object<'a>| rules(role).any(|rule| lists(rule, "resources", "pods"));
        let role = roles(objects).find(|role| would_do(role) && !is_bound(role, objects))?;
        let at = role.root.get_path(&["metadata", "name"])?.location();
        Some(Hit::new(at, "unbound").in_object(role).var("role", role.title()))
    }

    /// What the agent asks and no grant allows.
    fn lacking(&self, grants: &[&Grant<'a>]) -> Vec<Hit> {
        let mut lacking: Vec<&Asked> = Vec::new();
        for (pod, _) in &self.pods {
            let node_agent = pod.role == WorkloadRole::NodeAgent;
            for asked in asked_by(version_of(pod), pod.pod.object.kind, node_agent) {
                let is_known = lacking.iter().any(|known| std::ptr::eq(*known, asked));
                if !is_known && self.is_refused(asked, grants) {
                    lacking.push(asked);
                }
            }
        }
        // Without its own pod it comes to nothing else.
        if lacking.iter().any(|asked| asked.case == "pods") {
            lacking.retain(|asked| asked.case == "pods");
            lacking.truncate(1);
        }
        let hits = lacking.iter().filter_map(|asked| told(asked, grants));
        hits.collect()
    }

    fn is_refused(&self, asked: &Asked, grants: &[&Grant<'a>]) -> bool {
        let need = Need {
            group: &asked.group,
            resource: &asked.resource,
            verb: &asked.verb,
            name: self.account.namespace.filter(|_| asked.resource == "namespaces"),
            everywhere: asked.node_agent,
        };
        let refused =
            |need: &Need<'_>| grants.iter().all(|grant| grant.allows(need) == Some(false));
        let behind = asked.behind.as_ref();
        let comes_to_it = behind.is_none_or(|behind| {
            !refused(&Need { group: &behind.group, resource: &behind.resource, ..need })
        });
        comes_to_it && refused(&need)
    }
}

/// Whether a binding refers to a role.
fn is_bound(role: &Object<'_>, objects: &ObjectSet<'_>) -> bool {
    let mut refs = bindings(objects).filter_map(role_ref);
    refs.any(|(kind, name)| kind == role.kind && name.text() == Some(role.name()))
}

fn version_of(pod: &Workload<'_>) -> Option<Version> {
    let image = pod.agents().next()?.node.get_text("image").map(ImageRef::parse)?;
    image.tag.and_then(Version::split).map(|(version, _)| version)
}

/// A binding that would grant, were it for this namespace.
fn elsewhere(grant: &Grant<'_>) -> Option<Hit> {
    let Reach::Elsewhere(namespace) = grant.reach else {
        return None;
    };
    let hit = Hit::new(namespace.location(), "elsewhere").in_object(&grant.binding);
    let hit = hit.var("binding", grant.binding.name());
    Some(hit.var("actual", namespace.text().unwrap_or_default()))
}

/// A binding to a role that isn't in the input, where one is that nothing else binds.
fn misnamed_role<'a>(grant: &Grant<'a>, objects: &ObjectSet<'a>) -> Option<Hit> {
    let (kind, name) = role_ref(&grant.binding).filter(|_| grant.role.is_none())?;
    let actual =
        name.text().filter(|name| !name.starts_with("system:") && !BUILT_IN.contains(name))?;
    let known = roles(objects).filter(|role| role.kind == kind && !role.name().is_empty());
    let unbound: Vec<&str> =
        known.filter(|role| !is_bound(role, objects)).map(Object::name).collect();
    let meant = match *unbound {
        [only] => only,
        _ => did_you_mean(actual, &unbound)?,
    };
    let hit = Hit::new(name.location(), "no-role").in_object(&grant.binding);
    let hit = hit.var("binding", grant.binding.name()).var("actual", format!("{kind} {actual}"));
    Some(hit.var("meant", meant))
}

/// The closest place to where the permission would stand, in the first role.
fn told(asked: &Asked, grants: &[&Grant<'_>]) -> Option<Hit> {
    let role = grants.iter().find_map(|grant| grant.role)?;
    let needed = format!("`{}` of `{}`", asked.verb, asked.resource);
    let group = if asked.group.is_empty() { "\"\"" } else { &asked.group };
    let own_binding = grants.first().and_then(|grant| grant.binding.root.get("kind"));
    let at = match own_binding.filter(|_| asked.node_agent) {
        Some(kind) => kind.location(),
        None => place(&role, asked),
    };
    let hit = Hit::new(at, case_of(&asked.case)?).in_object(&role).var("role", role.title());
    let hit = hit.var("needed", needed).var(
        "meant",
        format!(
            "{{apiGroups: [{group}], resources: [{}], verbs: [{}]}}",
            asked.resource, asked.verb
        ),
    );
    let behind = asked.behind.as_ref().map(|behind| behind.resource.clone());
    let bindings: Vec<String> =
        grants.iter().map(|grant| format!("`{}`", grant.binding.name())).collect();
    Some(hit.var("behind", behind.unwrap_or_default()).var("binding", list(&bindings)))
}

/// The case of a fact, if the check has it.
fn case_of(case: &str) -> Option<&'static str> {
    GrantsFile {}.cases().iter().copied().find(|known| *known == case)
}

fn place(role: &Object<'_>, asked: &Asked) -> Location {
    let about = |rule: &Node<'_>| lists(*rule, "resources", &asked.resource);
    let of_group = rules(role).filter(about).find(|rule| lists(*rule, "apiGroups", &asked.group));
    let verbs = of_group
        .filter(|rule| !lists(*rule, "verbs", &asked.verb))
        .and_then(|rule| rule.get("verbs"));
    let groups = rules(role)
        .find(about)
        .filter(|_| of_group.is_none())
        .and_then(|rule| rule.get("apiGroups"));
    // Where what is asked before is granted, the rest belongs too.
    let before = asked.behind.as_ref().and_then(|it| {
        let of = |rule: &Node<'_>| {
            lists(*rule, "resources", &it.resource) && lists(*rule, "apiGroups", &it.group)
        };
        rules(role).find(of)?.get("resources")
    });
    let key = role.root.entry("rules").map(|rules| rules.key);
    let node =
        verbs.or(groups).or(before).or(key).or_else(|| role.root.get_path(&["metadata", "name"]));
    node.unwrap_or(role.root).location()
}
