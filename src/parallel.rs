//! Work on many things at once, on all cores. The results keep the order of the things.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

/// Below this many files or objects a thread costs more than it saves.
const FEW: usize = 64;

/// The results of `work` on each of the items. It is shared among the cores where `size`, the files or objects
/// that all of the work is about, is large.
pub(crate) fn map<T: Sync, R: Send>(
    items: &[T],
    size: usize,
    work: impl Fn(usize, &T) -> R + Sync,
) -> Vec<R> {
    let of = |(at, item)| work(at, item);
    if size < FEW {
        items.iter().enumerate().map(of).collect()
    } else {
        items.par_iter().enumerate().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order() {
        let items: Vec<usize> = (0..FEW * 3 + 1).collect();
        for size in [0, items.len()] {
            let all = map(&items, size, |at, item| (at, item * 2));
            assert_eq!(all, items.iter().map(|&item| (item, item * 2)).collect::<Vec<_>>());
        }
    }
}
