//! How rules fix what they find: what a rule file says of it, and the edits that come of that at a hit.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::by_shape::{self, ByShape};
use crate::error::KeyError;
use crate::fix::{Applicability, Change, Edit, Fix};
use crate::kube::schema::takes_only_text;
use crate::limits::Limits;
use crate::model::Model;
use crate::source::Location;
use crate::text::{hint, printable};
use crate::yaml::{Node, Tree};

use super::check::{Check, Hit};
use super::template::Template;

/// How to fix a mistake: one way, or one for each case of the check.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum FixFile {
    /// The same for all cases.
    One(WayFile),
    /// By case.
    Cases(BTreeMap<String, WayFile>),
}

/// A way to fix a mistake; exactly one of these.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct WayFile {
    /// The only thing that can be meant: a text for the place of the finding, or `true` for the edits of the check.
    pub safe: Option<EditFile>,
    /// What is likely meant.
    pub r#unsafe: Option<EditFile>,
    /// What has parts to fill in: it is shown and never applied.
    pub display: Option<EditFile>,
    /// Why there is no way.
    pub none: Option<String>,
}

/// What to write.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum EditFile {
    /// A text with variables for the place of the finding; a finding without one of them has no fix.
    Text(String),
    /// The edits that the check makes.
    Made(bool),
    /// A name for the place of the finding, where that may be a key.
    Name(NameFile),
}

/// A name to write.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct NameFile {
    /// The name, with variables.
    pub rename: String,
}

/// A part of `fix` before it is known what it is part of.
enum Piece {
    Text(String),
    Made(bool),
    Map(BTreeMap<String, Piece>),
}

/// The keys of a way.
const KEYS: [&str; 4] = ["safe", "unsafe", "display", "none"];

impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_shape::deserialize(deserializer)
    }
}

impl ByShape for Piece {
    const EXPECTED: &'static str = "a string, `true` for the edits of the check, or a mapping";

    fn from_text<E: Error>(text: &str) -> Option<Result<Self, E>> {
        Some(Ok(Self::Text(text.to_owned())))
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(Self::Made(value))
    }

    fn from_mapping<'de, D: Deserializer<'de>>(mapping: D) -> Option<Result<Self, D::Error>> {
        Some(BTreeMap::deserialize(mapping).map(Self::Map))
    }
}

impl<'de> Deserialize<'de> for FixFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pieces: BTreeMap<String, Piece> = BTreeMap::deserialize(deserializer)?;
        let is_way = |key: &String| KEYS.contains(&key.as_str());
        let is_one = pieces.len() == 1 && pieces.keys().all(is_way);
        if !is_one && pieces.values().all(|piece| matches!(piece, Piece::Map(_))) {
            let cases = pieces.into_iter().map(|(case, piece)| match piece {
                Piece::Map(way) => Ok((case, WayFile::of(way).map_err(Error::custom)?)),
                Piece::Text(_) | Piece::Made(_) => Err(Error::custom("a case is a mapping")),
            });
            return cases.collect::<Result<_, _>>().map(Self::Cases);
        }
        WayFile::of(pieces).map(Self::One).map_err(Error::custom)
    }
}

