//! What a fix must not be refused for, and what it must not offer.

use lt_lint::Report;
use lt_lint::fix::Applicability;
use lt_lint::fixer::{best, fix};

use super::{fixed, lint, mended, session};

/// A load test whose settings are these lines, and whose agent and pod have these lines more.
fn load_test(settings: &str, pod: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: scalyr-config, namespace: a}}\ndata:\n  SCALYR_K8S_EVENTS_DISABLE: \"true\"\n{settings}---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: a\n{pod}spec:\n  containers:\n    - {{name: flog, image: scalyr/flog:v1}}\n    - {{name: scalyr-agent, image: scalyr/scalyr-k8s-agent:2.1.1, envFrom: [{{configMapRef: {{name: scalyr-config}}}}]}}\n"
    )
}

fn found<'r>(report: &'r Report, rule: &str) -> Vec<&'r lt_lint::finding::Finding> {
    report.findings.iter().filter(|one| one.rule == rule).collect()
}

#[test]
fn where_only_a_text_fits_a_text_is_written() {
    for null in ["~", "null", "NULL"] {
        let text = load_test(&format!("  SCALYR_K8S_SIDECAR_MODE: {null} # on\n"), "");
        let done = mended(&text, Applicability::Safe);
        assert!(done.contains("  SCALYR_K8S_SIDECAR_MODE: \"true\" # on\n"), "{done}");
    }
}

#[test]
fn a_key_that_is_there_is_never_written_again() {
    let session = session();
    for name in ["SCALYR-MAX-LINE-SIZE", "Scalyr_Max_Line_Size", "\"SCALYR_MAX_LINE_SIZE\\u200b\""]
    {
        let lines = format!("  SCALYR_MAX_LINE_SIZE: \"49900\"\n  {name}: \"49900\"\n");
        let report = lint(&session, &load_test(&lines, ""));
        let twice = report.findings.iter().flat_map(|one| &one.fixes);
        let twice = twice.filter(|fix| fix.title.contains("SCALYR_MAX_LINE_SIZE`"));
        assert_eq!(twice.count(), 0, "{name}: {:#?}", report.findings);
    }
}

#[test]
fn an_object_that_gets_its_name_is_not_lost() {
    for head in
        ["metastringData:\n  name: a\n  namespace: b\n", "metadata:\nname: a\nnamespace: b\n"]
    {
        let text = format!("apiVersion: v1\nkind: ConfigMap\n{head}");
        let wanted = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\n";
        assert_eq!(mended(&text, Applicability::Safe), wanted);
    }
}

#[test]
fn what_a_value_says_is_found_once_it_can_be_read() {
    let pod = "  annotations:\n    log.config.scalyr.com/exclude: true\n";
    let session = session();
    let report = lint(&session, &load_test("  SCALYR_K8S_SIDECAR_MODE: \"true\"\n", pod));
    assert_eq!(found(&report, "wrong-type").len(), 1);
    let done = fixed(&session, report, Applicability::Safe);
    assert!(done.undone.is_empty(), "{:?}", done.undone);
    assert_eq!(found(&done.report, "excluded-generator").len(), 1);
}

#[test]
fn the_rest_of_a_finding_may_be_found_next() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: a, annotations: {lt-lint/runtime: containerd}}\nspec:\n  containers:\n    - {name: flog, image: scalyr/flog:v1}\n    - name: scalyr-agent\n      image: scalyr/scalyr-k8s-agent:2.1.1\n      volumeMounts: [{name: docker, mountPath: /var/scalyr/docker.sock}]\n  volumes:\n    - {name: docker, hostPath: {path: /var/run/docker.sock, type: Socket}}\n";
    let session = session();
    let report = lint(&session, text);
    let cases = |report: &Report| -> Vec<&str> {
        found(report, "wrong-runtime").iter().map(|one| one.case).collect()
    };
    assert_eq!(cases(&report), ["image"]);
    let done = fix(&session, report, &|finding| {
        best(finding, Applicability::Unsafe).filter(|_| finding.rule == "wrong-runtime")
    });
    assert!(done.undone.is_empty(), "{:?}", done.undone);
    assert_eq!(cases(&done.report), ["volume"]);
}

