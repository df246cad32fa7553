//! How the agent finds the parser of a container's log among its pod's annotations and labels.
//! Source: the agent's annotation reader, run at 2.1.1 and 2.2.22: the key behind the prefix is cut
//! at its dots; a container's own `attributes` replace the pod-wide ones as a whole.

use crate::kube::{Container, Pod};
use crate::yaml::Entry;

use super::log_settings::{ANNOTATION_PREFIX, LogSettings, has_value};

/// The annotation that gives a parser to all containers of the pod, or to one of them.
#[must_use]
pub fn parser_key(container: Option<&str>) -> String {
    let scope = container.map(|name| format!("{name}.")).unwrap_or_default();
    format!("{ANNOTATION_PREFIX}{scope}attributes.parser")
}

/// Why a container's log has no parser.
#[derive(Debug, Clone, Copy)]
pub enum ParserLack<'a> {
    /// Nothing sets one.
    Absent,
    /// The annotation is there, without a value.
    Empty(Entry<'a>),
    /// The pod has one, but the container's own attributes replace it.
    Replaced(Entry<'a>),
}

impl<'a> LogSettings<'a> {
    fn lack(&self, container: &str) -> Option<ParserLack<'a>> {
        let scope = format!("{container}.");
        let attribute = match (self.own_attribute(&scope), self.get(&scope, "attributes.parser")) {
            (_, Some(parser)) => Some(parser),
            (Some(other), None) if !self.labelled && self.bare(&scope).is_none() => {
                let pod_wide = self.get("", "attributes.parser").is_some();
                return Some(if pod_wide {
                    ParserLack::Replaced(*other)
                } else {
                    ParserLack::Absent
                });
            }
            (Some(_), None) => None,
            (None, None) => self.get("", "attributes.parser"),
        };
        match attribute.or_else(|| self.bare(&scope)) {
            Some(entry) if has_value(entry) => None,
            Some(entry) => Some(ParserLack::Empty(*entry)),
            None if self.labelled => None,
            None => Some(ParserLack::Absent),
        }
    }

    /// The short form, `parser` without `attributes.`, which is read too and loses to the long one.
    fn bare(&self, scope: &str) -> Option<&Entry<'a>> {
        self.get(scope, "parser").or_else(|| self.get("", "parser"))
    }
}

/// Which of a pod's collected containers would have their logs arrive without a parser, with the reason.
#[must_use]
pub fn parser_lacks<'a>(
    pod: &Pod<'a>,
    generators: &[Container<'a>],
) -> Vec<(Container<'a>, ParserLack<'a>)> {
    let settings = LogSettings::new(pod);
    let lack = |container: &Container<'a>| Some((*container, settings.lack(container.name())?));
    generators.iter().filter_map(lack).collect()
}

/// Whether an annotation key is likely meant to name the parser.
#[must_use]
pub fn looks_like_parser_key(key: &str) -> bool {
    let lower = key.to_lowercase();
    let wanted = parser_key(None);
    (lower.contains("scalyr") && lower.contains("parser"))
        || strsim::levenshtein(&lower, &wanted) <= 3
}
