//! The same objects written differently, by rules that hold for any manifest.

use serde::Deserialize;
use serde_yaml::Value;

/// The documents of a file as plain values.
pub(super) fn documents(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text).map(|one| Value::deserialize(one).unwrap()).collect()
}

/// Documents as one YAML text.
pub(super) fn yaml(documents: &[Value]) -> String {
    let texts: Vec<String> =
        documents.iter().map(|one| serde_yaml::to_string(one).unwrap()).collect();
    texts.join("---\n")
}

/// A list of all the objects.
pub(super) fn list(documents: Vec<Value>) -> Value {
    let mut list = serde_yaml::Mapping::new();
    list.insert("apiVersion".into(), "v1".into());
    list.insert("kind".into(), "List".into());
    list.insert("items".into(), Value::Sequence(documents));
    Value::Mapping(list)
}

/// With the keys of every mapping in the opposite order.
pub(super) fn backwards(value: Value) -> Value {
    match value {
        Value::Mapping(entries) => {
            let mut entries: Vec<_> =
                entries.into_iter().map(|(key, one)| (key, backwards(one))).collect();
            entries.reverse();
            Value::Mapping(entries.into_iter().collect())
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(backwards).collect()),
        scalar => scalar,
    }
}

/// Each line changed by `change`, which is given its indentation and the rest.
fn lines(text: &str, change: impl Fn(&str, &str) -> String) -> String {
    text.lines()
        .map(|line| {
            let rest = line.trim_start();
            let indentation = &line[..line.len() - rest.len()];
            format!("{}\n", change(indentation, rest))
        })
        .collect()
}

fn is_text(rest: &str) -> bool {
    !rest.is_empty() && !rest.starts_with('#') && rest != "---"
}

/// A comment above and behind each line, full of what would be wrong outside of a comment.
pub(super) fn commented(text: &str) -> String {
    const NOTE: &str = "# XXX, <your key>: {{ .Values.x }} \"'[ lt-lint/rate: 9GB/s \t";
    lines(text, |indentation, rest| {
        if is_text(rest) {
            format!("{indentation}{NOTE}\n{indentation}{rest} {NOTE}")
        } else {
            format!("{indentation}{rest}\n{NOTE}\n\n")
        }
    })
}

/// Without any comment or blank line.
pub(super) fn bare(text: &str) -> String {
    lines(text, |indentation, rest| {
        if is_text(rest) || rest == "---" { format!("{indentation}{rest}") } else { String::new() }
    })
    .lines()
    .filter(|line| !line.is_empty())
    .map(|line| format!("{line}\n"))
    .collect()
}

/// With twice the indentation.
pub(super) fn deeper(text: &str) -> String {
    lines(text, |indentation, rest| match rest.strip_prefix("- ").filter(|_| is_text(rest)) {
        Some(item) => format!("{indentation}{indentation}-   {item}"),
        None => format!("{indentation}{indentation}{rest}"),
    })
}

/// With blanks at the end of each line.
pub(super) fn trailing_blanks(text: &str) -> String {
    lines(text, |indentation, rest| format!("{indentation}{rest}  "))
}

/// With every text value in this kind of quotes.
pub(super) fn quoted_values(text: &str, quote: char) -> String {
    lines(text, |indentation, rest| {
        let Some((key, value)) = rest.split_once(": ").filter(|_| is_text(rest)) else {
            return format!("{indentation}{rest}");
        };
        let value = value.trim_matches('"');
        let stays = rest.ends_with('"') && value.is_empty();
        let plain = value.parse::<f64>().is_ok() && !rest.ends_with('"');
        let not_text = value.starts_with(['[', '{'])
            || matches!(value, "true" | "false") && !rest.ends_with('"');
        if stays || plain || not_text {
            format!("{indentation}{rest}")
        } else {
            format!("{indentation}{key}: {quote}{value}{quote}")
        }
    })
}

/// With every key in double quotes.
pub(super) fn quoted_keys(text: &str) -> String {
    lines(text, |indentation, rest| {
        let (dash, entry) = rest.strip_prefix("- ").map_or(("", rest), |entry| ("- ", entry));
        let colon = entry.find(": ").or_else(|| entry.strip_suffix(':').map(str::len));
        match colon.filter(|_| is_text(rest)) {
            Some(at) => format!("{indentation}{dash}\"{}\"{}", &entry[..at], &entry[at..]),
            None => format!("{indentation}{rest}"),
        }
    })
}
