//! What service accounts may do: the roles and bindings of every fixture and of the mistakes in the templates, given to a
//! real API server, allow each account what lt-lint works out. `tools/api-server/` asks it.
#![allow(clippy::indexing_slicing, reason = "a test that fails may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::sync::LazyLock;

use lt_lint::kube::ObjectSet;
use lt_lint::kube::rbac::{Account, Need};
use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::parse;
use serde_json::{Value, json};

use super::corpus;
use super::older_server::key;

/// What is asked of each account, in its namespace and everywhere: group, resource, verb.
const ASKED: [(&str, &str, &str); 14] = [
    ("", "pods", "get"),
    ("", "pods", "list"),
    ("", "pods", "watch"),
    ("", "pods", "delete"),
    ("", "pods/log", "get"),
    ("", "namespaces", "get"),
    ("", "secrets", "get"),
    ("", "events", "watch"),
    ("", "nodes", "list"),
    ("", "nodes/proxy", "get"),
    ("apps", "deployments", "get"),
    ("apps", "replicasets", "get"),
    ("batch", "jobs", "get"),
    ("batch", "cronjobs", "list"),
];
/// The namespace of what says none.
const USUAL: &str = "default";

/// Roles and bindings that belong together, and the accounts that are asked about.
struct Set {
    name: String,
    objects: Vec<Value>,
    accounts: BTreeSet<(String, String)>,
}

fn is_of_permissions(object: &Value) -> bool {
    let kinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];
    let group = object["apiVersion"].as_str().unwrap_or_default();
    group == "rbac.authorization.k8s.io/v1" && kinds.iter().any(|kind| object["kind"] == **kind)
}

/// The object in a namespace, where its kind has any.
fn placed(mut object: Value) -> Value {
    let is_of_cluster = object["kind"].as_str().unwrap_or_default().starts_with("Cluster");
    if let Some(metadata) = object["metadata"].as_object_mut().filter(|_| !is_of_cluster) {
        metadata.entry("namespace").or_insert_with(|| USUAL.into());
    }
    object
}

/// The accounts that are there or are named, and one that nobody names.
fn accounts(objects: &[Value]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::from([(USUAL.to_owned(), "nobody".to_owned())]);
    for object in objects {
        let own = object["metadata"]["namespace"].as_str().unwrap_or(USUAL).to_owned();
        let text = |of: &Value, key: &str| of[key].as_str().map(str::to_owned);
        let is_account = object["kind"] == "ServiceAccount";
        found.extend(
            text(&object["metadata"], "name")
                .filter(|_| is_account)
                .map(|name| (own.clone(), name)),
        );
        let subjects = object["subjects"].as_array().into_iter().flatten();
        for subject in subjects.filter(|subject| subject["kind"] == "ServiceAccount") {
            let namespace = text(subject, "namespace").unwrap_or_else(|| own.clone());
            found.extend(text(subject, "name").map(|name| (namespace, name)));
        }
    }
    found
}

/// Every set of permissions, once.
static SETS: LazyLock<BTreeMap<String, Set>> = LazyLock::new(|| {
    let mut sets = BTreeMap::new();
    for (name, objects) in corpus::together() {
        let objects: Vec<Value> = objects.into_iter().map(placed).collect();
        let accounts = accounts(&objects);
        let objects: Vec<Value> = objects.into_iter().filter(is_of_permissions).collect();
        if objects.is_empty() {
            continue;
        }
        let whole = json!({"objects": objects, "accounts": accounts});
        sets.entry(key(&whole)).or_insert(Set { name, objects, accounts });
    }
    sets
});

/// The questions of a set, in a lasting order.
fn questions(set: &Set) -> impl Iterator<Item = (Account<'_>, Need<'static>)> {
    let accounts =
        set.accounts.iter().map(|(namespace, name)| Account { namespace: Some(namespace), name });
    let needs = |(group, resource, verb)| {
        [false, true].map(|everywhere| Need { group, resource, verb, name: None, everywhere })
    };
    accounts
        .flat_map(move |account| ASKED.into_iter().flat_map(needs).map(move |need| (account, need)))
}

/// What lt-lint makes of a question; `None` where the files can't tell.
fn allowed(objects: &ObjectSet<'_>, account: Account<'_>, need: &Need<'_>) -> Option<bool> {
    let grants = objects.access().grants(account);
    let answers: Vec<Option<bool>> = grants.iter().map(|grant| grant.allows(need)).collect();
    if answers.contains(&Some(true)) {
        return Some(true);
    }
    (!answers.contains(&None)).then_some(false)
}

/// How many questions were compared, and what differs.
pub(crate) fn compared() -> (usize, Vec<String>) {
    let text = fs::read_to_string("tests/data/api-server/permissions.json").unwrap();
    let answers: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    let (mut count, mut differing) = (0, Vec::new());
    for (key, set) in SETS.iter() {
        let Some(answers) = answers.get(key) else { continue };
        let texts: Vec<String> = set.objects.iter().map(ToString::to_string).collect();
        let source = SourceFile::new("rbac.yaml", texts.join("\n---\n").into_bytes(), true);
        let parsed = parse(FileId(0), &source);
        let objects = ObjectSet::new(parsed.documents.iter(), true);
        assert_eq!(questions(set).count(), answers.len(), "{}", set.name);
        for ((account, need), answer) in questions(set).zip(answers.chars()) {
            let Some(ours) = allowed(&objects, account, &need) else { continue };
            count += 1;
            if ours != (answer == 'y') {
                differing
                    .push(format!("{} {account:?} {need:?}: the server says {answer}", set.name));
            }
        }
    }
    (count, differing)
}

#[test]
fn accounts_may_do_what_the_api_server_allows() {
    let (count, differing) = compared();
    assert!(differing.is_empty(), "{}:\n{}", differing.len(), differing.join("\n"));
    assert!(count > 1_000, "only {count} questions have a recorded answer");
}

#[test]
fn the_permissions_are_written_where_the_api_server_is_asked() {
    let Some(path) = std::env::var_os("LT_LINT_PERMISSIONS") else { return };
    let mut lines = String::new();
    for (key, set) in SETS.iter() {
        let questions = questions(set).map(|(account, need)| {
            json!({
                "namespace": account.namespace, "account": account.name, "group": need.group,
                "resource": need.resource, "verb": need.verb, "everywhere": need.everywhere,
            })
        });
        let questions: Vec<Value> = questions.collect();
        let line =
            json!({"key": key, "name": set.name, "objects": set.objects, "questions": questions});
        writeln!(lines, "{line}").unwrap();
    }
    fs::write(path, lines).unwrap();
}
