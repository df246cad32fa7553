//! The plan on terminals of all widths, with and without colours.

use lt_lint::Options;
use lt_lint::output::plan::{PlanLook, human, svg};
use lt_lint::plan::PlanRecord;

use super::{options, planned, templates};

const LOOK: PlanLook = PlanLook { width: 80, ascii: true, color: false };

/// Plans with everything that there is to show.
fn plans() -> Vec<PlanRecord> {
    vec![
        planned(&templates(&[]), &Options::default()),
        planned(&templates(&[]), &options(Some("7.5MB/s"), Some(3), Some("5TB/s"))),
        planned(
            &templates(&[("scalyr/flog:v1", "example.com/own:1")]),
            &options(None, Some(7), None),
        ),
        planned(
            &templates(&[("lt-lint/rate: 5MB/s", "a: b"), ("flog:v1", "own:1")]),
            &options(None, None, None),
        ),
        planned(&[], &options(None, Some(43), Some("10GB/s"))),
        planned(&[], &options(None, Some(1), Some("10GB/s"))),
    ]
}

#[test]
fn every_line_keeps_to_the_width() {
    for width in [40, 41, 52, 60, 80, 120, 200] {
        for plan in plans() {
            let shown = human(&plan, &PlanLook { width, ..LOOK });
            let long = shown.lines().find(|line| line.chars().count() > width);
            assert!(shown.is_ascii() && long.is_none(), "{width}: {long:?}");
            assert!(shown.lines().all(|line| line == line.trim_end()), "{shown}");
        }
    }
}

#[test]
fn colours_change_nothing_but_the_colour() {
    for (plan, code) in plans().iter().zip(["32", "31"]) {
        let coloured = human(plan, &PlanLook { color: true, ..LOOK });
        assert!(coloured.contains(&format!("\u{1b}[{code}m####")), "{coloured}");
        let plain = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m"];
        let plain = plain.iter().fold(coloured, |text, code| text.replace(code, ""));
        assert_eq!(plain, human(plan, &LOOK));
    }
    let close = planned(&templates(&[]), &options(Some("6MB/s"), None, None));
    let shown = human(&close, &PlanLook { color: true, ..LOOK });
    assert!(
        shown.contains("\u{1b}[33m#") && shown.contains("95% of 6 MiB/s (6.29 MB/s)\n"),
        "{shown}"
    );
}

#[test]
fn compared_figures_have_one_unit() {
    let shown =
        |rate, target| human(&planned(&templates(&[]), &options(rate, None, Some(target))), &LOOK);
    assert!(shown(None, "3000MB/s").contains("  66% of 3000 MB/s, below the target\n"));
    assert!(
        shown(None, "3000MB/s").starts_with("Deployment")
            && shown(None, "3000MB/s").contains(": 2000 MB/s planned")
    );
    assert!(shown(None, "5TB/s").contains("  0% of 5 TB/s (5000 GB/s), below the target\n"));
    assert!(
        shown(Some("1MB/s"), "2GB/s").contains(": 400 MB/s planned, 2000 pods at 1 MB/s needed")
    );
    assert!(
        shown(Some("1MB/s"), "2GB/s").contains("  20% of 2 GB/s (2000 MB/s), below the target\n")
    );
    assert!(shown(Some("6MiB/s"), "2GiB/s").contains("  100% of 6 MiB/s\n"));
    assert!(
        shown(Some("6MiB/s"), "2GiB/s")
            .contains("Target 2 GiB/s on 200 nodes: 2.34 GiB/s planned, 342 pods")
    );
}

#[test]
fn one_of_a_thing_is_one() {
    let shown = human(
        &planned(&templates(&[("replicas: 400", "replicas: 1")]), &options(None, Some(1), None)),
        &LOOK,
    );
    assert!(
        shown.contains("1 pod on each of 1 node, too few\n") && shown.contains("  1 pod\n"),
        "{shown}"
    );
    assert!(shown.contains("images: up to 2 pulls (2 on 1 node)"), "{shown}");
    let shown = human(&planned(&templates(&[]), &options(None, Some(800), None)), &LOOK);
    assert!(shown.contains("1 pod on the fullest of 800 nodes, 0 on the\n"), "{shown}");
    assert!(shown.contains("images: up to 800 pulls (2 on each of 400 nodes)"), "{shown}");
}

#[test]
fn what_is_only_known_in_part_or_at_most_says_so() {
    let with = |part: &str, other: &str| {
        let sources = templates(&[(part, other), ("    lt-lint/rate: 5MB/s\n", "")]);
        planned(&sources, &options(None, None, None))
    };
    let most = with(
        "args: [--loop, --format, apache_combined, -m, \"5\"]",
        "args: [--loop, -d, \"0.005\"]",
    );
    let shown = human(&most, &LOOK);
    let row = "  per pod   0.02   0.01   <0.01  at most, by the arguments\n";
    assert!(shown.contains(row), "{shown}");
    assert!(svg(&most).contains("\n400 × 20.86 kB/s = 8.34 MB/s at most\n"), "{}", svg(&most));
    assert!(svg(&most).contains("\n&lt;0.01 TB\n"));
    let own = "      containers:\n        - {name: own, image: example.com/own:1}\n";
    let part = with("      containers:\n", own);
    let shown = human(&part, &PlanLook { color: true, ..LOOK });
    let words = "% of 6 MiB/s (6.29 MB/s), known in part\n";
    assert!(shown.contains("\u{1b}[33m####") && shown.contains(words), "{shown}");
}

#[test]
fn images_are_pulled_once_a_node_unless_they_never_are() {
    let pulls = |replaced: &[(&str, &str)]| {
        let price =
            planned(&templates(replaced), &options(None, None, None)).workloads.remove(0).price;
        (price.images, price.image_pulls)
    };
    let (agent, flog) = ("scalyr/scalyr-k8s-agent:2.1.1".to_owned(), "scalyr/flog:v1".to_owned());
    assert_eq!(pulls(&[]), (vec![flog, agent.clone()], Some(400)));
    let same = ("image: scalyr/flog:v1", "image: scalyr/scalyr-k8s-agent:2.1.1");
    assert_eq!(pulls(&[same]), (vec![agent.clone()], Some(200)));
    let never = (
        "flog:v1\n          imagePullPolicy: IfNotPresent",
        "flog:v1\n          imagePullPolicy: Never",
    );
    assert_eq!(pulls(&[never]), (vec![agent.clone()], Some(200)));
    assert_eq!(pulls(&[never, ("lt-lint/nodes: \"200\"", "a: b")]), (vec![agent], None));
}

#[test]
fn hostile_names_stay_in_their_cells() {
    let name = format!("name: \"{}\\e[31m\\n\"", "x".repeat(200));
    let shown = human(&planned(&templates(&[("name: flog", &name)]), &Options::default()), &LOOK);
    let row =
        "\n  xxxxxxxxxxxxxxx...u{1b}[31m\\u{a}  5.01     4.78    0.43\n    by its arguments, ";
    assert!(shown.contains(row) && !shown.contains('\u{1b}'), "{shown}");
}
