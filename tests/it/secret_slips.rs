//! Passwords of people next to slips are in no output; the words of a slip next to a Secret are.

use std::fs;

use crate::support::run;

/// What stands for a password in a shape.
const KEY: char = 'Ķ';

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: app\n    \
                   image: a/b:1\n";
const CONFIG_MAP: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: 1\n  file: |\n";
const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n";

/// Words that only their place tells to be a secret, and a number.
const PASSWORDS: [&str; 4] = ["green-apple-tree", "swordfisch", "83920174", "Winterzeit"];

/// Below a pod's container.
const IN_POD: [&str; 12] = [
    "    env:\n    - name: A_URL\n      value:postgres://u:Ķ@db/x\n",
    "    env:\n      value: Ķ\n    - name: LEVEL\n      value: info\n",
    "    env:\n#   - name: DB_PASSWORD\n      value: Ķ\n    - name: B\n",
    "    env:\n    - name: DB_PASSWORD\n```\n      value: Ķ\n",
    "    env:\n    - name: DB_PASSWORD\n=======\n      value: Ķ\n",
    "    env:\n    - name: DB_PASSWORD\n      Ķ: value\n",
    "    env:\n    - name: DB_PW\n      value: Ķ\n   x: 1\n",
    "    env:\n    - name: DB_PASSWORD\n      value: |\n    Ķ\n    - name: X\n      value: y\n",
    "    args:\n    - |\n      curl -u admin:Ķ https://h\n    exec app\n",
    "   command: [curl, --user, \"admin:Ķ\", https://h]\n",
    "    args: [\"az login -u u -p Ķ\"]\n    x: 1\n",
    "    envv:\n    - name: K\n      valueFrom: {configMapKeyRef: {name: c, key: k}}\n---\napiVersion: v1\n\
     kind: ConfigMap\nmetadata: {name: c}\ndata:\n  DB_PASSWORD: Ķ\n  x: [1]\n",
];

/// Lines of a file in a ConfigMap.
const IN_FILE: [&str; 9] = [
    "db.example.com:5432:load:admin:Ķ",
    "proxy_set_header Authorization \"Bearer Ķ\";",
    "FROM alpine\n    ENV DB_PASSWORD Ķ",
    "setenv DB_PASSWORD Ķ",
    "PGPASSWORD\n=Ķ psql -h db",
    "<property>\n      <name>db.password</name>\n      <value>Ķ</value>\n    </property>",
    "mysql -u admin -pĶ load",
    "sshpass -p 'Ķ and more words' ssh h",
    "echo 'a phrase Ķ' | sudo -S true",
];

/// After the first lines of a Secret.
const IN_SECRET: [&str; 3] = [
    "stringData:\n  phrase: {Ķ}\n",
    "stringData:\n  note: Ķ\n---\napiVersion: v1\n  note: Ķ\n",
    "~~~\nstringData:\n  note: Ķ\n",
];

/// Everything that is said of a file.
fn said(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), text).unwrap();
    let mut said = String::new();
    for args in [
        &["--pedantic", "--all", "."][..],
        &["--pedantic", "--format", "json", "."],
        &["--diff", "--unsafe", "."],
        &["objects", "."],
    ] {
        let (_, out, err) = run(folder.path(), args);
        said.push_str(&out);
        said.push_str(&err);
    }
    said
}

fn assert_hidden(shape: &str) {
    for password in PASSWORDS {
        let text = shape.replace(KEY, password);
        let said = said(&text);
        assert!(!said.contains(password), "{text}\n{said}");
    }
}

#[test]
fn a_password_in_a_pod_stays_hidden_next_to_slips() {
    IN_POD.iter().for_each(|shape| assert_hidden(&format!("{POD}{shape}")));
}

#[test]
fn a_password_in_a_file_stays_hidden_next_to_slips() {
    for shape in IN_FILE {
        assert_hidden(&format!("{CONFIG_MAP}    {shape}\n"));
        assert_hidden(&format!("{CONFIG_MAP}    {shape}\n bad: x\n"));
    }
}

#[test]
fn a_password_in_a_secret_stays_hidden_next_to_slips() {
    IN_SECRET.iter().for_each(|shape| assert_hidden(&format!("{SECRET}{shape}")));
}

#[test]
fn a_phrase_is_hidden_as_a_whole() {
    for line in ["db.password=open sesame again", "<password>open sesame again</password>"] {
        let said = said(&format!("{CONFIG_MAP}    {line}\n"));
        assert!(!said.contains("sesame") && !said.contains("again"), "{said}");
    }
}

#[test]
fn the_words_of_a_slip_next_to_a_secret_are_shown() {
    let secret = format!("{SECRET}stringData:\n  password: green-apple-tree\n---\n");
    for (slip, word) in [
        ("    imagee: c/d:1\n", "imagee"),
        ("    resources: {limits: {memmory: 1Gi}}\n", "memmory"),
        ("    volumeMounts: [{name: data, mountPath: /x}]\n", "`data`"),
    ] {
        let said = said(&format!("{secret}{POD}{slip}"));
        assert!(said.contains(word), "{word}: {said}");
        assert!(!said.contains("green-apple-tree"), "{said}");
    }
}

#[test]
fn a_diff_has_no_commands_of_ci_systems() {
    for line in ["::stop-commands::x", "x ##[add-mask]e", "##vso[task.prependpath]x"] {
        let slip = format!("    imagee: c/d:1\n    args:\n    - |\n      a\n      {line}\n");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a##[b].yaml"), format!("{POD}{slip}")).unwrap();
        let (_, out, err) = run(folder.path(), &["--diff", "--unsafe", "."]);
        let said = format!("{out}{err}");
        let is_command = |line: &str| line.trim_start().starts_with("::");
        assert!(!said.contains("##[") && !said.contains("##vso["), "{said}");
        assert!(!said.lines().any(is_command), "{said}");
    }
}
