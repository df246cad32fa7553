//! `compare`: one quantity that may not be above another.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::kube::quantity;
use crate::yaml::Path;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Params, Scope, Subject, resolve_as};

/// CompareFile of `compare`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CompareFile {
    /// Pairs of paths in a container: the first may not be above the second.
    pairs: Vec<[String; 2]>,
}

/// Variables: `lower` and `upper` (the paths), `resource` (their last step), `actual`, `limit`, `container`.
#[derive(Debug)]
pub struct Compare {
    pairs: Vec<[Path; 2]>,
}

impl CompareFile {
    pub(in crate::rule::check) fn compile(&self, params: &Params) -> Result<Compare, KeyError> {
        let pair = |(index, [lower, upper]): (usize, &[String; 2])| -> Result<[Path; 2], KeyError> {
            let path = |at: usize, text: &str| resolve_as(&at, text, params);
            let pair = path(0, lower).and_then(|lower| Ok([lower, path(1, upper)?]));
            pair.map_err(|error| error.under(&index).under("pairs"))
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

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else {
            return;
        };
        for [lower, upper] in &self.pairs {
            let (Some(low), Some(high)) = (lower.find(container.node), upper.find(container.node))
            else {
                continue;
            };
            let (Some((low_text, amount)), Some((high_text, limit))) =
                (quantity(low), quantity(high))
            else {
                continue;
            };
            if amount > limit {
                let hit = Hit::new(low.location(), "").related(high.location(), "the limit");
                let hit = hit.because_of([high.location()]);
                let path = lower.to_string();
                let hit = hit.var("resource", path.rsplit('.').next().unwrap_or_default());
                let hit = hit.var("lower", lower).var("upper", upper).var("actual", low_text);
                hits.push(hit.var("limit", high_text).var("container", container.name()));
            }
        }
    }
}
