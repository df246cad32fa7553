//! Memory and CPU of agents, against what their settings and the load take.

use crate::agent::settings::Effective;
use crate::agent::upload::{MemoryNeed, cpu_rate, memory_need};
use crate::kube::quantity;
use crate::load::Load;
use crate::model::{Model, Upload, Uploader, WorkloadContainer};
use crate::rule::check::Hit;
use crate::source::Location;
use crate::text::count;
use crate::units::Quantity;

use super::{Case, rate};

/// Settings that say how large the agent's buffers are.
const BUFFERS: [&str; 2] = ["SCALYR_MAX_ALLOWED_REQUEST_SIZE", "SCALYR_READ_PAGE_SIZE"];

/// Agents of the load test whose limit of memory is below what their settings take.
pub(super) fn memory<'a>(model: &Model<'a>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for load in &model.loads.all {
        for agent in model.uploaders(load) {
            let hit = memory_of(load, &agent, model);
            let is_new = |hit: &Hit| hits.iter().all(|known| known.at != hit.at);
            if let Some(hit) = hit.filter(is_new) {
                hits.push(hit);
            }
        }
    }
    hits
}

fn memory_of<'a>(load: &Load, agent: &Uploader<'_, 'a>, model: &Model<'a>) -> Option<Hit> {
    let (text, limit, at) = limit(agent.one, "memory")?;
    let limit = limit.count_of(Quantity::parse("1").ok()?);
    let is_shared = model.workloads.get(load.pod).is_some_and(|pod| !pod.on_node.is_empty());
    let files = || Upload::new(load, 1).map_or(1, |upload| upload.files);
    let files = (!is_shared).then(files);
    let needs: Option<Vec<MemoryNeed>> =
        agent.told(model).iter().map(|settings| memory_need(settings, files)).collect();
    let need = needs?.into_iter().min_by_key(|need| need.likely)?;
    let (case, needed) = match need {
        _ if limit < need.least => ("certain", need.least),
        _ if limit < need.likely => ("likely", need.likely),
        _ => return None,
    };
    let mebibytes = needed.div_ceil(1 << 20);
    let hit = Hit::new(at, case).var("limit", text).var("needed", format_args!("{mebibytes}Mi"));
    let hit = with_parts(hit, need).in_object(&agent.workload.pod.object);
    Some(with_buffers(hit, agent, model))
}

/// With the settings of the buffers, where they are written.
fn with_buffers<'a>(hit: Hit, agent: &Uploader<'_, 'a>, model: &Model<'a>) -> Hit {
    let newest = agent.told(model).last();
    let place = |name: &&str| agent.place_of(name, newest?, &model.objects);
    BUFFERS.iter().filter_map(place).fold(hit, |hit, at| hit.related(at, "the size of a buffer"))
}

/// With what takes the memory.
fn with_parts(hit: Hit, need: MemoryNeed) -> Hit {
    let hit = hit.var("sessions", count(need.sessions, "session"));
    match need.processes {
        0 => hit.without(&["processes"]),
        processes => hit.var("processes", format_args!(" and {}", count(processes, "worker"))),
    }
}

/// A pod whose agent has too small a limit of CPU for it.
pub(super) fn cpu(case: &Case<'_, '_>) -> Option<Hit> {
    let upload = case.upload?;
    let line = upload.lines?.most;
    let (text, limit, at) = limit(case.agent.one, "cpu")?;
    let millicores = limit.count_of(Quantity::parse("1m").ok()?);
    // One process takes one core at most, whatever it may.
    if millicores >= 1000 {
        return None;
    }
    let judge = |settings: &Effective| {
        let core = cpu_rate(settings, line)?;
        let most = core.saturating_mul(millicores) / 1000;
        (upload.least.bytes() > most).then_some(("", (core, most)))
    };
    let (_, (core, most)) = case.in_every_release(judge)?;
    let needed = upload.least.bytes().saturating_mul(1000) / core.max(1);
    let hit = Hit::new(at, "").var("limit", text).var("rate", upload.least);
    let hit = hit.var("ceiling", rate(most, upload.least)).var("remedy", remedy(needed));
    let of_rate = case.rate_place();
    let hit = of_rate.iter().fold(hit, |hit, at| hit.related(*at, format!("{}", upload.least)));
    Some(hit.because_of(of_rate))
}

/// What to do where so many thousandths of a core are needed.
fn remedy(millicores: u64) -> String {
    if millicores >= 1000 {
        return "Remove resources.limits.cpu, and lower the rate of a pod".to_owned();
    }
    let enough = millicores.div_ceil(100) * 100;
    format!("Set resources.limits.cpu to {enough}m or more, or omit it")
}

/// An agent's own limit of a resource, with its text and its place.
fn limit(one: &WorkloadContainer<'_>, resource: &str) -> Option<(String, Quantity, Location)> {
    let node = one.container.node.get_path(&["resources", "limits", resource])?;
    let (text, amount) = quantity(node)?;
    Some((text, amount, node.location()))
}
