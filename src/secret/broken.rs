//! Text that can't be read as YAML: what follows a secret name, what is below it, and the value next to it. It rather
//! hides too much.

use std::collections::BTreeSet;

use crate::source::{FileId, Location, Span};

use super::Collector;
use super::form::of_pgpass;
use super::key::strength_of;
use super::name::{Strength, is_near};
use super::text::secrets_in;
use super::value::{is_key_like, is_nothing};

/// Keys of a Secret's lines that aren't secret.
const PLAIN: [&str; 8] =
    ["apiVersion", "kind", "metadata", "name", "namespace", "type", "immutable", "labels"];

/// How lines start that are around others: marks of conflicts, fences.
const STRAY: [&str; 6] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||", "```", "~~~"];

/// Lines after the name of a variable in which the key is that it takes its value from.
const LINES_OF_REFERENCE: usize = 5;

/// A line that isn't space, with its offset, without its break and trailing spaces.
struct Line<'t> {
    start: usize,
    text: &'t str,
    /// Whether a secret name is in it.
    is_named: bool,
    /// Where what follows the name starts.
    secret: Option<usize>,
}

impl<'t> Line<'t> {
    fn new(start: usize, text: &'t str) -> Self {
        let name = first_name(text);
        let secret = name.and_then(|(from, end)| {
            // The value may be before its name.
            value_of(text).filter(|at| *at < from).or_else(|| behind(text, end))
        });
        let secret = secret.filter(|at| !is_header(text.get(*at..).unwrap_or_default()));
        Self { start, text, is_named: name.is_some(), secret }
    }

    fn depth(&self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t', '-']).len()
    }

    fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with('#')
    }

    /// Whether the value of a variable may follow whose name is lost: after `env:`, or a name in a comment.
    fn opens_variable(&self) -> bool {
        self.text.trim_start().trim_start_matches("- ") == "env:"
            || self.is_comment() && self.is_named && self.text.contains("name:")
    }

    /// Whether it is of another program, or nothing but signs: a fence, a mark of a conflict, a separator.
    fn is_stray(&self) -> bool {
        STRAY.iter().any(|start| self.text.starts_with(start))
            || !self.text.contains(char::is_alphanumeric)
    }
}

/// Collects what a broken file may hold of secrets.
pub(super) fn collect(file: FileId, text: &str, found: &mut Collector) {
    let lines = lines(text);
    let (whole, beside) = (Whole::of(text, &lines), beside_names(&lines));
    let (mut hidden_below, mut open) = (None, Open::default());
    found.keys.extend(whole.referred.iter().map(|key| ((*key).to_owned(), None)));
    for (line, is_beside_name) in lines.iter().zip(beside) {
        let depth = line.depth();
        // Nothing is below a marker, whose dashes don't indent it.
        hidden_below = hidden_below.filter(|_| !line.text.starts_with("---"));
        let from = if hidden_below.is_some_and(|limit| depth > limit) {
            Some(depth)
        } else {
            hidden_below = None;
            line.secret
                .or_else(|| value_of(line.text).filter(|_| is_beside_name))
                .or_else(|| whole.value_in(line))
                .or_else(|| open.value_in(line))
        };
        if !line.is_comment() {
            open = Open::after(line, is_beside_name);
        }
        if let Some(from) = from {
            hidden_below = hidden_below.or(Some(depth).filter(|_| !line.is_comment()));
            hide(file, line, from, found);
        }
        found.text(line.text);
        keys(file, line, found);
    }
}

/// What the whole text tells of its lines.
struct Whole<'t> {
    secrets: Documents,
    referred: BTreeSet<&'t str>,
    has_generator: bool,
}

impl<'t> Whole<'t> {
    fn of(text: &str, lines: &[Line<'t>]) -> Self {
        let has_generator = text.contains("secretGenerator");
        Self { secrets: Documents::of(text), referred: referred_keys(lines), has_generator }
    }

    fn value_in(&self, line: &Line<'_>) -> Option<usize> {
        any_value(line.text)
            .filter(|_| self.secrets.are_around(line.start))
            .or_else(|| value_of_key(line.text, &self.referred))
            .or_else(|| literal(line.text).filter(|_| self.has_generator))
    }
}

/// What the lines before have begun: a secret name, and a value.
#[derive(Default)]
struct Open {
    name: bool,
    value: bool,
}

impl Open {
    fn after(line: &Line<'_>, is_beside_name: bool) -> Self {
        let opened = line.text.trim_end_matches(['|', '>', '-', '+', ' ']);
        let name = line.is_named && line.secret.is_none();
        let names_one = name && opened.ends_with(':');
        Self { name, value: names_one || is_beside_name && opens_value(line.text) }
    }

    fn value_in(&self, line: &Line<'_>) -> Option<usize> {
        let is_value = || self.value && !line.text.contains(": ");
        joined(line.text)
            .filter(|_| self.name)
            .or_else(|| Some(line.depth()).filter(|_| is_value()))
    }
}

/// Hides a line from some byte on, and its words wherever they are.
fn hide(file: FileId, line: &Line<'_>, from: usize, found: &mut Collector) {
    let rest = line.text.get(from..).unwrap_or_default();
    let bare = rest.trim_matches(|c: char| c.is_whitespace() || "\"'[]{},".contains(c));
    if is_nothing(bare) {
        return;
    }
    found
        .places
        .push(Location::new(file, Span::new(line.start + from, line.start + line.text.len())));
    found.string(bare);
    bare.split(is_end).for_each(|word| found.string(word.trim_end_matches(':')));
    let whole = Location::new(file, Span::new(line.start, line.start + line.text.len()));
    // Names of objects are written everywhere, and not below a secret's name.
    let is_below = from == line.depth();
    let is_name =
        |word: &&str| !is_below && word.contains(['-', '.', '/']) && value_of(line.text).is_none();
    let first = bare.split(is_end).next().map(|word| word.trim_end_matches(':'));
    let first = first.filter(|word| !is_name(word));
    found.short_parts(first, whole, line.text);
}

/// Hides what looks like a key, whatever is around it.
fn keys(file: FileId, line: &Line<'_>, found: &mut Collector) {
    let mut offset = 0;
    for word in line.text.split_inclusive(is_end) {
        let bare = word.trim_end_matches(is_end);
        if is_key_like(bare) {
            let start = line.start + offset;
            found.places.push(Location::new(file, Span::new(start, start + bare.len())));
            found.string(bare);
        }
        offset += word.len();
    }
    let mut secrets = secrets_in(line.text);
    of_pgpass(line.text.trim(), &mut secrets);
    secrets.iter().for_each(|secret| found.string(secret));
    let whole = Location::new(file, Span::new(line.start, line.start + line.text.len()));
    found.short_parts(secrets, whole, line.text);
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || "\"'[]{}(),;=".contains(c)
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut offset = 0;
    let lines = text.split_inclusive(['\n', '\r']).map(|line| {
        let start = offset;
        offset += line.len();
        (start, line.trim_end())
    });
    lines.filter(|(_, line)| !line.is_empty()).map(|(start, line)| Line::new(start, line)).collect()
}

/// Of each line, whether the nearest one above or below that isn't a comment has a secret name.
fn beside_names(lines: &[Line<'_>]) -> Vec<bool> {
    let after = |opens: bool| {
        move |nearest: &mut bool, line: &Line<'_>| {
            let named = *nearest;
            if opens && line.opens_variable() {
                *nearest = true;
            } else if !line.is_comment() && !line.is_stray() {
                *nearest = line.is_named;
            }
            Some(named)
        }
    };
    let above = lines.iter().scan(false, after(true));
    let mut below: Vec<bool> = lines.iter().rev().scan(false, after(false)).collect();
    below.reverse();
    above.zip(below).map(|(above, below)| above || below).collect()
}

/// Where the first secret name of a line starts and ends.
pub(super) fn first_name(line: &str) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let mut offset = 0;
    for part in line.split_inclusive(|c| !is_part(c)) {
        let word = part.trim_end_matches(|c| !is_part(c));
        if strength_of(word).is_some_and(|it| it > Strength::Reference) {
            return Some((offset, offset + word.len()));
        }
        offset += part.len();
    }
    None
}

/// The first byte of a value from an offset on.
fn behind(line: &str, from: usize) -> Option<usize> {
    let rest = line
        .get(from..)?
        .trim_start_matches(|c: char| c.is_whitespace() || "\"':=,]}>\\".contains(c));
    (!rest.is_empty()).then_some(line.len() - rest.len())
}

/// Where the value of a `value:` on this line is, however it is spelt.
pub(super) fn value_of(line: &str) -> Option<usize> {
    let mut words = line.split_whitespace();
    if let (Some(key), Some(value), None) = (words.next(), words.next(), words.next())
        && is_near(key, "value")
    {
        return Some(line.len() - value.len());
    }
    if let Some(at) = line.find("<value>") {
        return Some(at + "<value>".len());
    }
    let mut offset = 0;
    for part in line.split_inclusive([':', '=']) {
        let key = part.trim_end_matches([':', '=']).trim_end_matches(['"', '\'', ' ', '\t']);
        let start = key.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
        offset += part.len();
        let key = key.get(start..).unwrap_or_default();
        if part.ends_with([':', '=']) && (key == "val" || is_near(key, "value")) {
            return behind(line, offset);
        }
    }
    None
}

/// The keys that the secret variables of a file take their values from, wherever in it those are.
fn referred_keys<'t>(lines: &[Line<'t>]) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    let mut left = 0;
    for line in lines {
        let name = first_name(line.text).filter(|_| line.text.contains("name:"));
        left = if name.is_some() { LINES_OF_REFERENCE } else { usize::saturating_sub(left, 1) };
        let is_near = left > 0 && (left < LINES_OF_REFERENCE || line.text.contains("KeyRef"));
        let key = line.text.rsplit_once("key:").filter(|_| is_near);
        let ends = |c: char| c.is_whitespace() || "\"'{},".contains(c);
        let key = key.and_then(|(_, rest)| rest.split(ends).find(|word| !word.is_empty()));
        found.extend(key);
    }
    found
}

/// Where the value on a line starts that has one of these keys.
fn value_of_key(line: &str, keys: &BTreeSet<&str>) -> Option<usize> {
    let (key, _) = line.split_once(':').filter(|_| !keys.is_empty())?;
    let name = key.trim_matches(|c: char| c.is_whitespace() || "\"'-{".contains(c));
    keys.contains(name).then(|| behind(line, key.len() + 1))?
}

/// Where the value of `- name=value` starts, of a generator of Secrets.
fn literal(line: &str) -> Option<usize> {
    let equals = line.find('=').filter(|_| line.trim_start().starts_with('-'))?;
    behind(line, equals + 1)
}

/// Whether a text is the header of a block of text and nothing else.
/// Where the value is on a line that starts with what joins it to a name: the name is on the line before.
fn joined(line: &str) -> Option<usize> {
    let start = line.len() - line.trim_start().len();
    line.trim_start().starts_with(['=', ':']).then(|| behind(line, start))?
}

fn is_header(text: &str) -> bool {
    text.starts_with(['|', '>']) && text.len() <= 3
}

/// Whether a line has the key of a value and nothing of it: the value may be on the next one.
fn opens_value(line: &str) -> bool {
    let key = line.trim_start_matches([' ', '-']).trim_end_matches(['|', '>', '-', '+', ' ']);
    key.strip_suffix(':').is_some_and(|key| is_near(key, "value"))
}

/// The parts of a text that are Secrets as a whole, or not: where each starts.
struct Documents(Vec<(usize, bool)>);

impl Documents {
    fn of(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices("\n---").map(|(at, _)| at + 1));
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let parts = starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end));
        let parts: Vec<&str> = parts.collect();
        let own: Vec<bool> = parts.iter().map(|part| is_secret_object(part)).collect();
        let is_one = |at: Option<usize>| at.and_then(|at| own.get(at)) == Some(&true);
        let mut all = Vec::new();
        for (at, (part, start)) in parts.iter().zip(&starts).enumerate() {
            // What is before the line that says of what kind it is may have been cut off.
            let kind = start_of_object(part);
            let is_cut = is_one(at.checked_sub(1)) || kind.is_none() && is_one(Some(at + 1));
            all.push((*start, is_one(Some(at)) || is_cut));
            all.extend(kind.filter(|_| is_cut).map(|kind| (start + kind, is_one(Some(at)))));
        }
        Self(all)
    }

    /// Whether the part around a byte is one.
    fn are_around(&self, at: usize) -> bool {
        let behind = self.0.partition_point(|(start, _)| *start <= at);
        behind.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|(_, is_one)| *is_one)
    }
}

/// Where an object that says of what kind it is starts in a part, or one with fields that no Secret has.
fn start_of_object(part: &str) -> Option<usize> {
    let says = ["kind", "spec:"].iter().any(|word| part.contains(word));
    let starts = ["apiVersion", "kind"].iter().filter_map(|word| part.find(word));
    starts.min().filter(|_| says)
}

/// Whether a text holds an object of kind Secret, or one that was meant to be.
fn is_secret_object(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_kind = |(at, word): (usize, &str)| {
        let rest = lower.get(at + word.len()..).unwrap_or_default();
        let line = rest.split(['\n', '\r', ',', '}']).next().unwrap_or_default();
        let words = line.split(|c: char| c.is_whitespace() || "\"':".contains(c));
        let mut words = words.filter(|word| !word.is_empty() && !word.starts_with(['!', '&']));
        words.next().is_some_and(|kind| is_near(kind, "secret") || is_near(kind, "secretlist"))
    };
    lower.contains("stringdata") || lower.match_indices("kind").any(is_kind)
}

/// Where a value is that may be a secret's, if the whole text is one.
fn any_value(line: &str) -> Option<usize> {
    let key = line.trim_start_matches([' ', '\t', '-', '{', '"', '\'']);
    let is_plain = PLAIN.iter().any(|known| key.starts_with(known)) || key.starts_with(['#', '%']);
    let after_colon = |from: usize| {
        let rest = line.get(from..)?;
        behind(line, from + rest.find(':')? + 1)
    };
    match line.find("ata") {
        Some(data) if !key.starts_with("metadata") || line.contains('{') => after_colon(data),
        _ if is_plain || key.starts_with("---") => None,
        _ => after_colon(0)
            .or_else(|| (!line.trim_end().ends_with(':')).then_some(line.len() - key.len())),
    }
}
