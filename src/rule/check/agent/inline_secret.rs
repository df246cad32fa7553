//! `inline-secret`: a secret's value written out in the manifests. The value never leaves this check.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::{Kind, Node};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// InlineSecretFile of `inline-secret`. Cases: `env` (in a container), `config-map`. Variables: `name`, `object`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InlineSecretFile {
    /// Names of the variables that hold the secret, in any case.
    names: Vec<String>,
}

impl Check for InlineSecretFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["env", "config-map"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "object"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        for pod in &model.workloads {
            for container in &pod.pod.containers {
                for item in container.node.get("env").map(Node::items).unwrap_or_default() {
                    let name = item.get("name").and_then(Node::text).unwrap_or_default();
                    let value = item.get("value").filter(|value| self.is_secret(name, *value));
                    hits.extend(value.map(|value| {
                        let hit = Hit::new(value.location(), "env").var("name", name);
                        hit.var("object", format!("container `{}`", container.name()))
                    }));
                }
            }
        }
        for object in model.objects.iter().filter(|object| object.kind == "ConfigMap") {
            for entry in object.root.get("data").map(Node::entries).unwrap_or_default() {
                if self.is_secret(entry.key_text(), entry.value) {
                    let hit = Hit::new(entry.value.location(), "config-map")
                        .var("name", entry.key_text());
                    hits.push(hit.var("object", object.title()));
                }
            }
        }
    }
}

impl InlineSecretFile {
    fn is_secret(&self, name: &str, value: Node<'_>) -> bool {
        let known = self.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        // `$(NAME)` refers to another variable.
        let written = value.text().is_some_and(|text| !text.is_empty() && !text.starts_with("$("));
        known && value.kind() == Kind::Scalar && written
    }
}
