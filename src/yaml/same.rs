//! Whether two values mean the same to Kubernetes.

use super::{Kind, Node};

impl Node<'_> {
    /// Whether both mean the same: aliases followed, merge keys resolved, whatever the order of keys,
    /// the style and the comments.
    #[must_use]
    pub fn means_the_same(self, other: Node<'_>) -> bool {
        match (self.kind(), other.kind()) {
            (Kind::Scalar, Kind::Scalar) => self.scalar() == other.scalar(),
            (Kind::Sequence, Kind::Sequence) => {
                let (mine, its) = (self.items(), other.items());
                mine.len() == its.len() && mine.zip(its).all(|(one, two)| one.means_the_same(two))
            }
            (Kind::Mapping, Kind::Mapping) => {
                let mine = self.entries();
                mine.len() == other.entries().len()
                    && mine.iter().all(|one| {
                        let two = other.entry(one.key_text());
                        two.is_some_and(|two| one.value.means_the_same(two.value))
                    })
            }
            _ => false,
        }
    }
}