#[test]
fn of_two_values_only_a_spare_one_is_dropped() {
    let data =
        |lines: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n{lines}");
    let session = session();
    for (lines, sure) in [
        ("data:\n  a: x\n  a: x\n", Applicability::Unsafe),
        ("data:\n  a: x\n  a: y\n", Applicability::Unsafe),
        ("data:\n  a: x\n  b: y\n  a: x\n  b: y\n", Applicability::Unsafe),
        ("data:\n  a: x\n  b: y\n  a: v\n  b: w\n", Applicability::Display),
        ("data: {a: x}\ndata: {a: x}\n", Applicability::Unsafe),
        ("data: {a: x}\ndata: {b: y}\n", Applicability::Display),
    ] {
        let report = lint(&session, &data(lines));
        let twice = found(&report, "duplicate-key");
        let fixes: Vec<Applicability> =
            twice.iter().flat_map(|one| &one.fixes).map(|fix| fix.applicability).collect();
        assert_eq!(fixes, [sure], "{lines}");
    }
}

#[test]
fn a_volume_that_is_mounted_already_is_not_meant_again() {
    let text = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: a}}\nspec:\n  containers:\n    - name: flog\n      image: scalyr/flog:v1\n      volumeMounts:\n        - {{name: logs-a, mountPath: /a}}\n        - {{name: logs-b, mountPath: /b}}\n  volumes:\n    - {{name: logs-a, emptyDir: {{}}}}\n    - {{name: {name}, emptyDir: {{}}}}\n"
        )
    };
    let session = session();
    let dangling = |name: &str| -> Vec<usize> {
        let report = lint(&session, &text(name));
        found(&report, "dangling-volume-mount").iter().map(|one| one.fixes.len()).collect()
    };
    assert_eq!(dangling("logs-c"), [1]);
    assert_eq!(dangling("other"), [0]);
    // Which name that volume has isn't known.
    assert_eq!(dangling("\"\""), Vec::<usize>::new());
    assert_eq!(dangling("5"), Vec::<usize>::new());
}

#[test]
fn lists_whose_dashes_are_as_far_as_their_keys_get_items_too() {
    let text = |volumes: &str, mounts: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: a}}\nspec:\n  containers:\n  - name: flog\n    image: scalyr/flog:v1\n  - name: scalyr-agent\n    image: scalyr/scalyr-k8s-agent:2.1.1\n    volumeMounts:\n{mounts}  volumes:\n{volumes}"
        )
    };
    let session = session();
    for (volume, mount) in [
        ("  - {name: own, emptyDir: {}}\n", "    - {name: own, mountPath: /own}\n"),
        ("  - name: own\n    emptyDir: {}\n", "    - name: own\n      mountPath: /own\n"),
        ("  -   name: own\n      emptyDir: {}\n", "    -  {name: own, mountPath: /own}\n"),
    ] {
        let done = fix(&session, lint(&session, &text(volume, mount)), &|finding| {
            best(finding, Applicability::Unsafe).filter(|_| finding.rule == "missing-host-path")
        });
        assert!(done.undone.is_empty(), "{:?}", done.undone);
        let written = done.report.sources.first().unwrap().text.to_string();
        let added =
            format!("  volumes:\n{volume}  - name: varlibdockercontainers\n    hostPath:\n");
        let mounted = format!("    volumeMounts:\n{mount}    - name: varlibdockercontainers\n");
        assert!(written.contains(&added) && written.contains(&mounted), "{written}");
        assert_eq!(found(&done.report, "missing-host-path").len(), 0);
    }
}

#[test]
fn what_several_containers_share_is_not_set_for_one() {
    let text = |amount: &str, own: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: a}}\nspec:\n  resources: {{limits: {{memory: {amount}}}}}\n  containers:\n    - {{name: scalyr-agent, image: scalyr/scalyr-k8s-agent:2.1.1{own}}}\n"
        )
    };
    let generator = "}\n    - {name: flog, image: scalyr/flog:v1";
    let session = session();
    let fixes = |amount: &str, own: &str| -> Vec<usize> {
        let report = lint(&session, &text(amount, own));
        found(&report, "low-memory-limit").iter().map(|one| one.fixes.len()).collect()
    };
    assert_eq!(fixes("100Mi", ""), [1]);
    assert_eq!(fixes("100Mi", ", resources: {requests: {memory: 80Mi}}"), [0]);
    assert_eq!(fixes("100Mi", generator), [0]);
    assert_eq!(fixes("150m", generator), [1]);
}
