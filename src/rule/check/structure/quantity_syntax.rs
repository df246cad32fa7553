//! `quantity-syntax`: text that the API server has to take as a quantity.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::text::did_you_mean_any;
use crate::units::{Measure, Quantity, QuantityError};
use crate::yaml::{Entry, Node, Path, Scalar};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Params, Reach, Scope, Subject, resolve_as};

/// QuantitySyntaxFile of `quantity-syntax`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuantitySyntaxFile {
    /// Paths of quantities in a container.
    #[serde(default)]
    containers: Vec<String>,
    /// Paths of quantities in the pod's spec.
    #[serde(default)]
    pod: Vec<String>,
}

/// Variables: `actual` (in backticks, or that it is empty), `reason`, `hint` (what was likely meant).
#[derive(Debug)]
pub struct Syntax {
    containers: Vec<Path>,
    pod: Vec<Path>,
}

impl QuantitySyntaxFile {
    pub(in crate::rule::check) fn compile(&self, params: &Params) -> Result<Syntax, KeyError> {
        let paths = |name: &str, texts: &[String]| -> Result<Vec<Path>, KeyError> {
            let path = |(index, text): (usize, &String)| resolve_as(&index, text, params);
            let paths: Result<_, KeyError> = texts.iter().enumerate().map(path).collect();
            paths.map_err(|error| error.under(name))
        };
        Ok(Syntax {
            containers: paths("containers", &self.containers)?,
            pod: paths("pod", &self.pod)?,
        })
    }
}

impl Check for Syntax {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn variables(&self) -> &'static [&'static str] {
        &["actual", "reason", "hint"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let of_pod = self.pod.iter().map(|path| (path, facts.pod.spec.value));
        let containers = facts.pod.containers.iter();
        let of_containers =
            containers.flat_map(|one| self.containers.iter().map(|path| (path, one.node)));
        for (path, from) in of_pod.chain(of_containers) {
            for (key, node) in path.select(from) {
                let name = key.as_ref().map_or("", Entry::key_text);
                hits.extend(judge(name, node));
            }
        }
    }
}

fn judge(resource: &str, node: Node<'_>) -> Option<Hit> {
    let text = quantity_text(node)?;
    let error = match Quantity::parse(&text) {
        Ok(quantity) if quantity.is_negative() => {
            QuantityError { reason: "it is negative", part: 0..text.len() }
        }
        Ok(_) => return None,
        Err(error) => error,
    };
    let hint = did_you_mean_any(&Measure::of(resource).repairs(&text));
    let actual = if text.is_empty() { "an empty text".to_owned() } else { format!("`{text}`") };
    let hit = Hit::new(node.fragment(error.part), "").var("actual", actual);
    Some(hit.var("reason", error.reason).var("hint", hint))
}

/// The text that reaches the API server: strings as they are, numbers in decimal. `None` for what
/// is no string and no number, which is the schema's matter.
pub(in crate::rule::check) fn quantity_text(node: Node<'_>) -> Option<String> {
    match node.scalar()? {
        // The API server trims blanks.
        Scalar::String(text) => Some(text.trim().to_owned()),
        Scalar::Integer(number) => Some(number.to_string()),
        Scalar::Float(text) => Some(text),
        Scalar::Null | Scalar::Bool(_) => None,
    }
}
