//! The tree that the agent makes of its annotations: keys are cut at their dots, and numbers make lists.
//! Source: scalyr-agent-2, annotation_config.py, run at 2.1.1 and 2.2.22.

use std::collections::HashMap;

use crate::agent::settings::whole_number;

/// What is after an element of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Branch {
    /// The text of the annotation with this number.
    Text(usize),
    /// Items by their numbers, the least first.
    List(Vec<(String, Branch)>),
    /// Elements by name, sorted.
    Map(Vec<(String, Branch)>),
}

/// A level with numbers next to names, for which the agent drops all annotations of the pod: the number of an annotation
/// with a number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mixed(pub usize);

/// An annotation's number, with what is after the element that it starts with.
type Part<'k> = (usize, Option<&'k str>);

impl Branch {
    /// Tree of annotations, each with its number and what is after the prefix. The API server sends keys sorted:
    /// where a key has a text and more keys after it, those win. Where numbers are next to names, it is that of the
    /// names alone, and comes with the first number.
    pub fn grown(keys: &[(usize, &str)], python3: bool) -> (Self, Option<Mixed>) {
        let mut heads = heads(keys);
        let is_number = |head: &str| whole_number(head, python3).is_some();
        let numbers = heads.iter().filter(|(head, _)| is_number(head)).count();
        let mut mixed = None;
        if (1..heads.len()).contains(&numbers) {
            let first = heads.iter().find(|(head, _)| is_number(head));
            mixed = first.and_then(|(_, parts)| parts.first()).map(|(number, _)| Mixed(*number));
            heads.retain(|(head, _)| !is_number(head));
        }
        let mut children = Vec::with_capacity(heads.len());
        for (head, parts) in heads {
            let (child, below) = Self::of_parts(&parts, python3);
            mixed = mixed.or(below);
            children.push((head.to_owned(), child));
        }
        if numbers > 0 && children.iter().all(|(head, _)| is_number(head)) {
            children.sort_by_key(|(head, _)| whole_number(head, python3));
            return (Self::List(children), mixed);
        }
        children.sort_by(|(one, _), (other, _)| one.cmp(other));
        (Self::Map(children), mixed)
    }

    fn of_parts(parts: &[Part<'_>], python3: bool) -> (Self, Option<Mixed>) {
        let longer: Vec<(usize, &str)> =
            parts.iter().filter_map(|(number, rest)| Some((*number, (*rest)?))).collect();
        match parts.last() {
            Some((number, _)) if longer.is_empty() => (Self::Text(*number), None),
            _ => Self::grown(&longer, python3),
        }
    }

    /// What is after a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let children = self.map()?;
        let at = children.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        children.get(at).map(|(_, branch)| branch)
    }

    /// Its names, where it has some.
    #[must_use]
    pub fn map(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Map(children) => Some(children),
            Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The number of its annotation, where it is a text.
    #[must_use]
    pub fn text(&self) -> Option<usize> {
        match self {
            Self::Text(number) => Some(*number),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The numbers of all annotations in it.
    #[must_use]
    pub fn numbers(&self) -> Vec<usize> {
        match self {
            Self::Text(number) => vec![*number],
            Self::List(children) | Self::Map(children) => {
                children.iter().flat_map(|(_, child)| child.numbers()).collect()
            }
        }
    }
}

/// The first elements of keys, each with what is after it, as the sorted keys have them.
fn heads<'k>(keys: &[(usize, &'k str)]) -> Vec<(&'k str, Vec<Part<'k>>)> {
    let mut sorted: Vec<(usize, &str)> = keys.to_vec();
    sorted.sort_by_key(|(_, key)| *key);
    let mut heads: Vec<(&str, Vec<Part<'_>>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (number, key) in sorted {
        let (head, rest) = cut(key);
        let at = *known.entry(head).or_insert(heads.len());
        match heads.get_mut(at) {
            Some((_, parts)) => parts.push((number, rest)),
            None => heads.push((head, vec![(number, rest)])),
        }
    }
    heads
}

/// A key's first element, and what is after its dot: something must be on both sides of it.
fn cut(key: &str) -> (&str, Option<&str>) {
    match key.split_once('.') {
        Some((head, rest)) if !head.is_empty() && !rest.is_empty() => (head, Some(rest)),
        _ => (key, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(keys: &[&str]) -> (Branch, Option<Mixed>) {
        let keys: Vec<(usize, &str)> = keys.iter().copied().enumerate().collect();
        Branch::grown(&keys, true)
    }

    fn map(children: &[(&str, Branch)]) -> Branch {
        Branch::Map(children.iter().map(|(name, it)| ((*name).to_owned(), it.clone())).collect())
    }

    #[test]
    fn keys_are_cut_at_dots_with_something_on_both_sides() {
        let one = |name: &str, branch| map(&[(name, branch)]);
        assert_eq!(grown(&["a.b"]), (one("a", one("b", Branch::Text(0))), None));
        assert_eq!(grown(&["a."]), (one("a.", Branch::Text(0)), None));
        assert_eq!(grown(&["a..b"]), (one("a", one(".b", Branch::Text(0))), None));
        assert_eq!(grown(&["a", "a.b"]), (one("a", one("b", Branch::Text(1))), None));
    }

    #[test]
    fn numbers_make_lists_in_their_own_order() {
        let (Branch::List(items), None) = grown(&["10.x", "2.x", "002.x"]) else {
            panic!("no list");
        };
        let names: Vec<&str> = items.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["002", "2", "10"]);
        let names = map(&[("a", map(&[("x", Branch::Text(0))]))]);
        assert_eq!(grown(&["a.x", "a.1", "a.2.b"]), (names, Some(Mixed(1))));
    }
}
