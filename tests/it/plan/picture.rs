//! The picture of the plan: one document of XML, all texts inside of it and beside each other.

use lt_lint::Options;
use lt_lint::output::plan::svg;
use lt_lint::plan::PlanRecord;
use lt_lint::source::SourceFile;
use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::{options, planned, templates};

/// What the printable ASCII characters take in DejaVu Sans Bold, the widest of the usual fonts, in thousandths.
const BOLD: [u32; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683,
    683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771,
    724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665,
    343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];
/// The same in DejaVu Sans.
const BOOK: [u32; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

fn number(node: Node<'_, '_>, name: &str) -> u32 {
    node.attribute(name).unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
}

/// What a text shows: the spaces around it are none of it.
fn shown(text: Node<'_, '_>) -> String {
    text.text().unwrap().trim().to_owned()
}

/// Where a text starts and ends, in units of the picture; what isn't ASCII is as wide as high.
fn ends(text: Node<'_, '_>) -> (u32, u32) {
    let widths = if text.has_attribute("font-weight") { BOLD } else { BOOK };
    let width =
        |c: char| widths.get((u32::from(c) as usize).wrapping_sub(32)).copied().unwrap_or(1000);
    let width = shown(text).chars().map(width).sum::<u32>() * number(text, "font-size") / 1000;
    let x = number(text, "x");
    match text.attribute("text-anchor") {
        Some("end") => {
            (x.checked_sub(width).unwrap_or_else(|| panic!("{:?} starts outside", text.text())), x)
        }
        _ => (x, x + width),
    }
}

/// The texts of a picture that is as it should be.
fn texts(plan: &PlanRecord) -> Vec<String> {
    let picture = svg(plan);
    assert_eq!(picture, svg(plan));
    let document = Document::parse(&picture).unwrap_or_else(|error| panic!("{error}: {picture}"));
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("role")), ("svg", Some("img")));
    let described: Vec<&str> =
        root.children().filter(Node::is_element).take(2).map(|it| it.tag_name().name()).collect();
    assert_eq!(described, ["title", "desc"]);
    let (width, height) = (number(root, "width"), number(root, "height"));
    assert_eq!(root.attribute("viewBox"), Some(format!("0 0 {width} {height}").as_str()));
    let mut seen: Vec<(u32, u32, u32, String)> = Vec::new();
    for node in root.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "svg" | "title" | "desc" | "style" | "g" => {}
            "rect" => {
                assert!(number(node, "x") + number(node, "width") <= width, "{node:?}");
                assert!(number(node, "y") + number(node, "height") <= height, "{node:?}");
            }
            "text" => {
                let (start, end) = ends(node);
                let (y, text) = (number(node, "y"), shown(node));
                assert!(
                    start >= 16 && end <= width - 16 && y <= height - 16 && y > 16,
                    "{text}: {start} to {end}"
                );
                let beside = seen
                    .iter()
                    .find(|(line, from, to, _)| *line == y && start < *to && *from < end);
                assert!(beside.is_none(), "{text} over {beside:?}");
                assert!(!(text.contains("% of ") && text.contains('…')), "{text}");
                seen.push((y, start, end, text));
            }
            other => panic!("<{other}> in a picture"),
        }
    }
    seen.into_iter().map(|(.., text)| text).collect()
}

fn named(namespace: &str, name: &str, container: &str) -> PlanRecord {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    planned(
        &templates(&[
            (
                "namespace: scalyr\n  annotations",
                &format!("namespace: {}\n  annotations", quoted(namespace)),
            ),
            ("name: load-test", &format!("name: {}", quoted(name))),
            ("name: flog", &format!("name: {}", quoted(container))),
        ]),
        &Options::default(),
    )
}

#[test]
fn a_target_that_is_missed_has_its_picture() {
    let plan =
        planned(&templates(&[("replicas: 400", "replicas: 43")]), &options(None, Some(43), None));
    texts(&plan);
    insta::assert_snapshot!("missed", svg(&plan));
}

