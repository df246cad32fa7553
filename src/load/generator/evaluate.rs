//! What a generator does with its arguments: the case that fits, and its formulas computed.

use std::collections::BTreeMap;

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, ToPrimitive};

use crate::source::Location;
use crate::units::{Number, Rate, exact_decimal};

use super::arguments::Arguments;
use super::condition::Condition;
use super::file::{Case, Constant, CpuNeed, Generator, Margin, Parameter};
use super::formula::{Formula, shown};
use super::output::{Amount, Ends, Lines, Output, Shared, Step};
use super::value::{Given, Reading};

/// What a generator does.
#[derive(Debug)]
pub(crate) struct Judged {
    pub output: Output,
    pub lines: Option<Lines>,
    pub ends: Option<Ends>,
    pub shared: Option<Shared>,
    /// Why the program ends at once, where it does.
    pub crashes: Option<String>,
}

/// Which end of what isn't known exactly.
#[derive(Debug, Clone, Copy)]
enum End {
    Least,
    Most,
}

/// One case with the values of its names, for one end.
struct Scope<'s> {
    generator: &'s Generator,
    arguments: &'s Arguments,
    steps: BTreeMap<&'s str, Number>,
    end: End,
}

impl Generator {
    /// A parameter by its name.
    pub(crate) fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// What it does with `arguments`; `place` means what no argument says.
    pub(crate) fn judge(&self, arguments: &Arguments, place: Location) -> Judged {
        let unknown = |reason: String| Judged::from(Output::Unknown(reason));
        if let Some(reason) = arguments.unknown.as_ref().filter(|_| !self.any_arguments) {
            return unknown(reason.clone());
        }
        let Some(case) = self.case_of(arguments) else {
            let none = || format!("no case of `{}` fits these arguments", self.id);
            return unknown(arguments.wrong.clone().unwrap_or_else(none));
        };
        let output = self.output(case, arguments, place);
        let is_sure = arguments.unknown.is_none() && arguments.wrong.is_none();
        let crashes = case.refused.as_ref().filter(|_| is_sure);
        Judged {
            crashes: crashes.map(|reason| filled(reason, arguments).0),
            output: unless_wrong(output, arguments.wrong.as_ref()),
            lines: self.lines(case, arguments),
            ends: self.ends(case, arguments, place),
            shared: shared(self, case, arguments),
        }
    }

    /// The first case whose conditions hold; none where a value decides that the program rejects.
    fn case_of(&self, arguments: &Arguments) -> Option<&Case> {
        let given = |name: &str| arguments.given.get(name);
        let fits =
            |case: &Case| case.when.iter().all(|condition| condition.holds(given(&condition.name)));
        let refused = |condition: &Condition| {
            condition.compares() && given(&condition.name).is_some_and(Given::is_refused)
        };
        let is_open = |case: &Case| case.when.iter().any(refused);
        self.cases.iter().find(|case| fits(case) || is_open(case)).filter(|case| !is_open(case))
    }

    fn output(&self, case: &Case, arguments: &Arguments, place: Location) -> Output {
        let named =
            case.when.iter().find_map(|condition| arguments.given.get(&condition.name)?.named);
        let at = named.unwrap_or(place);
        match case {
            Case { rate: Some(rate), .. } => match self.amount(case, rate, arguments, place) {
                Some(amount) => Output::Rate(amount),
                None => Output::Unknown(format!(
                    "the formula of `{}` has no value for these arguments",
                    self.id
                )),
            },
            Case { unlimited: Some(least), .. } => {
                Output::Unlimited { least: least.parse().ok(), at }
            }
            Case { silent: Some(to), .. } => Output::Silent { to: to.clone(), at },
            Case { refused: Some(reason), .. } | Case { unknown: Some(reason), .. } => {
                Output::Unknown(filled(reason, arguments).0)
            }
            _ => Output::Unknown("nothing is known of it".to_owned()),
        }
    }

