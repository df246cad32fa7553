//! Mistakes in pods and their workloads that the API server refuses or warns of.

use super::harness::{Mutant, mutant};

const SELECTOR: &str = "    matchLabels:\n      app: load-test\n  template";
const LABELS: &str = "  template:\n    metadata:\n      labels:\n        app: load-test\n";

pub fn selectors() -> Vec<Mutant> {
    let selector = |put: &str| mutant("selector-mismatch").swap(SELECTOR, format!("{put}  template"));
    let labels =
        |put: &str| mutant("selector-mismatch").swap(LABELS, format!("  template:\n    metadata:\n{put}"));
    let expression = |operator: &str| {
        selector(&format!("    matchExpressions:\n      - {{key: app, operator: {operator}}}\n"))
    };
    vec![
        selector("    matchLabels:\n      app: loadtest\n")
            .at("app: «loadtest»\n")
            .and("      labels:\n        app: «load-test»\n"),
        selector("    matchLabels:\n      ap: load-test\n").at("      «ap»: load").and("      «labels»:\n"),
        selector("    matchLabels:\n      app: load-test\n      tier: test\n").at("«tier»: test"),
        selector("    matchLabels: {}\n").at("  «selector»:\n"),
        mutant("selector-mismatch")
            .swap(&format!("  selector:\n{SELECTOR}"), "  selector: {}\n  template")
            .at("  «selector»: {}"),
        expression("DoesNotExist")
            .at("key: «app», operator")
            .and("      labels:\n        app: «load-test»\n"),
        expression("In, values: [flog, other]").at("key: «app», operator"),
        labels("      labels:\n        app: loadtest\n")
            .at("    matchLabels:\n      app: «load-test»\n  template")
            .and("app: «loadtest»\n"),
        labels("      labels:\n        name: load-test\n")
            .at("    matchLabels:\n      «app»: load-test\n  template"),
        labels("").at("  «selector»:\n").and("    «metadata»:\n      annotations:\n        #"),
    ]
}
