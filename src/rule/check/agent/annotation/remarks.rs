//! Annotations over which the agent breaks, and those that it doesn't read or takes for something else.

use crate::agent::{ANNOTATION_PREFIX, LogSettings, Remark, RemarkKind, misdirected};
use crate::model::{Model, Workload, WorkloadRole, unread_items};
use crate::rule::check::Hit;
use crate::units::Version;
use crate::yaml::{Entry, Node};

use super::Find;

/// What is to be said in every release that may read the annotations.
pub(super) fn remarks<'a>(report: Find, pod: &Workload<'a>, model: &Model<'a>) -> Vec<Hit> {
    let annotations = pod.pod.annotations();
    let mut hits = Vec::new();
    if report == Find::Unread {
        hits.extend(annotations.iter().filter_map(|entry| of_other_prefix(entry, pod)));
    }
    if !annotations.iter().any(|entry| entry.key_text().starts_with(ANNOTATION_PREFIX)) {
        return hits;
    }
    let mut of_releases =
        releases(pod, model).into_iter().map(|release| LogSettings::remarks(&pod.pod, release));
    let mut remarks = of_releases.next().unwrap_or_default();
    for other in of_releases {
        let is_same = |remark: &Remark<'_>, it: &Remark<'_>| {
            it.entry.key == remark.entry.key && it.kind == remark.kind
        };
        remarks.retain(|remark| other.iter().any(|it| is_same(remark, it)));
    }
    let told: Vec<_> = hits.iter().map(|hit| hit.at).collect();
    let new = remarks.iter().filter(|remark| find_of(remark.kind) == report);
    let new = new.map(|remark| resting(hit(remark), pod));
    hits.extend(new.filter(|hit| !told.contains(&hit.at)));
    hits
}

/// The releases of the agents that read a pod's annotations: its own, else those of the nodes, else any.
fn releases<'a>(pod: &Workload<'a>, model: &Model<'a>) -> Vec<Version> {
    let of = |pod: &Workload<'a>| {
        let agents = pod.containers.iter().filter(|one| one.is_agent);
        let settings = agents.flat_map(|one| one.settings(pod, &model.objects).all.iter());
        settings.map(|settings| settings.release).collect::<Vec<_>>()
    };
    let own = of(pod);
    let of_nodes = || {
        let agents = model.workloads.iter().filter(|it| it.role == WorkloadRole::NodeAgent);
        agents.flat_map(of).collect::<Vec<_>>()
    };
    let found = if own.is_empty() { of_nodes() } else { own };
    if found.is_empty() { crate::agent::settings::known_releases().to_vec() } else { found }
}

fn find_of(kind: RemarkKind) -> Find {
    match kind {
        _ if kind.breaks() => Find::Broken,
        _ if kind.is_misread() => Find::Misread,
        _ => Find::Unread,
    }
}

/// With where the container may be that isn't found, or that is found among the init containers.
fn resting(hit: Hit, pod: &Workload<'_>) -> Hit {
    if !matches!(hit.case, "container" | "init") {
        return hit;
    }
    let spec = pod.pod.spec;
    let is_lost = spec.value.get("containers").is_none_or(Node::is_null);
    hit.because_of(unread_items(spec.value, "containers"))
        .because_of(is_lost.then(|| spec.key.location()))
}

fn hit(remark: &Remark<'_>) -> Hit {
    let is_of_value = remark.kind.is_misread() || remark.instead.starts_with('"');
    let at = if is_of_value { remark.entry.place() } else { remark.entry.key.location() };
    let hit = Hit::new(at, case(remark.kind)).var("key", remark.entry.key_text());
    let hit = match remark.kind {
        RemarkKind::TooNew(since) => hit.var("detail", since),
        RemarkKind::NoContainer => hit.var("detail", remark.container.as_deref().unwrap_or("")),
        _ => hit.var("detail", &remark.detail),
    };
    let hit = hit.var("actual", remark.entry.value.text().unwrap_or_default());
    let hit = hit.var("remedy", remedy(remark)).subsumes([remark.entry.key.location()]);
    let others = remark.others.iter().map(|entry| entry.key.location());
    others.fold(hit, |hit, at| hit.related(at, "this one too"))
}

fn case(kind: RemarkKind) -> &'static str {
    match kind {
        RemarkKind::Listing => "listing",
        RemarkKind::Early => "early",
        RemarkKind::Late => "late",
        RemarkKind::Dropped => "dropped",
        RemarkKind::Scan => "scan",
        RemarkKind::Misspelt => "misspelt",
        RemarkKind::Unknown => "unknown",
        RemarkKind::NoContainer => "container",
        RemarkKind::InitOnly => "init",
        RemarkKind::Refused => "refused",
        RemarkKind::TooNew(_) => "too-new",
        RemarkKind::Beaten => "beaten",
        RemarkKind::Shadowed => "shadowed",
        RemarkKind::Choice => "choice",
        RemarkKind::Flag => "flag",
        RemarkKind::Word => "word",
    }
}

/// What to write.
fn remedy(remark: &Remark<'_>) -> String {
    let instead = remark.instead.as_str();
    let key = remark.entry.key_text();
    match remark.kind {
        RemarkKind::Word => format!("Write {instead}."),
        _ if instead.starts_with('"') => format!("Write {instead}."),
        _ if instead.contains(": ") => format!("Write `{instead}`."),
        _ if !instead.is_empty() && remark.detail.starts_with("the rule has no") => {
            format!("Add `{instead}`.")
        }
        _ if !instead.is_empty() => format!("Write `{instead}`."),
        _ => format!("Remove `{key}`."),
    }
}

/// An annotation whose prefix isn't the one that its option is read after.
fn of_other_prefix(entry: &Entry<'_>, pod: &Workload<'_>) -> Option<Hit> {
    let names: Vec<&str> = pod.pod.containers.iter().map(crate::kube::Container::name).collect();
    let key = entry.key_text();
    let meant = misdirected(key, &names)?;
    let hit = Hit::new(entry.key.location(), "prefix").var("key", key).var("detail", &meant);
    let actual = entry.value.text().unwrap_or_default();
    Some(hit.var("actual", actual).var("remedy", format!("Write `{meant}`.")))
}
