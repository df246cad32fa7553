//! `minimum`: an amount that has a lower bound.

use serde::Deserialize;

use crate::error::KeyError;
use crate::kube::Object;
use crate::model::Model;
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject};
use crate::source::Location;
use crate::text::hint_at;
use crate::units::{Quantity, UNITS_READ_AS_MI};

use super::amount::{Amount, Scale, Unit};
use super::constant::Constant;
use super::inheritance::Inheritance;
use super::target::{On, Part, Target, Value, variables};

/// An amount that has a lower bound. An absent field isn't hit, nor is text that isn't an amount. Cases, of memory and
/// disks alone: `below`, `unit` (with `Mi` instead of its unit it would be enough), `bytes` (single bytes or
/// thousandths of one, which is never meant). Variables: `path`, `object`, `container` (with `on: container`),
/// `actual`, `plain` (in bytes, cores, pieces or seconds), `unit`, `min`, `whose` (container or
/// object, or the whole pod), `meant` (the amount that was likely meant,
/// else the bound), `hint` (what was likely meant, as a question).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MinimumFile {
    /// What the path starts from.
    #[serde(default)]
    on: On,
    /// Path of the amount.
    path: String,
    /// Part of the field's text that is meant; the whole text when omitted.
    #[serde(default)]
    part: Option<Part>,
    /// The least that is enough, or a reference to a parameter.
    min: Constant,
    /// What it is an amount of; by the field's name and the bound's form when omitted.
    #[serde(default)]
    unit: Option<Unit>,
    /// Whether an amount of a resource may as well be the pod's as a whole, or the default of a LimitRange: each must
    /// be enough.
    #[serde(default)]
    inherited: bool,
    /// Whether 0 is enough as well, since it means that there is no limit.
    #[serde(default)]
    or_zero: bool,
}

#[derive(Debug)]
pub(crate) struct Minimum {
    target: Target,
    inherited: Option<Inheritance>,
    or_zero: bool,
    scale: Scale,
    min: Amount,
    min_text: String,
}

/// Case of a mistake, its place, and the amount that was likely meant.
type Slip = (&'static str, Location, Option<String>);

impl Options for MinimumFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let target = Target::new(self.on, &self.path, params)?.part(self.part);
        let min_text = self.min.resolve("min", params)?;
        let scale = Scale::new(self.unit, &target.path, Some(&min_text));
        let min = scale.bound(&min_text).map_err(|reason| KeyError::new(reason).under("min"))?;
        let inherited = Inheritance::new(self.inherited, &target)?;
        Ok(Box::new(Minimum { target, inherited, or_zero: self.or_zero, scale, min, min_text }))
    }
}

impl Check for Minimum {
    fn scope(&self) -> Scope {
        self.target.scope()
    }

    fn cases(&self) -> &'static [&'static str] {
        if self.counts_bytes() { &["below", "unit", "bytes"] } else { &[] }
    }

    fn changes(&self) -> &'static [&'static str] {
        if self.counts_bytes() { self.cases() } else { &[""] }
    }

    fn variables(&self) -> &'static [&'static str] {
        variables!(self.target, "actual", "plain", "unit", "meant", "min", "whose")
    }

    fn cel(&self) -> Option<String> {
        let enough = |value: &str| {
            let enough = self.scale.cel(value, ">=", &self.min_text);
            if self.or_zero {
                format!("({enough} || {})", self.scale.cel(value, "==", "0"))
            } else {
                enough
            }
        };
        let own = match self.min {
            Amount::Quantity(_) => self.target.cel(&enough)?,
            Amount::Version(_) => return self.target.cel_of_tags(&enough),
            Amount::Seconds(_) => return None,
        };
        if self.inherited.is_none() {
            return Some(own);
        }
        // The amount of the pod as a whole counts too.
        let of_pod = cel::all("variables.pod", &self.target.path, &enough);
        Some(format!("{own} && {of_pod}"))
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let own = own_name(subject);
        let hollow = self.target.hollow(subject);
        for value in self.target.values(subject).into_iter().chain(hollow) {
            hits.extend(self.judge(subject, &value).map(|hit| hit.var("whose", &own)));
        }
        let amounts = self.inherited.as_ref().map(|it| it.amounts(subject, model));
        for amount in amounts.unwrap_or_default().into_iter().filter(|it| it.is_certain) {
            let hit = self.judge(subject, &Value::whole(amount.node));
            let mut hit = hit.map(|hit| of_others(hit, subject, &own, amount.of_pod));
            // What is enough for one container isn't for all of them.
            let is_shared = || self.inherited.as_ref().is_some_and(|it| it.is_shared(subject));
            if let Some(hit) = hit.as_mut().filter(|hit| hit.case == "below") {
                hit.change.take_if(|_| amount.of_pod && is_shared());
            }
            hits.extend(hit);
        }
    }
}

/// A hit at an amount that isn't the container's own.
fn of_others(hit: Hit, subject: &Subject<'_, '_>, own: &str, of_pod: bool) -> Hit {
    let whose = if of_pod {
        "the whole pod".to_owned()
    } else {
        format!("{own} (the namespace's default)")
    };
    let what = if of_pod { "shares it" } else { "has none itself" };
    let place = subject.container().map(|container| container.place());
    let hit = hit.var("whose", whose);
    place.into_iter().fold(hit, |hit, at| hit.related(at, what))
}

impl Minimum {
    fn counts_bytes(&self) -> bool {
        matches!(self.scale.unit, Unit::Memory | Unit::Disk)
    }

    fn judge(&self, subject: &Subject<'_, '_>, value: &Value<'_>) -> Option<Hit> {
        let (text, amount) = self.scale.read(value)?;
        if self.allows(&amount) {
            return None;
        }
        let unit = text.get(Quantity::suffix(text)).unwrap_or_default();
        let (case, at, meant) =
            if self.counts_bytes() { self.slip(value, text) } else { ("", value.at, None) };
        let hint = hint_at(meant.as_deref());
        let hit = self.target.hit(subject, at, case).var("hint", hint).var("unit", unit);
        let place = if meant.is_some() { value.node.location() } else { value.place() };
        let wanted = meant.as_ref().unwrap_or(&self.min_text);
        let hit = hit.var("meant", wanted).var("min", &self.min_text);
        let hit = hit.var("actual", value.shown(subject).trim()).var("plain", amount.plain());
        Some(hit.mended_by(value.node.rewritten_at(place.span, wanted)))
    }

    fn allows(&self, amount: &Amount) -> bool {
        // A negative amount of a resource isn't an amount of it; the schema says so.
        let is_resource = self.scale.unit != Unit::Count;
        *amount >= self.min
            || (is_resource && amount.is_negative())
            || (self.or_zero && amount.plain() == "0")
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

fn own_name(subject: &Subject<'_, '_>) -> String {
    subject.container().map_or_else(
        || subject.object().map(Object::title).unwrap_or_default(),
        |container| format!("`{}`", container.name()),
    )
}
