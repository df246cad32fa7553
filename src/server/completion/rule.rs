//! Rules in comments that suppress them.

use crate::rule::Rule;
use crate::rule::docs::headline;
use crate::server::markdown::prose;
use crate::server::scene::Scene;
use crate::source::Span;

use super::context::Context;
use super::item::{Items, Offer};

/// What a comment starts with that suppresses rules.
const KEYWORDS: [&str; 2] = ["lt-lint-ignore-file", "lt-lint-ignore"];

/// The rules that a comment may name, those that are found in the file first.
pub(super) fn in_comment(scene: &Scene<'_>, context: &Context<'_>, items: &mut Items) {
    let comment = context.before.rsplit('#').next().unwrap_or_default().trim_start();
    let names = KEYWORDS.iter().find_map(|keyword| comment.strip_prefix(keyword));
    let Some(names) = names.filter(|names| names.starts_with([' ', '\t']) && !names.contains(':'))
    else {
        return;
    };
    let known: Vec<&str> = names.split(',').map(str::trim).collect();
    let comment = context.offset - comment.len()..context.line.end + 1;
    // What is wrong with the comment itself isn't what it is to suppress.
    let found = |id: &str| {
        let mut found = scene.findings(Span::new(0, scene.text.len()));
        found.any(|one| one.rule == id && !comment.contains(&one.primary.at.span.start))
    };
    let rules = || scene.unit.session.rules.iter();
    let all = rules().filter(|rule| found(rule.id())).chain(rules());
    for rule in all.filter(|rule| !known.contains(&rule.id()) || rule.id() == context.typed()) {
        items.value(offer(rule));
    }
}

fn offer(rule: &Rule) -> Offer {
    Offer {
        text: rule.id().to_owned(),
        detail: rule.severity().to_string(),
        about: prose(headline(rule)),
        ..Offer::default()
    }
}
