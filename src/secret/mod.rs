//! What no output may show: secrets are collected as texts over the whole run, by whatever tells that they are some,
//! and replaced in everything that leaves. So a slip next to a secret doesn't bring it out.

mod about;
mod beside;
mod broken;
mod context;
mod extent;
mod form;
mod found;
mod hide;
mod key;
mod kind;
mod mapping;
mod memory;
mod name;
mod option;
mod random;
mod redact;
mod script;
mod sequence;
mod short;
mod text;
mod tree;
mod value;
mod word;
mod words;

use std::collections::{BTreeSet, HashSet};

use data_encoding::{BASE64, BASE64URL_NOPAD};

use crate::source::{FileId, Location, SourceFile, Span};
use crate::text::printable;
use crate::yaml::{Comment, Node, Parsed, parse};

use memory::Memory;

pub(crate) use key::strength_of;
pub(crate) use name::Strength;
#[cfg(feature = "cli")]
pub(crate) use redact::MASK;
pub(crate) use redact::Redactor;
pub(crate) use tree::Walk;

/// How deep text in text is read: JSON in an annotation of an object in a ConfigMap.
const DEEPEST: usize = 3;
/// Bytes of the longest text that is remembered as read.
const LONGEST_READ: usize = 64;
/// Parts of a secret that are told from other text by themselves have this many bytes.
const LONG_PART: usize = 10;
thread_local! {
    /// Texts that have no secret in them.
    static HARMLESS: Memory<()> = Memory::default();
    /// Comments, with their `#`, that have none.
    static HARMLESS_COMMENTS: Memory<()> = Memory::default();
}

/// Secrets as they are found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collector {
    places: Vec<Location>,
    /// What is replaced wherever it is.
    strings: BTreeSet<String>,
    /// What is too much like other text for that, with its place.
    plain: Vec<(Location, String)>,
    /// Variables whose values are secrets since a secret refers to them.
    referred: BTreeSet<String>,
    /// Keys of ConfigMaps that secret variables take their values from, with the ConfigMap's name if it is known.
    keys: BTreeSet<(String, Option<String>)>,
    /// Texts that were collected from and have secrets in them.
    read: HashSet<String>,
    /// How many texts were taken for secrets, and looked through for what they refer to.
    taken: usize,
    depth: usize,
    /// Values in the text in a text that are too much like other text, until their place is known.
    inner: Vec<String>,
    /// Only the places of values are asked for, so that running text isn't read.
    is_of_places: bool,
}

/// All secrets of a run.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    places: Vec<Location>,
    redactor: Redactor,
    plain: Vec<(Location, String)>,
}

impl Collector {
    /// One that finds the places of values and nothing else.
    pub(crate) fn of_places() -> Self {
        Self { is_of_places: true, ..Self::default() }
    }

    /// Collects from what was read of a file.
    pub(crate) fn file(&mut self, file: FileId, source: &SourceFile, parsed: &Parsed) {
        self.documents(parsed);
        // Tags, anchors and whatever else isn't the text of a scalar as well.
        self.random(&source.text);
        for comment in &parsed.comments {
            self.comment(comment, &source.text);
        }
        let known = self.places.len();
        beside::places(&parsed.comments, &source.text, &mut self.places);
        // An old value may be somewhere else as well, where nothing tells what it is.
        let beside = self.places.get(known..).unwrap_or_default().iter();
        let words = beside.flat_map(|at| beside::keys_in(at.span.slice(&source.text)));
        let keys: Vec<String> = words.map(str::to_owned).collect();
        keys.into_iter().for_each(|key| self.insert(key));
        // What kubectl rejects may be read as something else than was meant.
        if parsed.problems.iter().any(|problem| problem.kind.is_loss() || problem.kind.is_refused())
        {
            broken::collect(file, &source.text, self);
        }
        self.read = HashSet::new();
    }

    fn documents(&mut self, parsed: &Parsed) {
        let roots: Vec<Node<'_>> = parsed.documents.iter().filter_map(|it| it.root()).collect();
        let walked = roots.iter().map(|root| Walk::new(self, true).document(*root, false));
        let walked: Vec<bool> = walked.collect();
        for at in (0..walked.len()).filter(|at| walked.get(*at) == Some(&true)) {
            let beside = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten();
            beside
                .filter_map(|at| roots.get(at))
                .for_each(|root| Walk::new(self, true).rest_of_secret(*root));
        }
    }

