//! The configuration that a new load test begins with.

use crate::load::Flags;

const HEAD: &str = "\
# Settings of lt-lint for this project; `lt-lint config` shows what holds and where it comes from.
# What a load test is to do (rate, nodes, target) stands in the annotations of its workload.
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
    let all = [
        ("duration", conditions.duration.map(|it| it.to_string())),
        ("node-cpu", conditions.node_cpu.map(|it| it.to_string())),
        ("node-memory", conditions.node_memory.map(|it| it.to_string())),
        ("node-pods", conditions.node_pods.map(|it| it.to_string())),
        ("runtime", conditions.runtime.map(|it| it.to_string())),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
