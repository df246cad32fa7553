//! `compare`: one quantity that may not be above another.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::kube::Quantity;
use crate::yaml::{Node, Path};

use super::quantity_syntax::quantity_text;
use super::{Check, Hit, Input, Params, Scope, Subject, settle_as};

/// Options of `compare`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Pairs of paths in a container: the first may not be above the second.
    pairs: Vec<[String; 2]>,
}

/// Variables: `lower` and `upper` (the paths), `resource` (their last step), `actual`, `limit`, `container`.
#[derive(Debug)]
pub struct Compare {
    pairs: Vec<[Path; 2]>,
}

impl Options {
    pub(super) fn compile(&self, params: &Params) -> Result<Compare, KeyError> {
        let pair = |(index, [lower, upper]): (usize, &[String; 2])| -> Result<[Path; 2], KeyError> {
            let path = |at: usize, text: &str| settle_as(at, text, params);
            let pair = path(0, lower).and_then(|lower| Ok([lower, path(1, upper)?]));
            pair.map_err(|error| error.under(index).under("pairs"))
        };
        Ok(Compare { pairs: self.pairs.iter().enumerate().map(pair).collect::<Result<_, _>>()? })
    }
}

impl Check for Compare {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn variables(&self) -> &'static [&'static str] {
        &["lower", "upper", "resource", "actual", "limit", "container"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Input<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else { return };
        for [lower, upper] in &self.pairs {
            let (Some(low), Some(high)) = (lower.find(container.node), upper.find(container.node)) else {
                continue;
            };
            let (Some((low_text, amount)), Some((high_text, limit))) = (read(low), read(high)) else {
                continue;
            };
            if amount > limit {
                let hit = Hit::new(low.location(), "").and(high.location(), "the limit");
                let hit = hit.resting_on([high.location()]);
                let path = lower.to_string();
                let hit = hit.with("resource", path.rsplit('.').next().unwrap_or_default());
                let hit = hit.with("lower", lower).with("upper", upper).with("actual", low_text);
                hits.push(hit.with("limit", high_text).with("container", container.name()));
            }
        }
    }
}

fn read(node: Node<'_>) -> Option<(String, Quantity)> {
    let text = quantity_text(node)?;
    let quantity = Quantity::parse(&text).ok()?;
    Some((text, quantity))
}
