//! The kinds of checks that rule files choose from. Each kind is one file here, with typed options.

pub(super) mod agent;
pub(super) mod field;
mod hit;
mod kinds;
pub(super) mod load;
mod params;
pub(super) mod relation;
pub(super) mod structure;
pub(super) mod text;

use crate::error::KeyError;
use crate::model::Model;

use super::context::{Shared, Subject};

pub use hit::Hit;
pub(super) use hit::Missing;
pub(super) use kinds::{CheckFile, Options, Topic};
pub(super) use params::{Params, Texts};
pub use text::suppression::SuppressionFault;

use params::{lookup, resolve, resolve_as};

/// What a check is asked about, one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The input as a whole.
    Input,
    /// Each chosen object.
    Object,
    /// Each chosen pod.
    Pod,
    /// Each chosen container.
    Container,
}

/// The narrowest part of the input that each of a check's hits is in, and by which `where` can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Files: there may be no object.
    File,
    /// Objects.
    Object,
    /// Objects, and containers where a hit is in one.
    Container,
}

/// When a kind of check speaks: what an earlier stage reports at a place is the cause of what a later one would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The text, as YAML, kubectl and lt-lint itself read it.
    Text,
    /// The structure of one object, as the API server takes it.
    Structure,
    /// What the objects mean: for each other, the agent, the load, or by a field of their own.
    Meaning,
}

/// A check with its options settled.
pub trait Check: std::fmt::Debug + Send + Sync {
    /// What it looks at.
    fn scope(&self) -> Scope;

    /// What `where` can choose by.
    fn reach(&self) -> Reach {
        match self.scope() {
            Scope::Container => Reach::Container,
            Scope::Input | Scope::Object | Scope::Pod => Reach::Object,
        }
    }

    /// The cases that message texts may distinguish; empty when there is just one.
    fn cases(&self) -> &'static [&'static str] {
        &[]
    }

    /// The cases of which it makes a change by itself, where it can; that of a check with just one case is "".
    fn changes(&self) -> &'static [&'static str] {
        &[]
    }

    /// The variables that message texts may use.
    fn variables(&self) -> &'static [&'static str];

    /// The check as a condition in CEL, true where nothing is wrong: of the container `c` where it looks at containers,
    /// else of the `variables` of a pod; `None` where CEL can't say it.
    fn cel(&self) -> Option<String> {
        None
    }

    /// Tries the options that it settles only where they are needed, as those of a user's rule are tried.
    ///
    /// # Errors
    /// Says which option doesn't fit, by the kind of the check and its name.
    fn verify(&self) -> Result<(), KeyError> {
        Ok(())
    }

    /// The mistake in the suppression of findings that it is about; those are judged after everything else.
    fn suppression_fault(&self) -> Option<SuppressionFault> {
        None
    }

    /// Does what it shares with others, before any check is run; the only place for work on all cores.
    fn prepare(&self, _: &Model<'_>, _: &Shared) {}

    /// Looks at one subject and adds what it finds.
    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>);
}
