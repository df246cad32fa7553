//! What must never be printed, and input that isn't text.

use std::fs;

use super::{FAULT, FAULTY, Folder, SIDECAR};

const KEY: &str = "0Zz9PlantedKeyDoNotPrint4711";

/// Formats beside the human one, which are written to files of the same run.
const FILES: [&str; 9] =
    ["concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"];

/// Reports in all formats; the planted key may be nowhere, and each run has to find something.
fn hidden(text: &str) {
    let folder = Folder::new(&[("a.yaml", text)]);
    let reports = tempfile::tempdir().unwrap();
    let path = |format: &str| reports.path().join(format);
    let mut args = vec!["--pedantic".to_owned(), "a.yaml".to_owned()];
    args.extend(FILES.map(|format| format!("--output={format}={}", path(format).display())));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    for args in [&args[..], &["--color", "always", "a.yaml"]] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 1, "nothing found in {text}\n{}{}", ran.out, ran.err);
        assert!(!ran.out.contains("PlantedKey"), "{args:?}: {}", ran.out);
        assert!(!ran.err.contains("PlantedKey"), "{args:?}: {}", ran.err);
    }
    for format in FILES {
        let report = fs::read_to_string(path(format)).unwrap();
        assert!(report.contains("a.yaml"), "{format}: {report}");
        assert!(!report.contains("PlantedKey"), "{format}: {report}");
    }
}

/// The shipped workload with the key written out.
fn with_literal_key() -> String {
    let reference = "\n              valueFrom:\n                secretKeyRef:\n                  name: scalyr-api-key\n                  key: scalyr-api-key";
    let text = SIDECAR.replacen(reference, &format!("\n              value: {KEY}"), 1);
    assert!(text.contains(KEY));
    text
}

fn config_map(entry: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  {entry}\n")
}

#[test]
fn a_key_in_env_is_hidden() {
    let text = with_literal_key();
    hidden(&text);
    hidden(&text.replace(KEY, &format!("\"{KEY}\"")));
    hidden(&text.replace(KEY, &format!("'{KEY}'")));
    hidden(&text.replace(KEY, &format!("|-\n                {KEY}")));
    hidden(&text.replace(KEY, &format!("&key {KEY}")));
}

#[test]
fn a_key_beside_other_mistakes_is_hidden() {
    let text = with_literal_key();
    hidden(&text.replace("- name: SCALYR_K8S_NODE_NAME", "- name: SCALYR_K8S_NODE_NAM"));
    hidden(&text.replace("150Mi", "150M"));
    // Twice, so that duplicate-key shows both.
    let line = format!("value: {KEY}");
    hidden(&text.replace(&line, &format!("{line}\n              {line}")));
    hidden(&SIDECAR.replace(
        "          env:",
        &format!("          env:\n            - {{name: SCALYR_API_KEY, value: {KEY}}}"),
    ));
}

#[test]
fn a_key_in_a_config_map_is_hidden() {
    hidden(&config_map(&format!("SCALYR_API_KEY: {KEY}")));
    hidden(&config_map(&format!("SCALYR_API_KEY: |\n    {KEY}")));
    hidden(&config_map(&format!("SCALYR_API_KEY: \"{KEY}\"\n  SCALYR_API_KEY: {KEY}")));
    hidden(&config_map(&format!("x: &k {KEY}\n  SCALYR_API_KEY: *k")));
    hidden(&format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"data\": {{\"SCALYR_API_KEY\": \"{KEY}\"}}}}"
    ));
}

#[test]
fn the_values_of_a_secret_are_hidden() {
    for field in ["data", "stringData"] {
        hidden(&format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\n{field}:\n  x: 1\n  x: {KEY}\n"
        ));
        hidden(&format!("apiVersion: v1\nkind: Secret\n{field}: {{a: {KEY}, a: {KEY}}}\n"));
        hidden(&format!(
            "apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  apiVersion: v1\n  {field}: {{a: {KEY}, a: 1}}\n"
        ));
    }
}

