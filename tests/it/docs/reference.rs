//! References that are generated: the fields of `.lt-lint.yaml`, and the inputs of the action.
#![allow(clippy::indexing_slicing, reason = "a test that fails may panic")]

use std::fmt::Write;

use serde_json::Value;

/// The fields as a table in Markdown.
pub(crate) fn fields(schema: &Value) -> String {
    let mut out = "| field | value | what it is |\n|---|---|---|\n".to_owned();
    rows(schema, schema, "", &mut out);
    out
}

/// The fields of one of the schema's types as a table.
pub(crate) fn fields_of(schema: &Value, name: &str) -> String {
    let mut out = "| field | value | what it is |\n|---|---|---|\n".to_owned();
    rows(schema, &schema["$defs"][name], "", &mut out);
    out
}

/// Kinds of checks, each with its description and its options.
pub(crate) fn kinds(schema: &Value, names: &[&str]) -> String {
    let all = schema["$defs"]["CheckFile"]["oneOf"].as_array().unwrap();
    let one = |name: &&str| {
        let kind = all.iter().find(|kind| kind["properties"][name].is_object()).unwrap();
        let options = resolved(schema, &kind["properties"][name]);
        let about = options["description"].as_str().unwrap().replace('\n', " ");
        let mut out =
            format!("### `{name}`\n\n{about}\n\n| option | value | what it is |\n|---|---|---|\n");
        rows(schema, options, "", &mut out);
        out
    };
    names.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The rows of a mapping's fields, and of what is in them.
fn rows(root: &Value, node: &Value, prefix: &str, out: &mut String) {
    for (name, field) in node["properties"].as_object().into_iter().flatten() {
        let path = format!("{prefix}{name}");
        let about = field["description"].as_str().or(resolved(root, field)["description"].as_str());
        let about = about.unwrap_or_else(|| panic!("{path} has no description")).replace('\n', " ");
        let _ = writeln!(out, "| `{path}` | {} | {about} |", kind(root, field));
        inside(root, field, &path, out);
    }
}

/// The rows below a field.
fn inside(root: &Value, node: &Value, path: &str, out: &mut String) {
    let node = resolved(root, node);
    rows(root, node, &format!("{path}."), out);
    inside_of(root, &node["additionalProperties"], &format!("{path}.ID"), out);
    inside_of(root, &node["items"], &format!("{path}[]"), out);
    for one in node["anyOf"].as_array().into_iter().flatten() {
        inside(root, one, path, out);
    }
}

fn inside_of(root: &Value, node: &Value, path: &str, out: &mut String) {
    if node.is_object() {
        inside(root, node, path, out);
    }
}

fn resolved<'v>(root: &'v Value, node: &'v Value) -> &'v Value {
    match node["$ref"].as_str().and_then(|name| root.pointer(name.trim_start_matches('#'))) {
        Some(target) => resolved(root, target),
        None => node,
    }
}

/// What may stand there, in words.
fn kind(root: &Value, node: &Value) -> String {
    let node = resolved(root, node);
    for several in ["oneOf", "anyOf"] {
        if let Some(kinds) = node[several].as_array() {
            let mut names: Vec<String> = kinds.iter().map(|one| kind(root, one)).collect();
            names.retain(|name| name != "null");
            return names.join(" or ");
        }
    }
    if let Some(value) = node["const"].as_str() {
        return format!("`{value}`");
    }
    if let Some(values) = node["enum"].as_array() {
        let values: Vec<String> =
            values.iter().filter_map(Value::as_str).map(|one| format!("`{one}`")).collect();
        return values.join(" or ");
    }
    let types =
        node["type"].as_array().map_or_else(|| vec![&node["type"]], |types| types.iter().collect());
    let known = |name: &&str| *name != "null" || node["type"].is_string();
    let names: Vec<&str> = types.into_iter().filter_map(Value::as_str).filter(known).collect();
    let word = |name: &&str| kind_of(root, node, name);
    names.iter().map(word).collect::<Vec<_>>().join(" or ")
}

/// What may stand where the schema has a type.
fn kind_of(root: &Value, node: &Value, name: &str) -> String {
    match name {
        "object" if node["additionalProperties"].is_object() => {
            format!("mapping of ids to {}", kind(root, &node["additionalProperties"]))
        }
        "object" => "mapping".to_owned(),
        "array" => format!("list of {}", kind(root, &node["items"])),
        "number" => "number".to_owned(),
        "integer" => "whole number".to_owned(),
        "string" => "text".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "null" => "null".to_owned(),
        other => panic!("no words for {other:?} in {node}"),
    }
}

/// The inputs of `action.yml` as a table in Markdown.
pub(crate) fn inputs(action: &serde_yaml::Value) -> String {
    let mut out = "| input | default | what it is |\n|---|---|---|\n".to_owned();
    for (name, input) in action["inputs"].as_mapping().unwrap() {
        let text = |key: &str| input[key].as_str().unwrap().to_owned();
        let default = match text("default") {
            empty if empty.is_empty() => String::new(),
            value => format!("`{value}`"),
        };
        let _ = writeln!(
            out,
            "| `{}` | {default} | {} |",
            name.as_str().unwrap(),
            text("description").trim()
        );
    }
    out
}
