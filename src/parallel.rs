//! Work on many things at once, on all cores. The results keep the order of the things.

#[cfg(not(target_family = "wasm"))]
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
    if size < FEW {
        items.iter().enumerate().map(|(at, item)| work(at, item)).collect()
    } else {
        shared(items, work)
    }
}

#[cfg(not(target_family = "wasm"))]
fn shared<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    items.par_iter().enumerate().map(|(at, item)| work(at, item)).collect()
}

/// In a module of WebAssembly there is one thread.
#[cfg(target_family = "wasm")]
fn shared<T, R>(items: &[T], work: impl Fn(usize, &T) -> R) -> Vec<R> {
    items.iter().enumerate().map(|(at, item)| work(at, item)).collect()
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
