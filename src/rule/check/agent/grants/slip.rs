//! Bindings that were meant for the agent's account and don't reach it.

use crate::agent::{is_ever_asked, permissions};
use crate::kube::Object;
use crate::kube::rbac::{
    Account, Binding, Grant, MOST_COMPARED, Names, Reach, belong_together, is_slip, lists, rules,
};
use crate::rule::check::Hit;
use crate::source::Location;
use crate::yaml::Node;

use super::{Rbac, is_agents, is_agents_name, namespace_of};

/// Roles for users that every cluster has.
pub(super) const BUILT_IN: [&str; 4] = ["cluster-admin", "admin", "edit", "view"];

/// What the labels of a role start with whose rules another role takes over: nothing must bind it.
const AGGREGATED: &str = "rbac.authorization.k8s.io/aggregate-to-";

impl<'a> Rbac<'_, 'a> {
    /// The binding that was meant for an account to which none is bound, by what it says of itself.
    pub(super) fn slip(&self, account: Account<'a>) -> Option<Hit> {
        self.elsewhere(account)
            .or_else(|| self.not_an_account(account))
            .or_else(|| self.other_group(account))
            .or_else(|| self.nobody(account))
            .or_else(|| self.misnamed(account))
            .or_else(|| self.other_account(account))
            .or_else(|| self.unbound(account))
    }

    /// For an account of this name where nobody has one, or granted in another namespace.
    fn elsewhere(&self, account: Account<'a>) -> Option<Hit> {
        let mut grants = self.access.elsewhere(account).take(MOST_COMPARED);
        let grant = grants.find(|grant| self.is_nobodys(grant, account))?;
        let Reach::Elsewhere(node) = grant.reach else {
            return None;
        };
        let is_user = node == grant.subject.name;
        let actual = match grant.subject.names {
            Names::Account { namespace: Some(namespace), .. } if is_user => namespace,
            _ => node.text().unwrap_or_default(),
        };
        let meant = if is_user { user_name(account) } else { account.namespace?.to_owned() };
        let is_binding = grant.binding.namespace == Some(node);
        let case = if is_binding { "elsewhere-binding" } else { "elsewhere" };
        let hit = of_binding(node.location(), case, grant.binding);
        Some(hit.var("actual", actual).var("meant", meant))
    }

    /// Whether a grant is for an account of another namespace that isn't there.
    fn is_nobodys(&self, grant: &Grant<'_, 'a>, account: Account<'a>) -> bool {
        match grant.subject.names {
            Names::Account { namespace: Some(namespace), name }
                if Some(namespace) != account.namespace =>
            {
                !self.is_someones(Account { namespace: Some(namespace), name })
            }
            _ => true,
        }
    }

    /// A user or group with the account's name: nobody is called that.
    fn not_an_account(&self, account: Account<'a>) -> Option<Hit> {
        let mut grants = self.access.others(account.name).take(MOST_COMPARED);
        grants.find_map(|grant| {
            let (at, meant) = as_account(&grant, account)?;
            let (kind, name) = (grant.subject.kind_text(), grant.subject.text());
            let hit = of_binding(at, "subject", grant.binding).var("meant", meant);
            Some(hit.var("actual", format!("{kind} `{name}`")))
        })
    }

    /// For all accounts of another namespace.
    fn other_group(&self, account: Account<'a>) -> Option<Hit> {
        let namespace = account.namespace?;
        let mut groups = self.access.groups().take(MOST_COMPARED);
        groups.find_map(|grant| {
            let Names::AccountsOf(other) = grant.subject.names else {
                return None;
            };
            let is_meant = other != namespace && self.seems_agents(grant.binding, account);
            let hit = of_binding(grant.subject.name.location(), "elsewhere-group", grant.binding);
            let meant = format!("system:serviceaccounts:{namespace}");
            is_meant.then(|| hit.var("actual", other).var("meant", meant))
        })
    }

    /// For nobody at all.
    fn nobody(&self, account: Account<'a>) -> Option<Hit> {
        let mut akin = self.akin(account);
        let binding =
            akin.find(|binding| binding.is_for_nobody() && self.seems_agents(binding, account))?;
        let root = binding.object.root;
        let at = root.entry("subjects").map(|entry| entry.key);
        let at = at.or_else(|| root.get_path(&["metadata", "name"])).unwrap_or(root);
        Some(of_binding(at.location(), "nobody", binding))
    }

    /// For an account that doesn't exist, and of nearly the name of one to which nothing is bound.
    fn misnamed(&self, account: Account<'a>) -> Option<Hit> {
        let is_declared = self.is_declared(account.namespace, account.name);
        let mut lost = self.access.lost().take(MOST_COMPARED);
        let grant = lost.find(|grant| {
            let Names::Account { namespace, name } = grant.subject.names else {
                return false;
            };
            let agents = || is_agents(grant.binding, account);
            let is_near = is_slip(name, account.name) && (is_declared || agents());
            let is_alike = is_near || (is_declared && agents());
            is_alike && !self.model.is_used(Account { namespace, name })
        })?;
        let hit = of_binding(grant.subject.name.location(), "misnamed", grant.binding);
        let is_user = grant.subject.kind_text() == "User";
        let meant = if is_user { user_name(account) } else { account.name.to_owned() };
        Some(hit.var("actual", grant.subject.text()).var("meant", meant))
    }

    /// The agent's role, for an account of the input under which no agent runs.
    fn other_account(&self, account: Account<'a>) -> Option<Hit> {
        let is_declared = self.is_declared(account.namespace, account.name);
        let mut akin = self.akin(account).filter(|_| is_declared);
        let (binding, subject) = akin.find_map(|binding| {
            let mut subjects = binding.subjects.iter();
            let first = subjects.clone().next()?;
            let is_other = subjects.all(|subject| match subject.names {
                Names::Account { namespace, name } => {
                    self.is_declared(namespace, name) && !self.runs_agents(namespace, name)
                }
                _ => false,
            });
            (is_other && self.seems_agents(binding, account)).then_some((binding, first))
        })?;
        let hit = of_binding(subject.name.location(), "other-account", binding);
        let role = binding.role_name().unwrap_or_default();
        Some(hit.var("actual", subject.text()).var("role", role).var("meant", account.name))
    }

    /// A role that would do, and that no binding refers to.
    fn unbound(&self, account: Account<'a>) -> Option<Hit> {
        if !self.is_declared(account.namespace, account.name) {
            return None;
        }
        let loose = self.loose();
        let would_do =
            |role: &&Object<'a>| rules(role).any(|rule| lists(rule, "resources", "pods"));
        let mut roles = loose.roles.iter().filter(would_do).take(MOST_COMPARED);
        let by_name = roles.clone().find(|role| is_agents_name(role.name(), account));
        // By its rules alone it is reported only where nothing else could be meant.
        let mut only =
            || roles.next().filter(|role| asks_as_agents(role) && roles.next().is_none());
        let role = by_name.or_else(|| only().filter(|_| loose.accounts == 1))?;
        let at = role.root.get_path(&["metadata", "name"])?.location();
        Some(
            Hit::new(at, "unbound")
                .in_object(role)
                .var("role", role.title())
                .var("actual", role.kind),
        )
    }

    /// A binding to a role that isn't in the input, where one is that was likely meant.
    pub(super) fn role_slip(&self, grant: &Grant<'_, 'a>) -> Option<Hit> {
        let binding = grant.binding;
        let role_ref = binding.role_ref.filter(|_| binding.role.is_none())?;
        let (kind, actual) = binding.role_kind.zip(binding.role_name())?;
        let hit = self
            .role_of_other_kind(binding, role_ref)
            .or_else(|| self.role_elsewhere(binding, role_ref))
            .or_else(|| self.role_of_other_name(binding, role_ref))?;
        Some(hit.var("actual", format_args!("{kind} {actual}")))
    }

    /// The other kind of role has this name.
    fn role_of_other_kind(&self, binding: &Binding<'a>, role_ref: Node<'a>) -> Option<Hit> {
        let role = binding.role_of_other_kind(&self.model.objects)?;
        let at = role_ref.get("kind")?.location();
        Some(of_role(at, "role-kind", binding, &role).var("meant", role.kind))
    }

    /// A Role of this name in another namespace is none of this binding's.
    fn role_elsewhere(&self, binding: &Binding<'a>, role_ref: Node<'a>) -> Option<Hit> {
        let name = binding.role_name().filter(|_| binding.role_kind == Some("Role"))?;
        let own = binding.object.namespace()?;
        let role = self.model.objects.named("Role", name).next()?;
        let at = role.root.get_path(&["metadata", "namespace"])?.location();
        let hit = of_role(at, "role-elsewhere", binding, role).var("meant", own);
        Some(hit.in_object(role).related(role_ref.get("name")?.location(), "granted here"))
    }

    /// Nearly the name of a role that nothing binds.
    fn role_of_other_name(&self, binding: &Binding<'a>, role_ref: Node<'a>) -> Option<Hit> {
        let (kind, actual) = binding.role_kind.zip(binding.role_name())?;
        if actual.starts_with("system:") || BUILT_IN.contains(&actual) {
            return None;
        }
        let mut known = self.loose().roles.iter().filter(|role| role.kind == kind);
        let is_near = |role: &&Object<'a>| {
            is_slip(actual, role.name()) || belong_together(actual, role.name())
        };
        let role = known.by_ref().take(MOST_COMPARED).find(is_near)?;
        let at = role_ref.get("name")?.location();
        // Its own name may be what is wrong.
        let name = role.root.get_path(&["metadata", "name"]).map(Node::location);
        let hit = of_role(at, "no-role", binding, role).because_of(name);
        Some(hit.var("meant", role.name()))
    }

    /// Bindings whose names belong to the account or to the agent.
    fn akin(&self, account: Account<'a>) -> impl Iterator<Item = &Binding<'a>> {
        let own = self.access.akin(account.name).take(MOST_COMPARED);
        let agents = self.access.akin(&permissions().role).take(MOST_COMPARED);
        // Others are known by their rules alone, as long as they are few.
        let few = self.access.bindings.iter().take(MOST_COMPARED);
        own.chain(agents).chain(few)
    }

    /// Whether a binding is the agent's, by its names or by what its role grants.
    fn seems_agents(&self, binding: &Binding<'a>, account: Account<'a>) -> bool {
        let would_do = |role: &Object<'a>| {
            asks_as_agents(role) && rules(role).any(|rule| lists(rule, "resources", "pods"))
        };
        is_agents(binding, account)
            || (binding.role.as_ref().is_some_and(would_do) && self.loose().accounts == 1)
    }

    /// Whether the input declares an account or runs pods under it.
    fn is_someones(&self, account: Account<'_>) -> bool {
        let declared = self.model.objects.find("ServiceAccount", account.namespace, account.name);
        declared.is_some_and(|object| object.namespace() == account.namespace)
            || self.model.users_of(account).next().is_some()
    }

    fn runs_agents(&self, namespace: Option<&str>, name: &str) -> bool {
        let mut users = self.model.users_of(Account { namespace, name });
        users.any(|pod| pod.agents().next().is_some())
    }
}

