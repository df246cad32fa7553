//! Paths through the tree as rule files write them: `resources.limits.memory`, `resources.requests.*`,
//! `volumes[].name`.

use super::{Entry, Node};

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into the value of a key.
    Key(String),
    /// Into every value of a mapping: `*`.
    Any,
    /// Into every item of a list: `[]`.
    Each,
}

/// A path from some node down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    steps: Vec<Step>,
    text: String,
}

impl std::str::FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (name, each) = match part.strip_suffix("[]") {
                Some(name) => (name, true),
                None => (part, false),
            };
            match name {
                "" => return Err(format!("`{text}` has an empty step")),
                "*" => steps.push(Step::Any),
                name => steps.push(Step::Key(name.to_owned())),
            }
            steps.extend(each.then_some(Step::Each));
        }
        Ok(Self { steps, text: text.to_owned() })
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl Path {
    /// Every value that the path leads to, null ones left out, with its key where it has one.
    #[must_use]
    pub fn select<'a>(&self, from: Node<'a>) -> Vec<(Option<Entry<'a>>, Node<'a>)> {
        let mut found = vec![(None, from)];
        for step in &self.steps {
            found = found.into_iter().flat_map(|(entry, node)| take(step, entry, node)).collect();
        }
        found
    }

    /// The first value that the path leads to.
    #[must_use]
    pub fn find<'a>(&self, from: Node<'a>) -> Option<Node<'a>> {
        first(&self.steps, from)
    }

    /// The entry of the deepest key of the path that exists, to label what is missing below it.
    #[must_use]
    pub fn closest<'a>(&self, from: Node<'a>) -> Option<Entry<'a>> {
        let mut node = from;
        let mut closest = None;
        for step in &self.steps {
            let Step::Key(key) = step else { break };
            let Some(entry) = node.entry(key) else { break };
            node = entry.value;
            closest = Some(entry);
        }
        closest
    }
}

/// The first value at the end of the steps.
fn first<'a>(steps: &[Step], from: Node<'a>) -> Option<Node<'a>> {
    match steps.split_first() {
        None => Some(from),
        Some((Step::Key(key), rest)) => first(rest, from.get(key)?),
        Some((step, rest)) => {
            take(step, None, from).into_iter().find_map(|(_, node)| first(rest, node))
        }
    }
}

type Found<'a> = (Option<Entry<'a>>, Node<'a>);

fn take<'a>(step: &Step, entry: Option<Entry<'a>>, node: Node<'a>) -> Vec<Found<'a>> {
    let present = |entry: &Entry<'a>| !entry.value.is_null();
    match step {
        Step::Key(key) => {
            let found = node.entry(key).filter(present);
            found.map(|entry| (Some(entry), entry.value)).into_iter().collect()
        }
        Step::Any => {
            let entries = node.entries().into_iter().filter(present);
            entries.map(|entry| (Some(entry), entry.value)).collect()
        }
        Step::Each => node.items().map(|item| (entry, item)).collect(),
    }
}
