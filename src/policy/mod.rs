//! Rules as policies of the cluster: a ValidatingAdmissionPolicy with its binding for each way from an object to its
//! pods. Source: the Kubernetes documentation, "Validating Admission Policy" (stable since 1.30).

mod variables;
mod write;

use crate::agent::AgentImages;
use crate::rule::{NoCel, Rule, RuleSet};

use variables::Shape;
use write::{Validation, written};

/// What the API server does with an object that a policy finds fault with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Takes it, warns whoever sends it, and notes it in the audit log.
    Warn,
    /// Takes it, and notes it in the audit log.
    Audit,
    /// Rejects it, and notes it in the audit log.
    Deny,
}

impl Action {
    /// What a binding calls it.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Warn => &["Warn", "Audit"],
            Self::Audit => &["Audit"],
            Self::Deny => &["Deny", "Audit"],
        }
    }
}

/// The rules that a policy can hold, in their order.
pub fn exportable(rules: &RuleSet) -> impl Iterator<Item = &Rule> {
    rules.iter().filter(|rule| rule.cel().is_ok())
}

/// Why a rule can't be part of a policy; none where it can.
#[must_use]
pub fn obstacle(rule: &Rule) -> Option<NoCel> {
    rule.cel().err()
}

/// Policies of some rules in YAML, each with its binding. Rules that can't be part of one are omitted.
#[must_use]
pub fn policies<'r>(
    rules: impl IntoIterator<Item = &'r Rule>,
    images: &AgentImages,
    action: Action,
) -> String {
    let validations: Vec<Validation> = rules.into_iter().filter_map(Validation::of).collect();
    let documents = Shape::ALL.map(|shape| written(shape, &validations, images, action));
    documents.concat()
}
