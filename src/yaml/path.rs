//! Paths through the tree as rule files write them: `resources.limits.memory`, `resources.requests.*`,
//! `volumes[*].name`, `metadata.annotations["example.com/team"]`.

use crate::source::Location;

use super::{Entry, Node};

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into the value of a key.
    Key(String),
    /// Into every value of a mapping: `*`.
    Any,
    /// Into every item of a list: `[*]` or `[]`.
    Each,
}

/// A path from some node down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    steps: Vec<Step>,
    text: String,
}

/// Key at which a path ends early.
#[derive(Debug, Clone, Copy)]
pub struct Gap<'p, 'a> {
    /// Place of the closest thing that exists: the key above, or the name of the item of a list.
    pub closest: Option<Location>,
    /// Mapping that lacks the key.
    pub parent: Node<'a>,
    /// The key; empty for a list without items.
    pub key: &'p str,
    /// Steps from there on.
    rest: &'p [Step],
}

impl Gap<'_, '_> {
    /// The keys that would must be added, where that is all that is missing.
    #[must_use]
    pub fn keys(&self) -> Option<Vec<String>> {
        let below = self.rest.iter().map(|step| match step {
            Step::Key(key) => Some(key.clone()),
            Step::Any | Step::Each => None,
        });
        let keys = std::iter::once(Some(self.key.to_owned())).chain(below);
        keys.collect::<Option<Vec<_>>>().filter(|_| !self.key.is_empty())
    }
}

impl std::str::FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            match name {
                // A quoted key may be the first step; `[*]` must follow the key of its list.
                "" if behind.starts_with("[\"") || behind.starts_with("['") => {}
                "" => return Err(format!("`{text}` has an empty step")),
                "*" => steps.push(Step::Any),
                name => steps.push(Step::Key(name.to_owned())),
            }
            rest = behind;
            while rest.starts_with('[') {
                let (step, behind) = bracket(text, rest)?;
                steps.push(step);
                rest = behind;
            }
            rest = match rest.strip_prefix('.') {
                Some(behind) => behind,
                None if rest.is_empty() => return Ok(Self { steps, text: text.to_owned() }),
                None => return Err(format!("`{text}`: after `]` comes `.`, `[` or nothing")),
            };
        }
    }
}

/// The step in brackets at the start of `rest`, and what follows it.
fn bracket<'t>(text: &str, rest: &'t str) -> Result<(Step, &'t str), String> {
    for each in ["[]", "[*]"] {
        if let Some(behind) = rest.strip_prefix(each) {
            return Ok((Step::Each, behind));
        }
    }
    for (start, end) in [("[\"", "\"]"), ("['", "']")] {
        let inner = rest.strip_prefix(start).and_then(|inner| inner.split_once(end));
        if let Some((key, behind)) = inner.filter(|(key, _)| !key.is_empty()) {
            return Ok((Step::Key(key.to_owned()), behind));
        }
    }
    Err(format!("`{text}`: in brackets there may be `*` or a key in quotes, as in `[\"a.b/c\"]`"))
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl Path {
    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Every value that the path leads to, null ones omitted, with its key where it has one.
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

    /// Keys that are missing or null on the way: none where every branch of the path has a value at its end.
    #[must_use]
    pub fn gaps<'a>(&self, from: Node<'a>) -> Vec<Gap<'_, 'a>> {
        let mut gaps = Vec::new();
        add_gaps(&self.steps, None, from, &mut gaps);
        gaps
    }

    /// The last key that the path names.
    #[must_use]
    pub fn last_key(&self) -> Option<&str> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Any | Step::Each => None,
        })
    }

    /// Whether it leads to one value at most: no `*` and no `[*]` in it.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.steps.iter().all(|step| matches!(step, Step::Key(_)))
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

fn add_gaps<'p, 'a>(
    steps: &'p [Step],
    closest: Option<Location>,
    node: Node<'a>,
    gaps: &mut Vec<Gap<'p, 'a>>,
) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    if let Step::Key(key) = step {
        let entry = node.entry(key);
        let place = entry.map(|entry| entry.key.location()).or(closest);
        return match entry.filter(|entry| !entry.value.is_null()) {
            Some(entry) => add_gaps(rest, place, entry.value, gaps),
            None => gaps.push(Gap { closest: place, parent: node, key, rest }),
        };
    }
    let found = take(step, None, node);
    // A list without items has none that lacks a key; only where an item itself is asked for there is a gap.
    if found.is_empty() && rest.is_empty() {
        gaps.push(Gap { closest, parent: node, key: "", rest });
    }
    for (entry, value) in found {
        let place = entry.map_or_else(|| item_place(value), |entry| entry.key.location());
        add_gaps(rest, Some(place), value, gaps);
    }
}

/// Where to point at an item of a list: its name, else its first key, else the whole item.
fn item_place(item: Node<'_>) -> Location {
    let first = || item.own_entries().next().map(|entry| entry.key);
    item.get("name").or_else(first).unwrap_or(item).location()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_dots_are_quoted_and_lists_opened() {
        let key = |key: &str| Step::Key(key.to_owned());
        for (text, steps) in [
            ("a.b", vec![key("a"), key("b")]),
            ("a[].b", vec![key("a"), Step::Each, key("b")]),
            ("a[*].b.*", vec![key("a"), Step::Each, key("b"), Step::Any]),
            ("a[\"b.c/d\"]", vec![key("a"), key("b.c/d")]),
            ("['b.c/d'][*].e", vec![key("b.c/d"), Step::Each, key("e")]),
        ] {
            assert_eq!(text.parse::<Path>().unwrap().steps, steps, "{text}");
        }
    }

    #[test]
    fn what_is_no_path_says_why() {
        for (text, reason) in [
            ("", "empty step"),
            ("a..b", "empty step"),
            ("a.", "empty step"),
            ("[*].a", "empty step"),
            ("a[0]", "in brackets"),
            ("a[\"b]", "in brackets"),
            ("a[\"b\"]c", "after `]`"),
        ] {
            let error = text.parse::<Path>().unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
