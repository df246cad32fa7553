//! The relations of a schema: each is read where a key is that it can't be broken without, for hardly any mapping has
//! what most of them are about.

use std::sync::OnceLock;

use crate::embedded::{List, Stored};
use crate::yaml::Node;

use super::Relation;

/// What the fields of a mapping ask of each other.
#[derive(Debug, Clone, Default)]
pub struct Relations(Box<[Lazy]>);

#[derive(Debug, Clone)]
struct Lazy {
    stored: Stored,
    /// A key without which it can't be broken, as far as one is known.
    needs: Option<&'static str>,
    /// Whether it doesn't hold for a mapping without any field.
    asks: bool,
    read: OnceLock<Option<Box<Relation>>>,
}

impl Lazy {
    /// The tests read every relation, so that none can be missing.
    fn get(&self) -> Option<&Relation> {
        self.read.get_or_init(|| self.stored.read().ok()).as_deref()
    }
}

impl Relations {
    /// Those of a list, as `build/kubernetes.rs` prepares it.
    pub(super) fn stored(list: List) -> Self {
        let lazy = |stored: Stored| {
            let mut parts = stored.items();
            let (stored, needs) = (parts.next()?, parts.next()?.text());
            let asks = parts.next()?.as_bool()?;
            Some(Lazy { stored, needs, asks, read: OnceLock::new() })
        };
        Self(list.filter_map(lazy).collect())
    }

    /// Whether one doesn't hold for a mapping without any field.
    pub(super) fn ask_for_fields(&self) -> bool {
        self.0.iter().any(|it| it.asks)
    }

    /// All of them.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Relation> {
        self.0.iter().filter_map(Lazy::get)
    }

    /// Those that a mapping can break.
    pub(super) fn about(&self, node: Node<'_>) -> impl Iterator<Item = &Relation> {
        let is_about = move |it: &&Lazy| it.needs.is_none_or(|key| node.entry(key).is_some());
        self.0.iter().filter(is_about).filter_map(Lazy::get)
    }
}

impl PartialEq for Relations {
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().map(|it| it.stored).eq(other.0.iter().map(|it| it.stored))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails may panic")]
mod tests {
    use crate::embedded::kubernetes;
    use crate::source::{FileId, SourceFile};
    use crate::yaml::{Document, parse};

    use super::*;

    #[test]
    fn only_a_relation_that_asks_for_fields_is_broken_where_there_are_none() {
        let parsed = parse(FileId(0), &SourceFile::new("a.yaml", b"{}".to_vec(), true));
        let empty = parsed.documents.first().and_then(Document::root).unwrap();
        let definitions =
            kubernetes().flat_map(|version| version.get("definitions").unwrap().entries());
        let lists = definitions.filter_map(|(_, definition)| definition.get("x-relations"));
        let (mut asking, mut needing) = (0, 0);
        for relation in lists.flat_map(|list| Relations::stored(list.items()).0) {
            let is_broken = !relation.get().unwrap().broken(empty).is_empty();
            asking += usize::from(relation.asks);
            needing += usize::from(relation.needs.is_some());
            assert!(!relation.asks || is_broken, "{relation:?}");
            assert!(relation.needs.is_none() || !is_broken, "{relation:?}");
        }
        assert!(asking > 0 && needing > 0);
    }
}
