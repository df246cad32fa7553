//! What the page of `web/` asks of the library, and what the page refers to.

use std::collections::BTreeMap;
use std::fs;

use lt_lint::web::Service;
use lt_lint::{Options, RuleSet, Session, SourceFile, output};
use serde_json::{Value, json};

use crate::support::schema;

type Verb = fn(&mut Service, &[u8]) -> String;

fn ask(service: &mut Service, verb: Verb, request: &Value) -> Value {
    serde_json::from_str(&verb(service, request.to_string().as_bytes())).unwrap()
}

fn template(name: &str) -> Value {
    json!({"name": name, "text": fs::read_to_string(format!("k8s/{name}")).unwrap()})
}

/// The files that the page begins with: the templates, with the mistake that `mistake.json` plants.
fn start() -> (Value, Value) {
    let text = fs::read_to_string("web/src/mistake.json").unwrap();
    let mistake: Value = serde_json::from_str(&text).unwrap();
    let names = ["scalyr-sidecar.yaml", "configmap.yaml", "scalyr-service-account.yaml"];
    let mut files: Vec<Value> = names.iter().map(|name| template(name)).collect();
    let [file, from, to] = ["file", "from", "to"].map(|key| mistake.get(key).unwrap());
    let [from, to] = [from, to].map(|text| text.as_str().unwrap());
    let file = files.iter_mut().find(|one| one.get("name") == Some(file)).unwrap();
    let text = file.get_mut("text").unwrap();
    assert_eq!(text.as_str().unwrap().matches(from).count(), 1, "{from}");
    *text = text.as_str().unwrap().replace(from, to).into();
    (json!({"files": files}), mistake)
}

#[test]
fn the_planted_mistake_is_one_finding_and_its_fix_gives_the_template() {
    let (request, mistake) = start();
    let mut service = Service::default();
    let report = ask(&mut service, Service::lint, &request);
    let [finding] = report["findings"].as_array().unwrap().as_slice() else {
        panic!("{report}");
    };
    assert_eq!(
        (&finding["rule"], &finding["primary"]["path"]),
        (&mistake["rule"], &mistake["file"])
    );
    assert_eq!(finding["fixes"][0]["applicability"], "safe");
    let fixed = ask(&mut service, Service::fix, &request);
    assert_eq!(fixed["fixed"], 1);
    assert_eq!(fixed["files"][0], template("scalyr-sidecar.yaml"));
    assert!(fixed["report"]["findings"].as_array().unwrap().is_empty(), "{fixed}");
}

