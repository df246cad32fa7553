//! `quoted`: quotes, spaces and invisible characters that are part of a value, and that nobody means.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::agent::ANNOTATION_PREFIX;
use crate::kube::{EnvSource, Object};
use crate::source::Location;
use crate::text::{TYPOGRAPHIC_QUOTES, bare, invisible};
use crate::yaml::{Entry, Kind, Node};

use super::misread::BUILT_IN;
use crate::model::{Model, Workload};
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// QuotedFile of `quoted`. Cases: `quotes` (quotes that are part of the value), `blanks` (spaces around it), `lone` (a
/// quote at one end, or a comma or semicolon after it), `break` (a line break after it), `invisible`
/// (a character that nobody sees). Variables: `field`, `actual`, `character`, `meant`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuotedFile {
    /// What the agent's variables start with: their values are looked at wherever they come from.
    settings: String,
    /// Variables that are omitted: their values are secrets.
    secrets: Vec<String>,
    /// Parts of the names of variables that hold lists, which the agent takes apart with spaces and plain quotes.
    lists: Vec<String>,
    /// Fields that hold names, in which typographic quotes and invisible characters are always a mistake.
    names: Vec<String>,
    /// Fields below which keys and values are any text.
    texts: Vec<String>,
}

/// Setting around whose text the agent omits spaces and line breaks.
const TRIMMED: &str = "SCALYR_SERVER";

/// What is wrong with a text.
struct Fault {
    case: &'static str,
    character: &'static str,
}

impl Check for QuotedFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["quotes", "blanks", "lone", "break", "invisible"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["field", "actual", "character", "meant"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let mut found = Vec::new();
        for workload in &model.workloads {
            self.settings_of(workload, model, &mut found);
        }
        // Most files have none of these characters, also none after a backslash.
        let may_hold = |text: &str| !text.is_ascii() || text.contains('\\');
        let files: Vec<bool> = model.sources.iter().map(|source| may_hold(&source.text)).collect();
        let is_in = |object: &&Object<'_>| {
            BUILT_IN.contains(&object.group())
                && files.get(object.root.location().file.0) == Some(&true)
        };
        for object in model.objects.iter().filter(is_in) {
            self.names_in(object.root, &mut found);
        }
        let mut told: BTreeSet<Location> = BTreeSet::new();
        hits.extend(found.into_iter().filter(|hit| told.insert(hit.at)));
    }
}

impl QuotedFile {
    /// Values that the agent reads: annotations of the pod, and its own variables.
    fn settings_of<'a>(&self, workload: &Workload<'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let annotations = workload.pod.annotations();
        let of_agent = annotations.iter().filter(|it| it.key_text().starts_with(ANNOTATION_PREFIX));
        hits.extend(of_agent.filter_map(|entry| value_hit(entry.key_text(), entry.value)));
        for agent in workload.containers.iter().filter(|one| one.is_agent) {
            for var in agent.environment(workload, &model.objects).iter() {
                let node = match var.source {
                    EnvSource::Literal(Some(node)) => node,
                    EnvSource::ConfigMap(_, Some(entry)) => entry.value,
                    _ => continue,
                };
                if !var.name.starts_with(&self.settings) || self.secrets.contains(&var.name) {
                    continue;
                }
                if self.lists.iter().any(|part| var.name.contains(part)) {
                    hits.extend(name_hit(&format!("`{}`", var.name), node));
                } else {
                    let broken = || line_break(&var.name, node);
                    hits.extend(value_hit(&var.name, node).or_else(broken));
                }
            }
        }
    }

    /// Names and keys below a node.
    fn names_in(&self, root: Node<'_>, hits: &mut Vec<Hit>) {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            open.extend(node.items().filter(|item| item.kind() != Kind::Scalar));
            for entry in node.own_entries() {
                let key = entry.key_text();
                hits.extend(name_hit("the key", entry.key));
                if self.names.iter().any(|name| name == key) {
                    hits.extend(name_hit(&format!("`{key}`"), entry.value));
                }
                if key == "labels" || key == "matchLabels" {
                    hits.extend(entry.value.own_entries().filter_map(label_hit));
                }
                if self.texts.iter().any(|text| text == key) {
                    let keys = entry.value.own_entries();
                    hits.extend(keys.filter_map(|entry| name_hit("the key", entry.key)));
                } else if entry.value.kind() != Kind::Scalar {
                    open.push(entry.value);
                }
            }
        }
    }
}

