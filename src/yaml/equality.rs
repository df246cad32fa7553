//! Whether two values mean the same to Kubernetes.

use std::collections::HashMap;

use super::{Kind, Node};

impl Node<'_> {
    /// Whether both mean the same: aliases followed, merge keys resolved, whatever the order of keys,
    /// the style and the comments.
    #[must_use]
    pub fn semantic_eq(self, other: Node<'_>) -> bool {
        match (self.kind(), other.kind()) {
            (Kind::Scalar, Kind::Scalar) => {
                let whole = || self.as_integer().is_some_and(|it| Some(it) == other.as_integer());
                self.scalar() == other.scalar() || whole()
            }
            (Kind::Sequence, Kind::Sequence) => {
                let (mine, its) = (self.items(), other.items());
                mine.len() == its.len() && mine.zip(its).all(|(one, two)| one.semantic_eq(two))
            }
            (Kind::Mapping, Kind::Mapping) => {
                let (mine, its) = (self.entries(), other.entries());
                let values: HashMap<&str, Node<'_>> =
                    its.iter().map(|entry| (entry.key_text(), entry.value)).collect();
                mine.len() == its.len()
                    && mine.iter().all(|entry| {
                        values
                            .get(entry.key_text())
                            .is_some_and(|value| entry.value.semantic_eq(*value))
                    })
            }
            _ => false,
        }
    }
}
