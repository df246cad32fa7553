//! Policies and bindings in YAML.

use std::fmt::Write;

use super::Action;
use super::variables::{Resources, Shape};
use crate::agent::AgentImages;
use crate::load::IGNORE_PREFIX;
use crate::rule::{Rule, docs};

/// A rule as one of the validations of a policy.
pub(super) struct Validation {
    expression: String,
    message: String,
}

impl Validation {
    /// That of a rule; none where it can't be one.
    pub(super) fn of(rule: &Rule) -> Option<Self> {
        let id = rule.id();
        // As in files: an annotation of the object suppresses the rule there.
        let ignored = format!("'{IGNORE_PREFIX}{id}' in variables.own");
        let expression = format!("{ignored} || ({})", rule.cel().ok()?);
        let what = docs::headline(rule);
        let message = match docs::remedy(rule) {
            Some(remedy) => format!("{id}: {what}. {remedy}"),
            None => format!("{id}: {what}; `lt-lint explain {id}` says what to do"),
        };
        Some(Self { expression, message: message.split_whitespace().collect::<Vec<_>>().join(" ") })
    }
}

/// A policy with its binding.
pub(super) fn written(
    shape: Shape,
    validations: &[Validation],
    images: &AgentImages,
    action: Action,
) -> String {
    let mut out = head("ValidatingAdmissionPolicy", shape);
    out.push_str("  failurePolicy: Ignore\n  matchConstraints:\n    resourceRules:\n");
    shape.resources().iter().for_each(|resources| matched(&mut out, resources));
    out.push_str("  matchConditions:\n    - name: has-agent\n      expression: >-\n");
    out.push_str(&folded(&shape.condition(images), 8));
    out.push_str("  variables:\n");
    for (name, expression) in shape.variables(images) {
        let _ = writeln!(out, "    - name: {name}\n      expression: >-");
        out.push_str(&folded(&expression, 8));
    }
    out.push_str("  validations:\n");
    validations.iter().for_each(|validation| validated(&mut out, validation));
    out.push_str(&head("ValidatingAdmissionPolicyBinding", shape));
    let _ = writeln!(out, "  policyName: {}", shape.name());
    let _ = writeln!(out, "  validationActions: [{}]", quoted(action.names()));
    out
}

/// The start of an object, up to its `spec`.
fn head(kind: &str, shape: Shape) -> String {
    format!(
        "---\napiVersion: admissionregistration.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: {}\n  labels:\n    \
         app.kubernetes.io/name: lt-lint\n    app.kubernetes.io/version: \"{}\"\nspec:\n",
        shape.name(),
        env!("CARGO_PKG_VERSION")
    )
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// Longest line of a folded text, its indentation included, where words allow it.
const WIDTH: usize = 110;

/// A text as the lines of a folded block scalar. Only single spaces between words are broken, so that it is read as
/// it was.
fn folded(text: &str, indent: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            // A space next to another one, or at an end, must stay in its line.
            Some(line) if word.is_empty() || line.ends_with(' ') => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) if line.len() + word.len() + indent < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let indent = " ".repeat(indent);
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}

/// Adds the resources of a group to those that a policy is about.
fn matched(out: &mut String, Resources { group, names }: &Resources) {
    let _ = writeln!(out, "      - apiGroups: [\"{group}\"]");
    let _ = writeln!(out, "        apiVersions: [\"v1\"]");
    let _ = writeln!(out, "        operations: [\"CREATE\", \"UPDATE\"]");
    let _ = writeln!(out, "        resources: [{}]", quoted(names));
}

fn validated(out: &mut String, Validation { expression, message }: &Validation) {
    out.push_str("    - expression: >-\n");
    out.push_str(&folded(expression, 8));
    out.push_str("      message: >-\n");
    out.push_str(&folded(message, 8));
    out.push_str("      reason: Invalid\n");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn folded_text_is_read_as_it_was() {
        for text in ["a", &"ab ".repeat(90), &"a  b ".repeat(80), "x in [' ', '']"] {
            let text = text.trim_end();
            let yaml = format!("t: >-\n{}", folded(text, 2));
            let read: BTreeMap<String, String> = serde_yaml::from_str(&yaml).unwrap();
            assert_eq!(read.get("t").map(String::as_str), Some(text), "{yaml}");
        }
    }
}
