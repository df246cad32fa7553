//! What the agent asks and no grant allows.

use crate::agent::{Asked, Asker, Switch, is_ever_asked};
use crate::closest::distance_within;
use crate::kube::Object;
use crate::kube::rbac::{Account, Grant, Need, lists, rules};
use crate::rule::check::{Check, Hit};
use crate::source::Location;
use crate::text::{list, quoted};
use crate::yaml::Node;

use super::slip::asks_as_agents;
use super::{Find, GrantsFile, Rbac, Used, asker, is_agents_name, is_direct};

/// Something that is rejected.
struct Refused<'f> {
    asked: &'static Asked,
    /// Whether a role allows it, and only its binding doesn't reach far enough.
    by_reach: bool,
    /// What switches off the reading of events.
    off: &'static str,
    /// The role and binding at which to say so.
    grant: &'f Grant<'f, 'f>,
}

impl<'a> Rbac<'_, 'a> {
    /// Whether anything may let an account's agent read its own pod.
    pub(super) fn reads_its_pod(&self, used: &Used<'_, 'a>, grants: &[Grant<'_, 'a>]) -> bool {
        let own = used.pods.first().and_then(|(pod, _)| asker(pod, self.model));
        let mut needs = own.iter().flat_map(|asker| asker.asks().map(move |asked| (asker, asked)));
        needs.next().is_none_or(|(asker, asked)| !is_refused(asked, asker, used.account, grants))
    }

    /// Of what is rejected, one finding for each effect; what comes of the first one's rejection isn't reported.
    pub(super) fn lacking(&self, used: &Used<'_, 'a>, grants: &[Grant<'_, 'a>]) -> Vec<Hit> {
        let mut refused = self.refused(used, grants);
        let mut hits = Vec::new();
        while let Some(first) = refused.first() {
            let (case, by_reach) = (first.asked.case.clone(), first.by_reach);
            let (same, rest): (Vec<_>, Vec<_>) = refused
                .into_iter()
                .partition(|one| one.asked.case == case && one.by_reach == by_reach);
            hits.extend(told(&same, grants));
            refused = rest.into_iter().filter(|one| !one.follows(&same)).collect();
        }
        hits
    }

    /// What the agents of an account ask and nothing grants.
    fn refused<'f>(&self, used: &Used<'_, 'a>, grants: &'f [Grant<'f, 'f>]) -> Vec<Refused<'f>> {
        let Some(grant) = told_at(used.account, grants) else {
            return Vec::new();
        };
        let mut refused: Vec<Refused<'_>> = Vec::new();
        for asker in used.pods.iter().filter_map(|(pod, _)| asker(pod, self.model)) {
            for asked in asker.asks() {
                let is_known = refused.iter().any(|known| std::ptr::eq(known.asked, asked));
                if !is_known && is_refused(asked, &asker, used.account, grants) {
                    refused.push(Refused::new(asked, &asker, used.account, grants, grant));
                }
            }
        }
        refused
    }
}

fn of_events(one: &Refused<'_>) -> bool {
    matches!(one.asked.case.as_str(), "leader" | "leader-check" | "event-objects")
}

fn need<'n>(asked: &'n Asked, asker: &Asker<'_>, account: Account<'n>) -> Need<'n> {
    let everywhere = asked.is_everywhere(asker);
    Need {
        group: &asked.group,
        resource: &asked.resource,
        verb: &asked.verb,
        name: account.namespace.filter(|_| asked.resource == "namespaces" && !everywhere),
        everywhere,
    }
}

fn is_refused(
    asked: &'static Asked,
    asker: &Asker<'_>,
    account: Account<'_>,
    grants: &[Grant<'_, '_>],
) -> bool {
    let need = need(asked, asker, account);
    let refused = |need: &Need<'_>| grants.iter().all(|grant| grant.allows(need) == Some(false));
    let comes_to_it = asked.behind.as_ref().is_none_or(|behind| {
        !refused(&Need { group: &behind.group, resource: &behind.resource, ..need })
    });
    let other = asked.or.as_ref();
    comes_to_it
        && refused(&need)
        && other.is_none_or(|other| refused(&Need { resource: other, ..need }))
}

