//! Whether a generator file is whole: every name in it must be there.

use crate::error::KeyError;
use crate::text::hint;

use super::condition::Condition;
use super::file::{Case, Constant, Generator, Parameter, ParameterType};
use super::formula::Formula;

/// Checks what its types don't say.
pub(super) fn check(generator: &Generator) -> Result<(), KeyError> {
    let within = |error: KeyError| KeyError {
        reason: format!("generator `{}`: {}", generator.id, error.reason),
        ..error
    };
    whole(generator).and_then(|()| names(generator)).and_then(|()| cases(generator)).map_err(within)
}

fn parameter_names(generator: &Generator) -> Vec<&str> {
    generator.parameters.iter().map(|parameter| parameter.name.as_str()).collect()
}

fn whole(generator: &Generator) -> Result<(), KeyError> {
    if generator.images.is_empty() && generator.programs.is_empty() {
        return Err(KeyError::new("it has neither `images` nor `programs`").under("id"));
    }
    let mut whole_in = generator.whole_in.iter().enumerate();
    if let Some((index, image)) = whole_in.find(|(_, image)| !generator.images.contains(*image)) {
        let reason = format!("`whole-in` names `{image}`, which isn't among its `images`");
        return Err(KeyError::new(reason).under(&index).under("whole-in"));
    }
    if let Some(cpu) = &generator.cpu {
        let rate = cpu.rate.parse::<crate::units::Rate>();
        rate.map_err(|reason| KeyError::new(reason).under("rate").under("cpu"))?;
    }
    if generator.cases.is_empty() {
        return Err(KeyError::new("it has no `cases`").under("cases"));
    }
    Ok(())
}

/// Every parameter that is named must be there.
fn names(generator: &Generator) -> Result<(), KeyError> {
    let names = parameter_names(generator);
    each("parameters", &generator.parameters, |parameter| parameter_is_whole(parameter, &names))?;
    for (name, constant) in &generator.constants {
        if let Constant::By(table) = constant {
            let by = known(&table.by, &names).map_err(|error| error.under("by"));
            by.map_err(|error| error.under(name).under("constants"))?;
        }
    }
    each("cases", &generator.cases, |case| conditions(&case.when, &names))
}

fn parameter_is_whole(parameter: &Parameter, names: &[&str]) -> Result<(), KeyError> {
    for (key, other) in [
        ("ignored-beside", &parameter.ignored_beside),
        ("ignored-without", &parameter.ignored_without),
    ] {
        other.iter().try_for_each(|name| known(name, names)).map_err(|error| error.under(key))?;
    }
    if let Some(taken) = &parameter.taken_for {
        let other = known(&taken.parameter, names).map_err(|error| error.under("parameter"));
        let taken = other.and_then(|()| conditions(&taken.when, names));
        taken.map_err(|error| error.under("taken-for"))?;
    }
    if parameter.r#type == ParameterType::Choice && parameter.values.is_empty() {
        let reason = format!("the choice `{}` has no `values`", parameter.name);
        return Err(KeyError::new(reason).under("type"));
    }
    Ok(())
}

/// Checks the items of a list, and puts their places in front of what is wrong.
fn each<T>(
    key: &str,
    items: &[T],
    check: impl Fn(&T) -> Result<(), KeyError>,
) -> Result<(), KeyError> {
    let mut items = items.iter().enumerate();
    items.try_for_each(|(index, item)| check(item).map_err(|error| error.under(&index).under(key)))
}

fn conditions(when: &[Condition], names: &[&str]) -> Result<(), KeyError> {
    each("when", when, |condition| known(&condition.name, names))
}

fn known(name: &str, names: &[&str]) -> Result<(), KeyError> {
    if names.contains(&name) {
        Ok(())
    } else {
        Err(KeyError::new(format!("there is no parameter `{name}`{}", hint(name, names))))
    }
}

fn cases(generator: &Generator) -> Result<(), KeyError> {
    each("cases", &generator.cases, |case| {
        case_is_whole(case).and_then(|()| formulas(generator, case))
    })
}

fn case_is_whole(case: &Case) -> Result<(), KeyError> {
    let outcomes = [&case.unlimited, &case.silent, &case.refused, &case.unknown];
    let told = outcomes.into_iter().flatten().count() + usize::from(case.rate.is_some());
    if told != 1 {
        return Err(KeyError::new(
            "a case has one of `rate`, `unlimited`, `silent`, `refused` and `unknown`",
        ));
    }
    if case.margin.below > 100 {
        let reason = "a rate can't be more than 100 percent below itself";
        return Err(KeyError::new(reason).under("below").under("margin"));
    }
    match case.unit.as_ref().filter(|unit| crate::units::factor(unit).is_none()) {
        Some(unit) => Err(KeyError::new(format!("there is no unit `{unit}`")).under("unit")),
        None => Ok(()),
    }
}

fn formulas(generator: &Generator, case: &Case) -> Result<(), KeyError> {
    let mut known = parameter_names(generator);
    known.extend(generator.constants.keys().map(String::as_str));
    for (index, step) in case.steps.iter().enumerate() {
        let formula = formula(&step.is, &known).map_err(|error| error.under("is"));
        formula.map_err(|error| error.under(&index).under("steps"))?;
        known.push(&step.name);
    }
    let all = [("rate", &case.rate), ("asks", &case.asks), ("ends-after", &case.ends_after)];
    all.into_iter().try_for_each(|(key, one)| {
        one.iter().try_for_each(|one| formula(one, &known)).map_err(|error| error.under(key))
    })
}

fn formula(formula: &Formula, known: &[&str]) -> Result<(), KeyError> {
    match formula.names().into_iter().find(|name| !known.contains(name)) {
        Some(name) => {
            let reason = format!("`{}`: there is no `{name}`{}", formula.text(), hint(name, known));
            Err(KeyError::new(reason))
        }
        None => Ok(()),
    }
}
