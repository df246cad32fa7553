//! `lt-lint objects`: what Kubernetes sees.

use super::{CLEAN, Folder, TEMPLATE};

const TYPES: &str = "apiVersion: example.com/v1\nkind: Any\nmetadata:\n  name: a\n  namespace: b\n\
                     base: &base {on: yes, octal: 0644}\nlist:\n  - name: x\n    <<: *base\n  - 1e21\n  - *base\n";

#[test]
fn aliases_merges_and_types_are_resolved() {
    let ran = Folder::new(&[("a.yaml", TYPES)]).run(&["objects"]);
    let base = |indent: &str| {
        format!("{indent}    \"octal\": 420,\n{indent}    \"true\": true\n{indent}}}")
    };
    let wanted = format!(
        "[\n    {{\n        \"apiVersion\": \"example.com/v1\",\n        \"base\": {{\n{},\n        \"kind\": \"Any\",\n        \
         \"list\": [\n            {{\n                \"name\": \"x\",\n{},\n            1e+21,\n            {{\n{}\n        \
         ],\n        \"metadata\": {{\n            \"name\": \"a\",\n            \"namespace\": \"b\"\n        }}\n    }}\n]\n",
        base("        "),
        base("            "),
        base("            "),
    );
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), (wanted.as_str(), "", 0));
}

#[test]
fn yaml_means_the_same_when_it_is_read_again() {
    let text = "apiVersion: v1\nkind: ConfigMap\ndata: {a: 'yes', b: '0123', c: '1_000', d: '12:30', e: '~', f: 'y', \
                g: '.inf', h: '0o17', i: ' x ', j: \"a\\n\", k: '', l: '1e3', m: 'null', n: '<<', o: '0b1', p: '-.5', \
                q: '=', r: '# x', s: '2001-01-01', t: '+1', u: '1.', v: 'Off', w: \"\\u0007\", x: \"a\\nb\\n\", \
                z: \"a\\n\\n b\", aa: 'a:', ab: 'a: b', ac: '', ad: {}, ae: [], af: [[1, [x]], {k: [y]}], ag: \" \\n\\ta\"}\nnumbers: [1e21, .5, 1.5, -0.0]\n";
    let folder = Folder::new(&[("a.yaml", text)]);
    let (json, yaml) = (folder.run(&["objects"]), folder.run(&["objects", "--format", "yaml"]));
    assert_eq!((json.code, yaml.code), (0, 0));
    let again = format!("apiVersion: v1\nkind: List\nitems:\n{}", yaml.out);
    assert_eq!(folder.pipe(again.as_bytes(), &["objects", "-"]).out, json.out, "{}", yaml.out);
}

#[test]
fn lists_are_opened_in_order() {
    let text = "kind: List\napiVersion: v1\nitems: [{apiVersion: v1, kind: Namespace, metadata: {name: z}}]\n---\n";
    let folder = Folder::new(&[("a.yaml", &format!("{text}{CLEAN}"))]);
    let ran = folder.run(&["objects", "--format", "yaml"]);
    let object = |name: &str| {
        format!("- apiVersion: v1\n  kind: Namespace\n  metadata:\n    name: {name}\n")
    };
    assert_eq!(ran.out, object("z") + &object("scalyr"));
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_shown() {
    let broken = "a: [1\n";
    let folder = Folder::new(&[("a.yaml", broken), ("b.yaml", CLEAN), ("c.yaml", TEMPLATE)]);
    let ran = folder.run(&["objects", "a.yaml", "b.yaml", "c.yaml", "d.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("\"name\": \"scalyr\""), "{}", ran.out);
    for word in [
        "a.yaml:1:4: this `[` is never closed",
        "c.yaml: this is a template",
        "d.yaml: no such file",
    ] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
}

#[test]
fn nothing_to_show_is_said() {
    let ran = Folder::new(&[("a.yaml", "a: 1\n")]).run(&["objects"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert_eq!(ran.err, "lt-lint: .: no Kubernetes manifests here\n");
}

#[test]
fn a_place_is_shown_with_its_object_path_and_value() {
    let folder = Folder::new(&[("a.yaml", TYPES), ("b.yaml", CLEAN)]);
    let at = |place: &str| {
        let ran = folder.run(&["objects", "--format", "yaml", "--at", place]);
        assert_eq!(ran.code, 0, "{place}: {}", ran.err);
        let (_, tail) = ran.out.split_once("path: ").unwrap();
        tail.replace('\n', " ")
    };
    assert_eq!(at("a.yaml:8"), "list[0].name value: x ");
    assert_eq!(at("a.yaml:6:29"), "base.octal value: 420 ");
    assert_eq!(at("a.yaml:10"), "list[1] value: 1e+21 ");
    assert_eq!(at("a.yaml:11:6"), "list[2] value:   octal: 420   \"true\": true ");
    assert_eq!(at("b.yaml:3"), "metadata value:   name: scalyr ");
    let ran = folder.run(&["objects", "--at", "a.yaml:5:14"]);
    assert_eq!(
        ran.out,
        "{\n    \"apiVersion\": \"example.com/v1\",\n    \"kind\": \"Any\",\n    \"name\": \"a\",\n    \"namespace\": \"b\",\n    \
         \"path\": \"metadata.namespace\",\n    \"value\": \"b\"\n}\n"
    );
}

#[test]
fn a_place_where_nothing_stands_is_an_error() {
    let folder =
        Folder::new(&[("a.yaml", "# head\napiVersion: v1\nkind: Namespace\n"), ("b.yaml", CLEAN)]);
    for (place, reason) in [
        ("a.yaml:1", "lt-lint: a.yaml:1: there is no value of an object here\n"),
        ("a.yaml:9", "lt-lint: a.yaml:9: the file has 4 lines\n"),
        ("other.yaml:1", "lt-lint: --at: `other.yaml` isn't among the input\n"),
        (
            "k8s/b.yaml:1",
            "lt-lint: --at: `k8s/b.yaml` isn't among the input; did you mean `b.yaml`?\n",
        ),
        (
            "1",
            "lt-lint: --at: there are several files; name one, such as --at k8s/configmap.yaml:12\n",
        ),
    ] {
        let ran = folder.run(&["objects", "--at", place]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (2, "", reason));
    }
    assert_eq!(folder.run(&["objects", "--at", "0"]).code, 2);
}

#[test]
fn secrets_stay_hidden() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: PlantedKey, b: \"PlantedKey\\n\"}\n\
                ---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {SCALYR_API_KEY: PlantedKey}\n";
    let folder = Folder::new(&[("a.yaml", text)]);
    for args in [&["objects"][..], &["objects", "--format", "yaml"]] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("(hidden)") && !ran.out.contains("PlantedKey"), "{}", ran.out);
    }
}