impl<'f> Refused<'f> {
    fn new(
        asked: &'static Asked,
        asker: &Asker<'_>,
        account: Account<'_>,
        grants: &'f [Grant<'f, 'f>],
        grant: &'f Grant<'f, 'f>,
    ) -> Self {
        let need = need(asked, asker, account);
        let here = Need { everywhere: false, ..need };
        let near = grants.iter().find(|grant| need.everywhere && grant.allows(&here) == Some(true));
        // The explorer reads them whatever their own switch is.
        let off = match asker.switches.get(Switch::Explorer) {
            Some(true) => "SCALYR_K8S_EXPLORER_ENABLE: \"false\"",
            _ => "SCALYR_K8S_EVENTS_DISABLE: \"true\"",
        };
        Self { asked, by_reach: near.is_some(), off, grant: near.unwrap_or(grant) }
    }

    /// Whether it comes of the rejection of others of one case, or the same rule would allow it: without its own pod an
    /// agent comes to nothing else, and another binding would reach for all.
    fn follows(&self, told: &[Self]) -> bool {
        told.iter().any(|other| {
            let case = other.asked.case.as_str();
            case == "pods"
                || other.is_as(self)
                || (other.by_reach && self.by_reach)
                || (case == "events" && of_events(self))
                || (case == "leader" && self.asked.case == "leader-check")
        })
    }

    /// The closest place to where the permission would be: where only the reach is lacking, the kind of the binding.
    fn place(&self, role: &Object<'_>) -> Location {
        let kind = self.grant.binding.object.root.get("kind").filter(|_| self.by_reach);
        kind.map_or_else(|| place(role, self.asked), Node::location)
    }

    /// Whether another is about the same permission.
    fn is_as(&self, other: &Self) -> bool {
        let asked = |one: &Self| (&one.asked.group, &one.asked.resource, &one.asked.verb);
        asked(self) == asked(other)
    }

    /// The case of the fact, if the check has it; that of the binding where only its reach is lacking.
    fn case(&self) -> Option<&'static str> {
        match (self.by_reach, self.asked.case.as_str()) {
            (true, "events") => Some("events-reach"),
            (true, case) if case != "every-pod" => Some("reach"),
            (_, case) => {
                let known = GrantsFile { report: Find::Missing }.cases();
                known.iter().copied().find(|known| *known == case)
            }
        }
    }
}

/// The grant whose role is the agent's, by its rules or its name: the permission belongs there.
fn told_at<'f>(account: Account<'_>, grants: &'f [Grant<'f, 'f>]) -> Option<&'f Grant<'f, 'f>> {
    let is_agents = |role: &Object<'_>| {
        let mut resources =
            rules(role).flat_map(|rule| rule.items_of("resources").filter_map(Node::text));
        is_agents_name(role.name(), account)
            || rules(role).next().is_none()
            || resources.any(is_ever_asked)
    };
    let of_agent = |grant: &&'f Grant<'f, 'f>| grant.binding.role.as_ref().is_some_and(is_agents);
    let direct = grants.iter().filter(|grant| is_direct(grant)).find(of_agent);
    let only_agents =
        |grant: &&'f Grant<'f, 'f>| grant.binding.role.as_ref().is_some_and(asks_as_agents);
    direct.or_else(|| grants.iter().find(only_agents))
}

