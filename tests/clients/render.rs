//! `--render` with the real Helm and the real kubectl, and their output through a pipe.

use std::fs;
use std::path::Path;

use super::{LT_LINT, ROOT, Ran, Tools, finish};

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: flog
      image: x
      {{- if .Values.pull }}
      imagePullPolicy: {{ .Values.pull | quote }}
      {{- end }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
    - name: other
      image: x
      resources:
        limits: {memory: 2Zi}
";
const VALUES: &str = "pull: Sometimes\nresources:\n  limits:\n    memory: 1Zi\n";
const PATCH: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: flog
      resources: {limits: {memory: 1Zi}}
";
const BASE: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: flog
      image: x
      imagePullPolicy: Sometimes
";

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The programs of the tools, and kubectl beside them.
fn lint(tools: &Tools, folder: &Path, args: &[&str]) -> Ran {
    let kubectl = Path::new(ROOT).join("target/tools");
    let path = format!("{}:{}:/usr/bin:/bin", tools.0.display(), kubectl.display());
    finish(
        tools.command(LT_LINT, folder).env("PATH", path).args(["--format", "concise"]).args(args),
    )
}

fn has(ran: &Ran, starts: &[&str]) {
    assert_eq!(ran.code, 1, "{}", ran.text);
    for start in starts {
        assert!(ran.text.lines().any(|line| line.starts_with(start)), "{start}: {}", ran.text);
    }
    assert_eq!(ran.text.lines().count(), starts.len(), "{}", ran.text);
}

#[test]
fn a_chart_is_linted_where_it_is_written() {
    let Some(tools) = Tools::find("a_chart_is_linted_where_it_is_written") else { return };
    let folder = project(&[
        ("c/Chart.yaml", "apiVersion: v2\nname: one\nversion: 1.0.0\n"),
        ("c/values.yaml", VALUES),
        ("c/templates/pod.yaml", POD),
        ("prod.yaml", "resources: {limits: {memory: 3Zi}}\n"),
    ]);
    let wanted = [
        "c/templates/pod.yaml:10:24: error[invalid-value]",
        "c/templates/pod.yaml:17:27: error[invalid-quantity] `2Zi`",
        "c/values.yaml:4:13: error[invalid-quantity] `1Zi`",
    ];
    has(&lint(&tools, folder.path(), &["--render", "."]), &wanted);
    fs::write(folder.path().join(".lt-lint.yaml"), "render: {values: {c: [prod.yaml]}}\n").unwrap();
    let ran = lint(&tools, folder.path(), &["--render", "."]);
    has(&ran, &[wanted[0], wanted[1], "prod.yaml:1:30: error[invalid-quantity] `3Zi`"]);
    // What Helm prints by itself leads to the template.
    let printed = tools.succeed("helm", folder.path(), &["template", "c"]);
    fs::write(folder.path().join("out.yaml"), printed).unwrap();
    let ran = lint(&tools, folder.path(), &["--no-context", "out.yaml"]);
    assert_eq!(ran.text.matches(" (one/templates/pod.yaml)\n").count(), 3, "{}", ran.text);
}

#[test]
fn helm_is_heard_where_it_fails() {
    let Some(tools) = Tools::find("helm_is_heard_where_it_fails") else { return };
    let folder = project(&[
        ("c/Chart.yaml", "apiVersion: v2\nname: one\nversion: 1.0.0\n"),
        (
            "c/templates/pod.yaml",
            "apiVersion: v1\nkind: Pod\nname: {{ required \"a name\" .Values.name }}\n",
        ),
        ("pod.yaml", BASE),
    ]);
    let ran = lint(&tools, folder.path(), &["--render", "."]);
    assert_eq!(ran.code, 2, "{}", ran.text);
    assert!(
        ran.text.contains("c: `helm template` failed: Error: execution error at"),
        "{}",
        ran.text
    );
    assert!(ran.text.contains("pod.yaml:8:24: error[invalid-value]"), "{}", ran.text);
}

#[test]
fn a_kustomization_is_linted_where_it_is_written() {
    let Some(tools) = Tools::find("a_kustomization_is_linted_where_it_is_written") else { return };
    let overlay = "resources: [../base]\nnamePrefix: prod-\npatches: [{path: patch.yaml}]\nbuildMetadata: [originAnnotations]\n";
    let folder = project(&[
        ("base/kustomization.yaml", "resources: [pod.yaml]\n"),
        ("base/pod.yaml", BASE),
        ("prod/kustomization.yaml", overlay),
        ("prod/patch.yaml", PATCH),
    ]);
    let ran = lint(&tools, folder.path(), &["--render", "."]);
    let wanted = [
        "base/pod.yaml:8:24: error[invalid-value]",
        "prod/patch.yaml:7:37: error[invalid-quantity]",
    ];
    has(&ran, &wanted);
    let kubectl = Path::new(ROOT).join("target/tools/kubectl");
    let printed =
        tools.succeed(&kubectl.display().to_string(), folder.path(), &["kustomize", "prod"]);
    fs::write(folder.path().join("out.yaml"), printed).unwrap();
    let ran = lint(&tools, folder.path(), &["--no-context", "out.yaml"]);
    assert_eq!(ran.text.matches(" (../base/pod.yaml)\n").count(), 2, "{}", ran.text);
}
