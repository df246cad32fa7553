//! `maximum`: an amount that has an upper bound, a constant or another field.

use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject, resolve_as};
use crate::units::Quantity;
use crate::yaml::{Node, Path};

use super::amount::{Amount, Scale, Unit};
use super::constant::Constant;
use super::target::{On, Target, Value, not_single, variables};

/// An amount that has an upper bound: `path` with `max` or `max-path`, or several `pairs` of paths. An absent field
/// isn't a hit, nor is text that isn't an amount. Variables: `path`, `object`, `container` (with `on: container`), `actual`,
/// `plain` (in bytes, cores, pieces or seconds), `resource` (the last step of the path), `max`, `meant` (the amount
/// that was likely meant, else the bound), `hint` (what was likely meant, as a question), and by their old names
/// `lower` (the path), `upper` (the path of the bound) and `limit` (the bound).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MaximumFile {
    /// What the paths start from.
    #[serde(default)]
    on: On,
    /// Path of the amount.
    #[serde(default)]
    path: Option<String>,
    /// The most that is allowed, or a reference to a parameter.
    #[serde(default)]
    max: Option<Constant>,
    /// Path of the field that holds the most that is allowed.
    #[serde(default)]
    max_path: Option<String>,
    /// Pairs of paths: the amount at the first may not be above that at the second.
    #[serde(default)]
    pairs: Vec<[String; 2]>,
    /// What it is an amount of; by the field's name and the bound's form when omitted.
    #[serde(default)]
    unit: Option<Unit>,
}

#[derive(Debug)]
pub(crate) struct Maximum {
    /// Never empty.
    pairs: Vec<Pair>,
}

#[derive(Debug)]
struct Pair {
    target: Target,
    scale: Scale,
    bound: Bound,
}

#[derive(Debug)]
enum Bound {
    Constant(Amount, String),
    Field(Path),
}

impl Options for MaximumFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let pairs = match (&self.path, &self.max, &self.max_path, self.pairs.as_slice()) {
            (Some(path), Some(max), None, []) => vec![self.constant(path, max, params)?],
            (Some(path), None, Some(upper), []) => {
                vec![self.pair([("path", path), ("max-path", upper)], params)?]
            }
            (None, None, None, pairs @ [_, ..]) => {
                let pair = |(at, [lower, upper]): (usize, &[String; 2])| {
                    let pair = self.pair([("0", lower), ("1", upper)], params);
                    pair.map_err(|error| error.under(&at).under("pairs"))
                };
                pairs.iter().enumerate().map(pair).collect::<Result<_, _>>()?
            }
            _ => {
                let reason = "expected `path` with either `max` or `max-path`, or `pairs` alone";
                return Err(KeyError::new(reason).at_key());
            }
        };
        Ok(Box::new(Maximum { pairs }))
    }
}

impl MaximumFile {
    fn constant(&self, path: &str, max: &Constant, params: &Params) -> Result<Pair, KeyError> {
        let target = Target::new(self.on, path, params)?;
        let text = max.resolve("max", params)?;
        let scale = Scale::new(self.unit, &target.path, Some(&text));
        let amount = scale.bound(&text).map_err(|reason| KeyError::new(reason).under("max"))?;
        Ok(Pair { target, scale, bound: Bound::Constant(amount, text) })
    }

    /// Two paths, each with the key of the option that says it.
    fn pair(
        &self,
        [(lower_key, lower), (upper_key, upper)]: [(&str, &str); 2],
        params: &Params,
    ) -> Result<Pair, KeyError> {
        let target = Target::at(lower_key, self.on, lower, params)?;
        let upper: Path = resolve_as(upper_key, upper, params)?;
        if !upper.is_single() {
            return Err(not_single(&upper).under(upper_key));
        }
        let scale = Scale::new(self.unit, &target.path, None);
        Ok(Pair { target, scale, bound: Bound::Field(upper) })
    }
}

impl Check for Maximum {
    fn scope(&self) -> Scope {
        self.pairs.first().map_or(Scope::Object, |pair| pair.target.scope())
    }

