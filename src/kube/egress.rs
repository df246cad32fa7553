//! What NetworkPolicies let pods connect to. Source: the Kubernetes documentation, "Network Policies"; the API reference,
//! NetworkPolicySpec and NetworkPolicyEgressRule.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::source::Location;
use crate::yaml::Node;

use super::{Object, ObjectSet, Pod, selects};

/// As many policies of a namespace are asked about each of its pods.
const MOST_POLICIES: usize = 100;

/// Where a connection goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// An address outside the cluster and its networks.
    Outside,
    /// Whatever it is: a name server may be anywhere.
    Anywhere,
}

/// The NetworkPolicies that restrict what pods connect to.
#[derive(Debug)]
pub struct EgressPolicies<'s, 'a> {
    /// Those that choose pods by labels, by namespace and one of the labels.
    by_label: HashMap<(Option<&'a str>, &'a str, &'a str), Vec<&'s Object<'a>>>,
    /// The others, by namespace.
    others: HashMap<Option<&'a str>, Vec<&'s Object<'a>>>,
}

impl<'s, 'a> EgressPolicies<'s, 'a> {
    /// The policies of some objects.
    #[must_use]
    pub fn new(objects: &'s ObjectSet<'a>) -> Self {
        let mut found = Self { by_label: HashMap::new(), others: HashMap::new() };
        let all = objects.of_kind("NetworkPolicy");
        for policy in all.filter(|policy| restriction(policy).is_some()) {
            let labels = policy.root.get_path(&["spec", "podSelector", "matchLabels"]);
            let label = labels.and_then(|labels| labels.entries().first().copied());
            let label = label.and_then(|label| Some((label.key.text()?, label.value.text()?)));
            let namespace = policy.namespace();
            match label {
                Some((key, value)) => {
                    found.by_label.entry((namespace, key, value)).or_default().push(policy);
                }
                None => found.others.entry(namespace).or_default().push(policy),
            }
        }
        found
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_label.is_empty() && self.others.is_empty()
    }

    /// The policies that choose a pod, in the order of the input; none where a namespace has too many to look through.
    #[must_use]
    pub fn of(&self, pod: &Pod<'a>) -> Vec<&'s Object<'a>> {
        let (namespace, labels) = (pod.object.namespace(), pod.labels());
        if self.others.get(&namespace).is_some_and(|others| others.len() > MOST_POLICIES) {
            return Vec::new();
        }
        let by_label = labels.iter().filter_map(|label| {
            self.by_label.get(&(namespace, label.key.text()?, label.value.text()?))
        });
        let near = by_label.chain(self.others.get(&namespace)).flatten().copied();
        let chooses = |policy: &&Object<'_>| {
            let selector = policy.root.get_path(&["spec", "podSelector"]);
            selects(selector, &labels) == Some(true)
        };
        let mut found: Vec<_> = near.filter(chooses).collect();
        found.sort_by_key(|policy| policy.root.location());
        found
    }
}

/// Where a policy says that it restricts what its pods connect to; `None` where it doesn't.
#[must_use]
pub fn restriction(policy: &Object<'_>) -> Option<Location> {
    let spec = policy.root.get("spec")?;
    let rules = spec.entry("egress").filter(|rules| !rules.value.is_null());
    let mut types = spec.items_of("policyTypes").peekable();
    if types.peek().is_none() {
        let rules = rules.filter(|rules| rules.value.items().next().is_some());
        return rules.map(|rules| rules.key.location());
    }
    let own = types.find(|item| item.text() == Some("Egress"))?;
    Some(rules.map_or(own, |rules| rules.key).location())
}

/// Whether a policy lets its pods connect to a port. What its rules don't tell counts as allowed.
#[must_use]
pub fn allows(policy: &Object<'_>, toward: Toward, protocol: &str, port: u32) -> bool {
    let mut rules = policy.root.items_at(&["spec", "egress"]);
    rules.any(|rule| {
        let (mut peers, mut ports) = (rule.items_of("to"), rule.items_of("ports"));
        let is_there = peers.len() == 0 || peers.any(|peer| is_toward(peer, toward));
        is_there && (ports.len() == 0 || ports.any(|it| is_port(it, protocol, port)))
    })
}

fn is_toward(peer: Node<'_>, toward: Toward) -> bool {
    let block = peer.get_path(&["ipBlock", "cidr"]).and_then(Node::text);
    toward == Toward::Anywhere || block.is_some_and(is_outside)
}

/// Whether a block of addresses isn't one of a private network. What can't be read may be any.
fn is_outside(block: &str) -> bool {
    match block.split('/').next().unwrap_or_default().parse() {
        Ok(IpAddr::V4(ip)) => !(ip.is_private() || ip.is_loopback() || ip.is_link_local()),
        Ok(IpAddr::V6(ip)) => !(ip.is_loopback() || ip.is_unique_local()),
        Err(_) => true,
    }
}

fn is_port(item: Node<'_>, protocol: &str, port: u32) -> bool {
    let number = |key: &str| item.get_text(key)?.parse::<u32>().ok();
    let is_protocol = item.get_text("protocol").unwrap_or("TCP") == protocol;
    is_protocol
        && match (number("port"), number("endPort")) {
            (Some(first), Some(last)) => (first..=last).contains(&port),
            (Some(only), None) => only == port,
            // A name, or all of them.
            (None, _) => true,
        }
}
