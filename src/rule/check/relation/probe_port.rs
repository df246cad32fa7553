//! `probe-port`: names of ports in probes and hooks, which the kubelet looks for in the container's own list.
//! Source: k8s.io/kubernetes pkg/kubelet/util ResolveContainerPort and pkg/kubelet/prober worker.doProbe.

use serde::Deserialize;

use crate::model::{Model, unread_items};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::text::{did_you_mean, hint};
use crate::yaml::Node;

/// What asks a port, by the way to it, and the case.
const ASKING: [(&[&str], &str); 5] = [
    (&["readinessProbe"], "ready"),
    (&["startupProbe"], "ready"),
    (&["livenessProbe"], "live"),
    (&["lifecycle", "postStart"], "start"),
    (&["lifecycle", "preStop"], "stop"),
];

/// ProbePortFile of `probe-port`: there are no options. Cases: `ready` (a probe that never passes), `live` (one that never
/// fails), `start` and `stop` (hooks). Variables: `probe`, `name`, `container`, `hint` (what was likely meant), `remedy`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProbePortFile {}

impl Check for ProbePortFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["ready", "live", "start", "stop"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["ready", "live", "start", "stop"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["probe", "name", "container", "hint", "remedy"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else { return };
        for (way, case) in ASKING {
            let Some(port) = container.node.get_path(way).and_then(named_port) else { continue };
            let probe = way.last().copied().unwrap_or_default();
            let hit = undeclared(port, case, container.node);
            let noun = if matches!(case, "start" | "stop") { " hook" } else { "" };
            let hit = hit.map(|hit| {
                hit.var("probe", format!("{probe}{noun}")).var("container", container.name())
            });
            hits.extend(hit);
        }
    }
}

/// The name of the port that a probe or hook asks; none where it has a number.
fn named_port(asking: Node<'_>) -> Option<Node<'_>> {
    let port = ["httpGet", "tcpSocket"].iter().find_map(|key| asking.get_path(&[key, "port"]))?;
    let is_name = port.as_integer().is_none() && port.text().is_some_and(|text| !text.is_empty());
    is_name.then_some(port)
}

/// That no port of the container has the name.
fn undeclared(port: Node<'_>, case: &'static str, container: Node<'_>) -> Option<Hit> {
    let name = port.text()?;
    let ports = container.entry("ports");
    let items = || ports.into_iter().flat_map(|ports| ports.value.items());
    let declared: Vec<&str> = items().filter_map(|item| item.get_text("name")).collect();
    if declared.contains(&name) {
        return None;
    }
    let meant = did_you_mean(name, &declared);
    let remedy = match meant {
        Some(meant) => format!("Write `{meant}`"),
        None => format!("Write the number, or give the port of the container the `name: {name}`"),
    };
    let hit = Hit::new(port.location(), case).var("name", name).var("hint", hint(name, &declared));
    let hit = hit.var("remedy", remedy).mended_by(meant.and_then(|it| port.rewritten(it)));
    // A port that can't be read, or whose name the API server rejects, may be this one.
    let hit =
        hit.because_of(items().map(Node::location)).because_of(unread_items(container, "ports"));
    Some(match ports {
        Some(ports) => hit.related(ports.key.location(), "declared here"),
        None => hit,
    })
}
