//! The machine formats: the same six findings in each, hostile text, several files at once.

use std::fs;

use lt_lint::discover::{Search, discover};
use lt_lint::output;
use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::{Options, Report, lint};
use serde_json::Value;

use crate::support::{run, schema};

type Renderer = fn(&Report, &RuleSet) -> String;

const FORMATS: [(&str, Renderer); 8] = [
    ("json", output::json),
    ("jsonl", output::jsonl),
    ("sarif", output::sarif),
    ("github", output::github),
    ("gitlab", output::gitlab),
    ("junit", output::junit),
    ("checkstyle", output::checkstyle),
    ("markdown", output::markdown),
];

/// Terminal escape, bidi override, workflow command, XML, Markdown, JSON, an invisible character of two UTF-16 units.
const HOSTILE: &str = "x\u{1b}[31m\u{202e}\u{9b}::error::%0A`|<b>&\"']]>@a#1\u{e0041}\u{ffff}";

fn six() -> Report {
    let folders = ["readme", "unfilled"].map(|name| format!("fixtures/sets/{name}").into());
    let files = discover(&folders, &Search::default(), &mut std::io::empty()).files;
    lint(files, &RuleSet::builtin().unwrap(), &Options::default()).unwrap()
}

fn of(name: &str, text: &str) -> Report {
    let source = SourceFile::new(name, text.as_bytes().to_vec(), true);
    let options = Options { pedantic: true, ..Options::default() };
    lint(vec![source], &RuleSet::builtin().unwrap(), &options).unwrap()
}

/// A pod with an unreadable quantity and two mounts of a missing volume, in which `name` is everywhere.
fn hostile(name: &str) -> Report {
    let escaped = name.chars().map(|c| format!("\\U{:08x}", u32::from(c)));
    let quoted = format!("\"{}\"", escaped.collect::<String>());
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {quoted}}}\nspec:\n  containers:\n    - name: {quoted}\n      \
         image: {quoted}\n      resources: {{limits: {{memory: {quoted}}}}}\n      volumeMounts:\n        \
         - {{name: {quoted}, mountPath: /a}}\n        - {{name: {quoted}, mountPath: /b}}\n"
    );
    let report = of(&format!("a,b:{name}\r\n::warning::.yaml"), &text);
    assert!(report.findings.len() >= 2, "{:?}", report.findings);
    report
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn items(value: &Value) -> Vec<&Value> {
    value.as_array().unwrap().iter().collect()
}

