//! Values that are still to be filled in: `{{ … }}`, `${…}` and the like where the API server takes no such text.

use memchr::memmem;

use crate::kube::schema::is_like_own_kind;
use crate::kube::{Object, template_of};
use crate::report::SkipReason;
use crate::source::Span;
use crate::yaml::{Entry, Kind, Node, Style};

/// Fields whose text is for another reader: their text is literal.
const FREE: [&str; 14] = [
    "annotations",
    "args",
    "binaryData",
    "command",
    "data",
    "description",
    "expression",
    "managedFields",
    "message",
    "messageExpression",
    "parameters",
    "stringData",
    "value",
    "volumeAttributes",
];
/// Fields that hold one text or number in objects of every kind, so that a mapping there is a value to fill in.
const SINGLE: [&str; 9] = [
    "generateName",
    "image",
    "name",
    "namespace",
    "nodeName",
    "replicas",
    "schedule",
    "serviceAccount",
    "serviceAccountName",
];
/// The only fields that mean the same in objects of every kind.
const COMMON: [&str; 4] = ["generateName", "labels", "name", "namespace"];
/// What every value to fill in has.
const OPENINGS: [&str; 6] = ["{{", "<%", "((", "[[", "#{", "$"];
/// The first sign of each.
const MARKS: [char; 6] = ['{', '<', '(', '[', '#', '$'];
/// Objects that describe other objects, or hold them.
const HOLDERS: [&str; 2] = ["CustomResourceDefinition", "List"];

/// Whether a text may have a value to fill in.
pub(super) fn may_have_blanks(text: &str) -> bool {
    OPENINGS.iter().any(|open| memmem::find(text.as_bytes(), open.as_bytes()).is_some())
        || memmem::find_iter(text.as_bytes(), ": {").any(|at| is_in_braces(text, at + 2))
}

/// Whether a text has at a place nothing but a name in braces, as Python fills it in: `{name}`.
fn is_in_braces(text: &str, at: usize) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let inner = text.get(at..).and_then(|rest| rest.strip_prefix('{')).unwrap_or_default();
    inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && inner.trim_start_matches(is_part).starts_with('}')
}

/// A value that Python is to fill in, `{name}`, which is a mapping to YAML.
fn braced(entry: &Entry<'_>) -> Option<(Span, SkipReason)> {
    let is_one = entry.value.kind() == Kind::Mapping && is_in_braces(entry.value.raw(), 0);
    is_one.then(|| (entry.value.span(), SkipReason::Template))
}

/// The first value of an object that is still to be filled in, and with what: a name, a label, an image, a number.
#[must_use]
pub(super) fn first_blank(root: Node<'_>) -> Option<(Span, SkipReason)> {
    let object = Object::from_node(root)?;
    if let Some(items) = root.get("items").filter(|items| items.kind() == Kind::Sequence) {
        return items.items().find_map(first_blank);
    }
    let heads = ["apiVersion", "kind"].into_iter().filter_map(|key| root.get(key));
    let metadata = root.get("metadata").map(Node::entries).unwrap_or_default();
    let common = metadata.iter().filter(|entry| COMMON.contains(&entry.key_text()));
    let common = common.flat_map(|entry| entry.value.scalars());
    let found = heads.chain(common).find_map(|node| blank(node).or_else(|| bare_variable(node)));
    let found = found.or_else(|| {
        let single = metadata.iter().filter(|entry| SINGLE.contains(&entry.key_text()));
        single.filter_map(braced).next()
    });
    found.or_else(|| {
        let first = within(root)?;
        if is_builtin(&object) { Some(first) } else { within(template_of(&object)?.value) }
    })
}

/// Whether an object's fields are those of Kubernetes, which are known.
fn is_builtin(object: &Object<'_>) -> bool {
    let group = object.group();
    (!group.contains('.') || group.ends_with(".k8s.io"))
        && !HOLDERS.contains(&object.kind)
        && is_like_own_kind(object.kind)
}

/// The first one below a mapping, outside of texts for other readers.
fn within(root: Node<'_>) -> Option<(Span, SkipReason)> {
    // Names of variables are written with a dollar by mistake.
    let mut open = vec![(root, true)];
    // What is below `data` of a Secret is in base64, which has no such signs.
    let is_secret = root.get_text("kind") == Some("Secret");
    let is_free = |key: &str| FREE.contains(&key) && !(is_secret && key == "data");
    while let Some((node, may_be_bare)) = open.pop() {
        match node.kind() {
            Kind::Scalar => {
                let bare = || bare_variable(node).filter(|_| may_be_bare);
                if let Some(found) = blank(node).or_else(bare) {
                    return Some(found);
                }
            }
            Kind::Sequence => open.extend(node.items().rev().map(|item| (item, may_be_bare))),
            Kind::Mapping => {
                if let Some(found) = single_in_braces(node) {
                    return Some(found);
                }
                let entries = node.own_entries().rev();
                let read = entries.filter(|entry| !is_free(entry.key_text()));
                open.extend(
                    read.flat_map(|entry| [of_value(entry, may_be_bare), (entry.key, false)]),
                );
            }
        }
    }
    None
}

fn single_in_braces(mapping: Node<'_>) -> Option<(Span, SkipReason)> {
    let mut single = mapping.own_entries().filter(|entry| SINGLE.contains(&entry.key_text()));
    single.find_map(|entry| braced(&entry))
}

