//! A value of the store, as `build/store.rs` writes it.

use std::cmp::Ordering;

use serde::Deserialize;
use serde::de::value::Error;

static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/store.bin"));
static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/store.txt"));

/// Bytes of a word.
const WORD: usize = 4;

/// Words of an item of a list, and of a field of a map: its name's place and length, and its value.
const ITEM: usize = 1;
const FIELD: usize = 3;

/// A value of the store; cheap to copy, and nothing of it is read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stored {
    at: usize,
}

/// What a value is.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(&'static str),
    List(List),
    Map(Entries),
}

/// Values one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct List {
    at: usize,
    end: usize,
}

/// The fields of a map, in the order of their names.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entries {
    at: usize,
    end: usize,
}

impl Stored {
    /// All that is embedded.
    pub(crate) fn root() -> Self {
        Self { at: word((WORDS.len() / WORD).saturating_sub(1)) }
    }

    pub(super) fn shape(self) -> Shape {
        let head = word(self.at);
        let (count, next) = (head >> 3, self.at + 1);
        match head & 7 {
            1 => Shape::Bool(count == 1),
            2 => Shape::Integer(i64::from_le_bytes(eight_bytes(next))),
            3 => Shape::Float(f64::from_le_bytes(eight_bytes(next))),
            4 => Shape::Text(text(word(next), count)),
            5 => Shape::List(List { at: next, end: next + count * ITEM }),
            6 => Shape::Map(Entries { at: next, end: next + count * FIELD }),
            _ => Shape::Null,
        }
    }

    /// A text; `None` for any other value.
    pub(crate) fn text(self) -> Option<&'static str> {
        match self.shape() {
            Shape::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A truth value; `None` for any other value.
    pub(crate) fn as_bool(self) -> Option<bool> {
        match self.shape() {
            Shape::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A whole number that isn't negative.
    pub(crate) fn number(self) -> Option<usize> {
        match self.shape() {
            Shape::Integer(number) => usize::try_from(number).ok(),
            _ => None,
        }
    }

    /// The items of a list; none of any other value.
    pub(crate) fn items(self) -> List {
        match self.shape() {
            Shape::List(list) => list,
            _ => List::default(),
        }
    }

    /// The fields of a map; none of any other value.
    pub(crate) fn entries(self) -> Entries {
        match self.shape() {
            Shape::Map(entries) => entries,
            _ => Entries::default(),
        }
    }

    /// A field of a map.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        self.entries().find(name)
    }

    /// Reads a value of a type.
    ///
    /// # Errors
    /// When it isn't of that type.
    pub(crate) fn read<T: Deserialize<'static>>(self) -> Result<T, Error> {
        T::deserialize(self)
    }
}

impl List {
    /// An item by its number.
    pub(crate) fn get(self, number: usize) -> Option<Stored> {
        let at = self.at + number;
        (at < self.end).then(|| Stored { at: word(at) })
    }
}

impl Entries {
    /// A field by its number.
    pub(crate) fn get(self, number: usize) -> Option<(&'static str, Stored)> {
        let at = self.at + number * FIELD;
        (at < self.end).then(|| (text(word(at), word(at + 1)), Stored { at: word(at + 2) }))
    }

    /// The value of the field with a name.
    pub(crate) fn find(self, name: &str) -> Option<Stored> {
        Some(self.get(self.position(name)?)?.1)
    }

    /// The number of the field with a name.
    pub(crate) fn position(self, name: &str) -> Option<usize> {
        search(self.len(), name, |number| Some(self.get(number)?.0))
    }
}

impl Iterator for List {
    type Item = Stored;

    fn next(&mut self) -> Option<Stored> {
        let item = self.get(0)?;
        self.at += ITEM;
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = (self.end - self.at) / ITEM;
        (count, Some(count))
    }
}

impl ExactSizeIterator for List {}

impl Iterator for Entries {
    type Item = (&'static str, Stored);

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.get(0)?;
        self.at += FIELD;
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = (self.end - self.at) / FIELD;
        (count, Some(count))
    }
}

impl ExactSizeIterator for Entries {}

/// The number of a name among as many that are sorted.
fn search(count: usize, name: &str, at: impl Fn(usize) -> Option<&'static str>) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        match at(middle)?.cmp(name) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

/// The word at a position. Every position comes from the store itself, so that the default can't be met.
fn word(at: usize) -> usize {
    let bytes = WORDS.get(at * WORD..).and_then(|rest| rest.first_chunk());
    bytes.map(|bytes| u32::from_le_bytes(*bytes)).and_then(|word| word.try_into().ok()).unwrap_or(0)
}

fn eight_bytes(at: usize) -> [u8; 8] {
    WORDS.get(at * WORD..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
}

fn text(at: usize, length: usize) -> &'static str {
    TEXTS.get(at..at + length).unwrap_or_default()
}
