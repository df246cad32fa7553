//! `egress`: NetworkPolicies that keep the agent from the server.

use std::collections::HashSet;

use serde::Deserialize;

use crate::agent::settings::{SERVER, server_host};
use crate::kube::Object;
use crate::kube::egress::{EgressPolicies, Toward, allows, restriction};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::source::Location;

/// The port of name servers.
const NAMES: u32 = 53;
/// Variables that send the agent's connections through a proxy.
const PROXIES: [&str; 3] = ["SCALYR_HTTPS_PROXY", "HTTPS_PROXY", "https_proxy"];

/// EgressFile of `egress`: there are no options. Cases: `closed` (no policy lets the agent connect to the server), `names`
/// (none lets it ask for the server's address). Variables: `policy`, `agent`, `kind` and `name` (of the workload), `server`,
/// `port`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EgressFile {}

/// Where the agent uploads to.
struct Server {
    host: String,
    port: u32,
}

impl Check for EgressFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["closed", "names"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["policy", "agent", "kind", "name", "server", "port"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let policies = EgressPolicies::new(&model.objects);
        // Another policy may allow what these don't.
        if policies.is_empty() || !model.objects.complete {
            return;
        }
        let mut told = HashSet::new();
        // They don't apply to pods on the network of their node.
        for pod in model.workloads.iter().filter(|pod| !pod.pod.is_on_host_network()) {
            for agent in pod.containers.iter().filter(|one| one.is_agent) {
                let hit = judge(&policies, pod, agent, model);
                hits.extend(hit.filter(|hit| told.insert((hit.at, hit.case))));
            }
        }
    }
}

fn judge<'a>(
    policies: &EgressPolicies<'_, 'a>,
    pod: &Workload<'a>,
    agent: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> Option<Hit> {
    let own = policies.of(&pod.pod);
    let own: Vec<&Object<'a>> =
        own.into_iter().filter(|it| model.belong_together(it, &pod.pod.object)).collect();
    let first = own.first()?;
    let server = server_of(pod, agent, model)?;
    let case = closed_by(&own, server.port)?;
    let others: Vec<Location> = own.iter().skip(1).filter_map(|it| restriction(it)).collect();
    let hit = Hit::new(restriction(first)?, case).in_object(first).var("policy", first.name());
    let hit = hit.var("agent", agent.container.name()).var("kind", pod.pod.object.kind);
    let hit = hit.var("name", pod.pod.object.name());
    let hit = hit.var("server", &server.host).var("port", server.port);
    let hit = hit.related(agent.container.place(), "connects to the server");
    let hit = others.into_iter().fold(hit, |hit, at| hit.related(at, "doesn't allow it either"));
    // What can't be read of a policy may allow it.
    Some(hit.because_of(own.iter().map(|policy| policy.root.location())))
}

/// What isn't allowed, as the name of a case.
fn closed_by(policies: &[&Object<'_>], port: u32) -> Option<&'static str> {
    let allowed =
        |toward, protocol, port| policies.iter().any(|it| allows(it, toward, protocol, port));
    if !allowed(Toward::Outside, "TCP", port) {
        return Some("closed");
    }
    (!allowed(Toward::Anywhere, "UDP", NAMES)).then_some("names")
}

/// The server outside the cluster that an agent connects to by itself.
fn server_of<'a>(
    pod: &Workload<'a>,
    agent: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> Option<Server> {
    let environment = agent.environment(pod, &model.objects);
    let settings = agent.settings(pod, &model.objects);
    let is_given = environment.get(SERVER).is_some();
    let is_proxied = PROXIES.iter().any(|name| environment.get(name).is_some());
    if is_proxied || (settings.is_open && !is_given) || settings.has_more_files {
        return None;
    }
    let address = settings.newest()?.value(SERVER)?;
    let (host, port) = server_host(address.as_str()?.trim())?;
    let host = host.split('/').next().unwrap_or_default();
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let is_inside = [".svc", ".local", ".internal"].iter().any(|end| host.ends_with(end));
    if is_address || is_inside || !host.contains('.') {
        return None;
    }
    let port = port.and_then(|port| port.parse().ok()).unwrap_or(443);
    Some(Server { host: host.to_owned(), port })
}
