//! What a node means to Kubernetes: the JSON that kubectl sends for it.

use serde_json::{Map, Value};

use super::builder::MAX_DEPTH;
use super::entry::Entry;
use super::node::{Kind, Node};
use super::parse::Problem;
use super::scalar::Scalar;
use super::{number, reject};

/// Most bytes that a value may have, aliases expanded: a file is at most half of that.
const MAX_BYTES: usize = 64 << 20;
/// What a value counts next to its text, so that many empty ones have a bound too.
const NODE_BYTES: usize = 16;

impl Node<'_> {
    /// The JSON that kubectl sends: aliases and merge keys resolved, scalars typed as it types them,
    /// of a key that comes twice the last value.
    ///
    /// # Errors
    /// Where kubectl rejects the text, and where aliases make it too big or too deep.
    pub fn value(self) -> Result<Value, Problem> {
        self.value_with(&|_| None)
    }

    /// The same, with other text for the scalars for which `replace` gives one.
    ///
    /// # Errors
    /// As [`Node::value`].
    pub fn value_with(
        self,
        replace: &dyn Fn(Node<'_>) -> Option<String>,
    ) -> Result<Value, Problem> {
        Reading { left: MAX_BYTES, replace }.value(self, 0)
    }
}

impl Entry<'_> {
    /// The key that kubectl sends, which JSON only knows as text; `None` where it rejects it.
    #[must_use]
    pub fn key_value(self) -> Option<String> {
        reject::key(self.key).ok()
    }
}

struct Reading<'r> {
    left: usize,
    replace: &'r dyn Fn(Node<'_>) -> Option<String>,
}

impl Reading<'_> {
    fn value(&mut self, node: Node<'_>, depth: usize) -> Result<Value, Problem> {
        self.spend(node, NODE_BYTES)?;
        if depth > MAX_DEPTH {
            let message =
                format!("nested deeper than {MAX_DEPTH} levels with its aliases expanded");
            return Err(Problem::refused(message, node));
        }
        match node.kind() {
            Kind::Scalar => self.scalar(node),
            Kind::Sequence => node.items().map(|item| self.value(item, depth + 1)).collect(),
            Kind::Mapping => {
                let mut map = Map::new();
                for entry in node.entries() {
                    self.spend(entry.key, entry.key_text().len())?;
                    let key = reject::key(entry.key)?;
                    map.insert(key, self.value(entry.value, depth + 1)?);
                }
                Ok(Value::Object(map))
            }
        }
    }

    fn scalar(&mut self, node: Node<'_>) -> Result<Value, Problem> {
        if let Some(text) = (self.replace)(node) {
            return Ok(Value::String(text));
        }
        self.spend(node, node.text().map_or(0, str::len))?;
        if let Some(problem) = reject::of_value(node) {
            return Err(problem);
        }
        let number = |text: &str| number::json(text).map_or(Value::Null, Value::Number);
        Ok(match node.scalar() {
            None | Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(value)) => Value::Bool(value),
            Some(Scalar::Integer(value)) => number(&value.to_string()),
            Some(Scalar::Float(text)) => number(&text),
            Some(Scalar::String(text)) => Value::String(text.to_owned()),
        })
    }

    fn spend(&mut self, node: Node<'_>, bytes: usize) -> Result<(), Problem> {
        let left = self.left.checked_sub(bytes);
        let message = || format!("aliases make this larger than {} MiB", MAX_BYTES >> 20);
        self.left = left.ok_or_else(|| Problem::refused(message(), node))?;
        Ok(())
    }
}
