//! How the agent finds the parser of a container's log among its pod's annotations and labels.
//! Source: the agent's annotation reader, run at 2.1.1 and 2.2.22: the key after the prefix is cut
//! at its dots; a container's own `attributes` replace the pod-wide ones as a whole.

use crate::closest::distance_within;
use crate::kube::{Container, Pod};
use crate::units::Version;
use crate::yaml::Entry;

use super::annotation::attributes_first_since;
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
    /// The annotation or label with the parser of a container's log in a release; `None` where it is `docker`.
    #[must_use]
    pub fn parser(&self, container: &str, release: Version) -> Option<&Entry<'a>> {
        let attribute = || self.attribute(container);
        let short = || self.option(container, "parser").and_then(|it| self.entry_of(it));
        if release < attributes_first_since() {
            return short().or_else(attribute).or(self.label.as_ref());
        }
        attribute().or(self.label.as_ref()).or_else(short)
    }

    fn attribute(&self, container: &str) -> Option<&Entry<'a>> {
        self.entry_of(self.option(container, "attributes")?.get("parser")?)
    }

    fn lack(&self, container: &str) -> Option<ParserLack<'a>> {
        match self.parser(container, attributes_first_since()) {
            Some(entry) if has_value(entry) => None,
            Some(entry) => Some(ParserLack::Empty(*entry)),
            None => {
                let own = self
                    .own(container, "attributes")
                    .and_then(|own| self.entry(own.numbers().first().copied()?).copied());
                let hidden = self.pod_wide("attributes").and_then(|all| all.get("parser"));
                match own.filter(|_| hidden.is_some()) {
                    Some(own) => Some(ParserLack::Replaced(own)),
                    None => Some(ParserLack::Absent),
                }
            }
        }
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
        || distance_within(&lower, &wanted, 3).is_some()
}
