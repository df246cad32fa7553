//! What a role grants the agent's account, and no agent asks.

use crate::agent::{ANNOTATION_PREFIX, Resource, permissions};
use crate::kube::Object;
use crate::kube::rbac::{Binding, Names, lists, rules};
use crate::rule::check::Hit;
use crate::yaml::Node;

use super::slip::BUILT_IN;
use super::{Rbac, Used, asker, is_direct};

impl<'a> Rbac<'_, 'a> {
    /// Judges roles that are bound to this account alone, where only agents run under it.
    pub(super) fn excess(&self, used: &Used<'_, 'a>) -> Vec<Hit> {
        let users = self.model.users_of(used.account).count();
        if users > used.pods.len() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        for grant in self.access.grants(used.account).iter().filter(|grant| is_direct(grant)) {
            let is_own = is_bound_to_one(grant.binding);
            match grant.binding.role {
                Some(role) if is_own => hits.extend(self.of_role(&role, used)),
                Some(_) => {}
                None => hits.extend(user_role(grant.binding)),
            }
        }
        hits
    }

    /// What one of the agent's roles grants beyond what it asks.
    fn of_role(&self, role: &Object<'a>, used: &Used<'_, 'a>) -> Vec<Hit> {
        let hit = |at: Node<'_>, case, actual: &str| {
            let hit = Hit::new(at.location(), case).in_object(role).var("actual", actual);
            hit.var("role", role.title()).because_of([role.root.location()])
        };
        let mut hits = Vec::new();
        for rule in rules(role).filter(|rule| rule.get("resources").is_some()) {
            if let Some(all) = rule.items_of("resources").find(|item| item.text() == Some("*")) {
                hits.push(hit(all, "everything", "*"));
                continue;
            }
            let verb = unasked_verb(rule);
            hits.extend(verb.map(|verb| hit(verb, "writes", verb.text().unwrap_or_default())));
            let powers = self.unasked_powers(rule, used);
            hits.extend(powers.map(|(item, power)| hit(item, "power", &power.resource)));
        }
        hits
    }

    /// What of a rule gives away more than pods, and no agent asks.
    fn unasked_powers(
        &self,
        rule: Node<'a>,
        used: &Used<'_, 'a>,
    ) -> impl Iterator<Item = (Node<'a>, &'static Resource)> {
        let powers = permissions().powers.iter();
        let powers = powers.filter(move |power| lists(rule, "apiGroups", &power.group));
        let named = powers.filter_map(move |power| {
            let mut items = rule.items_of("resources");
            let item = items.find(|item| item.text() == Some(power.resource.as_str()))?;
            Some((item, power))
        });
        named.filter(|(_, power)| !self.may_ask(power, used))
    }

    /// Whether an agent under the account asks about it, or may.
    fn may_ask(&self, power: &Resource, used: &Used<'_, 'a>) -> bool {
        let namespace = used.account.namespace.unwrap_or_default();
        let of_namespace = self.model.objects.find("Namespace", None, namespace);
        let has_team_keys = |object: &Object<'a>| {
            let annotations = object.root.get_path(&["metadata", "annotations"]);
            let annotations = annotations.map(Node::entries).unwrap_or_default();
            annotations.iter().any(|entry| entry.key_text().starts_with(ANNOTATION_PREFIX))
        };
        let mut askers = used.pods.iter().filter_map(|(pod, _)| asker(pod, self.model));
        (power.resource == "secrets" && of_namespace.is_some_and(has_team_keys))
            || askers.any(|asker| {
                asker.version.is_none() || asker.may_ask(&power.group, &power.resource)
            })
    }
}

/// The first verb of a rule that the agent never uses.
fn unasked_verb(rule: Node<'_>) -> Option<Node<'_>> {
    let known = &permissions().verbs;
    let writes = |verb: &str| !known.iter().any(|known| known == verb);
    rule.items_of("verbs").find(|item| item.text().is_some_and(writes))
}

fn is_bound_to_one(binding: &Binding<'_>) -> bool {
    binding.subjects.len() == 1
}

/// One of the roles that Kubernetes has for users; `view` is less than what the agent's own role grants.
fn user_role(binding: &Binding<'_>) -> Option<Hit> {
    let name = binding.role_ref?.get("name")?;
    let text = name.text().filter(|text| *text != "view" && BUILT_IN.contains(text))?;
    let is_account =
        |subject: &crate::kube::rbac::Subject<'_>| matches!(subject.names, Names::Account { .. });
    let hit = Hit::new(name.location(), "user-role").in_object(&binding.object);
    let hit = hit.var("actual", text).var("role", format!("ClusterRole {text}"));
    binding.subjects.iter().any(is_account).then_some(hit)
}
