//! Settings, limits and lines with which an agent can't keep up.

use super::harness::{Config, Mutant, mutant};

const AGENT: &str = "scalyr/scalyr-k8s-agent:2.1.1\n";
const LIMIT: &str = "            limits:\n              memory: 150Mi\n";

pub(super) fn mutants() -> Vec<Mutant> {
    let set = |rule, find: &str, put: &str| mutant(rule).swap_in(Config, find, put);
    let slow = |find: &str, put: &str| set("rate-above-ceiling", find, put);
    let skips = |find: &str, put: &str| set("lag-skips-logs", find, put);
    vec![
        slow("MIN_REQUEST_SPACING_INTERVAL: \"0.1\"", "MIN_REQUEST_SPACING_INTERVAL: \"1.5\"")
            .swap_in(
                Config,
                "MAX_REQUEST_SPACING_INTERVAL: \"1.0\"",
                "MAX_REQUEST_SPACING_INTERVAL: \"1.5\"",
            )
            .at_in(Config, "MIN_REQUEST_SPACING_INTERVAL: «\"1.5\"»"),
        slow("SIZE: \"5900000\"", "SIZE: \"500000\"")
            .swap_in(Config, "  SCALYR_MIN_REQUEST_SPACING_INTERVAL: \"0.1\"\n", "")
            .at("-m, «\"5\"»"),
        slow(
            "  SCALYR_MAX_LINE_SIZE",
            "  SCALYR_MAX_SEND_RATE_ENFORCEMENT: \"3MB/s\"\n  SCALYR_MAX_LINE_SIZE",
        )
        .swap(AGENT, "scalyr/scalyr-k8s-agent:2.2.22\n")
        .at_in(Config, "ENFORCEMENT: «\"3MB/s\"»"),
        skips(
            "MAX_EXISTING_LOG_OFFSET_SIZE: \"200000000\"",
            "MAX_EXISTING_LOG_OFFSET_SIZE: \"20000000\"",
        )
        .at_in(Config, "MAX_EXISTING_LOG_OFFSET_SIZE: «\"20000000\"»"),
        skips("  SCALYR_MAX_LOG_OFFSET_SIZE: \"200000000\"\n", "").at("-m, «\"5\"»"),
        mutant("cpu-too-small-for-rate")
            .swap("              cpu: \"1\"\n", "              cpu: 400m\n")
            .swap(LIMIT, format!("{LIMIT}              cpu: 400m\n"))
            .at("memory: 150Mi\n              cpu: «400m»"),
        set("memory-too-small-for-settings", "SIZE: \"5900000\"", "SIZE: \"59000000\"")
            .at("limits:\n              memory: «150Mi»"),
    ]
}