    fn amount(
        &self,
        case: &Case,
        rate: &Formula,
        arguments: &Arguments,
        place: Location,
    ) -> Option<Amount> {
        let mut steps = Vec::new();
        let high = Scope::new(self, arguments, case, End::Most, Some(&mut steps))?;
        let other = high.value(rate)?;
        let one = if self.is_exact(arguments) {
            other
        } else {
            Scope::new(self, arguments, case, End::Least, None)?.value(rate)?
        };
        let (least, most) = (one.min(other), one.max(other));
        let unit = case.unit.as_deref();
        steps.push(high.step("rate", rate, most));
        let (lowest, highest) = case.margin_around(least, most)?;
        let asks = case.asks.as_ref().and_then(|asks| high.value(asks));
        let (at, from) = places(rate, case, arguments);
        Some(Amount {
            rate: Rate::of(if case.at_most { most } else { middle(least, most)? }, unit)?,
            least: Rate::of(lowest, unit)?,
            most: Rate::of(highest, unit)?,
            asks: asks.and_then(|asks| Rate::of(asks, unit)),
            at: at.unwrap_or(place),
            from,
            steps,
            programs: None,
        })
    }

    /// Its lines with these arguments.
    fn lines(&self, case: &Case, arguments: &Arguments) -> Option<Lines> {
        let line = self.line.as_ref()?;
        let at = |end| Scope::new(self, arguments, case, end, None)?.value(line);
        let (one, other) = (at(End::Least)?, at(End::Most)?);
        let given = |condition: &Condition| arguments.given.get(&condition.name);
        let holds = |all: &Vec<Condition>| all.iter().all(|one| one.holds(given(one)));
        Some(Lines {
            least: one.min(other).floor().to_integer().to_u64()?,
            most: one.max(other).ceil().to_integer().to_u64()?,
            repeated: self.repeated.as_ref().is_some_and(holds),
        })
    }

    /// Whether everything that a formula may be about has one value.
    fn is_exact(&self, arguments: &Arguments) -> bool {
        let is_one = |given: &Given| match &given.reading {
            Reading::Number { least, most } => least == most,
            _ => true,
        };
        !self.constants.values().any(|constant| matches!(constant, Constant::Between(_)))
            && arguments.given.values().all(is_one)
    }

    fn ends(&self, case: &Case, arguments: &Arguments, place: Location) -> Option<Ends> {
        let text = case.ends.as_deref()?;
        let refused = |(name, given): (&String, &Given)| {
            given.is_refused() && text.contains(&format!("{{{name}}}"))
        };
        if arguments.given.iter().any(refused) {
            return None;
        }
        let (words, at) = filled(text, arguments);
        let scope = Scope::new(self, arguments, case, End::Most, None);
        let (formula, scope) = (case.ends_after.as_ref(), scope.as_ref());
        let seconds = formula.zip(scope).and_then(|(formula, scope)| scope.value(formula));
        let arithmetic = formula.zip(scope).filter(|(formula, _)| formula.text().contains(' '));
        Some(Ends {
            seconds: seconds.and_then(|it| it.to_integer().to_u64()),
            is_least: arithmetic.is_some() && (case.at_most || case.margin.below > 0),
            arithmetic: arithmetic.map(|(formula, scope)| scope.in_numbers(formula)),
            ..Ends::at(at.unwrap_or(place), words)
        })
    }
}

impl From<Output> for Judged {
    fn from(output: Output) -> Self {
        Self { output, lines: None, ends: None, shared: None, crashes: None }
    }
}

impl CpuNeed {
    /// The thousandths of a core that a rate takes, as far as they are known.
    pub(super) fn at(&self, output: &Output) -> Option<u64> {
        let Output::Rate(amount) = output else {
            return None;
        };
        let measured: Rate = self.rate.parse().ok()?;
        let needed =
            u128::from(self.millicores) * u128::from(amount.asks.unwrap_or(amount.least).bytes());
        u64::try_from(needed / u128::from(measured.bytes().max(1))).ok()
    }
}

/// A text with the values of the parameters in its braces, and where the first of them is.
fn filled(text: &str, arguments: &Arguments) -> (String, Option<Location>) {
    let (mut words, mut at) = (text.to_owned(), None);
    for (name, given) in &arguments.given {
        let braces = format!("{{{name}}}");
        if words.contains(&braces) {
            words = words.replace(&braces, &given.text);
            at = at.or(given.at);
        }
    }
    (words, at)
}

fn shared(generator: &Generator, case: &Case, arguments: &Arguments) -> Option<Shared> {
    let parameter = generator.parameter(case.shared_by.as_deref()?)?;
    let given = arguments.given.get(&parameter.name)?;
    let Reading::Number { most, .. } = given.reading else {
        return None;
    };
    Some(Shared { pods: most.to_integer().to_u64()?, flag: parameter.shown(), at: given.at? })
}

