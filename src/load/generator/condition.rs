//! Conditions on a generator's parameters.

use serde::Deserialize;

use crate::units::{Number, exact_decimal};

use super::value::{Given, Reading};

/// `loop`, `not loop`, `type = stdout`, `delay > 0`, `delay < 0.001`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
#[serde(try_from = "String")]
pub struct Condition {
    /// The parameter.
    pub(super) name: String,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Given,
    NotGiven,
    Is(String),
    IsNot(String),
    Above(Number),
    Below(Number),
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &str| {
            exact_decimal(word).ok_or_else(|| format!("`{text}`: `{word}` isn't a number"))
        };
        let (name, test) = match words.as_slice() {
            ["not", name] => (name, Test::NotGiven),
            [name] => (name, Test::Given),
            [name, "=", value] => (name, Test::Is((*value).to_owned())),
            [name, "!=", value] => (name, Test::IsNot((*value).to_owned())),
            [name, ">", value] => (name, Test::Above(number(value)?)),
            [name, "<", value] => (name, Test::Below(number(value)?)),
            _ => {
                return Err(format!(
                    "`{text}` isn't a condition such as `loop`, `not loop` or `delay > 0`"
                ));
            }
        };
        Ok(Self { name: (*name).to_owned(), test })
    }
}

impl Condition {
    /// Whether the value decides, and not only that there is one.
    pub(super) fn compares(&self) -> bool {
        !matches!(self.test, Test::Given | Test::NotGiven)
    }

    /// Whether it holds for what is given, or is by default.
    pub(super) fn holds(&self, given: Option<&Given>) -> bool {
        let text = given.map(|given| given.text.as_str());
        let number = given.and_then(|given| match &given.reading {
            Reading::Number { most, .. } => Some(*most),
            _ => None,
        });
        match &self.test {
            Test::Given => given.is_some(),
            Test::NotGiven => given.is_none(),
            Test::Is(value) => text == Some(value),
            Test::IsNot(value) => text != Some(value),
            Test::Above(limit) => number.is_some_and(|number| number > *limit),
            Test::Below(limit) => number.is_some_and(|number| number < *limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in ["", "a b", "a > b", "not", "a = b c"] {
            // `not` alone reads as the name of a parameter, which the file's own check rejects.
            assert_eq!(Condition::try_from(text.to_owned()).is_err(), text != "not", "{text}");
        }
    }
}
