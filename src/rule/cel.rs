//! Checks in CEL, the language of the conditions that the API server checks objects by. Source: the Kubernetes
//! documentation, "Common Expression Language in Kubernetes" and "Validating Admission Policy".

use crate::yaml::{Path, Step};

/// Why a check isn't a condition in CEL, as a sentence about its rule.
pub(crate) type NoCel = &'static str;

/// Of checks that look at more than one object.
pub(super) const SEVERAL: NoCel = "it compares objects, and a policy sees only one at a time";
/// Of checks of the text.
pub(super) const TEXT: NoCel = "it reads the text of files, which the API server doesn't get";
/// Of checks of the structure.
pub(super) const STRUCTURE: NoCel = "it is about what the API server itself checks";
/// Of checks of the load.
pub(super) const LOAD: NoCel = "it calculates what generators do, which CEL can't";
/// Of checks that know the agent.
pub(super) const AGENT: NoCel = "it needs facts about the agent that CEL can't hold";
/// Of checks of which CEL can say only a part.
pub(super) const OPTIONS: NoCel = "CEL can't say what this kind of check compares";

/// A text as a literal.
pub(super) fn text(value: &str) -> String {
    let mut out = String::from("'");
    for c in value.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// Texts as a list.
pub(super) fn list<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| text(value.as_ref())).collect();
    format!("[{}]", values.join(", "))
}

/// Whether every field along some keys is there.
pub(super) fn has(root: &str, keys: &[&str]) -> String {
    let mut path = root.to_owned();
    let mut parts = Vec::new();
    for key in keys {
        parts.push(has_key(&path, key));
        path = field(&path, key);
    }
    parts.join(" && ")
}

fn is_identifier(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The value of a key.
pub(super) fn field(root: &str, key: &str) -> String {
    if is_identifier(key) { format!("{root}.{key}") } else { format!("{root}[{}]", text(key)) }
}

fn has_key(root: &str, key: &str) -> String {
    if is_identifier(key) {
        format!("has({root}.{key})")
    } else {
        format!("{} in {root}", text(key))
    }
}

/// That a condition is true of all values that a path leads to from `root`; where it leads to none, it is.
pub(super) fn all(root: &str, path: &Path, condition: &dyn Fn(&str) -> String) -> String {
    walk(root, path.steps(), false, condition)
}

/// That a path leads to something in every branch.
pub(super) fn exists(root: &str, path: &Path) -> String {
    walk(root, path.steps(), true, &|_| String::new())
}

fn walk(root: &str, steps: &[Step], must: bool, condition: &dyn Fn(&str) -> String) -> String {
    let keys: Vec<&str> = steps
        .iter()
        .map_while(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Each | Step::Any => None,
        })
        .collect();
    let at = keys.iter().fold(root.to_owned(), |at, key| field(&at, key));
    let guard = has(root, &keys);
    let below = match steps.get(keys.len()..).and_then(<[Step]>::split_first) {
        None => condition(&at),
        Some((step, rest)) => {
            let name = format!("x{}", rest.len());
            let value = if *step == Step::Any { format!("{at}[{name}]") } else { name.clone() };
            let each = format!("{at}.all({name}, {})", walk(&value, rest, must, condition));
            if must { format!("size({at}) > 0 && {each}") } else { each }
        }
    };
    match (guard.as_str(), below.as_str()) {
        // There is something, which is all that is asked for.
        ("", "") => "true".to_owned(),
        ("", _) => below,
        (_, "") => guard,
        _ if must => format!("{guard} && {below}"),
        _ => format!("(!({guard}) || {below})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_guarded() {
        let path = |text: &str| text.parse::<Path>().unwrap();
        let is_no = |value: &str| format!("{value} != 'no'");
        assert_eq!(all("c", &path("a.b"), &is_no), "(!(has(c.a) && has(c.a.b)) || c.a.b != 'no')");
        assert_eq!(
            all("c", &path("a[*].*"), &is_no),
            "(!(has(c.a)) || c.a.all(x1, x1.all(x0, x1[x0] != 'no')))"
        );
        assert_eq!(
            exists("t", &path("metadata.labels[\"x.y/z\"]")),
            "has(t.metadata) && has(t.metadata.labels) && 'x.y/z' in t.metadata.labels"
        );
        assert_eq!(
            exists("p", &path("volumes[*].name")),
            "has(p.volumes) && size(p.volumes) > 0 && p.volumes.all(x1, has(x1.name))"
        );
    }

    #[test]
    fn texts_are_quoted() {
        assert_eq!(text(r"it's a\b"), r"'it\'s a\\b'");
        assert_eq!(list(["a", "b"]), "['a', 'b']");
    }
}