/// Where the arguments of a formula are: the first that is written, and the others with the values of variables.
fn places(rate: &Formula, case: &Case, arguments: &Arguments) -> (Option<Location>, Vec<Location>) {
    let steps = case.steps.iter().flat_map(|step| step.is.names());
    let names = rate.names().into_iter().chain(steps);
    let written: Vec<&Given> = names.filter_map(|name| arguments.given.get(name)).collect();
    let mut all: Vec<Location> = written.iter().filter_map(|given| given.at).collect();
    all.extend(written.iter().flat_map(|given| given.from.iter().copied()));
    let first = all.first().copied();
    let mut others: Vec<Location> = Vec::new();
    for at in all.into_iter().filter(|at| Some(*at) != first) {
        if !others.contains(&at) {
            others.push(at);
        }
    }
    (first, others)
}

impl<'s> Scope<'s> {
    /// Computes the steps of a case; `None` where one has no value.
    fn new(
        generator: &'s Generator,
        arguments: &'s Arguments,
        case: &'s Case,
        end: End,
        mut told: Option<&mut Vec<Step>>,
    ) -> Option<Self> {
        let mut scope = Self { generator, arguments, steps: BTreeMap::new(), end };
        for step in &case.steps {
            let value = scope.value(&step.is)?;
            if let Some(told) = &mut told {
                told.push(scope.step(&step.name, &step.is, value));
            }
            scope.steps.insert(&step.name, value);
        }
        Some(scope)
    }

    fn value(&self, formula: &Formula) -> Option<Number> {
        formula.value(&|name| self.lookup(name))
    }

    fn lookup(&self, name: &str) -> Option<Number> {
        if let Some(value) = self.steps.get(name) {
            return Some(*value);
        }
        match self.generator.constants.get(name) {
            Some(Constant::One(text)) => exact_decimal(text),
            Some(Constant::Between([least, most])) => match self.end {
                End::Least => exact_decimal(least),
                End::Most => exact_decimal(most),
            },
            Some(Constant::By(table)) => {
                let value = &self.arguments.given.get(&table.by)?.text;
                table.values.get(value).and_then(|text| exact_decimal(text))
            }
            None => match (&self.arguments.given.get(name)?.reading, self.end) {
                (Reading::Number { least, .. }, End::Least) => Some(*least),
                (Reading::Number { most, .. }, End::Most) => Some(*most),
                _ => None,
            },
        }
    }

    /// A formula with the values of its names.
    fn in_numbers(&self, formula: &Formula) -> String {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
        let pieces = formula.text().split_inclusive(|c: char| !is_part(c));
        let words = pieces.flat_map(|piece| match piece.strip_suffix(|c: char| !is_part(c)) {
            Some(word) => [word, piece.get(word.len()..).unwrap_or_default()],
            None => [piece, ""],
        });
        let value = |word: &str| self.lookup(word).map_or_else(|| word.to_owned(), shown);
        words.map(value).collect::<String>().replace('*', "×").replace('/', "÷")
    }

    fn step(&self, name: &str, formula: &Formula, result: Number) -> Step {
        let mut values: Vec<String> = Vec::new();
        for name in formula.names() {
            let value = self.lookup(name).map(shown).unwrap_or_default();
            let value = format!("{name} = {value}");
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Step {
            name: name.to_owned(),
            formula: formula.text().to_owned(),
            values,
            result: shown(result),
        }
    }
}

impl Case {
    /// The least and the most that a rate may be that is computed as within these.
    fn margin_around(&self, least: Number, most: Number) -> Option<(Number, Number)> {
        let Margin { below, above } = self.margin;
        let percent = |of: Number, percent: i128| of.checked_mul(&Number::new(percent, 100));
        let lowest =
            if self.at_most { Number::from(0) } else { percent(least, 100 - i128::from(below))? };
        Some((lowest, percent(most, 100 + i128::from(above))?))
    }
}

fn unless_wrong(output: Output, wrong: Option<&String>) -> Output {
    match (output, wrong) {
        // Where its lines would go is wrong too; how many there would be doesn't matter.
        (Output::Rate(_) | Output::Unlimited { .. }, Some(reason)) => {
            Output::Unknown(reason.clone())
        }
        (output, _) => output,
    }
}

fn middle(least: Number, most: Number) -> Option<Number> {
    least.checked_add(&most)?.checked_div(&Number::from(2))
}
