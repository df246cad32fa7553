//! The configuration that a new load test begins with.

use crate::load::{Flags, StatedFact, Topic};

const HEAD: &str = "\
# Settings of lt-lint for this project; `lt-lint config` shows the effective settings and where each comes from.
# The plan of a load test (rate, nodes, target) is in the annotations of its workload.
";

/// The text of a `.lt-lint.yaml` with what is stated of the nodes and of the test's time.
#[must_use]
pub fn settings(conditions: &Flags) -> String {
    let lines: String =
        stated(conditions).iter().map(|(key, value)| format!("  {key}: {value}\n")).collect();
    let load = if lines.is_empty() { String::new() } else { format!("load:\n{lines}") };
    format!("{HEAD}{load}rules: {{}}\n")
}

/// What is stated, by the names of the fields under `load`.
#[must_use]
pub fn stated(conditions: &Flags) -> Vec<(&'static str, String)> {
    let facts = StatedFact::ALL.iter().filter(|fact| fact.topic != Topic::Load);
    facts.filter_map(|fact| Some((fact.key, fact.text(conditions)?))).collect()
}