    /// Collects from a comment of a file. Most are written again and again, and have none.
    fn comment(&mut self, comment: &Comment, file: &str) {
        let raw = comment.location.span.slice(file);
        if HARMLESS_COMMENTS.with(|known| known.get(raw)).is_some() {
            return;
        }
        let (text, at, known) = (comment.text(file), comment.location, self.places.len());
        let mut holds_some = false;
        if let Some((rules, _)) = directive(text).filter(|(rules, _)| rules.contains('=')) {
            // Where a rule belongs, only what is assigned to a name is a secret.
            holds_some |= self.text(rules);
            self.short_parts(text::secrets_in(rules), at, raw);
        }
        if self.said(text) {
            holds_some = true;
            self.short(raw, at, raw);
            self.short_parts(text::of_other_languages(raw), at, raw);
        }
        self.places.extend(keys_of(comment, file));
        if !holds_some && self.places.len() == known {
            HARMLESS_COMMENTS.with(|known| known.set(raw, ()));
        }
    }

    /// Collects from the text of a comment. Where it suppresses a rule, what follows the rule's name is a reason. Whether it
    /// may hold some.
    fn said(&mut self, text: &str) -> bool {
        let before = self.taken;
        let text = directive(text).map_or(text, |(_, reason)| reason);
        self.text(text);
        for secret in text::of_other_languages(text) {
            self.string(secret);
        }
        self.taken > before || self.read.contains(text)
    }

    /// Collects from a text whose place in the files isn't known. Whether it may hold some.
    pub(crate) fn text(&mut self, text: &str) -> bool {
        if self.is_of_places || text.len() < text::SHORTEST || words::is_short(text) {
            return false;
        }
        let is_outermost = self.depth == 0;
        if is_outermost && HARMLESS.with(|known| known.get(text)).is_some() {
            return false;
        }
        if is_outermost && self.read.contains(text) {
            return true;
        }
        let (written, before) = (text, self.taken);
        for secret in text::secrets_in(text) {
            self.string(secret);
        }
        self.random(text);
        let text = text.trim();
        let holds_more =
            text.starts_with(['{', '[']) || (text.contains('\n') && text.contains(':'));
        if holds_more && self.depth < DEEPEST {
            self.yaml_within(text);
        }
        let holds_some = self.taken > before;
        // What is known only at its place is asked for at the next one again.
        if is_outermost && self.inner.is_empty() {
            self.remember(written, holds_some);
        }
        holds_some
    }

    fn yaml_within(&mut self, text: &str) {
        let source = SourceFile::new("", text.as_bytes().to_vec(), true);
        let parsed = parse(FileId(0), &source);
        self.depth += 1;
        for root in parsed.documents.iter().filter_map(|document| document.root()) {
            Walk::new(self, false).document(root, true);
        }
        self.depth -= 1;
    }

    /// Collects the words that a machine made at random: they are keys whatever is written around them.
    fn random(&mut self, text: &str) {
        for word in words::long_base64(text, random::SHORTEST_RANDOM) {
            let parts = word.split('/').filter(|part| random::is_random(part));
            parts.for_each(|part| self.string(part));
            for key in random::base64_in(word) {
                self.string(key);
                // A proposal may have only a part of it.
                key.split(['+', '/', '=']).for_each(|part| self.insert(part.to_owned()));
            }
        }
    }

    fn remember(&mut self, text: &str, holds_some: bool) {
        if !holds_some {
            HARMLESS.with(|known| known.set(text, ()));
        } else if text.len() <= LONGEST_READ {
            self.read.insert(text.to_owned());
        }
    }

    /// Adds a text that is known to be one.
    #[cfg(feature = "cli")]
    pub(crate) fn known(&mut self, text: &str) {
        self.string(text.trim().trim_matches(['"', '\'']));
    }

    /// Adds the value of a node.
    fn value(&mut self, node: Node<'_>, is_shown: bool) {
        let text = node.text().unwrap_or_default();
        if value::is_nothing(text) {
            self.refers(text);
            return;
        }
        if is_shown {
            self.places.push(node.location());
            let forms = [text.trim().to_owned(), proposed(text, ""), proposed(text, "_.")];
            let plain = forms.into_iter().filter(|form| !value::is_distinct(form));
            self.plain.extend(plain.map(|form| (node.location(), form)));
        } else if !value::is_distinct(text.trim()) {
            self.inner.push(text.trim().to_owned());
        }
        self.string(text);
        self.decoded(text);
    }