/// Fails with every place where the report doesn't fit its schema.
fn fits_the_schema(report: &Report) {
    let text = output::json(report, &RuleSet::builtin().unwrap());
    let schema = jsonschema::validator_for(&schema("report")).unwrap();
    let errors: Vec<String> =
        schema.iter_errors(&json(&text)).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn the_same_six_findings_in_each_format() {
    let (report, rules) = (six(), RuleSet::builtin().unwrap());
    assert_eq!(report.findings.len(), 6, "{:?}", report.findings);
    for (name, render) in FORMATS {
        let text = render(&report, &rules);
        // The rules are the same in each report and have pages of their own.
        let text = match name {
            "sarif" => {
                let mut log = json(&text);
                let run = &mut log["runs"][0];
                let rules = run["tool"]["driver"]["rules"].as_array().unwrap().clone();
                // Which number a rule has depends on how many there are; what it leads to doesn't.
                for result in run["results"].as_array_mut().unwrap() {
                    let number = result["ruleIndex"].as_u64().unwrap();
                    result["ruleIndex"] = rules[usize::try_from(number).unwrap()]["id"].clone();
                }
                run["tool"]["driver"]["rules"].as_array_mut().unwrap().truncate(1);
                serde_json::to_string_pretty(&log).unwrap()
            }
            _ => text,
        };
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn json_fits_its_schema_and_keeps_every_character() {
    fits_the_schema(&six());
    fits_the_schema(&hostile(HOSTILE));
    let written = output::json(&hostile(HOSTILE), &RuleSet::builtin().unwrap());
    assert_eq!(json(&written)["findings"][0]["primary"]["object"]["name"], HOSTILE);
    fits_the_schema(&Report::default());
    fits_the_schema(&of("a.yaml", "a: {{ .Values.a }}\n"));
    let schema = jsonschema::validator_for(&schema("report")).unwrap();
    assert!(!schema.is_valid(&serde_json::json!({ "version": 1 })));
}

#[test]
fn json_places_are_those_of_the_file() {
    let (report, rules) = (six(), RuleSet::builtin().unwrap());
    let record = json(&output::json(&report, &rules));
    for (finding, record) in report.findings.iter().zip(items(&record["findings"])) {
        let text = &report.source(finding.primary.at.file).unwrap().text;
        let at = &record["primary"];
        let number =
            |name: &str, part: &str| usize::try_from(at[name][part].as_u64().unwrap()).unwrap();
        let bytes = number("bytes", "start")..number("bytes", "end");
        assert_eq!(text.get(bytes.clone()), Some(finding.primary.at.span.slice(text)));
        for (name, offset) in [("start", bytes.start), ("end", bytes.end)] {
            let before = text.get(..offset).unwrap();
            assert_eq!(number(name, "line"), before.matches('\n').count() + 1);
            assert_eq!(
                number(name, "column"),
                before.rsplit('\n').next().unwrap().chars().count() + 1
            );
        }
    }
}

#[test]
fn jsonl_is_an_object_a_line() {
    let text = output::jsonl(&six(), &RuleSet::builtin().unwrap());
    let types: Vec<Value> = text.lines().map(|line| json(line)["type"].clone()).collect();
    assert_eq!(types.len(), 8);
    assert_eq!(types.get(6).unwrap(), "not_checked");
    assert!(types.iter().take(6).all(|kind| kind == "finding"));
    assert_eq!(types.last().unwrap(), "summary");
}

#[test]
fn sarif_holds_what_readers_rely_on() {
    let rules = RuleSet::builtin().unwrap();
    for report in [six(), hostile(HOSTILE), Report::default()] {
        let log = json(&output::sarif(&report, &rules));
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "utf16CodeUnits");
        let described = &run["tool"]["driver"]["rules"];
        assert_eq!(items(described).len(), rules.len());
        for rule in items(described) {
            assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "));
            assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
        }
        for result in items(&run["results"]) {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(described[index]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            let uri = uri.as_str().unwrap();
            assert!(!uri.contains([':', '\\', ' ', '<', '\n']) && !uri.starts_with('/'), "{uri}");
        }
    }
}

#[test]
fn sarif_takes_no_text_of_a_file_for_a_link() {
    let log = output::sarif(&hostile("[a](https://example.invalid)"), &RuleSet::builtin().unwrap());
    let log = json(&log);
    for result in items(&log["runs"][0]["results"]) {
        let text = result["message"]["text"].as_str().unwrap();
        assert!(text.contains("\\[a\\](https:") && !text.contains("a]("), "{text}");
    }
}

#[test]
fn nothing_found_and_files_skipped_are_said_too() {
    let rules = RuleSet::builtin().unwrap();
    let clean = of("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
    assert!(output::junit(&clean, &rules).contains("tests=\"1\" failures=\"0\""));
    assert!(output::markdown(&clean, &rules).contains("no problems in 1 file (1 object)"));
    assert_eq!(output::github(&clean, &rules), "");
    assert_eq!(output::gitlab(&clean, &rules), "[]\n");
    let skipped =
        of("./t.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.name }}}\n");
    assert_eq!(skipped.skipped.len(), 1);
    for (name, render) in
        FORMATS.into_iter().filter(|(name, _)| !["gitlab", "checkstyle"].contains(name))
    {
        let text = render(&skipped, &rules);
        assert!(text.contains("t.yaml") && !text.contains("./t.yaml"), "{name}: {text}");
        assert!(text.contains("render it first"), "{name}: {text}");
    }
}

#[test]
fn sarif_counts_columns_in_utf16_units_and_json_in_characters() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, \
                image: b, args: [\"𝒳é\"], resources: {limits: {memory: 1Zi}}}\n";
    let (report, rules) = (of("a.yaml", text), RuleSet::builtin().unwrap());
    let line = text.lines().find(|line| line.contains("Zi")).unwrap();
    let before = line.split("Zi").next().unwrap();
    let at = &json(&output::json(&report, &rules))["findings"][0]["primary"]["start"];
    assert_eq!(at["column"], before.chars().count() + 1);
    let log = json(&output::sarif(&report, &rules));
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startColumn"], before.encode_utf16().count() + 1);
}

#[test]
fn fingerprints_outlive_a_move_and_are_unique() {
    let rules = RuleSet::builtin().unwrap();
    let text = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap().replace("150Mi", "150M");
    let text = text.replace("readOnly: true", "readOnly: false");
    let prints = |text: &str| {
        let record = json(&output::json(&of("a.yaml", text), &rules));
        let prints = items(&record["findings"])
            .into_iter()
            .map(|finding| finding["fingerprint"].to_string());
        prints.collect::<Vec<_>>()
    };
    let before = prints(&text);
    assert!(before.len() >= 3);
    assert_eq!(before, prints(&format!("# moved\n\n---\n{text}")));
    let mut unique = before.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), before.len());
}

#[test]
fn hostile_text_stays_text() {
    let (report, rules) = (hostile(HOSTILE), RuleSet::builtin().unwrap());
    for (name, render) in FORMATS {
        let text = render(&report, &rules);
        let bad = |c: char| c != '\n' && lt_lint::text::is_unprintable(c);
        assert!(!text.contains(bad), "{name}: {text}");
        match name {
            "json" | "sarif" | "gitlab" => drop(json(&text)),
            "jsonl" => text.lines().for_each(|line| drop(json(line))),
            "github" => text.lines().for_each(one_command),
            "markdown" => text.lines().filter(|line| line.starts_with('|')).for_each(one_row),
            _ => one_xml(&text),
        }
    }
}

/// A command, of which no part is taken for another or for a property.
fn one_command(line: &str) {
    let rest = line.strip_prefix("::").unwrap();
    let (head, message) = rest.split_once("::").unwrap();
    let (level, properties) = head.split_once(' ').unwrap();
    assert!(["error", "warning", "notice"].contains(&level));
    for property in properties.split(',') {
        let (name, value) = property.split_once('=').unwrap();
        assert!(["file", "line", "col", "endLine", "endColumn", "title"].contains(&name), "{line}");
        assert!(!value.contains(':'), "{line}");
    }
    for (at, _) in message.match_indices('%') {
        let code = message.get(at..at + 3).unwrap();
        assert!(["%25", "%0A", "%0D"].contains(&code), "{line}");
    }
}

/// A row of five cells without markup of its own.
fn one_row(row: &str) {
    let bare = row.replace("\\|", "").replace("\\`", "").replace("<br>", "");
    let bare = bare.replace("@<!-- -->", "").replace("#<!-- -->", "");
    assert_eq!(bare.matches('|').count(), 6, "{row}");
    assert!(!bare.contains(['`', '<', '>', '@']), "{row}");
}

/// Tags in balance, and none that isn't of the format.
fn one_xml(text: &str) {
    let mut open = Vec::new();
    for tag in text.split('<').skip(2) {
        let (tag, behind) = tag.split_once('>').unwrap();
        assert!(!behind.contains('>') && !behind.contains('\u{ffff}'), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_planted_key_is_in_no_format() {
    let rules = RuleSet::builtin().unwrap();
    const KEY: &str = "0Zz9PlantedKeyDoNotPrint4711";
    let folder = fs::read_dir("fixtures/sets/key-in-the-open").unwrap();
    let mut texts: Vec<String> =
        folder.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let reference = "\n              valueFrom:\n                secretKeyRef:\n                  name: \
                     scalyr-api-key\n                  key: scalyr-api-key";
    let sidecar = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    let value = format!("\n              value: {KEY}");
    let literal = sidecar.replacen(reference, &value, 1);
    assert!(literal.contains(KEY));
    texts.push(literal.clone());
    texts.push(literal.replace(&value, &format!("{value}{value}")));
    texts.push(literal.replace("150Mi", "150M") + "  : [\n");
    texts.push(format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  SCALYR_API_KEY: {KEY}\n"
    ));
    for text in &texts {
        let report = of("a.yaml", text);
        assert!(!text.contains(KEY) || !report.findings.is_empty(), "{text}");
        let secrets: Vec<&str> = report.secrets.iter().map(|at| at.span.slice(text)).collect();
        for (name, render) in FORMATS {
            let shown = render(&report, &rules);
            assert!(!shown.contains("PlantedKey"), "{name}: {shown}");
            let told = secrets.iter().find(|secret| secret.len() >= 12 && shown.contains(**secret));
            assert_eq!(told, None, "{name}: {shown}");
        }
    }
}

const FAULTY: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, image: x, \
                      resources: {limits: {memory: 1Zi}}}\n";

#[test]
fn several_outputs_are_written_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), FAULTY).unwrap();
    let names = FORMATS.map(|(name, _)| name).into_iter().chain(["human", "concise"]);
    let outputs: Vec<String> = names.map(|name| format!("--output={name}=out.{name}")).collect();
    let mut args: Vec<&str> = outputs.iter().map(String::as_str).collect();
    args.extend(["--format", "github", "a.yaml"]);
    fs::write(folder.path().join("out.json"), "old").unwrap();
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, err.as_str()), (1, ""));
    let read = |name: &str| fs::read_to_string(folder.path().join(format!("out.{name}"))).unwrap();
    assert_eq!(read("github"), out);
    for (name, _) in FORMATS {
        assert!(read(name).contains("invalid-quantity"), "{name}");
        assert_eq!(read(name), run(folder.path(), &["--format", name, "a.yaml"]).1);
    }
    assert!(read("human").contains("  help: "));
    let entries = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(entries, 11, "something else was left behind");
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_the_others_are_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), FAULTY).unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    for target in ["none/x.sarif", "folder"] {
        let bad = format!("sarif={target}");
        let (code, out, err) =
            run(folder.path(), &["--output", &bad, "--output", "json=ok.json", "a.yaml"]);
        assert_eq!(code, 2);
        assert!(err.starts_with(&format!("lt-lint: {target}: can't be written: ")), "{err}");
        assert!(out.contains("invalid-quantity"), "{out}");
        assert!(folder.path().join("ok.json").exists());
        fs::remove_file(folder.path().join("ok.json")).unwrap();
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "something was left behind");
}

#[test]
fn wrong_outputs_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), FAULTY).unwrap();
    for (args, part) in [
        (&["--output", "serif=a"][..], "did you mean `sarif`?"),
        (&["--output", "sarif"], "such as sarif=lt-lint.sarif"),
        (&["--output", "sarif="], "such as sarif=lt-lint.sarif"),
        (&["--output", "json=x", "--output", "sarif=x"], "--output names this file twice"),
    ] {
        let (code, out, err) = run(folder.path(), args);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(part), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_mode_stays_a_mode() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real.json");
    fs::write(folder.path().join("a.yaml"), FAULTY).unwrap();
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("real.json", folder.path().join("link.json")).unwrap();
    let (code, _, err) =
        run(folder.path(), &["--output", "json=link.json", "--output", "json=/dev/null", "a.yaml"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(folder.path().join("link.json").is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("invalid-quantity"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
}
