//! Quantities as a manifest states them: the text that reaches the API server, and what it means there.

use crate::source::Location;
use crate::units::{Quantity, QuantityError};
use crate::yaml::Node;

/// Text or number that the API server rejects as a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityFault {
    /// Text that reaches the API server.
    pub text: String,
    /// Reason, as the end of a sentence.
    pub reason: &'static str,
    /// Place of the part that is wrong.
    pub at: Location,
}

/// Amount under a field, with its text; `None` where the API server rejects it, which is said of it elsewhere.
#[must_use]
pub fn quantity(node: Node<'_>) -> Option<(String, Quantity)> {
    let text = text(node)?;
    let quantity = judge(&text).ok()?;
    Some((text, quantity))
}

/// Reason why the API server rejects a quantity; `None` for a good one, and for what is neither text nor number.
#[must_use]
pub fn quantity_fault(node: Node<'_>) -> Option<QuantityFault> {
    fault(node, judge)
}

/// Reason why the API server rejects a quantity of a field that takes negative ones.
#[must_use]
pub fn signed_quantity_fault(node: Node<'_>) -> Option<QuantityFault> {
    fault(node, Quantity::parse)
}

fn fault(
    node: Node<'_>,
    judge: impl Fn(&str) -> Result<Quantity, QuantityError>,
) -> Option<QuantityFault> {
    let text = text(node)?;
    let QuantityError { reason, part } = judge(&text).err()?;
    let written = node.text().unwrap_or_default();
    // A number that is written in another way, such as `0x10`, has no parts.
    let at = match written.find(&text) {
        Some(start) => node.fragment(start + part.start..start + part.end),
        None => node.location(),
    };
    Some(QuantityFault { text, reason, at })
}

/// Text of a string or a number without the spaces around it, which the API server drops.
fn text(node: Node<'_>) -> Option<String> {
    let is_other = node.is_null() || node.as_bool().is_some();
    let text = node.sent_text().filter(|_| !is_other)?;
    Some(text.trim().to_owned())
}

/// Source: k8s.io/apimachinery pkg/api/resource; hardly any field takes a negative one, ValidateNonnegativeQuantity.
fn judge(text: &str) -> Result<Quantity, QuantityError> {
    match Quantity::parse(text)? {
        quantity if quantity.is_negative() => {
            Err(QuantityError { reason: "it is negative", part: 0..text.len() })
        }
        quantity => Ok(quantity),
    }
}
