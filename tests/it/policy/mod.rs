//! Policies beside the rules that they are made of: both say the same of every object of the fixtures.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::sync::Arc;

use kube_cel::KubeCelExt;
use kube_cel::cel::objects::{Key, Map};
use kube_cel::cel::{Context, Program, Value as Cel};
use lt_lint::fixture::Fixture;
use lt_lint::policy::{Action, exportable, policies};
use lt_lint::{Options, RuleSet, Session, SourceFile};
use serde::Deserialize;
use serde_json::Value;

mod cost;
mod slips;

/// One policy, ready to judge objects of some kinds.
struct Policy {
    kinds: Vec<String>,
    condition: Program,
    variables: Vec<(String, Program)>,
    /// By rule.
    validations: Vec<(String, Program)>,
}

fn cel(value: &Value) -> Cel {
    match value {
        Value::Null => Cel::Null,
        Value::Bool(it) => Cel::Bool(*it),
        Value::Number(it) => it.as_i64().map_or_else(|| Cel::Float(it.as_f64().unwrap()), Cel::Int),
        Value::String(it) => Cel::String(Arc::new(it.clone())),
        Value::Array(items) => Cel::List(Arc::new(items.iter().map(cel).collect())),
        Value::Object(entries) => {
            let entries = entries.iter().filter(|(_, value)| !value.is_null());
            map(entries.map(|(key, value)| (key.clone(), cel(value))))
        }
    }
}

fn map(entries: impl Iterator<Item = (String, Cel)>) -> Cel {
    let entries = entries.map(|(key, value)| (Key::String(Arc::new(key)), value));
    Cel::Map(Map { map: Arc::new(entries.collect::<HashMap<Key, Cel>>()) })
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}")).to_owned()
}

impl Policy {
    fn new(policy: &Value) -> Self {
        let items = |pointer: &str| policy.pointer(pointer).unwrap().as_array().unwrap().clone();
        let program = |it: &Value| {
            let expression = text(it, "/expression");
            Program::compile(&expression).unwrap_or_else(|error| panic!("{error}: {expression}"))
        };
        let rule = |it: &Value| text(it, "/message").split_once(':').unwrap().0.to_owned();
        let resources = items("/spec/matchConstraints/resourceRules");
        let resources = resources.iter().flat_map(|it| it["resources"].as_array().unwrap().clone());
        Self {
            kinds: resources.map(|it| it.as_str().unwrap().to_owned()).collect(),
            condition: program(items("/spec/matchConditions").first().unwrap()),
            variables: items("/spec/variables")
                .iter()
                .map(|it| (text(it, "/name"), program(it)))
                .collect(),
            validations: items("/spec/validations")
                .iter()
                .map(|it| (rule(it), program(it)))
                .collect(),
        }
    }

    /// The rules that an object breaks. The API server ignores what can't be evaluated, as for a field of a wrong type.
    fn broken(&self, object: &Value) -> BTreeSet<String> {
        let mut context = Context::default().with_all();
        context.add_variable_from_value("object", cel(object));
        if self.condition.execute(&context) != Ok(Cel::Bool(true)) {
            return BTreeSet::new();
        }
        let mut variables = BTreeMap::new();
        for (name, program) in &self.variables {
            if let Ok(value) = program.execute(&context) {
                variables.insert(name.clone(), value);
                context.add_variable_from_value("variables", map(variables.clone().into_iter()));
            }
        }
        let fails = |program: &Program| program.execute(&context) == Ok(Cel::Bool(false));
        let broken = self.validations.iter().filter(|(_, program)| fails(program));
        broken.map(|(rule, _)| rule.clone()).collect()
    }
}

fn documents(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.filter_map(|it| Value::deserialize(it).ok()).collect()
}

fn objects(files: &[SourceFile]) -> Vec<Value> {
    let mut found = Vec::new();
    for document in files.iter().flat_map(|file| documents(&file.text)) {
        match document.get("items").and_then(Value::as_array) {
            Some(items) => found.extend(items.clone()),
            None => found.push(document),
        }
    }
    found
}

