//! What a real API server of an older release answered to the whole corpus and to the mistakes of the templates, and
//! what lt-lint says: they agree, or the kind of difference has its reason. `tools/api-server/` builds that server and
//! asks it; the answers go by the text of an object, so that one that is new or changed has none until it is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::sync::LazyLock;

use lt_lint::kube::schema::{Catalogue, KubernetesVersion};
use serde::Deserialize;
use serde_json::Value;

use super::{CORPUS, Judged, corpus, judged, problems};

const RECORD: &str = "tests/data/api-server/1.20.json";

/// Differences that have the same reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    reason: String,
    /// What they are about; a star is any text.
    about: Vec<String>,
}

/// What came of the objects of a kind.
#[derive(Default)]
pub(crate) struct Row {
    /// Objects that both refuse.
    pub refused: usize,
    /// Objects that both take.
    pub taken: usize,
    /// How many objects differ for each reason.
    pub differing: BTreeMap<String, usize>,
}

/// Objects with an answer by kind, differences without a reason, and reasons without a difference.
pub(crate) struct Compared {
    pub rows: BTreeMap<String, Row>,
    unexplained: Vec<String>,
    gone: BTreeSet<String>,
}

static FURTHER: LazyLock<Vec<Judged>> =
    LazyLock::new(|| judged(corpus::further(), Catalogue::of(KubernetesVersion::default())));

fn all() -> impl Iterator<Item = &'static Judged> {
    CORPUS.iter().chain(FURTHER.iter())
}

/// What an object goes by in the record: 48 bits of its FNV-1a hash.
pub(super) fn key(object: &Value) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = object.to_string().bytes().fold(0xcbf2_9ce4_8422_2325, step);
    format!("{:012x}", (hash ^ (hash >> 48)) & 0xffff_ffff_ffff)
}

/// The refusal of each object that was asked about; an empty text is none.
fn answers() -> BTreeMap<String, String> {
    let text = fs::read_to_string(RECORD).unwrap();
    let grouped: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    let keys = |(said, keys): (String, String)| {
        let keys: Vec<String> = keys.split_whitespace().map(str::to_owned).collect();
        keys.into_iter().map(move |key| (key, said.clone()))
    };
    grouped.into_iter().flat_map(keys).collect()
}

fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    let found = between.iter().try_fold(rest, |rest, part| Some(rest.split_once(part)?.1));
    found.is_some_and(|rest| rest.ends_with(last))
}

/// What the two differ about; nothing where they agree.
fn differences(problems: &BTreeSet<String>, said: &str) -> Vec<String> {
    match (problems.is_empty(), said.is_empty()) {
        (false, true) => {
            problems.iter().map(|one| format!("only lt-lint refuses: {one}")).collect()
        }
        (true, false) => vec![format!("only the API server refuses: {said}")],
        _ => Vec::new(),
    }
}

/// What is wrong with an object without its status, if it has one: the server drops the values there, as the rules do.
fn without_status(object: &Value) -> Option<BTreeSet<String>> {
    let mut bare = object.clone();
    bare.as_object_mut()?.remove("status")?;
    problems(&bare, Catalogue::of(KubernetesVersion::default()))
}

pub(crate) static COMPARED: LazyLock<Compared> = LazyLock::new(|| {
    let text = fs::read_to_string("tests/data/api-server/known-1.20.yaml").unwrap();
    let known: Vec<Known> = serde_yaml::from_str(&text).unwrap();
    let mut gone: BTreeSet<String> = known.iter().flat_map(|one| one.about.clone()).collect();
    let (answers, mut seen) = (answers(), BTreeSet::new());
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut unexplained: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for Judged { name, object, problems } in all() {
        let key = key(object);
        let Some(said) = answers.get(&key).filter(|_| seen.insert(key.clone())) else { continue };
        let row = rows.entry(object["kind"].as_str().unwrap().to_owned()).or_default();
        let bare = (said.is_empty() && !problems.is_empty()).then(|| without_status(object));
        let differing = differences(bare.flatten().as_ref().unwrap_or(problems), said);
        if differing.is_empty() && said.is_empty() {
            row.taken += 1;
        } else if differing.is_empty() {
            row.refused += 1;
        }
        let mut reasons = BTreeSet::new();
        for difference in differing {
            let reason = known.iter().find_map(|one| {
                let about = one.about.iter().find(|about| fits(about, &difference))?;
                Some((&one.reason, about))
            });
            if let Some((reason, about)) = reason {
                gone.remove(about);
                reasons.insert(reason);
            } else {
                let of = || (0, format!("{key} {name}"));
                unexplained.entry(difference).or_insert_with(of).0 += 1;
            }
        }
        if let Some(reason) = reasons.first() {
            *row.differing.entry((*reason).clone()).or_default() += 1;
        }
    }
    let told = |(about, (count, example))| format!("{count} {about}, such as {example}");
    Compared { rows, unexplained: unexplained.into_iter().map(told).collect(), gone }
});

#[test]
fn the_older_api_server_agrees_or_the_kind_of_difference_is_known() {
    let Compared { rows, unexplained, gone } = &*COMPARED;
    assert!(unexplained.is_empty(), "{}:\n{}", unexplained.len(), unexplained.join("\n"));
    assert!(gone.is_empty(), "nothing differs for these reasons any more: {gone:#?}");
    let asked: usize = rows.values().map(|row| row.refused + row.taken).sum();
    assert!(asked > 5_000, "only {asked} objects have a recorded answer and agree");
}

#[test]
fn the_objects_are_written_where_the_older_api_server_is_asked() {
    let Some(path) = std::env::var_os("LT_LINT_ASKED") else { return };
    let mut lines = String::new();
    for Judged { object, problems, name } in all() {
        let line = serde_json::json!({
            "key": key(object), "object": object, "name": name, "problems": problems,
        });
        writeln!(lines, "{line}").unwrap();
    }
    fs::write(path, lines).unwrap();
}

#[test]
fn a_star_is_any_text() {
    assert!(fits("a*c", "abc") && fits("*", "") && fits("a", "a") && fits("*b*", "abc"));
    assert!(!fits("a", "ab") && !fits("a*c", "ab") && !fits("*b", "abc") && !fits("a*b*c", "acb"));
}
