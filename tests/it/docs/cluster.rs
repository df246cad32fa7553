//! Which rules a policy can hold, and why the others can't be part of one.

use std::collections::BTreeMap;
use std::fmt::Write;

use lt_lint::RuleSet;
use lt_lint::policy::obstacle;
use lt_lint::rule::docs::headline;

pub(super) fn tables(rules: &RuleSet) -> String {
    let mut exported = String::from("| exported rule | what it finds |\n|---|---|\n");
    let mut others: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for rule in rules.iter() {
        let id = rule.id();
        let link = format!("[{id}](rules/{id}.md)");
        match obstacle(rule) {
            None => writeln!(exported, "| {link} | {} |", headline(rule)).unwrap(),
            Some(reason) => others.entry(reason).or_default().push(link),
        }
    }
    let mut out = exported + "\n| not exported, because | rules |\n|---|---|\n";
    for (reason, rules) in others {
        writeln!(out, "| {reason} | {} |", rules.join(", ")).unwrap();
    }
    out
}