/// One finding for needs of one effect, at the closest place to where the first permission would be.
fn told(refused: &[Refused<'_>], grants: &[Grant<'_, '_>]) -> Option<Hit> {
    let first = refused.first()?;
    let role = first.grant.binding.role?;
    let needed = questions(refused);
    let slip = Some(first).filter(|it| !it.by_reach && FATAL.contains(&&*it.asked.case));
    if let Some(slip) = slip.and_then(|it| rule_slip(&role, it.asked)) {
        let hit = Hit::new(slip.at, "slip").in_object(&role).var("actual", slip.actual);
        let hit = hit.var("role", role.title()).var("needed", needed);
        return Some(hit.var("meant", slip.meant));
    }
    let bindings = quoted(grants.iter().map(|grant| grant.binding.object.name()));
    let behind = first.asked.behind.as_ref().map(|behind| behind.resource.as_str());
    let hit = Hit::new(first.place(&role), first.case()?).in_object(&role);
    let hit = hit.var("role", role.title()).var("needed", needed);
    let hit = hit.var("behind", behind.unwrap_or_default()).var("off", first.off);
    Some(hit.var("meant", rules_for(refused)).var("binding", list(&bindings)))
}

/// What is rejected, in words: each verb once, with all that it is about.
fn questions(refused: &[Refused<'_>]) -> String {
    let mut each: Vec<(&str, Vec<String>)> = Vec::new();
    for asked in refused.iter().map(|one| one.asked) {
        let resource = format!("`{}`", asked.resource);
        match each.iter_mut().find(|(verb, _)| *verb == asked.verb) {
            Some((_, resources)) => resources.push(resource),
            None => each.push((&asked.verb, vec![resource])),
        }
    }
    let words = |(verb, of): &(&str, Vec<String>)| format!("`{verb}` of {}", list(of));
    list(&each.iter().map(words).collect::<Vec<_>>())
}

/// The rules that allow it: as few as there are groups with verbs of their own.
fn rules_for(refused: &[Refused<'_>]) -> String {
    let mut verbs: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for asked in refused.iter().map(|one| one.asked) {
        let of = (asked.group.as_str(), asked.resource.as_str());
        match verbs.iter_mut().find(|(group, resource, _)| (*group, *resource) == of) {
            Some((.., verbs)) => verbs.push(&asked.verb),
            None => verbs.push((of.0, of.1, vec![&asked.verb])),
        }
    }
    let mut rules: Vec<(&str, Vec<&str>, Vec<&str>)> = Vec::new();
    for (group, resource, verbs) in verbs {
        match rules.iter_mut().find(|rule| rule.0 == group && rule.2 == verbs) {
            Some((_, resources, _)) => resources.push(resource),
            None => rules.push((group, vec![resource], verbs)),
        }
    }
    let written = |(group, resources, verbs): &(&str, Vec<&str>, Vec<&str>)| {
        let group = if group.is_empty() { "\"\"" } else { group };
        let (resources, verbs) = (resources.join(", "), verbs.join(", "));
        format!("`{{apiGroups: [{group}], resources: [{resources}], verbs: [{verbs}]}}`")
    };
    rules.iter().map(written).collect::<Vec<_>>().join("; ")
}

/// Cases without whose permission nothing is uploaded.
const FATAL: [&str; 5] = ["pods", "every-pod", "namespaces", "team-secrets", "owner"];
/// How people write the name of the core group, which is empty.
const CORE: [&str; 4] = ["core", "v1", "core/v1", "\"\""];

/// A text in a rule that nothing has, instead of what is asked.
struct RuleSlip<'a> {
    at: Location,
    actual: &'a str,
    meant: String,
}

impl<'a> RuleSlip<'a> {
    fn new(node: Node<'_>, actual: &'a str, meant: String) -> Self {
        Self { at: node.location(), actual, meant }
    }
}

/// The text of a rule about what is asked that is written in another way: `Pods`, `get,list`, `v1`.
fn rule_slip<'a>(role: &Object<'a>, asked: &Asked) -> Option<RuleSlip<'a>> {
    if let Some((node, text)) = misspelt(role, asked).and_then(|it| Some((it, it.text()?))) {
        return Some(RuleSlip::new(node, text, apart(text, &asked.resource)));
    }
    let mut about = rules(role).filter(|rule| lists(*rule, "resources", &asked.resource));
    about.find_map(|rule| {
        if lists(rule, "apiGroups", &asked.group) {
            verb_slip(rule, &asked.verb)
        } else {
            group_slip(rule, &asked.group)
        }
    })
}

