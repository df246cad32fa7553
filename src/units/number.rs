//! Exact numbers, for arithmetic without rounding.

use num_rational::Ratio;

/// Exact number.
pub(crate) type Number = Ratio<i128>;

/// Digits of the longest number that is read; longer ones would leave no room for arithmetic.
const LONGEST: usize = 18;

/// Parses a decimal number without a sign; `None` for anything else.
pub(crate) fn exact_decimal(text: &str) -> Option<Number> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty()
        || digits.len() > LONGEST
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    Some(Number::new(digits.parse().ok()?, scale))
}