#[test]
fn a_report_is_that_of_the_command_line_and_keeps_to_its_schema() {
    let (request, _) = start();
    let answer = Service::default().lint(request.to_string().as_bytes());
    let rules = RuleSet::builtin().unwrap();
    let session = Session::new(rules.clone(), Options::default()).unwrap();
    let files = request["files"].as_array().unwrap().iter().map(|file| {
        let [name, text] = ["name", "text"].map(|key| file[key].as_str().unwrap().to_owned());
        SourceFile::new(name, text.into_bytes(), true)
    });
    let expected = output::json(&session.lint(files.collect()), &rules);
    let [answer, expected] =
        [&answer, &expected].map(|text| serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(answer, expected);
    assert!(jsonschema::is_valid(&schema("report"), &answer));
    let broken: Value = serde_json::from_str(&Service::default().lint(b"{")).unwrap();
    assert!(jsonschema::is_valid(&schema("report"), &broken), "{broken}");
    assert_eq!(broken["errors"][0]["place"], "request");
}

#[test]
fn what_a_service_remembers_changes_no_answer() {
    let (start, _) = start();
    let mut edited = start.clone();
    let text = start["files"][0]["text"].as_str().unwrap();
    edited["files"][0]["text"] = text.replace("replicas: 400", "replicas: 300").into();
    let mut fewer = start.clone();
    fewer["files"].as_array_mut().unwrap().remove(1);
    let mut pedantic = start.clone();
    pedantic["options"] = json!({"pedantic": true});
    let mut service = Service::default();
    let mut different = Vec::new();
    for request in [&start, &edited, &start, &fewer, &pedantic, &edited, &start] {
        for verb in [Service::lint as Verb, Service::plan, Service::fix] {
            let again = ask(&mut service, verb, request);
            assert_eq!(again, ask(&mut Service::default(), verb, request));
            different.push(again);
        }
    }
    different.sort_by_key(Value::to_string);
    different.dedup();
    assert!(different.len() > 9, "{}", different.len());
}

#[test]
fn figures_alone_are_planned() {
    let plan = |load: Value| {
        ask(&mut Service::default(), Service::plan, &json!({"options": {"load": load}}))
    };
    let answer = plan(json!({"target": "10GB/s", "nodes": "43"}));
    let choices = answer["plan"]["goals"][0]["choices"].as_array().unwrap();
    let pods: Vec<u64> = choices.iter().map(|one| one["replicas"].as_u64().unwrap()).collect();
    assert_eq!(pods, [3354, 2537, 2021, 1677]);
    assert!(answer["svg"].as_str().unwrap().starts_with("<svg"), "{answer}");
    let asked = plan(json!({"target": "10 GB/s", "nodes": "430", "rate": "5MB/s"}));
    assert_eq!(asked["plan"]["goals"][0]["needed"], 2000);
}

#[test]
fn what_is_wrong_with_an_option_is_answered_at_its_key() {
    let cases = [
        (json!({"load": {"nodes": "0"}}), "nodes", "at least one node"),
        (json!({"load": {"target": "10"}}), "target", ""),
        (json!({"load": {"node": "43"}}), "node", "did you mean `nodes`?"),
        (json!({"kubernetes-version": "1.2"}), "kubernetes-version", "there is no schema"),
        (json!({"kubernetes": "1.2"}), "request", "unknown field"),
    ];
    for (options, place, reason) in cases {
        let answers = [Service::lint as Verb, Service::plan, Service::fix]
            .map(|verb| ask(&mut Service::default(), verb, &json!({"options": options})));
        for answer in answers {
            let error = &answer["errors"][0];
            assert_eq!(error["place"], place, "{answer}");
            assert!(error["reason"].as_str().unwrap().contains(reason), "{answer}");
        }
    }
}

/// The packages of a lock file, by name, with their versions and checksums.
fn packages(path: &str) -> BTreeMap<(String, String), String> {
    let text = fs::read_to_string(path).unwrap();
    let field = |package: &str, name: &str| {
        let start = format!("{name} = \"");
        let line = package.lines().find_map(|line| line.strip_prefix(start.as_str()));
        line.map(|rest| rest.trim_end_matches('"').to_owned()).unwrap_or_default()
    };
    let packages = text.split("[[package]]").skip(1);
    packages
        .map(|one| ((field(one, "name"), field(one, "version")), field(one, "checksum")))
        .collect()
}

#[test]
fn the_module_is_locked_to_the_crates_of_the_library() {
    let (library, module) = (packages("Cargo.lock"), packages("web/wasm/Cargo.lock"));
    assert!(module.len() > 40, "{}", module.len());
    let is_own = |name: &str| name == "lt-lint-web";
    let others: Vec<_> = module
        .iter()
        .filter(|(package, sum)| !is_own(&package.0) && library.get(*package) != Some(*sum))
        .collect();
    assert!(others.is_empty(), "copy Cargo.lock to web/wasm/ and build the module: {others:?}");
}

#[test]
fn the_page_refers_to_its_own_files_alone() {
    let page = fs::read_to_string("web/index.html").unwrap();
    for attribute in ["src=\"", "href=\""] {
        for (at, _) in page.match_indices(attribute) {
            let rest = page.get(at + attribute.len()..).unwrap();
            let name = rest.split('"').next().unwrap();
            let is_built = ["page.js", "licences.txt"].contains(&name);
            assert!(is_built || fs::exists(format!("web/{name}")).unwrap(), "{name}");
        }
    }
    let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
    let policy = policy.split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    let sources = policy.split(';').flat_map(|one| one.split_whitespace().skip(1));
    let known = ["'none'", "'self'", "'wasm-unsafe-eval'", "blob:"];
    assert!(sources.clone().all(|source| known.contains(&source)), "{policy}");
    for entry in fs::read_dir("web/src").unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for word in
            ["://", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write"]
        {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}
