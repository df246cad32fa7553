//! What the API server counts of each expression, by its own rules, for pods larger than any of a load test.

use kube_cel::cel::Program;
use kube_cel::cel::common::ast::{Expr, IdedExpr, LiteralValue};
use serde_json::Value;

use super::{made, text};

/// Items of each list: of containers, and of the variables and mounts of each.
const ITEMS: u64 = 30;
/// Agents among the containers.
const AGENTS: u64 = 4;
/// Characters of a text. A search in it costs a tenth of them, times a fourth of those of the pattern.
const CHARACTERS: u64 = 100;
/// Of one expression, of those of a policy together, and of its conditions. Source: apiserver, pkg/apis/cel/config.go.
const OF_EXPRESSION: u64 = 1_000_000;
const OF_POLICY: u64 = 10_000_000;
const OF_CONDITIONS: u64 = 2_500_000;

fn all<'e>(parts: impl IntoIterator<Item = &'e IdedExpr>) -> u64 {
    parts.into_iter().map(|part| cost(&part.expr)).sum()
}

/// No part is spared, as where the first of two conditions decides.
fn cost(expression: &Expr) -> u64 {
    match expression {
        Expr::Call(call) => {
            let pattern = call.args.first().map(|arg| match &arg.expr {
                Expr::Literal(LiteralValue::String(text)) => text.inner().len() as u64,
                _ => CHARACTERS,
            });
            let of_call = match call.func_name.as_str() {
                "matches" => (CHARACTERS / 10) * pattern.unwrap_or(CHARACTERS).div_ceil(4),
                "startsWith" | "endsWith" | "contains" | "replace" | "split" | "find"
                | "quantity" | "isQuantity" => CHARACTERS / 10,
                _ => 1,
            };
            of_call + all(call.target.as_deref()) + all(&call.args)
        }
        Expr::Comprehension(all_of) => {
            let each = all([&all_of.loop_cond, &all_of.loop_step]);
            let is_of_agents =
                |it: &Expr| matches!(it, Expr::Select(select) if select.field == "agents");
            let items = if is_of_agents(&all_of.iter_range.expr) { AGENTS } else { ITEMS };
            all([&all_of.iter_range, &all_of.accu_init, &all_of.result]) + items * each
        }
        Expr::List(list) => 1 + all(&list.elements),
        Expr::Select(select) => 1 + cost(&select.operand.expr),
        _ => 1,
    }
}

fn cost_of(expression: &Value) -> u64 {
    cost(&Program::compile(&text(expression, "/expression")).unwrap().expression().expr)
}

#[test]
fn policies_cost_less_than_the_api_server_allows() {
    let (_, _, documents) = made();
    let policies = documents.iter().filter(|it| it["kind"] == "ValidatingAdmissionPolicy");
    for policy in policies {
        let name = text(policy, "/metadata/name");
        let costs = |part: &str| -> Vec<u64> {
            policy["spec"][part].as_array().unwrap().iter().map(cost_of).collect()
        };
        let conditions: u64 = costs("matchConditions").iter().sum();
        assert!(conditions < OF_CONDITIONS, "{name}: {conditions}");
        let each = [costs("variables"), costs("validations")].concat();
        let most = each.iter().max().unwrap();
        assert!(*most < OF_EXPRESSION, "{name}: {most}");
        let together: u64 = each.iter().sum();
        println!("{name}: conditions {conditions}, most {most}, together {together}");
        assert!(together < OF_POLICY, "{name}: {together}");
    }
}