impl WayFile {
    fn of(pieces: BTreeMap<String, Piece>) -> Result<Self, String> {
        let mut way = Self::default();
        for (key, piece) in pieces {
            match (key.as_str(), EditFile::of(piece, &key)?) {
                ("safe", edit) => way.safe = Some(edit),
                ("unsafe", edit) => way.r#unsafe = Some(edit),
                ("display", edit) => way.display = Some(edit),
                ("none", EditFile::Text(reason)) => way.none = Some(reason),
                ("none", _) => return Err("fix: `none` needs a reason".to_owned()),
                _ => {
                    let meant = hint(&key, &KEYS);
                    return Err(format!(
                        "fix: unknown key `{key}`{meant}; there are safe, unsafe, display and none"
                    ));
                }
            }
        }
        let given = [way.safe.is_some(), way.r#unsafe.is_some(), way.display.is_some()];
        let given = given.iter().filter(|is| **is).count() + usize::from(way.none.is_some());
        match given {
            1 => Ok(way),
            _ => Err("fix: exactly one of safe, unsafe, display and none".to_owned()),
        }
    }

    /// How sure it is, and what is written; nothing where there is no way.
    #[must_use]
    pub fn edit(&self) -> Option<(Applicability, &EditFile)> {
        let ways = [
            (Applicability::Safe, &self.safe),
            (Applicability::Unsafe, &self.r#unsafe),
            (Applicability::Display, &self.display),
        ];
        ways.into_iter().find_map(|(sure, edit)| Some((sure, edit.as_ref()?)))
    }
}

impl FixFile {
    /// The way of a case.
    #[must_use]
    pub fn way(&self, case: &str) -> Option<&WayFile> {
        match self {
            Self::One(way) => Some(way),
            Self::Cases(cases) => cases.get(case),
        }
    }
}

/// A way, ready to be used.
#[derive(Debug, Clone)]
pub(super) struct Way {
    case: Option<String>,
    sure: Applicability,
    /// What is written instead of the hit; without it, the check makes the edits.
    text: Option<Template>,
    /// Whether that may be a key.
    is_name: bool,
}

/// Checks what a rule file says of fixes, and compiles it.
///
/// # Errors
/// For a case that there isn't, a variable that there isn't, and edits that the check doesn't make.
pub(super) fn compile(
    file: Option<&FixFile>,
    check: &dyn Check,
    known: &[&str],
    limits: &Limits,
) -> Result<Vec<Way>, KeyError> {
    let mut ways = Vec::new();
    match file {
        None => {}
        Some(FixFile::One(way)) => {
            let all = check.cases().iter().copied().chain(check.cases().is_empty().then_some(""));
            let made: Vec<&str> = all.collect();
            let way = Way::compile(None, way, &made, check, known, limits);
            ways.extend(way.map_err(|error| error.under("fix"))?);
        }
        Some(FixFile::Cases(cases)) => {
            super::compiled::no_other_cases("fix", cases, check.cases())?;
            for (case, way) in cases {
                let way = Way::compile(Some(case), way, &[case], check, known, limits);
                ways.extend(way.map_err(|error| error.under(case).under("fix"))?);
            }
        }
    }
    Ok(ways)
}

impl Way {
    fn compile(
        case: Option<&str>,
        file: &WayFile,
        cases: &[&str],
        check: &dyn Check,
        known: &[&str],
        limits: &Limits,
    ) -> Result<Option<Self>, KeyError> {
        let Some((sure, edit)) = file.edit() else {
            return Ok(None);
        };
        let text = match edit {
            EditFile::Text(text) | EditFile::Name(NameFile { rename: text }) => {
                Template::parse(text, known, limits).map(Some)
            }
            EditFile::Made(true) if check.changes().iter().any(|it| cases.contains(it)) => Ok(None),
            EditFile::Made(true) => {
                Err(KeyError::new("this check has no edits for this case; write the text"))
            }
            EditFile::Made(false) => {
                Err(KeyError::new("`false` isn't allowed; give the reason under `none`"))
            }
        };
        let text = text.map_err(|error| of_fix(error).under(sure.name()))?;
        let is_name = matches!(edit, EditFile::Name(_));
        Ok(Some(Self { case: case.map(str::to_owned), sure, text, is_name }))
    }

    pub(super) fn is_of(&self, case: &str) -> bool {
        self.case.as_deref().is_none_or(|own| own == case)
    }

    /// The fix of a hit.
    pub(super) fn fix(
        &self,
        hit: &Hit,
        params: &BTreeMap<String, String>,
        model: &Model<'_>,
    ) -> Option<Fix> {
        let change = match &self.text {
            None => hit.change.clone()?,
            Some(template) => {
                let text = template.value(&hit.values, params)?;
                in_place(hit, &text, self.is_name, model)?
            }
        };
        let is_direct =
            hit.at.alias.is_none() && !change.edits.iter().any(|it| is_repeated(it, model));
        let most = if is_direct { Applicability::Safe } else { Applicability::Display };
        let applicability = self.sure.min(change.at_most).min(most);
        Some(Fix { title: printable(&change.title), applicability, edits: change.edits })
    }
}

/// A text instead of a hit: of a scalar or a part of one.
fn in_place(hit: &Hit, text: &str, is_name: bool, model: &Model<'_>) -> Option<Change> {
    let document = model.document_at(hit.at)?;
    if let Some(gap) = &hit.gap {
        let holder = document.mapping_at(gap.holder.span)?;
        let is_text = || is_text_alone(holder, &gap.keys, model);
        let value = match Tree::of(text) {
            Tree::Literal(text) if is_text() => Tree::Text(text),
            value => value,
        };
        return holder.extended_by(&gap.keys, value);
    }
    // Where a value isn't written, its key is the place.
    let is_key = document.key_at(hit.at.span).is_some();
    let scalar = document.scalar_at(hit.at.span).filter(|_| is_name || !is_key)?;
    // Null says nothing of the type that its place has.
    if scalar.is_null() && !is_key && is_text_alone(scalar, &[], model) {
        return scalar.worded(text);
    }
    scalar.rewritten_at(hit.at.span, text)
}

/// Whether only a text can be at the end of some keys below a node.
fn is_text_alone(node: Node<'_>, keys: &[String], model: &Model<'_>) -> bool {
    let object = model.object_at(node.location());
    object.is_some_and(|object| takes_only_text(object.root, node, keys, model.schemas))
}

/// Whether an alias repeats what an edit changes.
fn is_repeated(edit: &Edit, model: &Model<'_>) -> bool {
    let document = model.document_at(Location::new(edit.file, edit.span));
    document.is_some_and(|document| document.is_repeated(edit.span))
}

impl EditFile {
    fn of(piece: Piece, key: &str) -> Result<Self, String> {
        let mut pieces = match piece {
            Piece::Text(text) => return Ok(Self::Text(text)),
            Piece::Made(value) => return Ok(Self::Made(value)),
            Piece::Map(pieces) => pieces,
        };
        match (pieces.remove("rename"), pieces.is_empty()) {
            (Some(Piece::Text(rename)), true) => Ok(Self::Name(NameFile { rename })),
            _ => Err(format!("fix: a mapping under `{key}` needs `rename` with a string")),
        }
    }
}

fn of_fix(error: KeyError) -> KeyError {
    let reason = format!("fix: {}", error.reason);
    KeyError { reason, ..error }
}
