//! `placeholder`: text that the user was meant to replace.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex_lite::Regex;
use serde::Deserialize;

use crate::error::KeyError;
use crate::kube::Object;
use crate::source::Location;
use crate::text::count;
use crate::yaml::field_at;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Options, Params, Reach, Scope, Subject};

/// PlaceholderFile of `placeholder`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlaceholderFile {
    /// Regular expressions; a match counts where no letter or digit touches it.
    patterns: Vec<String>,
    /// Regular expressions that count only where they are the whole value.
    whole: Vec<String>,
    /// Regular expressions of what could be a name: they count only where they are the whole value of a setting or an
    /// annotation of the agent, or a whole image.
    #[serde(default)]
    settings: Vec<String>,
    /// Regular expressions of what a program could be given: they count only where they are the whole value of a field
    /// that Kubernetes reads.
    #[serde(default)]
    fields: Vec<String>,
    /// Kinds of objects that are looked at.
    kinds: Vec<String>,
}

/// One finding a placeholder, with every place. Variables: `placeholder`, `places`.
#[derive(Debug)]
pub(crate) struct Placeholder {
    file: PlaceholderFile,
    /// All patterns in one, compiled where something starts like one of them.
    pattern: OnceLock<Option<Regex>>,
    /// Finds what every match starts with: most files and values have nothing of it, and expressions are slow.
    starts: Vec<Finder<'static>>,
    /// What every value starts with that a pattern means as a whole.
    whole_starts: Vec<Finder<'static>>,
}

impl Options for PlaceholderFile {
    fn settled(&self, _: &Params) -> Result<Box<dyn Check>, KeyError> {
        let starts = literal_starts(&self.patterns);
        let whole = self.whole.iter().chain(&self.settings).chain(&self.fields);
        let whole: Vec<_> = whole.cloned().collect();
        let whole_starts = literal_starts(&whole);
        let (file, pattern) = (self.clone(), OnceLock::new());
        Ok(Box::new(Placeholder { file, pattern, starts, whole_starts }))
    }
}

/// Finds what matches of some patterns start with.
fn literal_starts(patterns: &[String]) -> Vec<Finder<'static>> {
    let mut starts: BTreeSet<String> = patterns.iter().map(|it| literal_start(it)).collect();
    // What starts like another one is found with that.
    let all = starts.clone();
    starts.retain(|it| !all.iter().any(|other| it != other && it.starts_with(other.as_str())));
    starts.iter().map(|it| Finder::new(it).into_owned()).collect()
}

impl PlaceholderFile {
    fn pattern(&self) -> Result<Regex, regex_lite::Error> {
        let whole = [&*self.whole, &*self.settings, &*self.fields].concat().join("|");
        // A part of a value counts only if the value as a whole doesn't.
        Regex::new(&format!("^(?:{whole})$|(?:{})", self.patterns.join("|")))
    }

    /// Whether it is one only in a field that Kubernetes reads.
    fn is_of_fields(&self, placeholder: &str) -> bool {
        let is_one = |pattern: &String| {
            Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|it| it.is_match(placeholder))
        };
        let others = || self.patterns.iter().chain(&self.whole).chain(&self.settings);
        self.fields.iter().any(is_one) && !others().any(is_one)
    }

    /// Which pattern isn't one, with the reason that all of them together are none.
    fn refused(&self, all: &regex_lite::Error) -> KeyError {
        let lists = [
            ("patterns", &self.patterns),
            ("whole", &self.whole),
            ("settings", &self.settings),
            ("fields", &self.fields),
        ];
        let mut each = lists
            .iter()
            .flat_map(|(name, list)| list.iter().enumerate().map(move |(at, one)| (name, at, one)));
        let wrong = each.find_map(|(name, at, one)| Some((name, at, Regex::new(one).err()?)));
        match wrong {
            Some((name, at, error)) => {
                KeyError::new(format!("{name}: {error}")).under(&at).under(name)
            }
            None => KeyError::new(format!("patterns: {all}")).under("patterns"),
        }
    }
}

impl Check for Placeholder {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["image", "setting", "argument", "annotation", "name", "other"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["placeholder", "places"]
    }