#[test]
fn a_key_in_a_broken_file_is_hidden() {
    for broken in [
        format!("env:\n- name: SCALYR_API_KEY\n  value: {KEY}\n bad: x\n"),
        format!("env:\n- name: SCALYR_API_KEY\n  value: \"{KEY}\n"),
        format!("env:\n- value: {KEY}\n  name: SCALYR_API_KEY\n bad: x\n"),
        format!("env: [{{name: SCALYR_API_KEY, value: {KEY}}}\nbad: x\n"),
        format!("{{\"env\": [{{\"name\": \"SCALYR_API_KEY\", \"value\": \"{KEY}\"}}\n"),
        format!(
            "{{\"env\": [\n  {{\n    \"name\": \"SCALYR_API_KEY\",\n    \"value\": \"{KEY}\"\n  }}}}\n"
        ),
        format!(
            "{{\"env\": [\n  {{\n    \"value\": \"{KEY}\",\n    \"name\": \"SCALYR_API_KEY\"\n  }}}}\n"
        ),
        format!("data:\n  SCALYR_API_KEY: {KEY}\n bad: x\n"),
        format!("data:\n  SCALYR_API_KEY: @{KEY}\n"),
        format!("data:\n  SCALYR_API_KEY: *{KEY}\n"),
        format!("data:\n  SCALYR_API_KEY: {KEY}: {KEY}\n"),
        format!("data:\n  SCALYR_API_KEY:\n    {KEY}\n bad: x\n"),
        format!("data:\n  SCALYR_API_KEY: |\n    {KEY}\n bad: x\n"),
        format!("data:\n  SCALYR_API_KEY: >-\n\n    {KEY}\n bad: x\n"),
        format!("data: {{SCALYR_API_KEY: {KEY}\nbad: x\n"),
        format!("data: {{a: 1, SCALYR_API_KEY: {KEY}, b: [}}\n"),
        format!("env:\n- name: SCALYR_API_KEY\n  value: |-\n    {KEY}\n    {KEY}\n bad: x\n"),
        format!("data:\n  agent.json: '{{\"api_key\": \"{KEY}\"}}'\n bad: x\n"),
        format!("apiVersion: v1\nkind: Secret\ndata:\n  x: {KEY}\n y: x\n"),
        format!("data:\n  x: {KEY}\n y: x\nkind: \"Secret\"\n"),
        format!("{{\"kind\":\"Secret\",\"data\":{{\"x\":\"{KEY}\"}}\n"),
        format!("apiVersion: v1\nkind: Secret\ndata: {{x: {KEY}\n"),
    ] {
        // Of a file that names no kind nothing would be said.
        let broken = format!("{broken}# kind: Pod\n");
        hidden(&broken);
        hidden(&broken.replace('\n', "\r\n"));
        hidden(&format!("apiVersion: v1\nkind: Namespace\n---\n{broken}"));
    }
}

#[test]
fn a_secret_that_was_cut_is_hidden_as_a_whole() {
    const WORD: &str = "planted7";
    const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n";
    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {nam: b}\n";
    for cut in [
        format!("{SECRET}data:\n---\n  phrase: {WORD}\n---\n{POD}"),
        format!("{POD}---\n  phrase: {WORD}\n---\n{SECRET}"),
        format!("{SECRET}  phrase: {WORD}\n---\n{POD}"),
        format!(
            "kind: List\nitems:\n- kind: Secret\n  stringData:\n---\n  phrase: {WORD}\n- kind: Pod\n---\n{POD}"
        ),
        format!("{SECRET}stringData:\n---\n  phrase: {WORD}\n bad: x\n---\n{POD}"),
    ] {
        let folder = Folder::new(&[("a.yaml", &cut)]);
        for format in ["human", "json"] {
            let ran = folder.run(&["--format", format, "a.yaml"]);
            assert_eq!(ran.code, 1, "{cut}: {}", ran.out);
            assert!(!ran.out.contains(WORD), "{cut}: {}", ran.out);
        }
    }
}

#[test]
fn a_broken_document_next_to_a_secret_is_told_by_its_words() {
    let folder = Folder::new(&[(
        "a.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: planted7}\n---\n\
         apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec:\n  nodeName: n\n   hostNetwork: true\n",
    )]);
    let ran = folder.run(&["--format", "concise", "a.yaml"]);
    assert!(ran.out.contains("`hostNetwork` is indented by 3 spaces, not 2"), "{}", ran.out);
}

#[test]
fn a_key_in_a_settings_file_of_a_config_map_is_hidden() {
    for lines in [
        format!("api_key: \"{KEY}\""),
        format!("{{\n      \"api_key\": \"{KEY}\",\n    }}"),
        format!("scalyr:\n      api_key:\n        {KEY}"),
    ] {
        hidden(&config_map(&format!(
            "x: 1\n  agent.json: |\n    {lines}\n  x: 2\n  agent.json: |\n    {lines}"
        )));
    }
}

#[test]
fn lines_below_a_hidden_value_keep_their_numbers() {
    let text = config_map(&format!(
        "SCALYR_API_KEY: |\n    {KEY}\n    {KEY}\n\n    {KEY}\n  x: 1\n  x: 2"
    ));
    hidden(&text);
    let ran = Folder::new(&[("a.yaml", &text)]).run(&["a.yaml"]);
    assert!(
        ran.out.contains("a.yaml:12:3]") && ran.out.contains("\n 12 │   x: 2\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\n  6 │ ╭─▶   SCALYR_API_KEY: ********\n"), "{}", ran.out);
}

