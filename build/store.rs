//! Writes the store: one value of all that is embedded, in the form that `src/embedded/` reads without parsing.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Failure;

/// The store while it is written. Equal values and equal texts are in it once, so that versions share what is the same.
///
/// A value is a word (32 bits, little-endian) of its kind in the lowest 3 bits and a number above, and the words that
/// belong to it. The texts stand in a file of their own; the last word is the position of the root.
#[derive(Default)]
pub(crate) struct Store {
    words: Vec<u32>,
    texts: String,
    of_words: HashMap<Vec<u32>, u32>,
    of_texts: HashMap<String, u32>,
}

const NULL: u32 = 0;
const BOOL: u32 = 1;
const INTEGER: u32 = 2;
const FLOAT: u32 = 3;
const TEXT: u32 = 4;
const LIST: u32 = 5;
const MAP: u32 = 6;

impl Store {
    /// Writes the words and the texts of a root as `store.bin` and `store.txt`.
    pub(crate) fn write(mut self, root: &Value, folder: &Path) -> Result<(), Failure> {
        let root = self.add(root)?;
        self.words.push(root);
        let bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        fs::write(folder.join("store.bin"), bytes)?;
        fs::write(folder.join("store.txt"), self.texts)?;
        Ok(())
    }

    /// Adds a value; its position.
    fn add(&mut self, value: &Value) -> Result<u32, Failure> {
        let words = match value {
            Value::Null => vec![NULL],
            Value::Bool(value) => vec![BOOL | u32::from(*value) << 3],
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => of_bytes(INTEGER, integer.to_le_bytes()),
                (None, Some(float)) => of_bytes(FLOAT, float.to_le_bytes()),
                _ => return Err(format!("the number {number} is too large").into()),
            },
            Value::String(text) => vec![head(TEXT, text.len())?, self.text(text)?],
            Value::Array(items) => {
                let mut words = vec![head(LIST, items.len())?];
                for item in items {
                    words.push(self.add(item)?);
                }
                words
            }
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_unstable_by_key(|(name, _)| *name);
                let mut words = vec![head(MAP, fields.len())?];
                for (name, value) in fields {
                    words.extend([self.text(name)?, u32::try_from(name.len())?, self.add(value)?]);
                }
                words
            }
        };
        if let Some(at) = self.of_words.get(&words) {
            return Ok(*at);
        }
        let at = u32::try_from(self.words.len())?;
        self.words.extend(&words);
        self.of_words.insert(words, at);
        Ok(at)
    }

    fn text(&mut self, text: &str) -> Result<u32, Failure> {
        if let Some(at) = self.of_texts.get(text) {
            return Ok(*at);
        }
        let at = u32::try_from(self.texts.len())?;
        self.texts.push_str(text);
        self.of_texts.insert(text.to_owned(), at);
        Ok(at)
    }
}

fn head(kind: u32, count: usize) -> Result<u32, Failure> {
    Ok(u32::try_from(count)? << 3 | kind)
}

fn of_bytes(kind: u32, [a, b, c, d, e, f, g, h]: [u8; 8]) -> Vec<u32> {
    vec![kind, u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])]
}
