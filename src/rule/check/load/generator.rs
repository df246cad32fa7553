//! `generator`: what a load generator makes of its arguments, and what becomes of its lines.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::fix::Change;
use crate::load::{ContainerLoad, Excluded, Load, Mistake, MistakeKind, Output, WaitedFor};
use crate::source::Location;
use crate::units::Quantity;

use super::ends::ends;
use super::evicted::evicted;
use crate::model::Model;
use crate::model::Workload;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// GeneratorFile of `generator`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GeneratorFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// An argument that isn't what it looks like: several in one item (case `joined`), a value that the program
    /// doesn't accept (`refused`), a flag without its value (`no-value`), a flag that it doesn't have, much like one
    /// of its own (`misspelt`) or not (`unknown`), a word that it doesn't accept (`extra`) or does nothing with
    /// (`stray`), a flag without effect next to another one (`ignored`), or as long as another one is missing
    /// (`without`, or `without-ends` where the generator ends for that), a word after which it reads no flags
    /// (`cut-off`), one that does something else (`taken-for-another`), a whole command line in one item (`command`), a
    /// flag where the command must name a program (`flag`), arguments with which it ends at once (`crashes`), a flag where the name of a program must be (`no-program`), a word that a shell's script doesn't get (`apart`), a script that a shell takes for the name of a file (`file`), a
    /// reference to a variable that doesn't exist (`undefined`). Variables: `container`, `argument`, `detail`,
    /// `instead`, `after`, `meant`.
    Argument,
    /// No container of the pod writes to standard output: its lines go `elsewhere`, or it is `idle`. Variables: `container`, `to`.
    Silent,
    /// It ends by itself (case `ends`), and its container goes on (`idles`), or its container ends and leaves it (`left`), or before the test does (`early`); or Kubernetes ends its pod before that
    /// (`deadline`). Variables: `container`, `after`, `lasts`, `duration`.
    Ends,
    /// It is known, and its log isn't uploaded: that of one generator of several (case `some`), or nothing at all
    /// (`all`), by an annotation; or all, since the agent collects only what an annotation includes (`unchosen`), or what its globs match
    /// (`unmatched`). Variables:
    /// `container`, `key`, `value` (with which it would be uploaded).
    Excluded,
    /// It is an ordinary init container of a pod with the agent, and never ends. Variables: `container`.
    Init,
    /// Its limit of CPU is too small for its rate. Variables: `container`, `limit`, `rate`, `needed`.
    Throttled,
    /// Its log is more than its limit of the node's disk: before the kubelet rotates it (case `rotated`), or since Docker
    /// doesn't (`grows`). Variables: `container`, `limit`, `rate`, `needed`, `after`.
    Evicted,
}

/// The setting that chooses containers by their names.
const CONTAINER_GLOBS: &str = "SCALYR_CONTAINER_GLOBS";

/// The cases of `argument`.
const ARGUMENT_CASES: [&str; 20] = [
    "joined",
    "refused",
    "near",
    "no-value",
    "misspelt",
    "unknown",
    "extra",
    "stray",
    "ignored",
    "without",
    "without-ends",
    "cut-off",
    "taken-for-another",
    "command",
    "flag",
    "crashes",
    "no-program",
    "apart",
    "file",
    "undefined",
];

impl Check for GeneratorFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Argument => &ARGUMENT_CASES,
            Find::Ends => &["ends", "idles", "left", "early", "deadline"],
            Find::Excluded => &["some", "all", "unchosen", "unmatched"],
            Find::Silent => &["elsewhere", "idle"],
            Find::Evicted => &["rotated", "grows"],
            Find::Init | Find::Throttled => &[],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Argument => &["misspelt"],
            _ => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Argument => &["container", "argument", "detail", "instead", "after", "meant"],
            Find::Excluded => &["container", "key", "value"],
            Find::Silent => &["container", "to"],
            Find::Init => &["container"],
            Find::Ends => &["container", "after", "lasts", "duration"],
            Find::Throttled => &["container", "limit", "rate", "needed"],
            Find::Evicted => &["container", "limit", "rate", "needed", "after"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(of_load) = self.report.of_load::<'a>() else {
            let waited = model.loads.waited_for.iter();
            return hits.extend(waited.filter_map(|it| waited_for(it, model)));
        };
        for load in &model.loads.all {
            let Some(pod) = model.workloads.get(load.pod) else {
                continue;
            };
            let identity = Some(pod.identity());
            let hit = |hit: Hit| Hit { object: identity, ..hit.because_of(load.read_from()) };
            hits.extend(of_load(load, pod, model).into_iter().map(hit));
        }
    }
}

/// A generator that keeps its pod from starting.
fn waited_for(waited_for: &WaitedFor, model: &Model<'_>) -> Option<Hit> {
    let pod = model.workloads.get(waited_for.pod)?;
    let load = &waited_for.load;
    let hit = Hit::new(load.place, "").in_object(&pod.pod.object).var("container", &load.container);
    // Of a pod without containers it may be one of those.
    let spec = &pod.pod.spec;
    let alone = spec.value.get("containers").is_none().then(|| spec.key.location());
    Some(hit.because_of(load.read_from.iter().copied().chain(alone)))
}

