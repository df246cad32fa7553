//! Objects with one mistake in their structure: for every field its key misspelt, its value of a wrong type, and
//! the field one level up.
#![allow(clippy::indexing_slicing, reason = "a test that fails may panic")]

use serde_json::Value;

/// Mappings whose keys are the user's own, or quantities that take any number.
const MAPS: [&str; 6] = ["data", "annotations", "labels", "matchLabels", "requests", "limits"];

/// One key or index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Item(at) => write!(f, "{at}"),
        }
    }
}

pub(crate) type Steps = Vec<Step>;

/// The ways to spoil a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mistake {
    Misspelt,
    WrongType,
    OneLevelUp,
}

impl Mistake {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Misspelt => "misspelt",
            Self::WrongType => "wrong type",
            Self::OneLevelUp => "one level up",
        }
    }
}

/// A document of the templates with one mistake.
#[derive(Debug, Clone)]
pub(crate) struct Spoilt {
    pub mistake: Mistake,
    /// Which document.
    pub document: usize,
    pub field: Steps,
    pub value: Value,
    /// Where the mistake is now.
    pub place: Steps,
}

/// Every field that a schema names, with the way to it.
fn fields(value: &Value, way: &Steps, all: &mut Vec<Steps>) {
    let step = |step: Step| way.iter().cloned().chain([step]).collect::<Steps>();
    match value {
        Value::Object(entries) => {
            let map = matches!(way.last(), Some(Step::Key(key)) if MAPS.contains(&key.as_str()));
            for (key, value) in entries.iter().filter(|_| !map) {
                let way = step(Step::Key(key.clone()));
                fields(value, &way, all);
                all.push(way);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, item)| fields(item, &step(Step::Item(at)), all));
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, way: &[Step]) -> &'v mut Value {
    way.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Item(at) => &mut value[*at],
    })
}

fn key(way: &Steps) -> String {
    match way.last() {
        Some(Step::Key(key)) => key.clone(),
        _ => panic!("{way:?} is no field"),
    }
}

fn renamed(document: &Value, field: &Steps) -> (Value, Steps) {
    let (mut value, mut place) = (document.clone(), field.clone());
    let name = key(field);
    let wrong = format!("{name}{}", name.chars().next_back().unwrap_or('x'));
    let (_, parent) = field.split_last().unwrap();
    let parent = at(&mut value, parent).as_object_mut().unwrap();
    // In the place where it was.
    *parent = std::mem::take(parent)
        .into_iter()
        .map(|(key, value)| if key == name { (wrong.clone(), value) } else { (key, value) })
        .collect();
    *place.last_mut().unwrap() = Step::Key(wrong);
    (value, place)
}

fn retyped(document: &Value, field: &Steps) -> (Value, Steps) {
    let mut value = document.clone();
    let field_value = at(&mut value, field);
    *field_value = match field_value {
        Value::Object(_) | Value::Array(_) => "wrong".into(),
        Value::String(_) if key(field) == "name" => serde_json::json!(["wrong"]),
        Value::String(_) => 5.into(),
        Value::Number(number) => number.to_string().into(),
        _ => "wrong".into(),
    };
    (value, field.clone())
}

/// None at the top, where another field of that name stands already, and where the field is as good: a pod has
/// `resources` as its containers have.
fn lifted(document: &Value, field: &Steps) -> Option<(Value, Steps)> {
    let mut value = document.clone();
    let (_, mut parent) = field.split_last().filter(|_| key(field) != "resources")?;
    let moved = at(&mut value, parent).as_object_mut()?.remove(&key(field))?;
    (_, parent) = parent.split_last()?;
    while let Some((Step::Item(_), rest)) =
        parent.split_last().filter(|_| !at(&mut value, parent).is_object())
    {
        parent = rest;
    }
    if at(&mut value, parent).is_array() {
        (_, parent) = parent.split_last()?;
    }
    let target = at(&mut value, parent).as_object_mut()?;
    if target.contains_key(&key(field)) {
        return None;
    }
    target.insert(key(field), moved);
    Some((value, parent.iter().cloned().chain([Step::Key(key(field))]).collect()))
}

/// Every mistake in every field of `documents`.
pub(crate) fn spoilt(documents: &[Value]) -> Vec<Spoilt> {
    let mut all = Vec::new();
    for (document, whole) in documents.iter().enumerate() {
        let mut found = Vec::new();
        fields(whole, &Vec::new(), &mut found);
        for field in found {
            let mut add = |mistake, (value, place)| {
                all.push(Spoilt { mistake, document, field: field.clone(), value, place });
            };
            add(Mistake::Misspelt, renamed(whole, &field));
            add(Mistake::WrongType, retyped(whole, &field));
            if let Some(made) = lifted(whole, &field) {
                add(Mistake::OneLevelUp, made);
            }
        }
    }
    all
}

/// Each document without each of its fields.
pub(crate) fn without(documents: &[Value]) -> Vec<(usize, Steps, Value)> {
    let mut all = Vec::new();
    for (document, whole) in documents.iter().enumerate() {
        let mut found = Vec::new();
        fields(whole, &Vec::new(), &mut found);
        for field in found {
            let mut value = whole.clone();
            at(&mut value, &field[..field.len() - 1]).as_object_mut().unwrap().remove(&key(&field));
            all.push((document, field, value));
        }
    }
    all
}
