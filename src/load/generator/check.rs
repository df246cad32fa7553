//! Whether a generator file is whole: every name in it has to be there.

use crate::text::hint;

use super::file::{Case, Constant, Generator, ParameterType};

/// Checks what its types don't say.
pub(super) fn check(generator: &Generator) -> Result<(), String> {
    let within = |reason: String| format!("generator `{}`: {reason}", generator.id);
    parameters(generator).and_then(|()| cases(generator)).map_err(within)
}

fn parameter_names(generator: &Generator) -> Vec<&str> {
    generator.parameters.iter().map(|parameter| parameter.name.as_str()).collect()
}

fn parameters(generator: &Generator) -> Result<(), String> {
    if generator.images.is_empty() && generator.programs.is_empty() {
        return Err("it has neither `images` nor `programs`".to_owned());
    }
    if let Some(image) = generator.whole_in.iter().find(|image| !generator.images.contains(*image))
    {
        return Err(format!("`whole-in` names `{image}`, which isn't among its `images`"));
    }
    let names = parameter_names(generator);
    let known = |name: &str| match names.contains(&name) {
        true => Ok(()),
        false => Err(format!("there is no parameter `{name}`{}", hint(name, &names))),
    };
    for parameter in &generator.parameters {
        let others = [&parameter.ignored_beside, &parameter.ignored_without];
        others.into_iter().flatten().try_for_each(|name| known(name))?;
        if let Some(taken) = &parameter.taken_for {
            known(&taken.parameter)?;
            taken.when.iter().try_for_each(|condition| known(&condition.name))?;
        }
        if parameter.r#type == ParameterType::Choice && parameter.values.is_empty() {
            return Err(format!("the choice `{}` has no `values`", parameter.name));
        }
    }
    for constant in generator.constants.values() {
        if let Constant::By(table) = constant {
            known(&table.by)?;
        }
    }
    generator
        .cases
        .iter()
        .flat_map(|case| &case.when)
        .try_for_each(|condition| known(&condition.name))
}

fn cases(generator: &Generator) -> Result<(), String> {
    if let Some(cpu) = &generator.cpu {
        cpu.rate.parse::<crate::units::Rate>()?;
    }
    if generator.cases.is_empty() {
        return Err("it has no `cases`".to_owned());
    }
    for case in &generator.cases {
        let outcomes = [&case.unlimited, &case.silent, &case.refused, &case.unknown];
        let told = outcomes.into_iter().flatten().count() + usize::from(case.rate.is_some());
        if told != 1 {
            return Err("a case has one of `rate`, `unlimited`, `silent`, `refused` and `unknown`"
                .to_owned());
        }
        if case.margin.below > 100 {
            return Err("a rate can't be more than 100 percent below itself".to_owned());
        }
        case.unit.iter().try_for_each(|unit| {
            crate::units::factor(unit).map(drop).ok_or_else(|| format!("there is no unit `{unit}`"))
        })?;
        formulas(generator, case)?;
    }
    Ok(())
}

fn formulas(generator: &Generator, case: &Case) -> Result<(), String> {
    let mut known = parameter_names(generator);
    known.extend(generator.constants.keys().map(String::as_str));
    let check = |formula: &super::formula::Formula, known: &[&str]| {
        let missing =
            formula.names().into_iter().find(|name| !known.contains(name)).map(str::to_owned);
        missing.map_or(Ok(()), |name| {
            Err(format!("`{}`: there is no `{name}`{}", formula.text(), hint(&name, known)))
        })
    };
    for step in &case.steps {
        check(&step.is, &known)?;
        known.push(&step.name);
    }
    let all = [&case.rate, &case.asks, &case.ends_after];
    all.into_iter().flatten().try_for_each(|formula| check(formula, &known))
}
