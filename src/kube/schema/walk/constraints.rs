//! What the definition of a custom resource asks beyond types and fields.

use crate::kube::schema::constraint::Options;
use crate::kube::schema::{Constraints, Form, Problem};
use crate::yaml::{Entry, Node, Scalar};

use super::Walk;

impl<'s, 'a> Walk<'s, 'a> {
    /// What the definition of a custom resource asks beyond types and fields.
    pub(super) fn constraints(
        &mut self,
        node: Node<'a>,
        constraints: &'s Constraints,
        key: Option<Entry<'a>>,
    ) {
        if let Some(problem) = out_of_form(node, constraints) {
            return self.report(problem, key);
        }
        for schema in &constraints.all_of {
            self.value(node, schema, key, false);
        }
        for (options, alone) in [(&constraints.any_of, false), (&constraints.one_of, true)] {
            if !options.schemas.is_empty() {
                self.options(node, options, alone, key);
            }
        }
        if constraints.not.as_deref().is_some_and(|schema| self.fits(node, schema)) {
            self.report(Problem::BadForm(node, Form::Excluded), key);
        }
    }

    /// Of several schemas, that one fits, or `alone` one.
    fn options(
        &mut self,
        node: Node<'a>,
        options: &'s Options,
        alone: bool,
        key: Option<Entry<'a>>,
    ) {
        let fitting = options.schemas.iter().filter(|schema| self.fits(node, schema)).count();
        let names = options.names.iter().map(|name| &**name);
        let mut there = node.entries_named(names).into_iter();
        match (fitting, there.next(), there.next()) {
            (0, ..) if !options.names.is_empty() => {
                self.report(Problem::NoneOf(&options.names), key);
            }
            (0, ..) => self.report(Problem::BadForm(node, Form::None), key),
            (2.., Some(first), Some(second)) if alone => {
                self.report(Problem::Both(first, second), key);
            }
            (2.., ..) if alone => self.report(Problem::BadForm(node, Form::Several), key),
            _ => {}
        }
    }
}

/// What is wrong with the size, the range or the form of a value by itself.
fn out_of_form<'s, 'a>(node: Node<'a>, constraints: &'s Constraints) -> Option<Problem<'s, 'a>> {
    if let Some(size) = constraints.bad_size(node) {
        return Some(Problem::BadSize(node, size));
    }
    if let Some(range) = constraints.missed_range(node) {
        return Some(Problem::OutOfBounds(node, range));
    }
    let pattern = constraints.pattern.as_ref()?;
    let Scalar::String(text) = node.scalar()? else { return None };
    (!pattern.fits(text)).then(|| Problem::BadPattern(node, pattern.text()))
}