    fn verify(&self) -> Result<(), KeyError> {
        let refused = |error| self.file.refused(&error).under("placeholder");
        self.file.pattern().map(drop).map_err(refused)
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        for (placeholder, mut places) in self.found(model) {
            if may_be_meant(placeholder) {
                places.retain(|at| is_of_agent(*at, model));
            }
            if self.file.is_of_fields(placeholder) {
                places.retain(|at| ["image", "name", "other"].contains(&case_at(*at, model)));
            }
            places.sort_unstable();
            places.dedup();
            let Some((first, rest)) = places.split_first() else {
                continue;
            };
            let hit = Hit::new(*first, case_at(*first, model)).var("placeholder", placeholder);
            let several = Some(places.len()).filter(|places| *places > 1);
            let several = several.map(|places| format!(", in {}", count(places, "place")));
            let hit = hit.var("places", several.unwrap_or_default());
            hits.push(rest.iter().fold(hit, |hit, place| hit.related(*place, "here too")));
        }
    }
}

impl Placeholder {
    fn looks_at(&self, object: &Object<'_>) -> bool {
        self.file.kinds.iter().any(|kind| kind == object.kind)
    }

    /// What looks like a placeholder in the objects, with each of its places.
    fn found<'a>(&self, model: &Model<'a>) -> BTreeMap<&'a str, Vec<Location>> {
        let mut found: BTreeMap<&str, Vec<Location>> = BTreeMap::new();
        let files: Vec<bool> =
            model.sources.iter().map(|source| self.may_be_in(&source.text)).collect();
        let is_in = |object: &Object<'_>| files.get(object.root.location().file.0) == Some(&true);
        for object in model.objects.iter().filter(|object| is_in(object) && self.looks_at(object)) {
            for node in object.root.scalars() {
                let Some(text) = node.text().filter(|text| self.has_start(text)) else {
                    continue;
                };
                for part in self.matches(text) {
                    let placeholder = text.get(part.clone()).unwrap_or_default();
                    found.entry(placeholder).or_default().push(node.fragment(part));
                }
            }
        }
        found
    }

    /// Whether a value may have a placeholder.
    fn has_start(&self, text: &str) -> bool {
        self.starts.iter().any(|start| start.find(text.as_bytes()).is_some())
            || self.whole_starts.iter().any(|start| text.as_bytes().starts_with(start.needle()))
    }

    /// Whether a file may have a placeholder; after a backslash there may be any character.
    fn may_be_in(&self, text: &str) -> bool {
        let mut starts = self.starts.iter().chain(&self.whole_starts);
        starts.any(|start| start.find(text.as_bytes()).is_some()) || text.contains('\\')
    }

    fn matches(&self, text: &str) -> Vec<Range<usize>> {
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let stands_alone = |part: &Range<usize>| {
            let before = text.get(..part.start).and_then(|rest| rest.chars().next_back());
            let after = text.get(part.end..).and_then(|rest| rest.chars().next());
            !touches(before) && !touches(after)
        };
        // The patterns of a user's rule are tried when it is read, and tests do that with those of lt-lint.
        let Some(pattern) = self.pattern.get_or_init(|| self.file.pattern().ok()) else {
            return Vec::new();
        };
        let found = pattern.find_iter(text).map(|found| found.range());
        let mut found: Vec<_> = found.filter(stands_alone).collect();
        // A script or a configuration file isn't a value to fill in, and what is said of usage isn't either.
        if !is_whole(text, found.first()) && (text.contains('\n') || is_usage(text)) {
            return Vec::new();
        }
        found.retain(|part| !is_group(text, part));
        found
    }
}

