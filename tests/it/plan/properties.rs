//! What holds of every plan, not only of those that somebody thought of.

use crate::support::rules_beside_the_release;
use lt_lint::plan::ChoiceRecord;
use lt_lint::units::Rate;
use lt_lint::{Options, lint};
use proptest::prelude::*;

use super::{TWENTY_TB_A_DAY, options, planned, templates};

/// A rate as somebody would write it, of at most 20 characters in any unit.
fn rates() -> impl Strategy<Value = String> {
    let units = ["B", "kB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB"];
    (1_u32..500, 0_u32..1000, prop::sample::select(units.to_vec()))
        .prop_map(|(whole, fraction, unit)| format!("{whole}.{fraction:03}{unit}/s"))
}

/// The templates as a choice has them.
pub(super) fn chosen(choice: &ChoiceRecord, target: &str) -> Vec<lt_lint::source::SourceFile> {
    let rate = choice.rate.text.replace(' ', "");
    let megabytes = rate.parse::<Rate>().unwrap().megabytes();
    templates(&[
        ("replicas: 400", &format!("replicas: {}", choice.replicas)),
        ("\"5\"", &format!("\"{megabytes}\"")),
        ("lt-lint/rate: 5MB/s", &format!("lt-lint/rate: {rate}")),
        ("lt-lint/nodes: \"200\"", &format!("lt-lint/nodes: \"{}\"", choice.nodes)),
        ("lt-lint/target: 2GB/s", &format!("lt-lint/target: {target}")),
    ])
}

/// How many choices there are for a target; each of them lints clean.
fn clean(rate: Option<&str>, nodes: Option<u64>, target: &str) -> usize {
    let (rules, pedantic) =
        (rules_beside_the_release(), Options { pedantic: true, ..Options::default() });
    let plan = planned(&[], &options(rate, nodes, Some(target)));
    let choices: Vec<&ChoiceRecord> = plan.goals.iter().flat_map(|goal| &goal.choices).collect();
    for choice in &choices {
        let found = lint(chosen(choice, target), &rules, &pedantic).unwrap().findings;
        assert!(found.is_empty(), "{choice:?}: {found:?}");
        assert_eq!(choice.replicas, choice.nodes * choice.per_node);
    }
    choices.len()
}

#[test]
fn every_choice_lints_clean_in_the_templates() {
    let mut seen = 0;
    for target in ["100MB/s", TWENTY_TB_A_DAY, "2GB/s", "10GB/s"] {
        for nodes in [None, Some(3), Some(43), Some(150), Some(200)] {
            for rate in [None, Some("5MB/s"), Some("4.7MB/s"), Some("5.5MiB/s"), Some("7MB/s")] {
                seen += clean(rate, nodes, target);
            }
        }
    }
    assert!(seen > 300, "{seen}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn any_choice_lints_clean(
        rate in prop::option::of(1_u64..90),
        nodes in prop::option::of(1_u64..2000),
        target in 1_u64..50_000,
    ) {
        let rate = rate.map(|tenths| format!("{}kB/s", tenths * 100));
        clean(rate.as_deref(), nodes, &format!("{target}MB/s"));
    }

    #[test]
    fn twice_the_pods_make_twice_the_total(replicas in 1_u64..1_000_000, kilobytes in 1_u64..6000) {
        let total = |replicas: u64| {
            let (replicas, rate) = (format!("replicas: {replicas}"), format!("{kilobytes}kB/s"));
            let sources = templates(&[("replicas: 400", &replicas)]);
            let plan = planned(&sources, &options(Some(&rate), None, None));
            let total = plan.workloads[0].total.as_ref().unwrap();
            assert_eq!(plan.total.as_ref(), Some(total));
            total.bytes_per_second
        };
        prop_assert_eq!(total(replicas), replicas * kilobytes * 1000);
        prop_assert_eq!(total(2 * replicas), 2 * total(replicas));
    }

    #[test]
    fn a_rate_written_and_read_again_is_the_same(text in rates(), other in rates()) {
        let (rate, other): (Rate, Rate) = (text.parse().unwrap(), other.parse().unwrap());
        prop_assert_eq!(rate.compact().parse::<Rate>(), Ok(rate));
        let turned = rate.in_unit_of(other);
        prop_assert_eq!(turned, rate);
        prop_assert!(turned.has_unit_of(other) && turned.in_unit_of(rate).has_unit_of(rate));
        prop_assert_eq!(turned.compact().parse::<Rate>(), Ok(rate));
    }
}