/// A RoleBinding that says no namespace where the account has one, and nothing else grants it a role.
pub(super) fn unplaced<'a>(account: Account<'a>, direct: &[&Grant<'_, 'a>]) -> Option<Hit> {
    let meant = account.namespace?;
    let is_unplaced = |binding: &Binding<'a>| {
        let object = &binding.object;
        object.kind == "RoleBinding"
            && object.namespace().is_none()
            && object.is_placed_as_written()
    };
    let binding = direct.first()?.binding;
    let all = direct.iter().all(|grant| is_unplaced(grant.binding));
    let at = binding.object.root.get_path(&["metadata", "name"]).filter(|_| all)?;
    Some(of_binding(at.location(), "unplaced", binding).var("meant", meant))
}

fn of_binding(at: Location, case: &'static str, binding: &Binding<'_>) -> Hit {
    let hit = Hit::new(at, case).in_object(&binding.object);
    let hit = hit.because_of([binding.object.root.location()]);
    hit.var("binding", binding.object.name())
}

fn of_role(at: Location, case: &'static str, binding: &Binding<'_>, role: &Object<'_>) -> Hit {
    let name = role.root.get_path(&["metadata", "name"]).unwrap_or(role.root);
    of_binding(at, case, binding)
        .related(name.location(), "the existing role")
        .because_of([role.root.location()])
}