/// Case by the field of a place: what becomes of a literal placeholder there.
fn case_at(at: Location, model: &Model<'_>) -> &'static str {
    let Some(object) = model.object_at(at) else { return "other" };
    let field = field_at(object.root, at.span);
    // A key with a dot is in brackets.
    let is_key = |rest: &str| rest.starts_with(['.', '[']);
    let is_data = ["data", "stringData", "binaryData"]
        .iter()
        .any(|data| field.strip_prefix(data).is_some_and(is_key));
    if field.ends_with(".image") {
        "image"
    } else if is_data || field.contains(".env[") && field.ends_with("].value") {
        "setting"
    } else if field.contains(".args[") || field.contains(".command[") {
        "argument"
    } else if field.contains("metadata.annotations") {
        "annotation"
    } else if is_checked_name(object.kind, &field) {
        "name"
    } else {
        "other"
    }
}

/// By how many characters at its start a placeholder is told from a name.
const START: usize = 4;

/// Whether a placeholder has nothing that a name couldn't have.
fn may_be_meant(placeholder: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || "-_".contains(c);
    placeholder.chars().take(START).all(fits)
}

/// Whether a place is a setting or an annotation of the agent, or an image.
fn is_of_agent(at: Location, model: &Model<'_>) -> bool {
    let Some(object) = model.object_at(at) else { return false };
    let field = field_at(object.root, at.span);
    field.ends_with(".image") || field.contains("SCALYR_") || field.contains("config.scalyr.com/")
}

/// Whether the API server rejects capital letters and brackets in a field: names of objects but for those of RBAC, and
/// names of containers.
fn is_checked_name(kind: &str, field: &str) -> bool {
    let is_own = field == "metadata.name" || field == "metadata.namespace";
    let is_rbac = kind.ends_with("Role") || kind.ends_with("RoleBinding");
    let of_container = field.ends_with("].name")
        && field.rsplit_once('[').is_some_and(|(list, _)| list.ends_with("ontainers"));
    (is_own && !is_rbac) || of_container
}

/// Whether a placeholder is all that a text has.
fn is_whole(text: &str, part: Option<&Range<usize>>) -> bool {
    part.and_then(|part| text.get(part.clone())).is_some_and(|part| part == text.trim())
}

/// Whether it is the name of a group in a regular expression, `(?<name>…)` or `(?P<name>…)`, or refers to one: `\k<name>`, `$<name>`.
fn is_group(text: &str, part: &Range<usize>) -> bool {
    let before = text.get(..part.start).unwrap_or_default();
    text.get(part.start..).is_some_and(|it| it.starts_with('<'))
        && ["(?", "(?P", "\\k", "\\g", "$"].iter().any(|open| before.ends_with(open))
}

/// Whether a text tells how something is called: a word, then what it accepts in brackets as words of their own.
fn is_usage(text: &str) -> bool {
    let is_bracket = |word: &&str| word.starts_with('<') && word.ends_with('>');
    let words = || text.split_whitespace();
    let is_call = words().next().is_some_and(|first| !is_bracket(&first))
        && words().filter(is_bracket).filter(|word| **word == word.to_lowercase()).count() > 1;
    let says_so = text.to_lowercase();
    is_call || ["usage:", "usage ", "--usage", "--help"].iter().any(|word| says_so.contains(word))
}

/// The characters that every match of a pattern starts with, as far as the pattern says them plainly.
fn literal_start(pattern: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_<@".contains(*c);
    let mut start: String = pattern.chars().take_while(plain).collect();
    // What may be omitted or repeated isn't in every match.
    if pattern.get(start.len()..).is_some_and(|rest| rest.starts_with(['?', '*', '+', '{', '|'])) {
        start.pop();
    }
    if has_alternatives(pattern) { String::new() } else { start }
}

/// Whether a pattern is several, side by side.
fn has_alternatives(pattern: &str) -> bool {
    let mut depth = 0_usize;
    pattern.chars().any(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '|' && depth == 0
    })
}

#[cfg(test)]
mod tests {
    use super::literal_start;

    #[test]
    fn the_start_is_what_every_match_has() {
        for (pattern, start) in [
            ("CUSTOM-APP", "CUSTOM-APP"),
            ("YOUR[-_][A-Z]+", "YOUR"),
            ("<(?i:name|key)>", "<"),
            ("AB?C", "A"),
            ("AB|CD", ""),
            ("A(B)|CD", ""),
            ("@@?[A-Z]+", "@"),
            ("[A-Z]+", ""),
        ] {
            assert_eq!(literal_start(pattern), start, "{pattern}");
        }
    }
}
