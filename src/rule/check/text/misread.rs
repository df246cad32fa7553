//! `misread`: scalars that the API server accepts and that aren't what they look like.

use serde::Deserialize;

use crate::kube::Object;
use crate::source::Span;
use crate::yaml::{Entry, Kind, Style};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// Groups whose fields are known; a custom resource may mean anything by them.
pub(super) const BUILT_IN: [&str; 9] = [
    "",
    "apps",
    "autoscaling",
    "batch",
    "extensions",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
];

/// Decimal numbers within the bounds that nobody means as such: their octal digits make no sense, and
/// the decimal ones do.
const ODD_MODES: [i128; 4] = [400, 440, 444, 500];

/// MisreadFile of `misread`. Cases: `key` (a key of labels or data that is read as a boolean or a number),
/// `octal` (a number with a leading zero), `mode` (a file mode without one; what the API server rejects isn't
/// misread but invalid). Variables: `text`, `meaning` (what is read), `field`, `wanted` (what was likely meant).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MisreadFile {
    /// Fields of Kubernetes' own kinds that hold a number.
    numbers: Vec<String>,
    /// Fields that hold a file mode.
    modes: Vec<String>,
}

impl Check for MisreadFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["key", "octal", "mode"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["key"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["text", "meaning", "field", "wanted"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        for object in model.objects.iter().filter(|object| BUILT_IN.contains(&object.group())) {
            let found = self.judge(object);
            hits.extend(found.into_iter().map(|hit| hit.in_object(object)));
        }
    }
}

impl MisreadFile {
    fn judge(&self, object: &Object<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        // Mappings of texts, whose values aren't fields.
        let mut texts: Vec<Span> = Vec::new();
        for node in object.root.tree().filter(|node| node.kind() == Kind::Mapping) {
            if texts.contains(&node.span()) {
                continue;
            }
            for entry in node.own_entries() {
                if entry.value.kind() != Kind::Mapping {
                    hits.extend(self.field(&entry));
                } else if holds_texts(object, &entry) {
                    texts.push(entry.value.span());
                    hits.extend(entry.value.own_entries().filter_map(|entry| misread_key(&entry)));
                } else if matches!(entry.key_text(), "requests" | "limits") {
                    hits.extend(entry.value.own_entries().filter_map(|entry| octal(&entry)));
                }
            }
        }
        hits
    }

    fn field(&self, entry: &Entry<'_>) -> Option<Hit> {
        let is_one_of = |fields: &[String]| fields.iter().any(|field| field == entry.key_text());
        let starts = |c: char| c.is_ascii_digit() || c == '+' || c == '-';
        if entry.value.style() != Some(Style::Plain) || !entry.value.text()?.starts_with(starts) {
            return None;
        }
        if is_one_of(&self.modes) {
            mode(entry)
        } else if is_one_of(&self.numbers) {
            octal(entry)
        } else {
            None
        }
    }
}

/// Whether a mapping is one from text to text. Source: the API reference.
fn holds_texts(object: &Object<'_>, entry: &Entry<'_>) -> bool {
    match entry.key_text() {
        "labels" | "annotations" | "matchLabels" | "nodeSelector" => true,
        "data" | "stringData" | "binaryData" => matches!(object.kind, "ConfigMap" | "Secret"),
        "selector" => matches!(object.kind, "Service" | "ReplicationController"),
        _ => false,
    }
}

fn misread_key(entry: &Entry<'_>) -> Option<Hit> {
    let (text, read) = (entry.key.text()?, entry.key_value()?);
    let is_misread = entry.key.style() == Some(Style::Plain) && !entry.is_merge() && text != read;
    let hit = || Hit::new(entry.key.location(), "key").var("text", text).var("meaning", read);
    is_misread.then(|| hit().mended_by(entry.key.requoted(text)))
}

/// A number with a leading zero whose octal value is another one than the decimal.
fn octal(entry: &Entry<'_>) -> Option<Hit> {
    let text = entry.value.text()?;
    let value = entry.value.as_integer()?;
    let digits = text.trim_start_matches(['+', '-']);
    let wanted = digits.trim_start_matches('0');
    let decimal: i128 = wanted.parse().ok()?;
    if wanted.len() == digits.len() || decimal == value.abs() {
        return None;
    }
    let hit = Hit::new(entry.value.location(), "octal").var("text", text).var("meaning", value);
    Some(hit.var("field", entry.key_text()).var("wanted", text.replacen(digits, wanted, 1)))
}

/// Whether a text has the digits of a file mode in octal, without the zero that says so.
pub(in crate::rule::check) fn looks_octal(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte))
}

/// A file mode that is written in decimal and meant in octal.
fn mode(entry: &Entry<'_>) -> Option<Hit> {
    let text = entry.value.text()?;
    let value = entry.value.as_integer()?;
    if !looks_octal(text) || text.starts_with('0') || !ODD_MODES.contains(&value) {
        return None;
    }
    let hit =
        Hit::new(entry.value.location(), "mode").var("text", text).var("field", entry.key_text());
    let hit = hit.var("meaning", format!("0{value:o}"));
    // JSON has no octal numbers.
    let is_json = entry.value.document().text().trim_start().starts_with('{');
    let decimal = i64::from_str_radix(text, 8).ok().filter(|_| is_json);
    Some(hit.var("wanted", decimal.map_or(format!("0{text}"), |decimal| decimal.to_string())))
}
