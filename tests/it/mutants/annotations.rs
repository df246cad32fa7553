//! Annotations that the agent doesn't read, or over which it breaks, and those where it never looks.

use super::harness::{Mutant, mutant};

const PARSER: &str = "        log.config.scalyr.com/attributes.parser: \"loadTestParser\"\n";
const OWN: &str = "    lt-lint/target: 2GB/s\n";
const LABEL: &str = "      labels:\n        app: load-test\n      annotations:\n";

/// One more annotation of the pods.
fn added(rule: &'static str, line: &str) -> Mutant {
    mutant(rule).after(PARSER, &format!("        log.config.scalyr.com/{line}\n"))
}

pub(super) fn mutants() -> Vec<Mutant> {
    [broken(), unread(), others()].concat()
}

fn broken() -> Vec<Mutant> {
    let broken = |line: &str| added("broken-annotation", line);
    let instead = |line: &str| {
        mutant("broken-annotation").swap(PARSER, format!("        log.config.scalyr.com/{line}\n"))
    };
    vec![
        broken("flog: json").at("«log.config.scalyr.com/flog»: json"),
        broken("exclude.flog: \"true\"").at("«log.config.scalyr.com/exclude.flog»"),
        broken("attributes.k8s.team: blue").at("«log.config.scalyr.com/attributes.k8s.team»"),
        broken("attributes.0: blue").at("«log.config.scalyr.com/attributes.0»"),
        broken("sampling_rules: '[]'").at("«log.config.scalyr.com/sampling_rules»"),
        broken("flog.redaction_rules.0.match_expression: \"[a\"")
            .at("«log.config.scalyr.com/flog.redaction_rules.0.match_expression»"),
        instead("attributes: '{\"parser\": \"loadTestParser\"}'")
            .at("«log.config.scalyr.com/attributes»: '{"),
        instead("attributes.flog.parser: loadTestParser")
            .at("«log.config.scalyr.com/attributes.flog.parser»"),
        instead("parser.flog: loadTestParser").at("«log.config.scalyr.com/parser.flog»"),
        instead("flog: loadTestParser").at("«log.config.scalyr.com/flog»"),
    ]
}

fn unread() -> Vec<Mutant> {
    let unread = |line: &str| added("unread-annotation", line);
    vec![
        unread("Exclude: \"true\"").at("«log.config.scalyr.com/Exclude»"),
        unread("attribute.team: blue").at("«log.config.scalyr.com/attribute.team»"),
        unread("flgo.exclude: \"true\"").at("«log.config.scalyr.com/flgo.exclude»"),
        unread("lineGroupers.0.start: x").at("«log.config.scalyr.com/lineGroupers.0.start»"),
        unread("teams.0.secret: blue").at("«log.config.scalyr.com/teams.0.secret»"),
        mutant("unread-annotation")
            .after(PARSER, "        log.scalyr.com/flog.attributes.team: blue\n")
            .at("«log.scalyr.com/flog.attributes.team»"),
    ]
}

fn others() -> Vec<Mutant> {
    vec![
        added("misread-annotation", "scalyr-agent.exclude: \"no\"").at("exclude: «\"no\"»"),
        added("misread-annotation", "flog.copy_from_start: \"false\"").at("start: «\"false\"»"),
        added("altered-log", "flog.parse_format: raw").at("parse_format: «raw»"),
        added("altered-log", "redaction_rules.0.match_expression: secret")
            .at("«log.config.scalyr.com/redaction_rules.0.match_expression»"),
        mutant("misplaced-annotation")
            .after(OWN, "    log.config.scalyr.com/scalyr-agent.exclude: \"true\"\n")
            .at("«log.config.scalyr.com/scalyr-agent.exclude»"),
        mutant("misplaced-annotation")
            .swap(
                LABEL,
                LABEL.replace(
                    "      annotations",
                    "        log.config.scalyr.com/flog.attributes.team: blue\n      annotations",
                ),
            )
            .at("«log.config.scalyr.com/flog.attributes.team»"),
    ]
}
