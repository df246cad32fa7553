//! `quantity`: an amount that has a lower bound.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::kube::quantity;
use crate::units::{Quantity, UNITS_READ_AS_MI};
use crate::yaml::{Node, Path};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Params, Scope, Subject, resolve, resolve_as};

/// QuantityFile of `quantity`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuantityFile {
    /// The path of the amount in the container.
    path: String,
    /// The least that is enough: a quantity or a reference to a parameter.
    min: String,
}

/// Cases: `below`, `unit` (with `Mi` in place of its unit it would be enough), `bytes` (single bytes or
/// thousandths of one, which nobody means). Variables: `actual`, `plain` (in bytes), `unit`, `meant`, `min`, `container`. An absent or invalid amount is no hit.
#[derive(Debug)]
pub struct Minimum {
    path: Path,
    min: Quantity,
    min_text: String,
}

impl QuantityFile {
    pub(in crate::rule::check) fn compile(&self, params: &Params) -> Result<Minimum, KeyError> {
        let min_text = resolve("min", &self.min, params)?;
        let min = Quantity::parse(&min_text)
            .map_err(|error| KeyError::new(format!("min: {}", error.reason)).under("min"))?;
        Ok(Minimum { path: resolve_as("path", &self.path, params)?, min, min_text })
    }
}

impl Check for Minimum {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["below", "unit", "bytes"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["actual", "plain", "unit", "meant", "min", "container"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else {
            return;
        };
        let Some(node) = self.path.find(container.node) else {
            return;
        };
        hits.extend(self.judge(node).map(|hit| hit.var("container", container.name())));
    }
}

impl Minimum {
    fn judge(&self, node: Node<'_>) -> Option<Hit> {
        let (text, quantity) = quantity(node)?;
        if quantity >= self.min {
            return None;
        }
        let suffix = Quantity::suffix(&text);
        let unit = text.get(suffix.clone()).unwrap_or_default();
        let meant = format!("{}Mi", text.get(..suffix.start).unwrap_or_default());
        let is_trap = UNITS_READ_AS_MI.contains(&unit)
            && Quantity::parse(&meant).is_ok_and(|it| it >= self.min);
        let hit = match unit {
            _ if is_trap => Hit::new(node.fragment(suffix), "unit").var("meant", meant),
            "m" => Hit::new(node.fragment(suffix), "bytes"),
            "" => Hit::new(node.location(), "bytes"),
            _ => Hit::new(node.location(), "below"),
        };
        let hit = hit.var("actual", &text).var("plain", quantity.plain()).var("unit", unit);
        Some(hit.var("min", &self.min_text))
    }
}
