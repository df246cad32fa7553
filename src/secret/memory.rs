//! What was found of words before. Keys and values are written again and again, in all files of a set, and what a word
//! says depends on nothing but itself.

use std::cell::RefCell;
use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Bytes of the longest word or line that is remembered.
const LONGEST: usize = 120;
/// How many are remembered.
const MOST: usize = 1 << 14;

/// What is known of words, on one thread.
#[derive(Debug)]
pub(super) struct Memory<T>(RefCell<HashMap<Box<str>, T, RandomState>>);

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Copy> Memory<T> {
    /// What is known of a word.
    pub(super) fn get(&self, word: &str) -> Option<T> {
        if word.len() > LONGEST { None } else { self.0.borrow().get(word).copied() }
    }

    /// Remembers something of a word.
    pub(super) fn set(&self, word: &str, value: T) {
        let mut known = self.0.borrow_mut();
        if word.len() <= LONGEST && known.len() < MOST {
            known.insert(word.into(), value);
        }
    }
}
