//! `ports`: ports that two of a pod's containers can't both have.

use std::collections::HashMap;

use serde::Deserialize;

use crate::kube::{Container, ContainerRole, Pod};
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// PortsFile of `ports`. Variables: `port`, `protocol`, `container`, `other` (the container that has it first).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PortsFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Ports of containers, which share the pod's network. Cases: `same` (one container), `other`.
    Container,
    /// Ports of the node.
    Host,
}

/// A port of a container.
struct Port<'a> {
    at: Node<'a>,
    item: Node<'a>,
    container: Container<'a>,
    number: i128,
    protocol: &'a str,
    /// The node's address, for its ports.
    address: &'a str,
}

impl Check for PortsFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Container => &["same", "other"],
            Find::Host => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["port", "protocol", "container", "other"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(pod) = subject.pod().map(|facts| &facts.pod) else {
            return;
        };
        let mut taken = HashMap::new();
        for port in self.ports(pod) {
            let identity = (port.number, port.protocol, port.address);
            let earlier =
                taken.get(&identity).filter(|earlier| !self.is_on_purpose(earlier, &port));
            hits.extend(earlier.map(|earlier| self.hit(earlier, &port)));
            taken.insert(identity, port);
        }
    }
}

impl PortsFile {
    /// The ports of the containers that run at the same time.
    fn ports<'a>(&self, pod: &Pod<'a>) -> Vec<Port<'a>> {
        let is_asked = |one: &&Container<'_>| match self.report {
            Find::Container => one.role != ContainerRole::Init,
            Find::Host => one.role == ContainerRole::Regular,
        };
        let running = pod.containers.iter().filter(is_asked);
        let items = running.flat_map(|one| one.node.items_of("ports").map(|item| (*one, item)));
        items.filter_map(|(container, item)| self.port(container, item, pod)).collect()
    }

    fn port<'a>(
        &self,
        container: Container<'a>,
        item: Node<'a>,
        pod: &Pod<'a>,
    ) -> Option<Port<'a>> {
        let own = item.get("containerPort");
        let (at, address) = match self.report {
            Find::Container => (own?, ""),
            // The API server fills a port of the node in where the pod uses the node's network.
            Find::Host => {
                let own = own.filter(|_| pod.is_on_host_network());
                (item.get("hostPort").or(own)?, item.get_text("hostIP").unwrap_or_default())
            }
        };
        let number = at.as_integer().filter(|number| *number >= 1)?;
        let protocol = item.get_text("protocol").unwrap_or("TCP");
        Some(Port { at, item, container, number, protocol, address })
    }

    /// Whether these are two names for one port of a container.
    fn is_on_purpose(&self, one: &Port<'_>, other: &Port<'_>) -> bool {
        let names = [one, other].map(|port| port.item.get_text("name"));
        let two_names = matches!(names, [Some(first), Some(second)] if first != second);
        self.report == Find::Container && one.container.node == other.container.node && two_names
    }

    fn hit(&self, earlier: &Port<'_>, port: &Port<'_>) -> Hit {
        let case = match self.report {
            Find::Host => "",
            Find::Container if earlier.container.node == port.container.node => "same",
            Find::Container => "other",
        };
        let hit = Hit::new(port.at.location(), case).related(earlier.at.location(), "first here");
        let hit = hit
            .because_of([port.item.location()])
            .because_of(port.container.node.get("name").map(Node::location))
            .var("port", port.number)
            .var("protocol", port.protocol);
        hit.var("container", port.container.name()).var("other", earlier.container.name())
    }
}
