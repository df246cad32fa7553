//! Findings that the user suppresses on purpose: in comments, in annotations of rendered files, by the settings and by a
//! baseline.

mod baseline;
mod directive;
mod index;
mod near_miss;
mod overrides;
mod removal;

use std::collections::{BTreeSet, HashMap};

use crate::finding::{Finding, Level};
use crate::model::Model;
use crate::options::Options;
use crate::report::{By, Suppressed};
use crate::rule::SuppressionFault::{Unknown, Unused, WithoutReason};
use crate::rule::{Hit, Rule, RuleSet};
use crate::text::hint;

use directive::{Directive, Forgiving, Reach, forgiving};
use index::Index;

pub(crate) use baseline::forgive_known;

/// Takes out what the manifests and the settings suppress, and adds the mistakes of the suppressions themselves.
pub(crate) fn suppress(
    rules: &RuleSet,
    model: &Model<'_>,
    options: &Options,
    found: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let is_on =
        |finding: &mut Finding| overrides::apply(finding, model.sources, &options.overrides);
    let (mut kept, mut suppressed) = if options.no_ignores {
        (found, Vec::new())
    } else {
        forgive(rules, model, options, found)
    };
    kept.retain_mut(is_on);
    suppressed.retain_mut(|one| is_on(&mut one.finding));
    (kept, suppressed)
}

/// Takes out what comments and annotations suppress, and adds what is wrong with them.
fn forgive(
    rules: &RuleSet,
    model: &Model<'_>,
    options: &Options,
    found: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let Forgiving { directives, near_misses } = forgiving(rules, model);
    let mut index = Index::new(&directives);
    let (mut kept, suppressed) = parted(found, &directives, &mut index);
    let used: BTreeSet<usize> = index.used().collect();
    let is_on = |directive: &Directive| {
        let rule = rules.get(&directive.rule).filter(|rule| rule.is_enabled());
        let level =
            overrides::level(&directive.rule, directive.at.file, model.sources, &options.overrides);
        rule.is_some() && level != Some(Level::Off)
    };
    let mut hints = Hints::new(rules);
    for (number, one) in directives.iter().enumerate() {
        let settled = used.contains(&number) || !is_on(one);
        kept.extend(complaint(rules, &mut hints, one, settled, model));
    }
    kept.extend(
        near_misses.iter().filter_map(|hit| rules.suppression_finding(Unknown, hit, model)),
    );
    (kept, suppressed)
}

/// The findings that no directive suppresses, and those that one does.
fn parted(
    found: Vec<Finding>,
    directives: &[Directive],
    index: &mut Index<'_>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
    for finding in found {
        let places = [finding.primary.at].into_iter().chain(finding.anchored);
        match index.forgives(&finding.rule, places).and_then(|first| directives.get(first)) {
            Some(Directive { reason, .. }) => {
                suppressed.push(Suppressed { finding, reason: reason.clone(), by: By::Manifest });
            }
            None => kept.push(finding),
        }
    }
    (kept, suppressed)
}

/// What was likely meant by the names of rules that aren't known, each compared with all rules once.
struct Hints<'d> {
    rules: Vec<&'d str>,
    known: HashMap<&'d str, String>,
}

impl<'d> Hints<'d> {
    fn new(rules: &'d RuleSet) -> Self {
        Self { rules: rules.iter().map(Rule::id).collect(), known: HashMap::new() }
    }

    fn of(&mut self, name: &'d str) -> &str {
        self.known.entry(name).or_insert_with(|| hint(name, &self.rules))
    }
}

/// A comment with a reason that isn't after a colon: `lt-lint-ignore stale-image - an old release`.
fn without_colon(rules: &RuleSet, directive: &Directive) -> Option<Hit> {
    let (rule, _) = directive.rule.split_once(' ').filter(|(rule, _)| rules.get(rule).is_some())?;
    let reach = match directive.reach {
        Reach::Line(_) => "",
        Reach::File(_) => "-file",
        Reach::Object(_) => return None,
    };
    Some(Hit::new(directive.at, "misspelt").var("rule", rule).var("reach", reach))
}

/// What is wrong with a directive, if anything is. It is `settled` where it suppressed something, or its rule is off.
fn complaint<'d>(
    rules: &RuleSet,
    hints: &mut Hints<'d>,
    directive: &'d Directive,
    settled: bool,
    model: &Model<'_>,
) -> Option<Finding> {
    let hit = |case| Hit::new(directive.at, case).var("rule", &directive.rule);
    let (fault, hit) = if directive.rule == "*" {
        (Unknown, hit("all"))
    } else if let Some(hit) = without_colon(rules, directive) {
        (Unknown, hit)
    } else if rules.get(&directive.rule).is_none() {
        (Unknown, hit("unknown").var("hint", hints.of(&directive.rule)))
    } else if directive.reason.is_empty() {
        (WithoutReason, hit(""))
    } else if !settled {
        (Unused, hit("").mended_by(directive.removal.clone()))
    } else {
        return None;
    };
    rules.suppression_finding(fault, &hit, model)
}