    fn cases(&self) -> &'static [&'static str] {
        let is_amount = |pair: &Pair| {
            let is_resource = matches!(pair.scale.unit, Unit::Cpu | Unit::Memory | Unit::Disk);
            is_resource && matches!(pair.bound, Bound::Field(_))
        };
        if self.pairs.iter().all(is_amount) { &["above", "empty"] } else { &[] }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.pairs.first() {
            None => &[],
            Some(pair) => variables!(
                pair.target,
                "actual",
                "plain",
                "resource",
                "max",
                "meant",
                "lower",
                "upper",
                "limit"
            ),
        }
    }

    fn cel(&self) -> Option<String> {
        let pair = |pair: &Pair| match &pair.bound {
            Bound::Constant(Amount::Quantity(_), text) => {
                pair.target.cel(&|value| pair.scale.cel(value, "<=", text))
            }
            Bound::Constant(..) | Bound::Field(_) => None,
        };
        self.pairs.iter().map(pair).collect::<Option<Vec<_>>>().map(|pairs| pairs.join(" && "))
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        for pair in &self.pairs {
            let Some(upper) = pair.bound_of(subject) else { continue };
            for value in pair.target.values(subject) {
                let hit = pair.judge(subject, &value, upper.amount, &upper.text);
                let case = self.cases().first().copied().unwrap_or_default();
                hits.extend(hit.map(|hit| upper.of(Hit { case, ..hit })));
            }
        }
    }
}

/// What an amount may not be above.
struct Upper<'a> {
    amount: Amount,
    text: String,
    /// The field that holds it.
    at: Option<Node<'a>>,
    /// Whether nothing is after that field's key.
    is_hollow: bool,
}

impl Upper<'_> {
    /// A hit with what it is above.
    fn of(&self, hit: Hit) -> Hit {
        let Some(at) = self.at.map(Node::location) else { return hit };
        if self.is_hollow && !hit.case.is_empty() {
            return Hit { case: "empty", ..hit }.related(at, "no amount here").because_of([at]);
        }
        hit.related(at, "the limit").because_of([at])
    }
}

impl Pair {
    fn bound_of<'a>(&self, subject: &Subject<'_, 'a>) -> Option<Upper<'a>> {
        match &self.bound {
            Bound::Constant(amount, text) => {
                Some(Upper { amount: *amount, text: text.clone(), at: None, is_hollow: false })
            }
            Bound::Field(path) => {
                let root = self.target.root(subject)?;
                let Some(node) = path.find(root) else { return self.hollow(path, root) };
                let value = Value::whole(node);
                let (text, amount) = self.scale.read(&value)?;
                Some(Upper { amount, text: text.to_owned(), at: Some(node), is_hollow: false })
            }
        }
    }

    /// An amount that is written with nothing after it, which counts as 0.
    fn hollow<'a>(&self, path: &Path, root: Node<'a>) -> Option<Upper<'a>> {
        let gap = path.gaps(root).pop()?;
        let entry = gap.parent.entry(gap.key).filter(|_| path.last_key() == Some(gap.key))?;
        let is_resource = matches!(self.scale.unit, Unit::Cpu | Unit::Memory | Unit::Disk);
        let amount = Amount::Quantity(Quantity::default());
        let (text, at) = ("0".to_owned(), Some(entry.key));
        is_resource.then_some(Upper { amount, text, at, is_hollow: true })
    }

    fn judge(
        &self,
        subject: &Subject<'_, '_>,
        value: &Value<'_>,
        max: Amount,
        max_text: &str,
    ) -> Option<Hit> {
        let (text, amount) = self.scale.read(value)?;
        if amount <= max {
            return None;
        }
        let path = &self.target.path;
        let upper = match &self.bound {
            Bound::Constant(..) => max_text.to_owned(),
            Bound::Field(path) => path.to_string(),
        };
        let meant = self.meant(text, max);
        let hint = meant.as_ref().map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        let hit = self.target.hit(subject, value.at, "").var("hint", hint);
        let hit = hit.var("resource", path.last_key().unwrap_or_default());
        let hit = hit.var("lower", path).var("upper", upper).var("plain", amount.plain());
        let hit = hit
            .var("limit", max_text)
            .var("max", max_text)
            .var("actual", value.shown(subject).trim());
        Some(hit.var("meant", meant.as_deref().unwrap_or(max_text)))
    }

    /// Thousandths of a core, for many whole cores without a unit.
    fn meant(&self, text: &str, max: Amount) -> Option<String> {
        let is_plain = self.scale.unit == Unit::Cpu && Quantity::suffix(text).is_empty();
        let meant = is_plain.then(|| format!("{text}m"))?;
        let amount = Quantity::parse(&meant).ok().map(Amount::Quantity)?;
        // Fewer than ten thousandths are nobody's amount: 4 cores were meant as such.
        let least = Quantity::parse("10m").ok().map(Amount::Quantity)?;
        (least <= amount && amount <= max).then_some(meant)
    }
}