/// The name under which the API server knows an account as a user.
fn user_name(account: Account<'_>) -> String {
    format!("system:serviceaccount:{}:{}", namespace_of(account), account.name)
}

/// What to write where a subject has the account's name and isn't it, with the place.
fn as_account(grant: &Grant<'_, '_>, account: Account<'_>) -> Option<(Location, String)> {
    let (kind, text) = (grant.subject.kind_text(), grant.subject.text());
    let namespace = namespace_of(account);
    if text == account.name {
        let at = grant.subject.kind.location();
        return Some((at, format!("kind: ServiceAccount, namespace: {namespace}")));
    }
    let is_full = text == user_name(account);
    match kind {
        "ServiceAccount" if text.starts_with("system:") => {
            Some((grant.subject.name.location(), format!("name: {}", account.name)))
        }
        "Group" if is_full => Some((grant.subject.kind.location(), "kind: User".to_owned())),
        "User" | "Group" if text.contains("serviceaccount") => {
            let meant =
                format!("kind: ServiceAccount, name: {}, namespace: {namespace}", account.name);
            Some((grant.subject.name.location(), meant))
        }
        _ => None,
    }
}

/// Whether a role is there to be bound: it has a name, is none of Kubernetes' own, and no other role gathers it.
pub(super) fn may_be_bound(role: &Object<'_>) -> bool {
    let labels = role.root.get_path(&["metadata", "labels"]).map(Node::entries).unwrap_or_default();
    let is_gathered = labels.iter().any(|label| label.key_text().starts_with(AGGREGATED));
    let name = role.name();
    !name.is_empty() && !name.starts_with("system:") && !BUILT_IN.contains(&name) && !is_gathered
}

/// Whether a role grants nothing but what agents ask.
pub(super) fn asks_as_agents(role: &Object<'_>) -> bool {
    let texts = |rule: Node<'_>, key: &str, fits: &dyn Fn(&str) -> bool| {
        let mut items = rule.items_of(key);
        items.all(|item| item.text().is_some_and(fits))
    };
    let verbs = &permissions().verbs;
    rules(role).all(|rule| {
        texts(rule, "resources", &is_ever_asked)
            && texts(rule, "verbs", &|verb| verbs.iter().any(|known| known == verb))
    })
}
