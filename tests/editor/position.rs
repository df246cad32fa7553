//! Positions in texts that count in more than one way.

use serde_json::{Value, json};

use super::client::{Client, Project};
use super::rules;

const NAME: &str = "pod.yaml";

/// A pod with a mistake behind characters of one, two, three and four bytes.
fn pod(end: &str) -> String {
    let lines = [
        "apiVersion: v1",
        "kind: Pod",
        "metadata: {name: flog, annotations: {a: \"aé漢😀𝄞\"}, labels: 7}",
        "spec: {containers: [{name: flog, image: scalyr/flog:v1}]}",
        "",
    ];
    lines.join(end)
}

fn encodings(names: &[&str]) -> Value {
    json!({ "general": { "positionEncodings": names } })
}

/// The columns of the first finding of a file.
fn columns(params: &Value) -> (u64, u64, u64) {
    let range = &params["diagnostics"][0]["range"];
    let number = |at: &Value| at.as_u64().unwrap();
    (
        number(&range["start"]["line"]),
        number(&range["start"]["character"]),
        number(&range["end"]["character"]),
    )
}

#[test]
fn columns_count_what_both_sides_agreed_on() {
    let before = pod("\n").lines().nth(2).unwrap().split('7').next().unwrap().to_owned();
    let utf8 = before.len() as u64;
    let utf16 = before.encode_utf16().count() as u64;
    assert!(utf8 != utf16);
    for (offered, agreed, column) in [
        (encodings(&["utf-16", "utf-8"]), "utf-8", utf8),
        (encodings(&["utf-8"]), "utf-8", utf8),
        (encodings(&["utf-32", "utf-16"]), "utf-16", utf16),
        (json!({}), "utf-16", utf16),
    ] {
        for end in ["\n", "\r\n"] {
            let project = Project::new(&[(NAME, &pod(end))]);
            let mut client = Client::start(&project, offered.clone());
            assert_eq!(client.about["capabilities"]["positionEncoding"], agreed);
            let closed = client.findings(NAME);
            assert_eq!(rules(&closed), ["wrong-type"]);
            assert_eq!(columns(&closed), (2, column, column + 1), "{agreed} {end:?}");
            client.open(NAME, &pod(end));
            assert_eq!(columns(&client.findings(NAME)), (2, column, column + 1));
        }
    }
}

#[test]
fn a_byte_order_mark_on_the_disk_takes_no_column() {
    let text = "\u{feff}{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: 7}\n";
    let column = text.find('7').unwrap() as u64 - 3;
    for offered in [encodings(&["utf-8"]), json!({})] {
        let project = Project::new(&[(NAME, text)]);
        let mut client = Client::start(&project, offered);
        assert_eq!(columns(&client.findings(NAME)), (0, column, column + 1));
        // Editors show the text without it, and count without it.
        client.open(NAME, text.trim_start_matches('\u{feff}'));
        assert_eq!(columns(&client.findings(NAME)), (0, column, column + 1));
    }
}

#[test]
fn changes_of_parts_end_where_the_whole_does() {
    let project = Project::new(&[(NAME, &pod("\r\n"))]);
    let mut client = Client::start(&project, json!({}));
    client.open(NAME, &pod("\r\n"));
    assert_eq!(rules(&client.findings(NAME)), ["wrong-type"]);
    let line = "metadata: {name: flog, annotations: {a: \"aé漢😀𝄞\"}, labels: ";
    let at = line.encode_utf16().count();
    let range = |start: usize, end: usize| {
        json!({
        "start": { "line": 2, "character": start }, "end": { "line": 2, "character": end } })
    };
    // Two changes in a row, each of the text that the one before has left.
    let emoji = line.split("😀").next().unwrap().encode_utf16().count();
    client.change_by(
        NAME,
        json!([
            { "range": range(at, at + 1), "text": "{app: flog}" },
            { "range": range(emoji, emoji + 2), "text": "x\r\n" },
        ]),
    );
    assert_eq!(rules(&client.findings(NAME)), [""; 0]);
    client.change_by(NAME, json!([{ "range": {
        "start": { "line": 3, "character": 5 }, "end": { "line": 3, "character": 99 } }, "text": "labels: 8}" }]));
    let params = client.findings(NAME);
    assert_eq!(rules(&params), ["wrong-type"]);
    assert_eq!(columns(&params).0, 3);
}
