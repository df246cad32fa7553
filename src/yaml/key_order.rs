//! The keys of mappings: whether each is there once, and where one is among many.

use super::tree::{Document, NodeId, Part};

/// Up to this many keys of a mapping are compared one by one; more are sorted.
const FEW_KEYS: usize = 24;

/// The entries of a large mapping, none of which merges, by their keys.
#[derive(Debug, Clone)]
pub(super) struct KeyOrder {
    mapping: NodeId,
    /// The numbers of the entries in the order of their keys, and of equal keys as they are written.
    numbers: Box<[u32]>,
}

impl Document {
    /// Whether each key of a mapping that was read is a scalar that is there once, and none merges; the keys of a large
    /// one are put in order on the way.
    pub(super) fn has_simple_keys(&mut self, mapping: NodeId, children: Part) -> bool {
        let pairs: &[[NodeId; 2]] = children.of(&self.children).as_chunks().0;
        if pairs.len() <= FEW_KEYS {
            return self.has_few_simple_keys(pairs);
        }
        let key = |&[key, _]: &[NodeId; 2]| self.scalar_text(key).filter(|_| !self.is_merge(key));
        let Some(keys) = pairs.iter().map(key).collect::<Option<Vec<&str>>>() else {
            return false;
        };
        let mut sorted: Vec<(&str, u32)> = keys.into_iter().zip(0..).collect();
        sorted.sort_unstable();
        let next = sorted.iter().skip(1);
        let is_simple = sorted.iter().zip(next).all(|((one, _), (other, _))| one != other);
        let numbers = sorted.into_iter().map(|(_, number)| number).collect();
        self.key_orders.push(KeyOrder { mapping, numbers });
        is_simple
    }

    fn has_few_simple_keys(&self, pairs: &[[NodeId; 2]]) -> bool {
        let mut known = [""; FEW_KEYS];
        pairs.iter().enumerate().all(|(count, &[key, _])| {
            let Some(text) = self.scalar_text(key) else {
                return false;
            };
            let earlier = known.get(..count).unwrap_or_default();
            let is_new = !earlier.contains(&text) && !self.is_merge(key);
            if let Some(place) = known.get_mut(count) {
                *place = text;
            }
            is_new
        })
    }

    /// Makes the orders ready to be searched.
    pub(super) fn sort_key_orders(&mut self) {
        // A mapping ends after those in it.
        self.key_orders.sort_unstable_by_key(|order| order.mapping);
    }

    /// The entries of a mapping by their keys, where it is large and simple enough to have such an order.
    pub(super) fn key_order(&self, mapping: NodeId, count: usize) -> Option<&[u32]> {
        if count <= FEW_KEYS {
            return None;
        }
        let at = self.key_orders.binary_search_by_key(&mapping, |order| order.mapping).ok()?;
        self.key_orders.get(at).map(|order| &*order.numbers)
    }

    /// Number of the last entry with this key, of those that are in an order.
    pub(super) fn last_with_key(
        &self,
        order: &[u32],
        pairs: &[[NodeId; 2]],
        key: &str,
    ) -> Option<usize> {
        let text =
            |number: u32| pairs.get(number as usize).and_then(|[key, _]| self.scalar_text(*key));
        let behind = order.partition_point(|number| text(*number) <= Some(key));
        let last = *order.get(behind.checked_sub(1)?)?;
        (text(last) == Some(key)).then_some(last as usize)
    }
}
