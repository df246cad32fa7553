//! The formulas of generator files: exact arithmetic over named values, nothing else.

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};
use serde::Deserialize;

use crate::units::{Number, exact_decimal};

/// Formulas are short; what nests deeper than this isn't a formula.
const DEPTH: usize = 16;
/// Most signs of a formula: a sum is a tree as deep as it is long.
const TERMS: usize = 200;

/// A formula such as `lines * size / pause`: numbers, names, `+ - * /`, parentheses, and the functions
/// `floor`, `min` and `max`. A name may have hyphens; a minus therefore is between spaces.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
#[serde(try_from = "String")]
pub struct Formula {
    text: String,
    root: Term,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    Number(Number),
    Name(String),
    Two(char, Box<Term>, Box<Term>),
    Call(Function, Vec<Term>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Floor,
    Min,
    Max,
}

impl TryFrom<String> for Formula {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut reader = Reader { rest: text.as_str(), depth: 0, terms: 0 };
        let root = reader.sum().map_err(|reason| format!("`{text}`: {reason}"))?;
        match reader.peek() {
            None => Ok(Self { root, text }),
            Some(_) => {
                Err(format!("`{text}`: `{}` doesn't belong there", reader.rest.trim_start()))
            }
        }
    }
}

impl Formula {
    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The names in it, in the order in which they are written.
    pub(crate) fn names(&self) -> Vec<&str> {
        let (mut names, mut open) = (Vec::new(), vec![&self.root]);
        while let Some(term) = open.pop() {
            match term {
                Term::Number(_) => {}
                Term::Name(name) => names.push(name.as_str()),
                Term::Two(_, left, right) => open.extend([right.as_ref(), left.as_ref()]),
                Term::Call(_, items) => open.extend(items.iter().rev()),
            }
        }
        names
    }

    /// Its value; `None` where a name has none, for a division by zero, and for what no number holds.
    pub(crate) fn value(&self, of: &dyn Fn(&str) -> Option<Number>) -> Option<Number> {
        self.root.value(of)
    }
}

impl Term {
    fn value(&self, of: &dyn Fn(&str) -> Option<Number>) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Name(name) => of(name),
            Self::Two(sign, left, right) => {
                let (left, right) = (left.value(of)?, right.value(of)?);
                match sign {
                    '+' => left.checked_add(&right),
                    '-' => left.checked_sub(&right),
                    '*' => left.checked_mul(&right),
                    _ if right.is_zero() => None,
                    _ => left.checked_div(&right),
                }
            }
            Self::Call(function, items) => {
                let values: Option<Vec<Number>> = items.iter().map(|item| item.value(of)).collect();
                let values = values?.into_iter();
                match function {
                    Function::Floor => values.map(|value| value.floor()).next(),
                    Function::Min => values.min(),
                    Function::Max => values.max(),
                }
            }
        }
    }
}

/// A number to be read, cut after the third decimal.
pub(crate) fn shown(number: Number) -> String {
    match number.checked_mul(&Number::from(1_000)) {
        Some(thousandths) => {
            crate::units::decimal(thousandths.to_integer().saturating_mul(1_000_000))
        }
        None => number.to_integer().to_string(),
    }
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
    terms: usize,
}

impl<'t> Reader<'t> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn eat(&mut self, wanted: char) -> Result<(), String> {
        match self.peek() {
            Some(c) if c == wanted => {
                self.rest = self.rest.strip_prefix(wanted).unwrap_or_default();
                Ok(())
            }
            _ => Err(format!("`{wanted}` is missing")),
        }
    }

    fn sum(&mut self) -> Result<Term, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("it nests too deep".to_owned());
        }
        let term = self.row(&['+', '-'], |reader| reader.row(&['*', '/'], Self::factor))?;
        self.depth -= 1;
        Ok(term)
    }

    fn row(
        &mut self,
        signs: &[char],
        part: impl Fn(&mut Self) -> Result<Term, String>,
    ) -> Result<Term, String> {
        let mut left = part(self)?;
        while let Some(sign) = self.peek().filter(|c| signs.contains(c)) {
            self.eat(sign)?;
            self.terms += 1;
            if self.terms > TERMS {
                return Err(format!("it has more than {TERMS} terms"));
            }
            left = Term::Two(sign, Box::new(left), Box::new(part(self)?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Term, String> {
        match self.peek() {
            Some('(') => {
                self.eat('(')?;
                let term = self.sum()?;
                self.eat(')').map(|()| term)
            }
            Some(c) if c.is_ascii_digit() => {
                let text = self.take(|c| c.is_ascii_digit() || c == '.');
                exact_decimal(text)
                    .map(Term::Number)
                    .ok_or_else(|| format!("`{text}` isn't a number"))
            }
            Some(c) if c.is_ascii_lowercase() => {
                let name = self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
                if self.peek() == Some('(') {
                    self.call(name)
                } else {
                    Ok(Term::Name(name.to_owned()))
                }
            }
            _ => Err("a number or a name is missing".to_owned()),
        }
    }

    fn call(&mut self, name: &str) -> Result<Term, String> {
        let function = match name {
            "floor" => Function::Floor,
            "min" => Function::Min,
            "max" => Function::Max,
            _ => {
                return Err(format!("there is no function `{name}`; there are floor, min and max"));
            }
        };
        self.eat('(')?;
        let mut items = vec![self.sum()?];
        while self.peek() == Some(',') {
            self.eat(',')?;
            items.push(self.sum()?);
        }
        self.eat(')')?;
        match (function, items.len()) {
            (Function::Floor, 1) | (Function::Min | Function::Max, 2..) => {
                Ok(Term::Call(function, items))
            }
            _ => Err(format!(
                "`{name}` needs {}",
                if name == "floor" { "one value" } else { "several values" }
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<Number> {
        let formula = Formula::try_from(text.to_owned()).unwrap();
        formula.value(&|name| (name == "line-len").then(|| Number::new(5, 2)))
    }

    #[test]
    fn arithmetic_is_exact_and_binds_as_usual() {
        assert_eq!(value("1 + 2 * 3 - 4 / 8"), Some(Number::new(13, 2)));
        assert_eq!(value("(1 + 2) * 0.1"), Some(Number::new(3, 10)));
        assert_eq!(value("10 - 2 - 3"), Some(Number::from(5)));
        assert_eq!(
            value("floor(line-len) + max(1, line-len, 2) + min(3, 4)"),
            Some(Number::new(15, 2))
        );
    }

    #[test]
    fn what_has_no_value_has_none() {
        assert_eq!(value("1 / 0"), None);
        assert_eq!(value("pause"), None);
        assert_eq!(value("999999999999999999 * 999999999999999999 * 999999999999999999"), None);
    }

    #[test]
    fn names_come_in_the_order_of_the_text() {
        let formula = Formula::try_from("b * max(a, c) / d".to_owned()).unwrap();
        assert_eq!(formula.names(), ["b", "a", "c", "d"]);
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        for text in [
            "",
            "1 +",
            "a b",
            "(1",
            "ceil(1)",
            "floor(1, 2)",
            "max(1)",
            "1..2",
            "a ^ 2",
            &"(".repeat(99),
        ] {
            assert!(Formula::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