fn of_value(entry: Entry<'_>, may_be_bare: bool) -> (Node<'_>, bool) {
    (entry.value, may_be_bare && entry.key_text() != "env")
}

/// A scalar with something to fill in, and how that is done.
fn blank(node: Node<'_>) -> Option<(Span, SkipReason)> {
    let text = node.text().filter(|text| text.contains(MARKS))?;
    if node.style() == Some(Style::Block) {
        return None;
    }
    if is_template(text) {
        return Some((node.span(), SkipReason::Template));
    }
    has_variable(text).then(|| (node.span(), SkipReason::Variables))
}

/// A scalar with a variable as a shell knows it.
fn bare_variable(node: Node<'_>) -> Option<(Span, SkipReason)> {
    let text = node.text().filter(|text| text.contains('$'))?;
    let is_one = node.style() != Some(Style::Block) && has_bare_variable(text);
    is_one.then(|| (node.span(), SkipReason::Variables))
}

/// Whether a text is one of Helm and Jinja, `{{ x }}`, of ERB, `<%= x %>`, of Concourse and BOSH, `((x))`, of Octopus
/// and Azure Pipelines, `#{x}`, of Go with other brackets, `[[ .x ]]`, or of Terraform and Maven, `${x.y}`.
fn is_template(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.:/ ".contains(c);
    let any = |_: &str| true;
    let named = |inner: &str| !inner.trim().is_empty() && inner.chars().all(is_name);
    has_between(text, "{{", "}}", any)
        || has_between(text, "<%", "%>", any)
        || has_between(text, "((", "))", named)
        || has_between(text, "#{", "}", named)
        || has_between(text, "[[", "]]", |inner| inner.starts_with([' ', '.', '$']))
        || has_between(text, "${", "}", |inner| inner.contains('.') && named(inner))
}

/// Whether a text has an opening and its end, with such a text between them.
fn has_between(text: &str, open: &str, close: &str, is_one: impl Fn(&str) -> bool) -> bool {
    text.match_indices(open).any(|(at, _)| {
        let rest = text.get(at + open.len()..).unwrap_or_default();
        rest.split_once(close).is_some_and(|(inner, _)| is_one(inner))
    })
}

/// Whether a comment is a value to fill in: `replicas: #{count}` has no value without it.
pub(super) fn is_blank_comment(comment: &str, before: &str) -> bool {
    comment.starts_with('{')
        && is_template(&format!("#{comment}"))
        && before.trim_end().ends_with(':')
}

/// Whether a text that isn't a path has a variable as a shell knows it, `$NAME` or `$$NAME`.
fn has_bare_variable(text: &str) -> bool {
    let is_path = text.starts_with('/') || text.starts_with("$HOME");
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_one = |(at, _): (usize, &str)| {
        let name = text.get(at + 1..).unwrap_or_default();
        let is_long = name.chars().take_while(|c| is_part(*c)).count() > 1;
        is_long && !name.starts_with(|c: char| c.is_ascii_digit())
    };
    !is_path && !text.contains(char::is_whitespace) && text.match_indices('$').any(is_one)
}

/// Whether a text has a variable as `envsubst` and Flux fill them in: `${NAME}`, `${NAME:=400}`.
pub(super) fn has_variable(text: &str) -> bool {
    text.match_indices("${").any(|(at, open)| {
        let rest = text.get(at + open.len()..).unwrap_or_default();
        let name = rest.trim_start_matches('{');
        let behind = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        is_name && behind.starts_with(['}', ':', '-', '=', '/']) && behind.contains('}')
    })
}

#[cfg(test)]
mod tests {
    use super::{has_bare_variable, has_variable, is_template};

    #[test]
    fn templates_are_told_from_regular_expressions_and_other_text() {
        for text in [
            "{{ x }}",
            "<%= count %>",
            "a:<%- tag -%>",
            "((load.replicas))",
            "((vault:a/b))",
            "#{Count}#",
            "[[ .count ]]",
            "[[.x]]",
            "${var.count}",
            "a-${project.version}",
        ] {
            assert!(is_template(text), "{text}");
        }
        for text in [
            "/((a|b)+)",
            "((",
            "(())",
            "[[:alpha:]]+",
            "[[a]]",
            "#{}",
            "${x}",
            "a < b %> c",
            "$(A)",
            "{x}",
        ] {
            assert!(!is_template(text), "{text}");
        }
    }

    #[test]
    fn bare_variables_are_told_from_paths_and_expressions() {
        for text in ["$TAG", "$$TAG", "flog:$TAG", "$REGISTRY/flog", "load-$ENV_2-x", "flog:$tag"] {
            assert!(has_bare_variable(text), "{text}");
        }
        for text in [
            "$1",
            "/x(/|$)(.*)",
            "$HOME/logs",
            "/data/$NAME",
            "a $B c",
            "$A",
            "$(TAG)",
            "^A$",
            "$.spec",
        ] {
            assert!(!has_bare_variable(text), "{text}");
        }
    }

    #[test]
    fn variables_are_told_from_other_text_with_a_dollar() {
        for text in
            ["${A}", "load-${test_id}", "${replicas:=400}", "${A:-b}", "${{COUNT}}", "${A/b/c}"]
        {
            assert!(has_variable(text), "{text}");
        }
        for text in ["$(A)", "$A", "${pvc.name}", "${}", "/x(/|$)(.*)", "${1}", "${A", "{A}"] {
            assert!(!has_variable(text), "{text}");
        }
    }
}