fn label_hit(entry: Entry<'_>) -> Option<Hit> {
    name_hit(&format!("the label `{}`", entry.key_text()), entry.value)
}

/// A value of which every character counts.
fn value_hit(field: &str, node: Node<'_>) -> Option<Hit> {
    let text = node.text().filter(|text| !text.trim().contains('\n'))?;
    // The rules in an annotation have patterns of any characters.
    let is_pattern = field.contains("_rules");
    let lone = || lone_mark(text).filter(|_| !is_pattern);
    let fault = hidden(text).or_else(|| quotes(text)).or_else(|| blanks(text)).or_else(lone)?;
    hit(&format!("`{field}`"), node, &fault)
}

/// A name, in which spaces and plain quotes are for its own rules to tell.
fn name_hit(field: &str, node: Node<'_>) -> Option<Hit> {
    let text = node.text()?;
    let typographic = || {
        text.contains(TYPOGRAPHIC_QUOTES)
            .then_some(Fault { case: "quotes", character: "typographic quotes" })
    };
    let fault = hidden(text).or_else(typographic)?;
    hit(field, node, &fault)
}

fn hit(field: &str, node: Node<'_>, fault: &Fault) -> Option<Hit> {
    let text = node.text()?;
    let meant = bare(text);
    let meant = if fault.case == "lone" {
        meant.trim_matches(['`', ',', ';'])
    } else {
        meant.trim_matches('`')
    };
    let meant: String = meant.chars().filter(|c| !TYPOGRAPHIC_QUOTES.contains(c)).collect();
    let hit = Hit::new(node.location(), fault.case).var("field", field).var("actual", text);
    Some(hit.var("character", fault.character).var("meant", meant))
}

/// A character that nobody sees.
fn hidden(text: &str) -> Option<Fault> {
    let character = text.chars().find_map(invisible)?;
    Some(Fault { case: "invisible", character })
}

/// Quotes around the whole text that are part of it.
fn quotes(text: &str) -> Option<Fault> {
    let text = text.trim();
    let is_typographic = text.starts_with(TYPOGRAPHIC_QUOTES) || text.ends_with(TYPOGRAPHIC_QUOTES);
    let is_nested = |quote: &char| {
        let inner = text.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(*quote))
    };
    let character = if is_typographic && text.chars().count() > 2 {
        "typographic quotes"
    } else {
        ['"', '\'', '`'].iter().any(is_nested).then_some("quotes")?
    };
    Some(Fault { case: "quotes", character })
}

/// A quote at one end only, or the comma or semicolon of another language after the value.
fn lone_mark(text: &str) -> Option<Fault> {
    let text = text.trim();
    let is_lone = |quote: &char| {
        (text.starts_with(*quote) || text.ends_with(*quote)) && text.matches(*quote).count() == 1
    };
    if text.len() > 1 && ['"', '\'', '`'].iter().any(is_lone) {
        return Some(Fault { case: "lone", character: "a quote" });
    }
    let inner = text.strip_suffix([',', ';']).filter(|inner| !inner.is_empty())?;
    let is_list = inner.contains([',', ';', ' ', '[', '{']);
    let character = if text.ends_with(',') { "a comma" } else { "a semicolon" };
    (!is_list).then_some(Fault { case: "lone", character })
}

/// The line break that a block scalar adds to a setting that isn't a number or JSON.
fn line_break(name: &str, node: Node<'_>) -> Option<Hit> {
    let text = node.text().filter(|text| text.ends_with(['\n', '\r']) && name != TRIMMED)?;
    let inner = text.trim();
    let is_plain = !inner.is_empty() && !inner.contains('\n') && !inner.starts_with(['{', '[']);
    let is_word = is_plain && inner.parse::<f64>().is_err();
    let fault = Fault { case: "break", character: "" };
    hit(&format!("`{name}`"), node, &fault).filter(|_| is_word)
}

/// Spaces around a text that isn't a number: those around numbers the agent omits.
fn blanks(text: &str) -> Option<Fault> {
    let is_blank = |c: char| c == ' ' || c == '\t';
    let around = text.starts_with(is_blank) || text.ends_with(is_blank);
    let is_number = text.trim().parse::<f64>().is_ok();
    (around && !is_number && !text.trim().is_empty())
        .then_some(Fault { case: "blanks", character: "blanks" })
}
