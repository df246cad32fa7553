//! A generator whose log is more than its limit of the node's disk: the kubelet evicts its pod. Source: the Kubernetes
//! documentation, "Local ephemeral storage" and "Logging Architecture"; kubelet's container_log_manager.go; Docker's
//! documentation of the json-file driver.

use crate::load::{ContainerLoad, Load, Output, Runtime};
use crate::rule::Hit;
use crate::units::{Duration, Quantity};

/// Bytes of a log above which the kubelet rotates it.
const ROTATED_AT: u64 = 10 << 20;
/// How many seconds the kubelet lets pass before it looks at a log again.
const LOOKED_AT_EVERY: u64 = 10;
/// How many files of a log are kept.
const KEPT: u64 = 5;
/// Seconds that a test lasts at least, where nothing states its duration.
const SHORTEST_TEST: u64 = 3600;

pub(super) fn evicted(container: &ContainerLoad, load: &Load) -> Option<Hit> {
    let Output::Rate(amount) = &container.output else {
        return None;
    };
    let (limit, quantity) = container.disk_limit.as_ref()?.amount.as_ref()?;
    let bytes = quantity.count_of(Quantity::parse("1").ok()?);
    let rate = amount.rate.bytes();
    let after = bytes.checked_div(rate)?;
    let grown = rate.saturating_mul(LOOKED_AT_EVERY);
    let case = if is_in_docker(load) {
        let lasts = load.stated.duration.as_ref().map_or(SHORTEST_TEST, |it| it.value.seconds());
        (after < lasts).then_some("grows")?
    } else {
        (bytes < grown.max(ROTATED_AT)).then_some("rotated")?
    };
    let needed = (grown + ROTATED_AT).saturating_mul(KEPT).div_ceil(1 << 20);
    let at = container.disk_limit.as_ref()?.at;
    let hit = Hit::new(at, case).related(amount.at, format!("{}", amount.rate));
    let hit = hit.because_of([amount.at]).var("container", &container.container);
    let hit = hit.var("limit", limit).var("rate", amount.rate.to_string());
    Some(hit.var("needed", format!("{needed}Mi")).var("after", Duration::of(after)))
}

fn is_in_docker(load: &Load) -> bool {
    load.stated.runtime.as_ref().is_some_and(|runtime| runtime.value == Runtime::Docker)
}
