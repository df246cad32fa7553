//! For every field of the templates: its key misspelt, its value of a wrong type, and the field one level up.
//! Each gives exactly one finding, at the right place, by a rule of the structure or by one with a better word.

use std::collections::BTreeMap;

use serde_json::Value;

use lt_lint::load::Flags;
use lt_lint::rule::RuleSet;
use lt_lint::source::{FileId, Location, SourceFile};
use lt_lint::yaml::{Node, parse};

use super::harness::{Templates, lint_files, outcome};

/// Mappings whose keys are the user's own, or quantities that take any number.
const MAPS: [&str; 6] = ["data", "annotations", "labels", "matchLabels", "requests", "limits"];

/// One key or index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Key(String),
    Item(usize),
}

pub type Steps = Vec<Step>;

/// The ways to spoil a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    Misspelt,
    WrongType,
    OneLevelUp,
}

/// A document of the templates with one mistake.
#[derive(Debug, Clone)]
pub struct Spoilt {
    pub mistake: Mistake,
    /// Which document, counted over all files.
    pub document: usize,
    pub field: Steps,
    pub value: Value,
    /// Where the mistake is now.
    pub place: Steps,
}

pub fn documents() -> Vec<Value> {
    use serde::Deserialize;
    let texts = Templates::read().0;
    let all = texts.iter().flat_map(|text| serde_yaml::Deserializer::from_str(text));
    all.map(|one| Value::deserialize(one).unwrap()).collect()
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
            items.iter().enumerate().for_each(|(at, item)| fields(item, &step(Step::Item(at)), all));
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
    let wrong = format!("{name}{}", &name[name.len() - 1..]);
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

pub fn spoilt() -> Vec<Spoilt> {
    let mut all = Vec::new();
    for (document, whole) in documents().iter().enumerate() {
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

/// The node of a key or of its value.
fn node<'a>(root: Node<'a>, way: &[Step], of_key: bool) -> Node<'a> {
    let (last, above) = way.split_last().unwrap();
    let parent = above.iter().fold(root, |node, step| match step {
        Step::Key(key) => node.entry(key).unwrap().value,
        Step::Item(at) => node.items().nth(*at).unwrap(),
    });
    let Step::Key(name) = last else { panic!("no key") };
    let entry = parent.entry(name).unwrap_or_else(|| panic!("{way:?}"));
    if of_key { entry.key } else { entry.value }
}

impl Spoilt {
    fn complaint(&self, documents: &[Value], rules: &RuleSet) -> Result<String, String> {
        let mut files = documents.to_vec();
        files[self.document] = self.value.clone();
        let text = |value: &Value| serde_yaml::to_string(value).unwrap().into_bytes();
        let named = files.iter().enumerate().map(|(at, one)| (format!("{at}.yaml"), text(one)));
        let source = SourceFile::new("x", text(&self.value), true);
        let parsed = parse(FileId(self.document), &source);
        let root = parsed.documents[0].root().unwrap();
        let wanted: Location = node(root, &self.place, self.mistake != Mistake::WrongType).location();
        let report = lint_files(named, rules, Flags::default());
        match report.findings.as_slice() {
            [one] if one.primary.at == wanted => Ok(one.rule.clone()),
            _ => Err(format!("{:?} {:?}\n    {:?}", self.mistake, self.field, outcome(&report))),
        }
    }
}

#[test]
fn every_spoilt_field_gives_exactly_one_finding() {
    let (rules, documents) = (RuleSet::builtin().unwrap(), documents());
    let mut complaints = Vec::new();
    let mut found: BTreeMap<(Mistake, String), usize> = BTreeMap::new();
    for one in spoilt() {
        match one.complaint(&documents, &rules) {
            Ok(rule) => *found.entry((one.mistake, rule)).or_default() += 1,
            Err(complaint) => complaints.push(complaint),
        }
    }
    let of =
        |mistake| found.iter().filter(|((one, _), _)| *one == mistake).map(|(_, count)| count).sum::<usize>();
    assert_eq!(
        [Mistake::Misspelt, Mistake::WrongType, Mistake::OneLevelUp].map(of),
        [151, 151, 110],
        "{found:?}"
    );
    assert!(complaints.is_empty(), "{} of them:\n{}", complaints.len(), complaints.join("\n"));
}
