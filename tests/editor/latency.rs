//! How long it takes from a keystroke to its findings.

use std::time::{Duration, Instant};

use serde_json::json;

use super::client::{Client, Project};
use super::{SIDECAR, able, rules};

/// How many manifests the folder has.
const FILES: usize = 200;
const KEYSTROKES: u32 = 20;

#[test]
fn findings_follow_a_keystroke_at_once() {
    let project = Project::with_templates();
    let text = project.read(SIDECAR);
    for number in 3..FILES {
        let name = format!("load-test-{number}");
        project.write(&format!("k8s/{name}.yaml"), text.replace("load-test", &name));
    }
    let mut client = Client::start(&project, able());
    client.open(SIDECAR, &text);
    client.findings(SIDECAR);
    let at = super::position(&text, "memory: 150Mi", 9);
    let mut times = Vec::new();
    for keystroke in 0..KEYSTROKES {
        // A digit is typed in front of the limit, and taken away again.
        let (end, new) = if keystroke % 2 == 0 { (0, "0.") } else { (2, "") };
        let mut until = at.clone();
        until["character"] = json!(at["character"].as_u64().unwrap() + end);
        let start = Instant::now();
        let version = client
            .change_by(SIDECAR, json!([{ "range": { "start": at, "end": until }, "text": new }]));
        let params = client.findings(SIDECAR);
        times.push(start.elapsed());
        assert_eq!(params["version"], version);
        let expected: &[&str] = if keystroke % 2 == 0 { &["low-memory-limit"] } else { &[] };
        assert_eq!(rules(&params), expected);
    }
    times.sort();
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{FILES} files: {median:?} from keystroke to findings, {most:?} at most");
    // What isn't optimised takes many times as long.
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 5_000 } else { 50 });
    assert!(median <= limit, "{median:?}");
}
