//! `limit-range`: amounts of containers that a LimitRange of their namespace doesn't allow. Source: k8s.io/kubernetes
//! plugin/pkg/admission/limitranger, PodValidateLimitFunc.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::{Container, container_limits, quantity, ranges_of};
use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::units::Quantity;
use crate::yaml::Node;

/// LimitRangeFile of `limit-range`: there are no options. Variables: `container`, `resource`, `list` (`limit` or
/// `request`), `actual`, `range` (the name of the LimitRange), `bound`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
        &["max", "min"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["container", "resource", "list", "actual", "range", "bound"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let (Some(facts), Some(container)) = (subject.pod(), subject.container()) else {
            return;
        };
        let ranges = ranges_of(&facts.pod, &model.objects).filter(|(_, is_certain)| *is_certain);
        for (range, _) in ranges {
            let found = container_limits(range).flat_map(|limits| outside(container, limits));
            hits.extend(found.map(|hit| hit.var("range", range.name())));
        }
    }
}

/// Amounts of a container that are above the most or below the least; limit and request of one resource are one mistake.
fn outside(container: &Container<'_>, limits: Node<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (case, is_most) in BOUNDS {
        for bound in limits.get(case).map(Node::entries).unwrap_or_default() {
            let Some((text, limit)) = quantity(bound.value) else {
                continue;
            };
            let resource = bound.key_text();
            let is_outside =
                |amount: &Quantity| if is_most { *amount > limit } else { *amount < limit };
            let amount = |(list, one)| {
                let node = container.node.get_path(&["resources", list, resource])?;
                let (actual, amount) = quantity(node)?;
                is_outside(&amount).then_some((node.location(), one, actual))
            };
            let mut amounts = LISTS.into_iter().filter_map(amount);
            let Some((at, one, actual)) = amounts.next() else {
                continue;
            };
            let hit = Hit::new(at, case).related(bound.value.location(), "the bound");
            let hit = hit.var("container", container.name()).var("resource", resource);
            let hit = hit.var("list", one).var("actual", actual).var("bound", text);
            hits.push(match amounts.next() {
                Some((other, one, _)) => hit.related(other, format!("and this {one}")),
                None => hit,
            });
        }
    }
    hits
}
