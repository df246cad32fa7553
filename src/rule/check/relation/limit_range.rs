//! `limit-range`: amounts of containers that a LimitRange of their namespace doesn't allow. Source: k8s.io/kubernetes
//! plugin/pkg/admission/limitranger, PodValidateLimitFunc.

use serde::Deserialize;

use crate::kube::{
    Container, ContainerRole, Object, Pod, container_limits, inherited, pod_limits, quantity,
    ranges_of,
};
use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::source::Location;
use crate::units::Quantity;
use crate::yaml::{Entry, Node};

/// LimitRangeFile of `limit-range`: there are no options. Cases: `max` and `min` of a container, `pod-max` and `pod-min` of
/// the containers of a pod together, `pod-without` (none has an amount that the bound needs), `ratio` (the limit is too
/// many times the request), `ratio-without` (one of the two is missing). Variables: `container`, `resource`, `list` (`limit` or
/// `request`), `actual`, `range` (the name of the LimitRange), `bound`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LimitRangeFile {}

/// Bounds of a LimitRange: the case, and whether it is the most.
const BOUNDS: [(&str, bool); 2] = [("max", true), ("min", false)];
/// Lists of amounts, and what one of them is.
const LISTS: [(&str, &str); 2] = [("limits", "limit"), ("requests", "request")];

impl Check for LimitRangeFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["max", "min", "pod-max", "pod-min", "pod-without", "ratio", "ratio-without"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["container", "resource", "list", "actual", "range", "bound"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let (Some(facts), Some(container)) = (subject.pod(), subject.container()) else {
            return;
        };
        let ranges = ranges_of(&facts.pod, &model.objects).filter(|(_, is_certain)| *is_certain);
        // Of the pod as a whole it is asked once.
        let is_first = facts.pod.containers.first().is_some_and(|one| one.node == container.node);
        for (range, _) in ranges {
            let of_pods = pod_limits(range).filter(|_| is_first);
            let of_pod = of_pods.flat_map(|limits| outside_of_pod(&facts.pod, limits, model));
            let of_pod = of_pod.filter(|hit| !is_of_container(hit, &facts.pod, range));
            let found = container_limits(range).flat_map(|limits| {
                let ratios = above_ratios(container, &facts.pod, limits, model);
                outside(container, limits).into_iter().chain(ratios)
            });
            hits.extend(found.chain(of_pod).map(|hit| hit.var("range", range.name())));
        }
    }
}

/// Whether the amount that it points at is outside of what a container may have, which is told already.
fn is_of_container(hit: &Hit, pod: &Pod<'_>, range: &Object<'_>) -> bool {
    let limits = || container_limits(range);
    let all = pod.containers.iter().flat_map(|one| limits().flat_map(|it| outside(one, it)));
    all.into_iter().any(|other| other.at == hit.at)
}

/// Amounts of all containers together that are above the most or below the least, one for each resource. What the pod
/// requests as a whole, or an init container, isn't their sum.
fn outside_of_pod<'a>(pod: &Pod<'a>, limits: Node<'a>, model: &Model<'a>) -> Vec<Hit> {
    let is_regular = |one: &Container<'_>| one.role == ContainerRole::Regular;
    if pod.spec.value.get("resources").is_some() || !pod.containers.iter().all(is_regular) {
        return Vec::new();
    }
    let mut hits: Vec<Hit> = Vec::new();
    for (bounds, is_most) in BOUNDS {
        for bound in limits.get(bounds).map(Node::entries).unwrap_or_default() {
            let hit = bound_of_pod(pod, bound, is_most, model);
            // A container that lacks several amounts lacks its resources.
            hits.extend(hit.filter(|hit| hits.iter().all(|known| known.at != hit.at)));
        }
    }
    hits
}

/// A bound that the sum over a pod's containers breaks, or that needs an amount of each of them.
fn bound_of_pod<'a>(
    pod: &Pod<'a>,
    bound: Entry<'a>,
    is_most: bool,
    model: &Model<'a>,
) -> Option<Hit> {
    let (text, limit) = quantity(bound.value)?;
    let resource = bound.key_text();
    // The amount that there must be: a limit for the most, a request for the least.
    let (list, one) = if is_most { ("limits", "limit") } else { ("requests", "request") };
    let hit = |at, case| {
        let hit = Hit::new(at, case).related(bound.value.location(), "the bound");
        hit.var("resource", resource).var("bound", &text).var("list", one)
    };
    let mut sum = Quantity::default();
    let mut largest: Option<(Quantity, Location)> = None;
    for container in &pod.containers {
        let Some(node) = amount(container, pod, (list, resource), model) else {
            let hit = hit(container.place(), "pod-without").var("container", container.name());
            return Some(hit.without(&["actual"]));
        };
        let (_, amount) = quantity(node)?;
        sum = sum.plus(amount);
        if largest.is_none_or(|(most, _)| amount > most) {
            largest = Some((amount, node.location()));
        }
    }
    let is_outside = if is_most { sum > limit } else { sum < limit };
    let case = if is_most { "pod-max" } else { "pod-min" };
    let (_, at) = largest.filter(|_| is_outside)?;
    Some(hit(at, case).without(&["container"]).var("actual", shown(sum, resource)))
}