/// The items of a list of a rule, each with its text.
fn texts<'a>(rule: Node<'a>, list: &str) -> impl Iterator<Item = (Node<'a>, &'a str)> {
    rule.items_of(list).filter_map(|item| Some((item, item.text()?)))
}

/// A verb that is written in another way: `Get`, `get,list`.
fn verb_slip<'a>(rule: Node<'a>, verb: &str) -> Option<RuleSlip<'a>> {
    let is_meant = |text: &str| pieces(text).any(|piece| piece.eq_ignore_ascii_case(verb));
    let (node, text) = texts(rule, "verbs").find(|(_, text)| is_meant(text))?;
    (text != verb).then(|| RuleSlip::new(node, text, apart(text, verb)))
}

/// A group that is written with its version, or the core group with a name.
fn group_slip<'a>(rule: Node<'a>, group: &str) -> Option<RuleSlip<'a>> {
    let is_meant = |text: &str| match group {
        "" => CORE.contains(&text),
        group => text.split_once('/').is_some_and(|(of, _)| of == group),
    };
    let (node, text) = texts(rule, "apiGroups").find(|(_, text)| is_meant(text))?;
    let meant = if group.is_empty() { "`\"\"`".to_owned() } else { format!("`{group}`") };
    Some(RuleSlip::new(node, text, meant))
}

/// The names in a text that joins several.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ', '|']).filter(|piece| !piece.is_empty())
}

/// What to write instead of a text: the one name, or each of several.
fn apart(text: &str, one: &str) -> String {
    if pieces(text).count() < 2 {
        return format!("`{one}`");
    }
    format!("{} as separate items", list(&quoted(pieces(text))))
}

/// The resource in a rule of the right group that was meant for what is asked: `Pods`, `pod`.
fn misspelt<'a>(role: &Object<'a>, asked: &Asked) -> Option<Node<'a>> {
    let of_group = rules(role).filter(|rule| lists(*rule, "apiGroups", &asked.group));
    let mut resources = of_group.flat_map(|rule| rule.items_of("resources"));
    resources.find(|node| {
        let text = node.text().unwrap_or_default();
        let lower = text.to_lowercase();
        // Two in one: a comma got lost, or is another sign.
        let mut words = lower.split(|c: char| !c.is_ascii_lowercase() && c != '/');
        if words.clone().count() > 1 && words.any(|word| word == asked.resource) {
            return true;
        }
        let is_close = lower.len() >= 3 && distance_within(&lower, &asked.resource, 1).is_some();
        is_close && text != asked.resource && !is_ever_asked(text)
    })
}

fn place(role: &Object<'_>, asked: &Asked) -> Location {
    let about = |rule: &Node<'_>| lists(*rule, "resources", &asked.resource);
    let of_group = rules(role).filter(about).find(|rule| lists(*rule, "apiGroups", &asked.group));
    let has_verb = of_group.is_some_and(|rule| lists(rule, "verbs", &asked.verb));
    let in_rule = match of_group {
        Some(rule) if has_verb => rule.entry("resourceNames").map(|names| names.key),
        Some(rule) => rule.get("verbs"),
        None => rules(role).find(about).and_then(|rule| rule.get("apiGroups")),
    };
    let key = || role.root.entry("rules").map(|rules| rules.key);
    let node = in_rule
        .or_else(|| misspelt(role, asked))
        .or_else(|| resources_before(role, asked))
        .or_else(key)
        .or_else(|| role.root.get_path(&["metadata", "name"]));
    node.unwrap_or(role.root).location()
}

/// The resources of the rule that grants what is asked before, or what it is part of: the rest belongs there too.
fn resources_before<'a>(role: &Object<'a>, asked: &Asked) -> Option<Node<'a>> {
    let parent = asked.resource.split_once('/').map(|(parent, _)| (asked.group.as_str(), parent));
    let behind = asked.behind.as_ref().map(|it| (it.group.as_str(), it.resource.as_str()));
    let (group, resource) = behind.or(parent)?;
    let of =
        |rule: &Node<'_>| lists(*rule, "resources", resource) && lists(*rule, "apiGroups", group);
    rules(role).find(of)?.get("resources")
}