fn mistakes(container: &ContainerLoad, model: &Model<'_>) -> Vec<Hit> {
    let hit =
        |mistake: &Mistake| Some(mistake_at(container, mistake)?.mended_by(mended(mistake, model)));
    let unread = Unread::of(&container.mistakes);
    let told = container.mistakes.iter().filter(|one| !unread.explains(one));
    let mut hits: Vec<Hit> = Vec::new();
    for new in told.filter_map(hit) {
        // Words one after the other that mean nothing are one mistake.
        match hits.last_mut() {
            Some(last) if are_strays(last, &new, model) => {
                last.related.push((new.at, "nor has this".to_owned()));
            }
            _ => hits.push(new),
        }
    }
    hits
}

/// The words of a command that aren't read as they were meant.
struct Unread {
    /// Words that are joined with others.
    joined: Vec<Location>,
    /// Whether a flag is among them, or is misspelt.
    has_flag: bool,
}

impl Unread {
    fn of(mistakes: &[Mistake]) -> Self {
        use MistakeKind::{Joined, Misspelt, Unknown};
        let joined = mistakes.iter().filter(|one| one.kind == Joined).filter_map(|one| one.at);
        let is_flag = |one: &Mistake| matches!(one.kind, Joined | Misspelt | Unknown);
        Self { joined: joined.collect(), has_flag: mistakes.iter().any(is_flag) }
    }

    /// Whether a mistake comes of them: what is wrong inside of what is joined, and a flag that is missing.
    fn explains(&self, mistake: &Mistake) -> bool {
        let is_inside = |at: Location| self.joined.iter().any(|joined| joined.overlaps(at));
        match mistake.kind {
            MistakeKind::Joined => false,
            MistakeKind::Without if self.has_flag => true,
            _ => mistake.at.is_some_and(is_inside),
        }
    }
}

/// Whether two hits are of words without effect, with nothing said between them.
fn are_strays(one: &Hit, other: &Hit, model: &Model<'_>) -> bool {
    let end = one.related.last().map_or(one.at, |(at, _)| *at).span.end;
    let is_said = |text: &str| text.contains(char::is_alphanumeric);
    let text = model.document_at(one.at).and_then(|it| it.text().get(end..other.at.span.start));
    one.case == "stray" && other.case == "stray" && text.is_some_and(|text| !is_said(text))
}

/// The flag that was meant, instead of a misspelt one: of all of it, or of what follows its dashes.
fn mended(mistake: &Mistake, model: &Model<'_>) -> Option<Change> {
    let at = mistake.at.filter(|_| matches!(mistake.kind, MistakeKind::Misspelt))?;
    let document = model.document_at(at)?;
    let written = at.span.slice(document.text());
    let before = mistake.argument.strip_suffix(written)?;
    let meant = mistake.instead.strip_prefix(before)?;
    document.scalar_at(at.span)?.rewritten_at(at.span, meant)
}

/// The value that a reason names.
fn meant_in(detail: &str) -> Option<&str> {
    detail.strip_prefix("did you mean `")?.strip_suffix("`?")
}

fn mistake_at(container: &ContainerLoad, mistake: &Mistake) -> Option<Hit> {
    let hit = Hit::new(mistake.at?, case(container, mistake));
    let hit = hit.var("container", &container.container);
    let hit = match mistake.argument.as_str() {
        "" => hit.var("argument", "an empty value"),
        argument => hit.quoting("argument", argument),
    };
    let hit = hit.var("detail", &mistake.detail).var("instead", &mistake.instead);
    let hit = hit.var("meant", meant_in(&mistake.detail).unwrap_or_default());
    let hit = hit.var("after", container.ends.as_ref().map_or("", |ends| &ends.after));
    Some(match mistake.beside {
        Some(at) => hit.related(at, "with this"),
        None => hit,
    })
}

fn case(container: &ContainerLoad, mistake: &Mistake) -> &'static str {
    match mistake.kind {
        MistakeKind::Joined => "joined",
        MistakeKind::Refused if meant_in(&mistake.detail).is_some() => "near",
        MistakeKind::Refused => "refused",
        MistakeKind::NoValue => "no-value",
        MistakeKind::Misspelt => "misspelt",
        MistakeKind::Unknown => "unknown",
        MistakeKind::Extra => "extra",
        MistakeKind::Stray => "stray",
        MistakeKind::Ignored => "ignored",
        MistakeKind::Without if container.ends.is_some() => "without-ends",
        MistakeKind::Without => "without",
        MistakeKind::CutOff => "cut-off",
        MistakeKind::TakenForAnother => "taken-for-another",
        MistakeKind::Command => "command",
        MistakeKind::Flag => "flag",
        MistakeKind::Crashes => "crashes",
        MistakeKind::NoProgram => "no-program",
        MistakeKind::Apart => "apart",
        MistakeKind::File => "file",
        MistakeKind::Undefined => "undefined",
    }
}

