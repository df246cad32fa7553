//! Pods that write more than their agent uploads at most by its settings.

use crate::agent::settings::Effective;
use crate::agent::upload::{Ceiling, Conditions, Limit, ceiling};
use crate::model::Upload;
use crate::rule::check::Hit;
use crate::source::Location;

use super::{Case, rate};

const SIZE: &str = "SCALYR_MAX_ALLOWED_REQUEST_SIZE";

/// A pod above the ceiling of its agent.
pub(super) fn above(case: &Case<'_, '_>) -> Option<Hit> {
    let upload = case.upload?;
    let (name, (ceiling, on)) = case.in_every_release(|settings| judge(settings, &upload))?;
    let bytes = ceiling.bytes?;
    let own = place(case, &ceiling);
    let of_rate = case.rate_place();
    let hit = Hit::new(own.or(of_rate)?, name).var("rate", upload.least);
    let hit = hit.var("ceiling", rate(bytes, upload.least));
    let settings = case.newest()?;
    let hit = hit.var("because", because(settings, &ceiling, &on));
    let hit = hit.var("remedy", remedy(settings, ceiling.limit));
    let hit = match (own, of_rate) {
        (Some(_), Some(at)) => hit.related(at, format!("{} of logs", upload.least)),
        _ => hit.related(case.agent.one.container.place(), "this agent uploads them"),
    };
    Some(hit.because_of(of_rate))
}

/// The setting that holds the agent back, where it is written, or another one that is the wrong one of those.
fn place(case: &Case<'_, '_>, ceiling: &Ceiling) -> Option<Location> {
    let limiting = if ceiling.bytes == Some(0) { SIZE } else { ceiling.limit.setting() };
    let own = case.place_of(limiting)?;
    let mut others = to_change(case.newest()?, ceiling.limit);
    Some(others.find_map(|(name, _)| case.place_of(name)).unwrap_or(own))
}

type Found = (&'static str, (Ceiling, Conditions));

/// Whether a load is above the ceiling of a release, and on what that depends.
fn judge(settings: &Effective, upload: &Upload) -> Option<Found> {
    let best = upload.best();
    let tries = [
        ("certain", Some(best)),
        ("compression", upload.as_compressed(best)),
        ("network", Some(upload.far())),
    ];
    let is_above =
        |ceiling: &Ceiling| ceiling.bytes.is_some_and(|most| upload.least.bytes() > most);
    tries.into_iter().find_map(|(case, on)| {
        let found = ceiling(settings, &on?).filter(is_above)?;
        Some((case, (found, on?)))
    })
}

/// What holds the agent back.
fn because(settings: &Effective, ceiling: &Ceiling, on: &Conditions) -> String {
    let size = shown(settings, SIZE);
    let limit = ceiling.limit;
    match limit {
        _ if ceiling.bytes == Some(0) => {
            format!("a request has at most {size} bytes, in which no line has room")
        }
        Limit::SendRate => "SCALYR_MAX_SEND_RATE_ENFORCEMENT limits it".to_owned(),
        Limit::RoundTrip => format!(
            "a request has at most {size} bytes, and the next one waits for the answer, {} ms here",
            on.round_trip
        ),
        Limit::MinSpacing | Limit::MaxSpacing => {
            let pause = shown(settings, limit.setting());
            format!("it sends at most {size} bytes every {pause} s ({})", limit.setting())
        }
    }
}

/// What to change.
fn remedy(settings: &Effective, limit: Limit) -> String {
    if limit == Limit::SendRate {
        return "Raise SCALYR_MAX_SEND_RATE_ENFORCEMENT, or write `unlimited`".to_owned();
    }
    if settings.forces() == Some(true) {
        return "Set SCALYR_HIGH_WATER_BYTES_SENT to \"10000\" and SCALYR_LOW_WATER_BYTES_SENT to \"1000\""
            .to_owned();
    }
    let texts = to_change(settings, limit).map(|(name, text)| format!("{name} to \"{text}\""));
    let texts: Vec<String> = texts.collect();
    match texts.as_slice() {
        [] => format!("Lower {}", limit.setting()),
        texts => format!("Set {}", crate::text::list(texts)),
    }
}

/// The settings that hold the agent back and aren't as a load test needs them, with the values that it needs.
fn to_change(
    settings: &Effective,
    limit: Limit,
) -> impl Iterator<Item = (&'static str, &'static str)> + use<'_> {
    const WANTED: [(&str, &str); 4] = [
        (SIZE, "5900000"),
        ("SCALYR_PIPELINE_THRESHOLD", "0"),
        ("SCALYR_MIN_REQUEST_SPACING_INTERVAL", "0.1"),
        ("SCALYR_MAX_REQUEST_SPACING_INTERVAL", "1.0"),
    ];
    let is_free = limit != Limit::SendRate && settings.forces() != Some(true);
    let is_other = |name: &str, text: &str| number(&shown(settings, name)) != number(text);
    WANTED.into_iter().filter(move |(name, text)| is_free && is_other(name, text))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn shown(settings: &Effective, name: &str) -> String {
    settings.value(name).map(|value| value.to_string()).unwrap_or_default()
}