    /// Adds a text, and the forms in which it may come.
    fn string(&mut self, text: &str) {
        let text = text.trim();
        self.refers(text);
        if value::is_nothing(text) {
            return;
        }
        if text.contains(['\n', '\r']) {
            let lines =
                text.split(['\n', '\r']).map(str::trim).filter(|line| line.len() >= LONG_PART);
            lines
                .filter(|line| value::is_distinct(line))
                .for_each(|line| self.insert(line.to_owned()));
        } else if value::is_distinct(text) {
            self.insert(text.to_owned());
            self.insert(proposed(text, ""));
            self.insert(proposed(text, "_."));
            self.insert(printable(text));
            self.insert(text.replace('\\', "\\\\").replace('"', "\\\""));
            self.insert(BASE64.encode(text.as_bytes()).trim_end_matches('=').to_owned());
        }
        let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
        let parts = parts.filter(|part| part.len() >= LONG_PART && value::is_key_like(part));
        parts.for_each(|part| self.insert(part.to_owned()));
    }

    /// Notes the variables that a secret is made of.
    fn refers(&mut self, text: &str) {
        self.taken += 1;
        let names = value::referred(text).into_iter().chain(value::referred_in(text));
        self.referred.extend(names.map(str::to_owned));
    }

    fn insert(&mut self, text: String) {
        if value::is_distinct(&text) {
            self.strings.insert(text);
        }
    }

    /// Adds what a text is in base64, and what is written in that.
    fn decoded(&mut self, text: &str) {
        let text: String = text.split_whitespace().collect();
        let bytes = BASE64.decode(text.as_bytes()).ok();
        let bytes = bytes.or_else(|| BASE64URL_NOPAD.decode(text.as_bytes()).ok());
        let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let is_text = |text: &String| {
            text.len() >= 4 && text.chars().all(|c| !c.is_control() || c.is_whitespace())
        };
        if let Some(decoded) = decoded.filter(is_text) {
            self.string(&decoded);
            self.text(&decoded);
            // `user:password` of a basic header.
            if let Some((_, password)) = decoded.split_once(':').filter(|_| !decoded.contains('\n'))
            {
                self.string(password);
            }
        }
    }

    /// Adds what another one has.
    pub(crate) fn join(&mut self, other: Self) {
        self.places.extend(other.places);
        self.strings.extend(other.strings);
        self.plain.extend(other.plain);
        self.referred.extend(other.referred);
        self.keys.extend(other.keys);
    }

    /// Whether a secret variable takes its value from a key of a ConfigMap.
    pub(crate) fn is_source(&self, key: &str, name: &str) -> bool {
        !self.keys.is_empty()
            && [None, Some(name)]
                .iter()
                .any(|name| self.keys.contains(&(key.to_owned(), name.map(str::to_owned))))
    }

    /// The variables that secrets refer to.
    pub(crate) fn referred(&self) -> &BTreeSet<String> {
        &self.referred
    }

    /// The places of the values, in order.
    pub(crate) fn into_places(mut self) -> Vec<Location> {
        self.places.sort_unstable();
        self.places.dedup();
        self.places
    }

    /// All that was found. Names of objects aren't secrets, unless they look like keys.
    pub(crate) fn finish(mut self, names: &HashSet<&str>) -> Secrets {
        let strings = std::mem::take(&mut self.strings);
        let is_name = |text: &str| names.contains(text) && !value::is_key_like(text);
        let strings = strings.into_iter().filter(|text| !is_name(text));
        let redactor = Redactor::new(strings);
        let mut plain = std::mem::take(&mut self.plain);
        plain.sort_unstable();
        plain.dedup();
        Secrets { places: self.into_places(), redactor, plain }
    }
}

/// What a comment that suppresses rules has before and after its colon.
fn directive(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').filter(|_| text.trim_start().starts_with("lt-lint"))
}

/// The places of what looks like a key in a comment. Whatever is around it, it isn't shown there; elsewhere the same
/// text may be a name.
fn keys_of<'t>(comment: &Comment, text: &'t str) -> impl Iterator<Item = Location> + use<'t> {
    let Location { file, span, .. } = comment.location;
    let text = text.get(span.start..span.end).unwrap_or_default();
    // Most comments are told to have none by that alone.
    let has_some = words::long_words(text, value::SHORTEST_KEY).any(value::is_key_like);
    let words = if has_some { text } else { "" };
    let mut at = span.start;
    let words = words.split_inclusive(text::is_end_of_word).map(move |word| {
        let start = at;
        at += word.len();
        (start, word.trim_end_matches(text::is_end_of_word))
    });
    let keys = words.filter(|(_, word)| value::is_key_like(word) && !word.contains("://"));
    let keys = keys.filter(|(_, word)| !word.contains("@sha") && !word.starts_with("sha"));
    keys.map(move |(start, word)| Location::new(file, Span::new(start, start + word.len())))
}

/// A text as it is proposed for a name: what no name has becomes a dash.
fn proposed(text: &str, allowed: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || allowed.contains(c);
    let words = text.split(|c: char| !is_part(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}
