//! `minimum`: an amount that has a lower bound.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Params, Scope, Subject};
use crate::source::Location;
use crate::units::{Quantity, UNITS_READ_AS_MI};

use super::amount::{Amount, Scale, Unit};
use super::constant::Constant;
use super::target::{On, Part, Target, Value, variables};

/// An amount that has a lower bound. An absent field is no hit, nor is text that is no amount. Cases, of memory and
/// disks alone: `below`, `unit` (with `Mi` in place of its unit it would be enough), `bytes` (single bytes or
/// thousandths of one, which nobody means). Variables: `path`, `object`, `container` (with `on: container`),
/// `actual`, `plain` (in bytes, cores, pieces or seconds), `unit`, `min`, `meant` (the amount that was likely meant,
/// else the bound), `hint` (what was likely meant, as a question).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MinimumFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the amount.
    path: String,
    /// Part of the field's text that is meant; the whole text when left out.
    #[serde(default)]
    part: Option<Part>,
    /// The least that is enough, or a reference to a parameter.
    min: Constant,
    /// What it is an amount of; by the field's name and the bound's form when left out.
    #[serde(default)]
    unit: Option<Unit>,
}

#[derive(Debug)]
pub(crate) struct Minimum {
    target: Target,
    scale: Scale,
    min: Amount,
    min_text: String,
}

/// Case of a mistake, its place, and the amount that was likely meant.
type Slip = (&'static str, Location, Option<String>);

impl MinimumFile {
    pub(in crate::rule::check) fn compile(&self, params: &Params) -> Result<Minimum, KeyError> {
        let target = Target::new(self.on, &self.path, params)?.part(self.part);
        let min_text = self.min.resolve("min", params)?;
        let scale = Scale::new(self.unit, &target.path, Some(&min_text));
        let min = scale.bound(&min_text).map_err(|reason| KeyError::new(reason).under("min"))?;
        Ok(Minimum { target, scale, min, min_text })
    }
}

impl Check for Minimum {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn cases(&self) -> &'static [&'static str] {
        if self.counts_bytes() { &["below", "unit", "bytes"] } else { &[] }
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "actual", "plain", "unit", "meant", "min")
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        for value in self.target.values(subject) {
            hits.extend(self.judge(subject, &value));
        }
    }
}

impl Minimum {
    fn counts_bytes(&self) -> bool {
        matches!(self.scale.unit, Unit::Memory | Unit::Disk)
    }

    fn judge(&self, subject: &Subject<'_, '_>, value: &Value<'_>) -> Option<Hit> {
        let (text, amount) = self.scale.read(value)?;
        // A negative amount of a resource is no amount of it; the schema says so.
        let is_resource = self.scale.unit != Unit::Count;
        if amount >= self.min || (is_resource && amount.is_negative()) {
            return None;
        }
        let suffix = Quantity::suffix(text);
        let unit = text.get(suffix).unwrap_or_default();
        let (case, at, meant) =
            if self.counts_bytes() { self.slip(value, text) } else { ("", value.at, None) };
        let hint = meant.as_ref().map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        let hit = self.target.hit(subject, at, case).var("hint", hint).var("unit", unit);
        let hit = hit.var("meant", meant.as_ref().unwrap_or(&self.min_text));
        let hit = hit.var("actual", value.shown(subject).trim()).var("plain", amount.plain());
        Some(hit.var("min", &self.min_text))
    }

    /// What went wrong with an amount of bytes.
    fn slip(&self, value: &Value<'_>, text: &str) -> Slip {
        let suffix = Quantity::suffix(text);
        let unit = text.get(suffix.clone()).unwrap_or_default();
        let meant = format!("{}Mi", text.get(..suffix.start).unwrap_or_default());
        let is_enough =
            || Quantity::parse(&meant).is_ok_and(|meant| Amount::Quantity(meant) >= self.min);
        match unit {
            _ if UNITS_READ_AS_MI.contains(&unit) && is_enough() => {
                ("unit", value.fragment(suffix), Some(meant))
            }
            "m" => ("bytes", value.fragment(suffix), None),
            "" => ("bytes", value.at, None),
            _ => ("below", value.at, None),
        }
    }
}
