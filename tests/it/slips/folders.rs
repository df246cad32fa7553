//! The same set in two folders side by side: what is wrong in one is found there, and nothing in the other.

use super::*;

/// Findings of the templates in `dev/` with one change, next to the same unchanged in another folder.
fn beside(other: &str, file: usize, from: &str, to: &str) -> Vec<(String, String)> {
    let texts = templates().map(|lines| lines.join("\n") + "\n");
    assert!(texts[file].contains(from), "{from}");
    let set = |folder: &str, texts: [String; 3]| {
        let files = NAMES.iter().zip(texts);
        let files = files.map(|(name, text)| {
            SourceFile::new(format!("{folder}/{name}.yaml"), text.into_bytes(), true)
        });
        files.collect::<Vec<_>>()
    };
    let mut changed = texts.clone();
    changed[file] = texts[file].replacen(from, to, 1);
    let mut sources = set("dev", changed);
    sources.extend(set(other, texts));
    sources.sort_by(|one, other| one.name.cmp(&other.name));
    let report = lint(sources, &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    let place = |one: &lt_lint::finding::Finding| {
        (one.rule.clone(), report.sources[one.primary.at.file.0].name.clone())
    };
    report.findings.iter().map(place).collect()
}

#[test]
fn each_folder_is_judged_by_its_own_objects() {
    for (file, from, to, rule, name) in [
        (0, "SIDECAR_MODE: \"true\"", "SIDECAR_MODE: \"\"", "sidecar-mode-off", "configmap"),
        (0, "  SCALYR_K8S_SIDECAR_MODE: \"true\"\n", "", "sidecar-mode-off", "scalyr-sidecar"),
        (0, "  namespace: scalyr\n", "", "unstated-namespace", "configmap"),
        (
            1,
            "namespaces, pods, rep",
            "namespaces, rep",
            "missing-permission",
            "scalyr-service-account",
        ),
        (1, "  namespace: scalyr\n", "", "unstated-namespace", "scalyr-service-account"),
        (2, "  namespace: scalyr\n", "", "unstated-namespace", "scalyr-sidecar"),
    ] {
        for other in ["a", "z", "dev-2/k8s"] {
            let expected = (rule.to_owned(), format!("dev/{name}.yaml"));
            assert_eq!(beside(other, file, from, to), [expected], "{to:?} beside {other}");
        }
    }
    assert_eq!(beside("a", 0, "\"6\"", "\"6\""), []);
}

/// A ConfigMap of the same name in a folder side by side isn't the agent's.
#[test]
fn another_folder_does_not_set_the_environment() {
    let texts = templates().map(|lines| lines.join("\n") + "\n");
    let other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: scalyr-config, namespace: scalyr}\ndata: {A: b}\n";
    let mut sources = vec![SourceFile::new("a/map.yaml", other.into(), true)];
    for (at, (name, text)) in NAMES.iter().zip(texts).enumerate() {
        let name = format!("load/{}/{name}.yaml", ["map", "rbac", "pods"][at]);
        sources.push(SourceFile::new(name, text.into_bytes(), true));
    }
    let report = lint(sources, &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    assert_eq!(told(&report), []);
}
