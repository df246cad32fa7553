//! `quantity_rate_duration`, `image`, `generator_args`: texts of fields that have a syntax of their own.

use std::str::FromStr;

use lt_lint::SourceFile;
use lt_lint::agent::{closest_release, defects_of, judge_image, lacks_library, unpublished};
use lt_lint::kube::{ImageRef, cron, image_fault};
use lt_lint::load::{StatedFact, parse_cpu, parse_memory, parse_nodes, parse_pods};
use lt_lint::units::{Duration, Measure, Quantity, Rate, Version};
use serde_json::json;

use super::linting::{SESSION, check_plan, check_report};

/// Most bytes of a text that is a line of its own.
const MOST: usize = 4096;

/// Reads a text as every amount there is, and writes what was read.
pub fn quantity_rate_duration(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let parts: Vec<&str> = text.lines().take(2).collect();
    let [text, other] = [0, 1].map(|at| parts.get(at).copied().unwrap_or("3"));
    quantity(text, other);
    rate(text, other);
    if let Ok(duration) = Duration::from_str(text) {
        assert_eq!(Duration::from_str(&duration.to_string()).ok(), Some(duration), "{text:?}");
    }
    for fact in StatedFact::ALL {
        match fact.parse(text) {
            Ok(flags) => {
                // The text has nine decimals of its unit, and the same again.
                let shown = fact.text(&flags).unwrap_or_default();
                let again = fact.parse(&shown).ok().and_then(|flags| fact.text(&flags));
                assert_eq!(again.as_ref(), Some(&shown), "{}: {text:?}", fact.key);
            }
            Err(reason) => assert!(!reason.is_empty(), "{}: {text:?}", fact.key),
        }
    }
    let _ = (parse_cpu(text), parse_memory(text), parse_pods(text), parse_nodes(text));
    for measure in ["memory", "cpu", "storage"].map(Measure::of) {
        let repairs = measure.repairs(text);
        repairs.iter().for_each(|repair| assert!(Quantity::parse(repair).is_ok(), "{repair:?}"));
    }
    if let Some(fault) = cron::fault(text) {
        assert!(text.get(fault.at.clone()).is_some(), "{text:?}: {:?}", fault.at);
    }
    if let Some((version, rest)) = Version::split(text) {
        assert!(text.ends_with(rest), "{text:?}: {version}");
    }
}

fn quantity(text: &str, other: &str) {
    assert!(text.get(Quantity::suffix(text)).is_some(), "{text:?}");
    let other = Quantity::parse(other).or_else(|_| Quantity::parse("3"));
    match (Quantity::parse(text), other) {
        (Ok(one), Ok(other)) => {
            let plain = one.plain();
            assert!(!plain.contains("-,"), "{text:?}: {plain}");
            assert_eq!(Quantity::parse(&plain.replace(',', "")).ok(), Some(one), "{text:?}");
            let _ = (one.plus(other), one.times(u64::MAX), one.fits_into(other));
            let _ = (one.is_multiple_of(other), one.number_of(other), one.count_of(other));
            let _ = (one.percent_of(other), one.cores(), one.bytes(), one.is_whole());
        }
        (Err(error), _) => assert!(text.get(error.part.clone()).is_some(), "{text:?}: {error:?}"),
        _ => {}
    }
}

fn rate(text: &str, other: &str) {
    let other = Rate::from_str(other).unwrap_or_else(|_| Rate::of_bytes(3));
    match Rate::from_str(text) {
        Ok(one) => {
            assert_eq!(Rate::from_str(&one.compact()).ok(), Some(one), "{text:?}");
            let _ = (one.plus(other), one.times(u64::MAX), one.percent(u64::MAX), one.bytes());
            let _ = (one.count_to_reach(other), other.count_to_reach(one), one.percent_of(other));
            let _ = (one.volume(u64::MAX), one.megabytes(), one.number_in("MiB"));
            let _ = (one.readable(), one.beside(other).to_string(), one.against(other).to_string());
        }
        Err(reason) => assert!(!reason.is_empty(), "{text:?}"),
    }
}

/// Reads a text as an image, and lints pods that run it.
pub fn image(input: &[u8]) {
    let text = String::from_utf8_lossy(input.get(..MOST).unwrap_or(input));
    let image = ImageRef::parse(&text);
    assert!(text.get(image.name_range()).is_some(), "{text:?}");
    assert!(image.tag_range().is_none_or(|range| text.get(range).is_some()), "{text:?}");
    if let Some(fault) = image_fault(&text) {
        assert!(text.get(fault.at.clone()).is_some(), "{text:?}: {:?}", fault.at);
    }
    let _ = (judge_image(&image), unpublished(&image), lacks_library(&image, "zstandard"));
    let _ = (image.repository(), image.is_docker_hub(), image.is_same_repository(&image));
    if let Some((version, _)) = Version::split(&text) {
        let _ = (closest_release(version), defects_of(version).count());
    }
    let container = json!({ "name": "scalyr-agent", "image": text });
    pod(&[container, json!({ "name": "generator", "image": text })]);
}

/// Reads lines as the image of a generator and its arguments, and as a script of a shell.
pub fn generator_args(input: &[u8]) {
    let text = String::from_utf8_lossy(input.get(..MOST).unwrap_or(input));
    let (image, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let args: Vec<&str> = rest.split('\n').collect();
    let container = json!({ "name": "one", "image": image, "args": args });
    let script = json!({ "name": "two", "image": image, "command": ["sh", "-c", rest] });
    let command = json!({ "name": "three", "image": image, "command": args });
    pod(&[container, script, command]);
}

/// Lints and plans a workload with some containers.
fn pod(containers: &[serde_json::Value]) {
    let pods = json!({
        "metadata": { "labels": { "app": "a" } },
        "spec": { "containers": containers },
    });
    let text = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "a" },
        "spec": {
            "replicas": 3, "selector": { "matchLabels": { "app": "a" } }, "template": pods,
        },
    });
    let files = vec![SourceFile::new("a.json", text.to_string().into_bytes(), true)];
    check_plan(&files);
    check_report(&SESSION.lint(files), &SESSION.rules);
}
