//! `parse`: faults of the text, found while it was read.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::ProblemKind;

use super::{Check, Hit, Input, Scope, Subject};

/// Options of `parse`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which fault.
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// Text that isn't YAML, or that kubectl can't make JSON of. Variables: `reason`.
    Syntax,
    /// A key that stands twice in a mapping. Variables: `key`.
    DuplicateKey,
}

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Report::Syntax => &["syntax", "refused"],
            Report::DuplicateKey => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Report::Syntax => &["reason"],
            Report::DuplicateKey => &["key"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        for problem in input.parsed.iter().flat_map(|file| &file.problems) {
            match (&problem.kind, self.report) {
                (ProblemKind::Syntax(reason), Report::Syntax) => {
                    hits.push(Hit::new(problem.at, "syntax").with("reason", reason));
                }
                (ProblemKind::Refused(reason), Report::Syntax) => {
                    hits.push(Hit::new(problem.at, "refused").with("reason", reason));
                }
                (ProblemKind::DuplicateKey { key, first, entries }, Report::DuplicateKey) => {
                    let mut hit = Hit::new(problem.at, "").with("key", key).and(*first, "first here");
                    hit.also_covers.extend(entries);
                    hits.push(hit);
                }
                _ => {}
            }
        }
    }
}