/// An amount of a resource as people write it.
fn shown(amount: Quantity, resource: &str) -> String {
    match resource {
        "cpu" => amount.cores(),
        "memory" | "ephemeral-storage" => amount.bytes(),
        _ => amount.plain(),
    }
}

/// An amount of a container: its own, its limit for a request, or the default of its namespace.
fn amount<'a>(
    container: &Container<'a>,
    pod: &Pod<'a>,
    (list, resource): (&str, &str),
    model: &Model<'a>,
) -> Option<Node<'a>> {
    let own = |list: &str| container.node.get_path(&["resources", list, resource]);
    let default = || Some(inherited(container, pod, &model.objects, list, resource).first()?.node);
    own(list).or_else(|| own("limits")).or_else(default)
}

/// Limits of a container that are too many times its request, one for each resource, with the defaults of its namespace.
/// What a pod requests as a whole has no ratio.
fn above_ratios<'a>(
    container: &Container<'a>,
    pod: &Pod<'a>,
    limits: Node<'a>,
    model: &Model<'a>,
) -> Vec<Hit> {
    let bounds = limits.get("maxLimitRequestRatio").map(Node::entries).unwrap_or_default();
    if bounds.is_empty() || pod.spec.value.get("resources").is_some() {
        return Vec::new();
    }
    bounds.into_iter().filter_map(|bound| above_ratio(container, pod, bound, model)).collect()
}

fn above_ratio<'a>(
    container: &Container<'a>,
    pod: &Pod<'a>,
    bound: Entry<'a>,
    model: &Model<'a>,
) -> Option<Hit> {
    let (text, ratio) = quantity(bound.value)?;
    let resource = bound.key_text();
    let of = |list| amount(container, pod, (list, resource), model);
    let told =
        |at, case, list| of_bound(at, case, bound, container).var("bound", &text).var("list", list);
    let Some((limit, request)) = of("limits").zip(of("requests")) else {
        let list = if of("requests").is_none() { "request" } else { "limit" };
        return Some(told(container.place(), "ratio-without", list).without(&["actual"]));
    };
    let ((_, most), (_, least)) = (quantity(limit)?, quantity(request)?);
    let thousandths = ratio.count_of(Quantity::parse("1m").ok()?);
    if least <= Quantity::default() || most.times(1000) <= least.times(thousandths) {
        return None;
    }
    let at = own_amount(container, resource).unwrap_or(container.place());
    let hit = told(at, "ratio", "limit").var("actual", most.number_of(least));
    Some(with_parts(hit, limit, request))
}

fn with_parts(hit: Hit, limit: Node<'_>, request: Node<'_>) -> Hit {
    let (at, parts) = (hit.at, [(limit, "the limit"), (request, "the request")]);
    let others = parts.into_iter().filter(|(part, _)| part.location() != at);
    others.fold(hit, |hit, (part, text)| hit.related(part.location(), text))
}

/// A container's own limit of a resource, else its own request.
fn own_amount(container: &Container<'_>, resource: &str) -> Option<Location> {
    let own = |list: &str| container.node.get_path(&["resources", list, resource]);
    own("limits").or_else(|| own("requests")).map(Node::location)
}

/// A mistake of a container by a bound for one resource.
fn of_bound(at: Location, case: &'static str, bound: Entry<'_>, container: &Container<'_>) -> Hit {
    let hit = Hit::new(at, case).related(bound.value.location(), "the bound");
    hit.var("container", container.name()).var("resource", bound.key_text())
}

/// Amounts of a container that are above the most or below the least; limit and request of one resource are one mistake.
fn outside(container: &Container<'_>, limits: Node<'_>) -> Vec<Hit> {
    let bounds = BOUNDS.into_iter().flat_map(|(case, is_most)| {
        let bounds = limits.get(case).map(Node::entries).unwrap_or_default();
        bounds.into_iter().map(move |bound| (bound, case, is_most))
    });
    bounds
        .filter_map(|(bound, case, is_most)| outside_of(container, bound, case, is_most))
        .collect()
}

/// The first amount of a container that is outside of a bound, with the second one.
fn outside_of(
    container: &Container<'_>,
    bound: Entry<'_>,
    case: &'static str,
    is_most: bool,
) -> Option<Hit> {
    let (text, limit) = quantity(bound.value)?;
    let amount = |(list, one)| {
        let node = container.node.get_path(&["resources", list, bound.key_text()])?;
        let (actual, amount) = quantity(node)?;
        let is_outside = if is_most { amount > limit } else { amount < limit };
        is_outside.then_some((node.location(), one, actual))
    };
    let mut amounts = LISTS.into_iter().filter_map(amount);
    let (at, one, actual) = amounts.next()?;
    let hit = of_bound(at, case, bound, container);
    let hit = hit.var("list", one).var("actual", actual).var("bound", text);
    Some(match amounts.next() {
        Some((other, one, _)) => hit.related(other, format!("and this {one}")),
        None => hit,
    })
}
