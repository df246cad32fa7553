//! Finds objects by what identifies them, in eight bytes for each.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The numbers of objects by a hash of what they are found by. Others may have the same hash.
#[derive(Debug, Default)]
pub(crate) struct Places(Vec<(u32, u32)>);

impl Places {
    /// Of objects in their order.
    pub(crate) fn new<K: Hash>(keys: impl Iterator<Item = K>) -> Self {
        let mut places: Vec<(u32, u32)> = keys.map(|key| hash_of(&key)).zip(0..).collect();
        places.sort_unstable();
        Self(places)
    }

    /// The numbers of those whose keys have a hash, in order.
    pub(crate) fn of(&self, hash: u32) -> impl Iterator<Item = usize> {
        let first = self.0.partition_point(|(other, _)| *other < hash);
        let alike = self.0.get(first..).unwrap_or_default().iter();
        alike.take_while(move |(other, _)| *other == hash).map(|(_, at)| *at as usize)
    }

    /// The numbers of those that may have the same key, wherever there are several.
    pub(crate) fn shared(&self) -> impl Iterator<Item = impl Iterator<Item = usize>> {
        let alike = self.0.chunk_by(|(one, _), (other, _)| one == other);
        alike.filter(|alike| alike.len() > 1).map(|alike| alike.iter().map(|(_, at)| *at as usize))
    }
}

/// The hash of a key, the same in each run.
pub(crate) fn hash_of(key: &impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_key() {
        let places = Places::new(["a", "b", "a", "c", "b", "a"].into_iter());
        assert_eq!(places.of(hash_of(&"a")).collect::<Vec<_>>(), [0, 2, 5]);
        assert_eq!(places.of(hash_of(&"c")).collect::<Vec<_>>(), [3]);
        assert_eq!(places.of(hash_of(&"d")).count(), 0);
        let mut shared: Vec<Vec<usize>> = places.shared().map(Iterator::collect).collect();
        shared.sort();
        assert_eq!(shared, [vec![0, 2, 5], vec![1, 4]]);
    }
}