#[test]
fn the_headline_is_the_whole_load_and_whether_it_is_enough() {
    let shown =
        |rate, nodes, target| texts(&planned(&templates(&[]), &options(rate, nodes, target)));
    let canonical = shown(None, None, None);
    for text in [
        "2 GB/s",
        "172.8 TB per day · 400 pods · 200 nodes",
        "reaches the target of 2 GB/s",
        "400 × 5 MB/s = 2 GB/s",
        "79% of 6 MiB/s (6.29 MB/s)",
        "2 pods on each of 200 nodes",
        "31.25 GiB",
    ] {
        assert!(canonical.iter().any(|it| it == text), "{text}: {canonical:?}");
    }
    let over = shown(Some("7MB/s"), None, Some("3GB/s"));
    for text in [
        "misses the target of 3 GB/s",
        "93% of 3 GB/s, below the target",
        "111% of 6 MiB/s (6.29 MB/s), above the cap",
        "To reach 3 GB/s on 200 nodes",
        "2.8 GB/s planned, 7 MB/s is above the cap of 6 MiB/s (6.29 MB/s)",
    ] {
        assert!(over.iter().any(|it| it == text), "{text}: {over:?}");
    }
    let alone = texts(&planned(&[], &options(None, Some(43), Some("10GB/s"))));
    let first = [
        "Target of a load test",
        "10 GB/s",
        "864 TB per day · 43 nodes",
        "To reach 10 GB/s on 43 nodes",
    ];
    assert!(alone.starts_with(&first.map(str::to_owned)), "{alone:?}");
    assert!(alone.contains(&"2021".to_owned()), "{alone:?}");
}

#[test]
fn what_is_unknown_is_told_once() {
    let mut sources =
        templates(&[("    lt-lint/target: 2GB/s\n", ""), ("    lt-lint/nodes: \"200\"\n", "")]);
    let one =
        templates(&[("    lt-lint/target: 2GB/s\n", ""), ("    lt-lint/nodes: \"200\"\n", "")])
            .remove(2);
    for number in 0..11 {
        let text = one.text.replace("name: load-test", &format!("name: load-test-{number}"));
        let text = if number == 4 {
            text.replace("scalyr/flog:v1", "own:1").replace("lt-lint/rate: 5MB/s", "a: b")
        } else {
            text
        };
        sources.push(SourceFile::new(format!("k8s/{number}.yaml"), text.into_bytes(), true));
    }
    let shown = texts(&planned(&sources, &Options::default()));
    assert_eq!(shown.iter().filter(|text| *text == "not known").count(), 3, "{shown:?}");
    assert!(
        shown.iter().any(|text| text.starts_with("of load-test-4: the rate of a pod: ")),
        "{shown:?}"
    );
    assert!(shown.contains(&"12 workloads · 4800 pods".to_owned()), "{shown:?}");
}

#[test]
fn hostile_names_are_text() {
    let plan = named("<script>", "]]>&amp;\"'", "a\u{1b}[31m\u{0}\u{202e}\n&lt;");
    let shown = texts(&plan);
    assert!(shown.contains(&"Deployment <script>/]]>&amp;\"'".to_owned()), "{shown:?}");
    assert!(
        shown.contains(&"not requested by a\\u{1b}[31m\\u{0}\\u{202e}\\u{a}&lt;".to_owned()),
        "{shown:?}"
    );
    let long = texts(&named(&"W".repeat(200), &"漢".repeat(200), &"m".repeat(400)));
    assert!(long.iter().any(|text| text.starts_with("Deployment W")
        && text.contains('…')
        && text.ends_with('漢')));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn any_names_and_figures_stay_inside(
        namespace in "\\PC{0,60}",
        name in "\\PC{0,120}",
        rate in 1_u64..99_999_999,
        nodes in prop::option::of(1_u64..99_999_999),
        target in prop::option::of(1_u64..999_999_999),
    ) {
        let (rate, target) = (format!("{rate}kB/s"), target.map(|target| format!("{target}MB/s")));
        let named = named(&namespace, &name, "flog");
        texts(&named);
        let sources = templates(&[("replicas: 400", "replicas: 123456789")]);
        texts(&planned(&sources, &options(Some(&rate), nodes, target.as_deref())));
        texts(&planned(&[], &options(Some(&rate), nodes, Some("99999999999PB/s"))));
    }
}
