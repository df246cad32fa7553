//! What is to be said of an annotation.

use crate::units::Version;
use crate::yaml::Entry;

/// Something that is wrong with an annotation.
#[derive(Debug, Clone)]
pub struct Remark<'a> {
    /// The annotation.
    pub entry: Entry<'a>,
    /// Others that are wrong for the same reason.
    pub others: Vec<Entry<'a>>,
    /// What is wrong.
    pub kind: RemarkKind,
    /// More of it, in words; may be empty.
    pub detail: String,
    /// What to write instead; empty where that isn't known.
    pub instead: String,
    /// The container whose log it is about, where it is about one.
    pub container: Option<String>,
}

/// What is wrong with an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// Agents of the node can't list containers any more.
    Listing,
    /// No log is collected of the containers that start together.
    Early,
    /// No log is collected of this container and of those listed after it.
    Late,
    /// All annotations of the pod are dropped.
    Dropped,
    /// Looking for lines fails again and again.
    Scan,
    /// Nothing reads the key, which is much like one that is read, or in a wrong form.
    Misspelt,
    /// Nothing reads the key.
    Unknown,
    /// The pod has no container of this name.
    NoContainer,
    /// The options of an init container aren't read.
    InitOnly,
    /// The agent fails to take it from an annotation.
    Refused,
    /// Newer releases read it, from this one on.
    TooNew(Version),
    /// Another annotation or label counts.
    Beaten,
    /// A text where keys go on: they count.
    Shadowed,
    /// A choice whose text looks false, and is true.
    Choice,
    /// A flag whose text looks false, and acts as true.
    Flag,
    /// A word that isn't one of those that are known.
    Word,
}

impl RemarkKind {
    /// Whether the agent breaks over it.
    #[must_use]
    pub fn breaks(self) -> bool {
        matches!(self, Self::Listing | Self::Early | Self::Late | Self::Dropped | Self::Scan)
    }

    /// Whether it is read and taken for something else.
    #[must_use]
    pub fn is_misread(self) -> bool {
        matches!(self, Self::Choice | Self::Flag | Self::Word)
    }
}
