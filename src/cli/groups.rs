//! Headings under which `--help` groups flags.

/// What is read.
pub(super) const INPUT: &str = "Input";
/// What is printed and written, and the exit code.
pub(super) const OUTPUT: &str = "Output";
/// What is asked of the input.
pub(super) const RULES: &str = "Rules";
/// What is suppressed.
pub(super) const BASELINE: &str = "Baseline";
/// What is fixed.
pub(super) const FIXES: &str = "Fixes";
/// What is stated of the test.
pub(super) const LOAD: &str = "The load test";
