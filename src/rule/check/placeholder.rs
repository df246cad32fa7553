//! `placeholder`: text that the user was meant to replace.

use std::collections::BTreeMap;
use std::ops::Range;

use regex_lite::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::Object;
use crate::source::Location;
use crate::text::count;
use crate::yaml::Style;

use super::{Check, Hit, Input, Params, Scope, Subject};

/// Options of `placeholder`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Regular expressions; a match counts where no letter or digit touches it.
    patterns: Vec<String>,
    /// Regular expressions that count only where they are the whole value.
    whole: Vec<String>,
    /// Kinds of objects that are looked at.
    kinds: Vec<String>,
}

/// One finding a placeholder, with every place. Variables: `placeholder`, `places`.
#[derive(Debug)]
pub struct Placeholder {
    pattern: Regex,
    kinds: Vec<String>,
}

impl Options {
    pub(super) fn compile(&self, _: &Params) -> Result<Placeholder, String> {
        let anywhere = self.patterns.join("|");
        let whole = self.whole.join("|");
        let pattern = Regex::new(&format!("(?:{anywhere})|^(?:{whole})$"));
        let pattern = pattern.map_err(|error| format!("patterns: {error}"))?;
        Ok(Placeholder { pattern, kinds: self.kinds.clone() })
    }
}

impl Check for Placeholder {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn variables(&self) -> &'static [&'static str] {
        &["placeholder", "places"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        let mut found: BTreeMap<&str, Vec<Location>> = BTreeMap::new();
        for object in input.objects.iter().filter(|object| self.looks_at(object)) {
            for node in object.root.scalars() {
                let Some(text) = node.text().filter(|text| is_worth_a_look(text)) else { continue };
                // A script or a configuration file in a ConfigMap isn't a value to fill in.
                if node.style() == Some(Style::Block) && text.trim_end().contains('\n') {
                    continue;
                }
                for part in self.matches(text) {
                    let placeholder = text.get(part.clone()).unwrap_or_default();
                    found.entry(placeholder).or_default().push(node.fragment(part));
                }
            }
        }
        for (placeholder, mut places) in found {
            places.sort_unstable();
            places.dedup();
            let Some((first, rest)) = places.split_first() else { continue };
            let hit = Hit::new(*first, "").with("placeholder", placeholder);
            let hit = hit.with("places", count(places.len(), "place"));
            hits.push(rest.iter().fold(hit, |hit, place| hit.and(*place, "here too")));
        }
    }
}

impl Placeholder {
    fn looks_at(&self, object: &Object<'_>) -> bool {
        self.kinds.iter().any(|kind| kind == object.kind)
    }

    fn matches(&self, text: &str) -> Vec<Range<usize>> {
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let stands_alone = |part: &Range<usize>| {
            let before = text.get(..part.start).and_then(|rest| rest.chars().next_back());
            let after = text.get(part.end..).and_then(|rest| rest.chars().next());
            !touches(before) && !touches(after)
        };
        self.pattern.find_iter(text).map(|found| found.range()).filter(stands_alone).collect()
    }
}

/// Placeholders are in angle brackets or in capitals; most values have neither.
fn is_worth_a_look(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.contains(&b'<') || bytes.windows(3).any(|three| three.iter().all(u8::is_ascii_uppercase))
}
