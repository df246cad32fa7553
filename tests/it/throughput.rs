//! The most that an agent uploads, against what was worked out for it and what running agents did: the record in
//! `tests/data/agent/throughput.json`.

use std::collections::BTreeMap;

use lt_lint::agent::settings::{Effective, Variable};
use lt_lint::agent::upload::{Ceiling, Conditions, Runtime, ceiling, cpu_rate, lag, memory_need};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Case {
    release: String,
    env: BTreeMap<String, String>,
    rtt_ms: u64,
    compression_ratio: f64,
    line_bytes: u64,
    files: u64,
    ceiling_bytes_per_s: u64,
    limited_by: String,
    over_cpu_reference: bool,
    observed_bytes_per_s: Option<u64>,
}

fn settings(env: &[(&str, &str)], release: &str) -> Effective {
    let variables: Vec<Variable<'_>> =
        env.iter().map(|(name, text)| Variable { name, text: Some(text) }).collect();
    Effective::new(&variables, release.parse().unwrap())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ratios are small")]
fn found(case: &Case) -> Ceiling {
    let env: Vec<(&str, &str)> = case.env.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let on = Conditions {
        round_trip: case.rtt_ms,
        ratio: (case.compression_ratio * 1000.0).round() as u64,
        line: Some(case.line_bytes),
        files: case.files,
        runtime: Runtime::Docker,
    };
    ceiling(&settings(&env, &case.release), &on).unwrap()
}

#[test]
fn ceilings_are_those_that_were_worked_out_and_no_agent_was_faster() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../data/agent/throughput.json")).unwrap();
    assert_eq!(cases.len(), 47);
    for case in &cases {
        let found = found(case);
        assert_eq!(found.bytes, Some(case.ceiling_bytes_per_s), "{case:?}");
        assert_eq!(found.limit.name(), case.limited_by, "{case:?}");
        assert_eq!(found.over_cpu, case.over_cpu_reference, "{case:?}");
        assert!(case.observed_bytes_per_s.is_none_or(|seen| found.bytes >= Some(seen)), "{case:?}");
    }
}

#[test]
fn nothing_bounds_an_agent_that_never_waits() {
    let free = ceiling(&settings(&[], "2.2.22"), &Conditions::best(Some(1000), 1)).unwrap();
    assert_eq!((free.bytes, free.over_cpu), (None, true));
    let kept = settings(&[("SCALYR_MAX_SEND_RATE_ENFORCEMENT", "1MB/s")], "2.2.22");
    let kept = ceiling(&kept, &Conditions::best(None, 1)).unwrap();
    assert_eq!((kept.bytes, kept.limit.name()), (Some(1_000_000), "max_send_rate_enforcement"));
}

#[test]
fn memory_is_what_agents_were_seen_to_take() {
    let guide =
        [("SCALYR_MAX_ALLOWED_REQUEST_SIZE", "5900000"), ("SCALYR_PIPELINE_THRESHOLD", "0")];
    for (env, release, least, likely) in
        [(&guide[..], "2.1.1", 42, 52), (&[], "2.2.22", 65, 75), (&[], "2.1.1", 30, 31)]
    {
        let need = memory_need(&settings(env, release), Some(1)).unwrap();
        assert_eq!((need.least / 1_000_000, need.likely / 1_000_000), (least, likely), "{release}");
    }
}

#[test]
fn one_core_makes_so_many_lines_into_requests() {
    for (release, line, hundredths) in
        [("2.1.1", 100, 237), ("2.1.1", 1000, 1748), ("2.2.22", 100, 618), ("2.2.22", 1000, 3200)]
    {
        let rate = cpu_rate(&settings(&[], release), line).unwrap();
        let percent = rate / 10_000 * 100 / hundredths;
        assert!((97..=103).contains(&percent), "{release}, {line}: {rate}");
    }
}

#[test]
fn newer_releases_may_fall_further_behind() {
    assert_eq!(lag(&settings(&[], "2.1.5")), Some((5_242_880, 104_857_600)));
    assert_eq!(lag(&settings(&[], "2.1.6")), Some((200_000_000, 200_000_000)));
}

#[test]
fn requests_that_are_not_compressed_shorten_the_pause_whatever_the_lines_are() {
    let none = ("SCALYR_COMPRESSION_TYPE", "none");
    let alike = Conditions::usual(Some(1000), 1).repeated().unwrap();
    let most = |env: &[(&str, &str)], release| {
        ceiling(&settings(env, release), &alike).unwrap().bytes.unwrap()
    };
    assert_eq!((most(&[], "2.2.22"), most(&[none], "2.2.22")), (1_022_400, 102_240_000));
    // Early releases send them as they are with any name that they don't know.
    assert_eq!((most(&[], "2.1.1"), most(&[none], "2.1.1")), (179_802, 864_762));
    assert_eq!(most(&[("SCALYR_COMPRESSION_TYPE", "gzip")], "2.1.1"), 864_762);
    assert_eq!(most(&[("SCALYR_COMPRESSION_TYPE", "bz2")], "2.1.1"), 179_802);
    // A level that the type doesn't have switches it off where levels depend on types.
    let level = ("SCALYR_COMPRESSION_LEVEL", "12");
    assert_eq!((most(&[level], "2.1.1"), most(&[level], "2.2.22")), (179_802, 102_240_000));
    let secret = [Variable { name: "SCALYR_COMPRESSION_TYPE", text: None }];
    assert_eq!(ceiling(&Effective::new(&secret, "2.2.22".parse().unwrap()), &alike), None);
}

#[test]
fn settings_that_take_bytes_away_around_lines_make_room_for_more_of_them() {
    let usual = Conditions::usual(Some(100), 1);
    let most = |env: &[(&str, &str)], release, on: &Conditions| {
        ceiling(&settings(env, release), on).unwrap().bytes.unwrap()
    };
    // Full requests of events of so many bytes, one in 1.05 s.
    let with = |event: u64| ((1_048_576 - 500) / event * 20_000 + 105) / 210;
    let (old, stamp) = (
        ("SCALYR_DISABLE_LOGFILE_ADDEVENTS_FORMAT", "true"),
        ("SCALYR_INCLUDE_RAW_TIMESTAMP_FIELD", "false"),
    );
    assert_eq!(most(&[], "2.1.1", &usual), with(253));
    assert_eq!(most(&[old], "2.1.1", &usual), with(240));
    // It doesn't read this one yet.
    assert_eq!(most(&[stamp], "2.1.1", &usual), with(253));
    assert_eq!(most(&[stamp], "2.1.3", &usual), with(204));
    assert_eq!(most(&[old, stamp], "2.1.3", &usual), with(191));
    let cri = Conditions { runtime: Runtime::Cri, ..usual };
    assert_eq!(most(&[stamp], "2.1.3", &cri), with(204));
}

#[test]
fn nothing_is_sent_where_no_line_has_room_and_no_pause_is_shorter_than_none() {
    let usual = Conditions::usual(Some(1000), 1);
    for size in ["0", "-1", "700"] {
        let small = settings(&[("SCALYR_MAX_ALLOWED_REQUEST_SIZE", size)], "2.1.1");
        assert_eq!(ceiling(&small, &usual).unwrap().bytes, Some(0), "{size}");
    }
    let most = |pause| {
        let pause = [("SCALYR_MIN_REQUEST_SPACING_INTERVAL", pause)];
        ceiling(&settings(&pause, "2.1.1"), &usual).unwrap().bytes
    };
    assert_eq!((most("-1"), most("-0.5")), (most("0"), most("0")));
}
