//! Text of files that would be a command of a CI system, in everything that lt-lint prints.

use super::{FAULTY, Folder, Ran, SIDECAR};

/// Commands as the runners of GitHub and Azure read them; each with a word that a reader of the log finds again.
const PAYLOADS: [&str; 6] = [
    "##[set-output name=sarif]/etc/passwd",
    "x ##[stop-commands]token",
    "##vso[task.setvariable variable=PATH]x",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ::set-output name=findings::0 bbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "::add-mask::e",
    "\u{3000}::stop-commands::token",
];

const FORMATS: [&str; 10] = [
    "human",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "markdown",
];

/// What the runners would do with a line: GitHub's two forms, then Azure's.
fn command(line: &str) -> Option<String> {
    if let Some((name, _)) = line.trim_start().strip_prefix("::").and_then(|r| r.split_once("::")) {
        return Some(name.to_owned());
    }
    let brackets = ["##[", "##vso["].into_iter().filter_map(|start| line.split_once(start));
    brackets.filter_map(|(_, rest)| rest.split_once(']')).map(|(name, _)| name.to_owned()).next()
}

/// Fails where a line of either stream is a command, but for the annotations that are asked for.
fn obeyed_nowhere(ran: &Ran, args: &[&str]) {
    let is_annotation = |name: &str| {
        let levels = ["error file=", "warning file=", "notice file="];
        args.contains(&"github") && levels.iter().any(|level| name.starts_with(level))
    };
    for line in ran.out.lines().chain(ran.err.lines()) {
        let name = command(line).filter(|name| !is_annotation(name));
        assert_eq!(name, None, "{args:?}: {line}\n{}{}", ran.out, ran.err);
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Manifests with the text in comments, names, keys, images, values and reasons, each beside a finding.
fn manifests(payload: &str) -> Vec<String> {
    let text = quoted(payload);
    let faulty = |from: &str, to: &str| {
        let changed = FAULTY.replacen(from, to, 1);
        assert_ne!(changed, FAULTY);
        changed
    };
    vec![
        faulty("memory: 1Zi}", &format!("memory: 1Zi}} # {payload}")),
        faulty("name: flog", &format!("name: {text}")),
        faulty("image: x", &format!("image: {text}")),
        faulty("1Zi", &text),
        faulty("  name: a", &format!("  name: {text}")),
        faulty("spec:", &format!("{text}: 1\nspec:")),
        faulty("      image", &format!("      args: [{text}, {text}]\n      image")),
        format!("apiVersion: v1\nkind: {text}\nmetadata:\n  name: a\n"),
        format!("a: [\n# {payload}\napiVersion: v1\nkind: Pod\n"),
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  {text}: |\n    a\n    {payload}\n"
        ),
        format!("# lt-lint-ignore nothing: {payload}\n{FAULTY}"),
        SIDECAR.replacen("\"--loop\", ", &format!("\"--loop\", {text}, "), 1),
    ]
}

/// A folder with those of all payloads, each manifest in a folder of its own.
fn folder() -> Folder {
    let folder = Folder::new(&[]);
    for (payload, text) in PAYLOADS.iter().enumerate() {
        for (number, manifest) in manifests(text).iter().enumerate() {
            folder.write(&format!("{payload}/{number}/a.yaml"), manifest.as_bytes());
        }
    }
    folder
}

#[test]
fn reports_hold_no_commands() {
    let folder = folder();
    for format in FORMATS {
        let args = ["--pedantic", "--all", "--format", format, "."];
        let ran = folder.run(&args);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        obeyed_nowhere(&ran, &args);
    }
}

#[test]
fn plan_objects_and_coloured_reports_hold_no_commands() {
    let folder = folder();
    for args in [
        &["--color", "always", "--all"][..],
        &["plan", "--rate", "5MB/s"],
        &["plan", "--rate", "5MB/s", "--format", "json"],
        &["plan", "--rate", "5MB/s", "--format", "markdown"],
        &["plan", "--rate", "5MB/s", "--format", "svg"],
        &["objects"],
        &["objects", "--format", "yaml"],
    ] {
        obeyed_nowhere(&folder.run(args), args);
    }
}

#[test]
fn objects_keep_what_they_disarm() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: |\n    ::x::y\n    ##[z]\n";
    let folder = Folder::new(&[("a.yaml", text)]);
    let json: serde_json::Value = serde_json::from_str(&folder.run(&["objects"]).out).unwrap();
    let yaml: serde_json::Value =
        serde_yaml::from_str(&folder.run(&["objects", "--format", "yaml"]).out).unwrap();
    assert_eq!(json[0]["data"]["a"], "::x::y\n##[z]\n");
    assert_eq!(yaml, json);
}

#[test]
fn errors_and_warnings_hold_no_commands() {
    let known = PAYLOADS.map(|payload| {
        let name = quoted(payload);
        format!("- {{rule: low-memory-limit, object: {{kind: Pod, name: {name}}}, count: 1}}\n")
    });
    let baseline = format!("version: 1\nfindings:\n{}", known.concat());
    let folder = Folder::new(&[("a.yaml", FAULTY), ("baseline.yaml", &baseline)]);
    for format in FORMATS {
        let args = ["--baseline", "baseline.yaml", "--format", format, "."];
        let ran = folder.run(&args);
        assert!(ran.err.contains("no longer there"), "{}", ran.err);
        obeyed_nowhere(&ran, &args);
    }
    for payload in PAYLOADS {
        let text = quoted(payload);
        for settings in
            [format!("rules: {{{text}: off}}\n"), format!("{text}: 1\n"), payload.into()]
        {
            folder.write(".lt-lint.yaml", settings.as_bytes());
            for args in [&["a.yaml"][..], &["config"], &["rules"], &["plan"]] {
                obeyed_nowhere(&folder.run(args), args);
            }
        }
        let gone = format!("{payload}/none.yaml");
        for args in [&["--no-config", &*gone][..], &["explain", payload], &[payload, "--nonsense"]]
        {
            obeyed_nowhere(&folder.run(args), args);
        }
    }
}

#[test]
fn names_of_files_hold_no_commands() {
    for name in ["::set-output name=x::y.yaml", "##[group]a.yaml", "##vso[x]a.yaml"] {
        let folder = Folder::new(&[(name, FAULTY)]);
        for format in FORMATS {
            let args = ["--format", format, "."];
            let ran = folder.run(&args);
            assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
            obeyed_nowhere(&ran, &args);
        }
    }
}