fn plural(object: &Value) -> String {
    object["kind"].as_str().unwrap_or_default().to_lowercase() + "s"
}

fn policies_of(rules: &RuleSet) -> String {
    policies(exportable(rules), &Options::default().agent_images, Action::Warn)
}

fn made() -> (RuleSet, Vec<Policy>, Vec<Value>) {
    let rules = RuleSet::builtin().unwrap();
    let documents = documents(&policies_of(&rules));
    let is_policy = |it: &&Value| it["kind"] == "ValidatingAdmissionPolicy";
    let made = documents.iter().filter(is_policy).map(Policy::new).collect();
    (rules, made, documents)
}

/// Cases that the API server can't tell as lt-lint does: rule, title of the case, and what it would have to know.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "automount-off",
        "the pod, though its account says otherwise",
        "serde_yaml takes `no` for text",
    ),
    ("automount-off", "the account of two pods", "the account says it"),
    ("automount-off", "the account that is used where none is named", "the account says it"),
    ("inline-api-key", "in a ConfigMap", "the key is in a ConfigMap"),
    ("inline-api-key", "under another key of a ConfigMap", "the key is in a ConfigMap"),
    ("inline-api-key", "by the prefix of a ConfigMap's keys", "the key is in a ConfigMap"),
    ("inline-api-key", "by way of another variable", "the key is in a ConfigMap"),
    (
        "inline-api-key",
        "in annotations, of a pod and of a container",
        "annotations aren't asked for",
    ),
    (
        "inline-api-key",
        "the key in the agent's own configuration file, which comes from a ConfigMap",
        "the key is in a ConfigMap",
    ),
    (
        "inline-api-key",
        "a key that is put together of variables",
        "the key is in variables of other names",
    ),
    ("low-memory-limit", "the default of the namespace", "a LimitRange says it"),
    ("low-memory-request", "the default of the namespace", "a LimitRange says it"),
    ("missing-host-path", "mounted, but no such volume", "what runs the containers decides"),
    (
        "missing-host-path",
        "on nodes with Docker a newer agent needs the socket too",
        "what runs the containers decides",
    ),
    (
        "missing-host-path",
        "the folder of Docker in two misspelt places is none of another disk",
        "what runs the containers decides",
    ),
    (
        "missing-host-path",
        "with the socket, the folder of Docker is needed on nodes with Docker",
        "what runs the containers decides",
    ),
    (
        "missing-host-path",
        "an emptyDir hides what the folder around it shows",
        "what runs the containers decides",
    ),
    (
        "missing-host-path",
        "an agent that is told to ask Docker needs what is Docker's",
        "what runs the containers decides",
    ),
    ("missing-memory-limit", "the namespace gives it one", "a LimitRange says it"),
    (
        "missing-memory-limit",
        "the most that the namespace allows is the default",
        "a LimitRange says it",
    ),
    ("missing-parser", "an agent on the node, and no annotation", "the agent is on the node"),
    ("missing-parser", "by name the generator is collected", "variables choose among containers"),
    (
        "missing-parser",
        "what is said of a container beats what is said of its pod",
        "variables choose among containers",
    ),
    (
        "paused-workload",
        "no pods",
        "this evaluator makes no text of a boolean, which the API server does",
    ),
    (
        "wrong-downward-env",
        "a fixed text that all pods share through the ConfigMap",
        "the ConfigMap sets it",
    ),
    ("wrong-service-account", "misspelt", "roles decide whether another account will do"),
    (
        "wrong-service-account",
        "the two fields disagree",
        "roles decide whether another account will do",
    ),
    (
        "wrong-service-account",
        "the one that counts is wrong",
        "roles decide whether another account will do",
    ),
    (
        "wrong-service-account",
        "a binding for another account",
        "roles decide whether another account will do",
    ),
    (
        "wrong-service-account",
        "another account, and nothing among the files that is about access",
        "roles decide whether another account will do",
    ),
    (
        "wrong-service-account",
        "nearly the name of an account of the files",
        "roles decide whether another account will do",
    ),
];

