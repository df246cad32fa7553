//! `$(NAME)` in values, commands and arguments, read as the kubelet reads it.
//! Source: kubernetes/kubernetes, third_party/forked/golang/expansion.

use std::ops::Range;

/// A part of a text that may refer to variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart<'t> {
    /// Text that stays; of `$$`, one `$`.
    Text(&'t str),
    /// `$(NAME)`: the name, and where it is with its parentheses.
    Reference(&'t str, Range<usize>),
}

/// Splits a text at its references, in order.
#[must_use]
pub fn text_parts(text: &str) -> Vec<TextPart<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('$')).map(|at| at + from) {
        let behind = text.get(at + 1..).unwrap_or_default();
        let name = behind.strip_prefix('(').and_then(|rest| Some(rest.split_once(')')?.0));
        from = match (behind.chars().next(), name) {
            (Some('$'), _) => {
                push(&mut parts, text.get(start..=at));
                start = at + 2;
                start
            }
            (_, Some(name)) => {
                let end = at + "$()".len() + name.len();
                push(&mut parts, text.get(start..at));
                parts.push(TextPart::Reference(name, at..end));
                start = end;
                end
            }
            (next, None) => at + 1 + next.map_or(0, char::len_utf8),
        };
    }
    push(&mut parts, text.get(start..));
    parts
}

fn push<'t>(parts: &mut Vec<TextPart<'t>>, text: Option<&'t str>) {
    parts.extend(text.filter(|text| !text.is_empty()).map(TextPart::Text));
}

/// Whether the kubelet may set a variable by itself, for a Service of the namespace or the API server.
/// Source: Kubernetes documentation, Accessing the Service, environment variables.
#[must_use]
pub(super) fn is_of_service(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let of_port = |rest: &str| {
        let mut words = rest.split('_');
        let (number, protocol) = (words.next().unwrap_or_default(), words.next());
        let detail = words.next();
        is_number(number)
            && matches!(protocol, Some("TCP" | "UDP" | "SCTP"))
            && matches!(detail, None | Some("PROTO" | "PORT" | "ADDR"))
    };
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.ends_with("_PORT")
        || name
            .match_indices("_PORT_")
            .any(|(at, word)| name.get(at + word.len()..).is_some_and(of_port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let shown = |part: TextPart<'_>| match part {
            TextPart::Text(text) => text.to_owned(),
            TextPart::Reference(name, range) => format!("<{name} {}..{}>", range.start, range.end),
        };
        text_parts(text).into_iter().map(shown).collect()
    }

    #[test]
    fn references_are_read_as_the_kubelet_reads_them() {
        assert_eq!(parts("$(A)-$(B)"), ["<A 0..4>", "-", "<B 5..9>"]);
        assert_eq!(parts("$$(A)"), ["$", "(A)"]);
        assert_eq!(parts("$$$(A)"), ["$", "<A 2..6>"]);
        assert_eq!(parts("$x$(A) $"), ["$x", "<A 2..6>", " $"]);
        assert_eq!(parts("$(open"), ["$(open"]);
        assert_eq!(parts("$ü$(A)"), ["$ü", "<A 3..7>"]);
        assert_eq!(parts("$()"), ["< 0..3>"]);
        assert!(parts("").is_empty());
    }

    #[test]
    fn variables_of_services_may_come_from_the_cluster() {
        for name in
            ["KUBERNETES_SERVICE_HOST", "DB_SERVICE_PORT_HTTP", "DB_PORT", "DB_PORT_80_TCP_ADDR"]
        {
            assert!(is_of_service(name), "{name}");
        }
        for name in ["PORT", "DB_HOST", "DB_PORT_NUMBER", "POD_NAME"] {
            assert!(!is_of_service(name), "{name}");
        }
    }
}
