//! Rules as conditions in CEL, with what their `where` chooses.

use crate::kube::has_pods;

use super::cel::{self, NoCel};
use super::check::Scope;
use super::compiled::Rule;
use super::file::{Containers, Where, Workloads};

/// Of rules about other pods than those that a policy looks at.
const OTHER_PODS: NoCel = "it is about pods that aren't an agent with its generators";

/// Of rules about objects that no policy looks at.
const NO_PODS: NoCel = "it is about objects without pods";

impl Rule {
    /// The rule as a condition in CEL, true of objects in which it finds nothing. It refers to `object` and to the
    /// `variables` of a policy about pods with an agent.
    ///
    /// # Errors
    /// Says why it isn't one.
    pub fn cel(&self) -> Result<String, NoCel> {
        let condition = self.check.cel().ok_or_else(|| self.head.check.without_cel())?;
        let chosen = self.selection();
        if matches!(
            chosen.workloads,
            Workloads::NodeAgent | Workloads::AgentAlone | Workloads::NoAgent
        ) {
            return Err(OTHER_PODS);
        }
        if !chosen.kinds.is_empty() && !chosen.kinds.iter().any(|kind| has_pods(kind)) {
            return Err(NO_PODS);
        }
        let condition = match (self.check.scope(), chosen.containers) {
            (Scope::Container, Some(containers)) => {
                format!("{}.all(c, {condition})", containers.cel())
            }
            _ => condition,
        };
        Ok(match chosen.guards().as_slice() {
            [] => condition,
            guards => format!("!({}) || ({condition})", guards.join(" && ")),
        })
    }
}

impl Containers {
    /// The variable of a policy that holds them.
    fn cel(self) -> &'static str {
        match self {
            Self::Agent => "variables.agents",
            Self::Generators => "variables.generators",
            Self::Init => "variables.inits",
            Self::Any => "variables.containers",
        }
    }
}

impl Where {
    /// What must be true of an object for it to be chosen, as conditions in CEL.
    fn guards(&self) -> Vec<String> {
        let is_one = |field: &str, values: &[String]| {
            (!values.is_empty()).then(|| format!("{field} in {}", cel::list(values)))
        };
        let generators = "size(variables.generators) > 0";
        let is_load_test = matches!(self.workloads, Workloads::Sidecar | Workloads::LoadTest);
        let labels = self.labels.iter().map(|(key, value)| {
            let (key, value) = (cel::text(key), cel::text(value));
            format!("{key} in variables.labels && variables.labels[{key}] == {value}")
        });
        [
            is_load_test.then(|| generators.to_owned()),
            is_one("object.kind", &self.kinds),
            is_one("variables.name", &self.names),
            is_one("variables.namespace", &self.namespaces),
        ]
        .into_iter()
        .flatten()
        .chain(labels)
        .collect()
    }
}