#[test]
fn policies_and_rules_agree_on_the_fixtures() {
    let (rules, policies, _) = made();
    let (mut agreed, mut differing) = (0, Vec::new());
    for rule in exportable(&rules) {
        let path = format!("fixtures/{}.yaml", rule.id());
        let fixture = Fixture::read(&path, &fs::read_to_string(&path).unwrap(), &rules).unwrap();
        for case in &fixture.cases {
            let broken = objects(&case.files("case.yaml")).iter().any(|object| {
                let kind = plural(object);
                let mut looking = policies.iter().filter(|policy| policy.kinds.contains(&kind));
                looking.any(|policy| policy.broken(object).contains(rule.id()))
            });
            // `lt-lint test` holds that a good case has no finding of the rule, and a bad one has some.
            if broken != case.good {
                agreed += 1;
            } else {
                differing.push((rule.id().to_owned(), case.title.clone()));
            }
        }
    }
    let known: Vec<(String, String)> =
        KNOWN.iter().map(|(rule, title, _)| ((*rule).to_owned(), (*title).to_owned())).collect();
    assert_eq!(differing, known);
    assert!(agreed > 150, "{agreed}");
}

#[test]
fn policies_lint_clean_and_break_nothing_of_the_templates() {
    let (rules, policies, documents) = made();
    let yaml = policies_of(&rules);
    let session = Session::new(rules, Options::default()).unwrap();
    let report = session.lint(vec![SourceFile::new("policy.yaml", yaml.into_bytes(), true)]);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(documents.len(), 6);
    let sidecar = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    for object in self::documents(&sidecar) {
        let kind = plural(&object);
        for policy in policies.iter().filter(|policy| policy.kinds.contains(&kind)) {
            assert_eq!(policy.broken(&object), BTreeSet::new());
        }
    }
}

#[test]
fn messages_are_one_line_each_and_name_their_rule() {
    let (rules, _, documents) = made();
    for policy in documents.iter().filter(|it| it["kind"] == "ValidatingAdmissionPolicy") {
        let validations = policy["spec"]["validations"].as_array().unwrap();
        assert_eq!(validations.len(), exportable(&rules).count());
        for (validation, rule) in validations.iter().zip(exportable(&rules)) {
            let message = text(validation, "/message");
            assert!(message.starts_with(&format!("{}: ", rule.id())), "{message}");
            assert!(!message.contains(['\n', '{', '…']), "{message}");
        }
    }
}

#[test]
fn own_rules_and_limits_are_exported() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("team-label.yaml"),
        "id: team-label\nsince: 1.0.0\nsummary: no label of the team\nseverity: error\nmessage: no team\nwhy: nobody knows \
         whose test it is\nhelp: Add it.\nwhere: {kinds: [Deployment]}\ncheck: {exists: {on: template, path: metadata.labels.team}}\n",
    )
    .unwrap();
    fs::write(
        folder.path().join(".lt-lint.yaml"),
        "rules-folder: .\nlimits: {memory-limit: 300Mi}\n",
    )
    .unwrap();
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_lt-lint"));
        let output = command.current_dir(folder.path()).env_clear().args(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, out, err) =
        run(&["export", "policy", "--select", "team-label,low-memory-limit", "--action", "deny"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(
        out.contains("quantity('300Mi')") && out.contains("object.kind in ['Deployment']"),
        "{out}"
    );
    assert!(out.contains("validationActions: [\"Deny\", \"Audit\"]"), "{out}");
    let (code, out, err) = run(&["export", "policy", "--select", "rate-above-cap"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("rule `rate-above-cap` can't be part of a policy: it calculates"),
        "{err}"
    );
    let (code, _, err) = run(&["export", "policy", "--select", "stale-imag"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("no rule `stale-imag`; did you mean `stale-image`?"), "{err}");
}