/// Containers whose lines go elsewhere, in a pod where no other container could write them out.
fn silent(load: &Load, pod: &Workload<'_>) -> Vec<Hit> {
    let quiet = |one: &ContainerLoad| matches!(one.output, Output::Silent { .. } | Output::Idle);
    if !load.containers.iter().all(quiet) || shares_files_with_agent(pod) {
        return Vec::new();
    }
    let is_idle = |one: &ContainerLoad| matches!(one.output, Output::Idle);
    if let [only] = load.containers.as_slice() {
        let is_meant = load.stated.rate.is_some() && is_idle(only);
        let at = only.read_from.first().copied().unwrap_or(only.place);
        let hit = Hit::new(at, "idle").var("container", &only.container).var("to", "");
        if is_meant {
            return vec![hit];
        }
    }
    let hit = |one: &ContainerLoad| match &one.output {
        Output::Silent { to, at } => {
            Some(Hit::new(*at, "elsewhere").var("container", &one.container).var("to", to))
        }
        _ => None,
    };
    load.containers.iter().filter_map(hit).collect()
}

/// Generators that are known, and whose lines nobody uploads.
fn excluded(load: &Load, pod: &Workload<'_>) -> Vec<Hit> {
    if shares_files_with_agent(pod) {
        return Vec::new();
    }
    // Another container may write out what an excluded one writes into a file.
    let remains = |one: &ContainerLoad| !matches!(one.output, Output::Idle);
    let case = if load.containers.iter().any(remains) { "some" } else { "all" };
    // The setting is for those that aren't generators; without any that is included, nothing is left.
    let is_told = |one: &&Excluded| !one.by_setting || case == "all";
    let told = load.excluded.iter().filter(|one| is_load(&one.load)).filter(is_told);
    told.map(|one| excluded_hit(one, case)).collect()
}

/// Whether what a container writes is load.
fn is_load(load: &ContainerLoad) -> bool {
    match load.output {
        Output::Rate(_) | Output::Unlimited { .. } => true,
        Output::Unknown(_) => load.generator.is_some(),
        Output::Silent { .. } | Output::Idle | Output::Follows => false,
    }
}

fn excluded_hit(one: &Excluded, by_annotation: &'static str) -> Hit {
    let case = match one.by_setting {
        true if one.key == CONTAINER_GLOBS => "unmatched",
        true => "unchosen",
        false => by_annotation,
    };
    let hit = Hit::new(one.at, case).var("container", &one.load.container).var("key", &one.key);
    let value = if one.key.ends_with("include") { "true" } else { "false" };
    hit.var("value", value).related(one.load.place, "this generator")
}

/// Whether the agent mounts a volume of a generator: then it may read the files there.
fn shares_files_with_agent(pod: &Workload<'_>) -> bool {
    let mounted = |is_agent: bool| -> BTreeSet<&str> {
        let containers = pod.containers.iter().filter(|one| one.is_agent == is_agent);
        let mounts = containers.flat_map(|one| one.container.mounts());
        mounts.filter_map(|mount| mount.name()?.text()).collect()
    };
    !mounted(true).is_disjoint(&mounted(false))
}

fn throttled(container: &ContainerLoad) -> Option<Hit> {
    let Output::Rate(amount) = &container.output else {
        return None;
    };
    let cpu_limit = container.cpu_limit.as_ref()?;
    let (limit, cores) = cpu_limit.amount.as_ref()?;
    let needed = format!("{}m", container.cpu_needed?);
    if *cores >= Quantity::parse(&needed).ok()? {
        return None;
    }
    let rate = amount.asks.unwrap_or(amount.rate);
    let hit =
        Hit::new(cpu_limit.at, "").related(amount.at, format!("{rate}")).because_of([amount.at]);
    Some(
        hit.var("container", &container.container)
            .var("limit", limit)
            .var("rate", rate)
            .var("needed", needed),
    )
}

type OfLoad<'a> = fn(&Load, &Workload<'a>, &Model<'a>) -> Vec<Hit>;

impl Find {
    /// What finds it in a load; what is waited for isn't one.
    fn of_load<'a>(self) -> Option<OfLoad<'a>> {
        Some(match self {
            Self::Init => return None,
            Self::Argument => {
                |load, _, model| load.containers.iter().flat_map(|it| mistakes(it, model)).collect()
            }
            Self::Excluded => |load, pod, _| excluded(load, pod),
            Self::Silent => |load, pod, _| silent(load, pod),
            Self::Ends => |load, pod, _| ends(load, pod),
            Self::Throttled => |load, _, _| load.containers.iter().filter_map(throttled).collect(),
            Self::Evicted => {
                |load, _, _| load.containers.iter().filter_map(|it| evicted(it, load)).collect()
            }
        })
    }
}