#[test]
fn what_is_hidden_hides_little_else() {
    let text = SIDECAR
        .replace("150Mi", "150M")
        .replace("fieldPath: spec.nodeName", "fieldPath: spec.node");
    let ran = Folder::new(&[("a.yaml", &text)]).run(&["a.yaml"]);
    assert!(ran.out.contains("fieldPath: spec.node\n") && !ran.out.contains("****"), "{}", ran.out);
}

#[test]
fn a_key_in_text_that_is_not_utf8_is_hidden() {
    let folder = Folder::new(&[]);
    folder.write(
        "a.yaml",
        format!("kind: Pod\ndata:\n  SCALYR_API_KEY: {KEY}\n  b: ")
            .as_bytes()
            .iter()
            .copied()
            .chain([0xff, b'\n'])
            .collect::<Vec<_>>()
            .as_slice(),
    );
    let ran = folder.run(&["a.yaml"]);
    assert_eq!(ran.code, 1);
    assert!(!ran.out.contains("PlantedKey"), "{}", ran.out);
}

#[test]
fn invalid_utf8_is_a_finding_with_a_place() {
    let folder = Folder::new(&[("b.yaml", FAULTY)]);
    folder.write("a.yaml", b"apiVersion: v1\nkind: \xc3\xa9\xff\n");
    folder.write("latin.yaml", b"# caf\xe9\napiVersion: v1\n");
    let ran = folder.concise(&["."]);
    assert_eq!(ran.code, 1);
    let message =
        "error[yaml-syntax] not valid YAML: this byte isn't UTF-8; save the file as UTF-8";
    let wanted = format!("a.yaml:2:8: {message}\nb.yaml{FAULT}latin.yaml:1:6: {message}\n");
    assert_eq!(ran.out, wanted);
    assert_eq!(folder.run(&["."]).code, 1);
}

#[cfg(unix)]
#[test]
fn escapes_in_names_and_values_never_reach_the_terminal() {
    let evil = "\u{1b}]0;pwned\u{7}\u{1b}[31m\u{202e}\u{9b}2J";
    let value = "\\e]0;pwned\\a\\e[31m\\u202e\\x9b2J";
    let folder = Folder::new(&[("x\u{1b}[31m/e\u{7}.yaml", FAULTY)]);
    folder.write(
        "a.yaml",
        FAULTY
            .replace("1Zi", &format!("\"{value}\""))
            .replace("flog", "\"\\e[1mflog\\r\\n\"")
            .as_bytes(),
    );
    folder.write("b.yaml", format!("kind: Pod\na: {evil}\n\u{1b}: [\n").as_bytes());
    folder.write("c.yaml", format!("{FAULTY}# {evil}\n# a\rb\r\n").as_bytes());
    folder.write(
        "d.yaml",
        format!("apiVersion: v1\nkind: Pod\n\"{value}\": 1\n\"{value}\": 2\n").as_bytes(),
    );
    folder.write("e.yaml", format!("kind: Pod\na: *{evil}\n").as_bytes());
    folder.write("f.yaml", b"kind: Pod\na: {{ .Values.\x1b[31m }}\n");
    for format in ["human", "concise"] {
        let ran = folder.run(&["--format", format, ".", "gone\u{1b}[31m", "-"]);
        for text in [&ran.out, &ran.err] {
            let bad = |c: &char| {
                (c.is_control() && !"\n\t".contains(*c)) || "\u{202e}\u{9b}".contains(*c)
            };
            assert_eq!(text.chars().find(bad), None, "{text:?}");
        }
        assert!(ran.out.contains("x\\u{1b}[31m/e\\u{7}.yaml:10:27"), "{}", ran.out);
        assert!(ran.err.contains("gone\\u{1b}[31m: no such file"), "{}", ran.err);
    }
}

#[test]
fn a_carriage_return_cannot_hide_text() {
    let folder =
        Folder::new(&[("a.yaml", "apiVersion: v1\rkind: Pod\r\nspec: {a: 1, a: 2}\rmore: x\r")]);
    let ran = folder.run(&["a.yaml"]);
    assert!(ran.out.contains("a.yaml:3:14") && !ran.out.contains('\r'), "{:?}", ran.out);
}

#[test]
fn minified_json_is_shown_in_part() {
    let filler = "{\"name\": \"x\", \"value\": \"filler\"},".repeat(5_000);
    let text = format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"x\": [{filler} 1], \"spec\": {{\"containers\": [{{\"name\": \"flog\", \
         \"resources\": {{\"limits\": {{\"memory\": \"1Zi\"}}}}}}]}}, \"y\": [{filler} 1]}}"
    );
    let ran = Folder::new(&[("a.json", &text)]).run(&["a.json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.len() < 5_000, "{} bytes", ran.out.len());
    assert!(ran.out.contains("\"memory\": \"1Zi\""), "{}", ran.out);
    let column = text.find("Zi").unwrap() + 1;
    assert!(ran.out.contains(&format!("a.json:1:{column}]")), "{}", ran.out);
}
