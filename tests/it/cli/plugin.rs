//! lt-lint as a plugin of kubectl, and objects as a cluster shows them.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Folder, SIDECAR, finish};

const ACCOUNT: &str = include_str!("../../../k8s/scalyr-service-account.yaml");
const CONFIG: &str = include_str!("../../../k8s/configmap.yaml");

fn project() -> Folder {
    Folder::new(&[
        ("k8s/configmap.yaml", CONFIG),
        ("k8s/scalyr-service-account.yaml", ACCOUNT),
        ("k8s/scalyr-sidecar.yaml", SIDECAR),
    ])
}

#[cfg(unix)]
#[test]
fn kubectl_finds_it_as_a_plugin() {
    let folder = project();
    let plugin = folder.path().join("kubectl-lt_lint");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_lt-lint"), &plugin).unwrap();
    let help = finish(Command::new(&plugin).arg("-h").stdin(Stdio::null()));
    assert!(help.out.contains("Usage: kubectl lt-lint [OPTIONS] [PATH]..."), "{}", help.out);
    let kubectl = std::env::var("LT_LINT_KUBECTL").unwrap_or("target/tools/kubectl".to_owned());
    let kubectl = Path::new(env!("CARGO_MANIFEST_DIR")).join(kubectl);
    if !kubectl.is_file() {
        return eprintln!("skipped: no kubectl here, see .ci/kubectl");
    }
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let mut command = Command::new(kubectl);
    command.current_dir(folder.path()).env_clear().env("PATH", path).env("HOME", folder.path());
    let ran = finish(command.args(["lt-lint", "k8s/"]).stdin(Stdio::null()));
    let wanted = (0, "no problems in 3 files (5 objects)\n", "");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), wanted);
}

/// What the API server adds to an object.
fn stored(mut object: Value) -> Value {
    let applied = object.to_string();
    let metadata = object["metadata"].as_object_mut().unwrap();
    metadata.insert("creationTimestamp".into(), "2026-11-20T10:00:00Z".into());
    metadata.insert("uid".into(), "5b1c0c7e-5f2b-4d2e-9a64-0d6b6a4b1c00".into());
    metadata.insert("resourceVersion".into(), "123456".into());
    let fields = json!({"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers": {
        "k:{\"name\":\"scalyr-agent\"}": {".": {}, "f:image": {}}}}}}});
    let manager = json!({"apiVersion": "apps/v1", "fieldsType": "FieldsV1", "fieldsV1": fields,
        "manager": "kubectl-client-side-apply", "operation": "Update", "time": "2026-11-20T10:00:00Z"});
    metadata.insert("managedFields".into(), json!([manager]));
    let annotations = metadata.entry("annotations").or_insert(json!({}));
    annotations["kubectl.kubernetes.io/last-applied-configuration"] = applied.into();
    if object["kind"] == "Deployment" {
        object["metadata"]["generation"] = 1.into();
        object["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = "1".into();
        object["spec"]["progressDeadlineSeconds"] = 600.into();
        let pod = &mut object["spec"]["template"];
        pod["metadata"]["creationTimestamp"] = Value::Null;
        pod["spec"]["dnsPolicy"] = "ClusterFirst".into();
        pod["spec"]["restartPolicy"] = "Always".into();
        pod["spec"]["schedulerName"] = "default-scheduler".into();
        pod["spec"]["securityContext"] = json!({});
        pod["spec"]["serviceAccount"] = pod["spec"]["serviceAccountName"].clone();
        object["status"] = json!({"availableReplicas": 400, "readyReplicas": 400, "replicas": 400,
            "observedGeneration": 1, "conditions": [{"type": "Available", "status": "True",
            "reason": "MinimumReplicasAvailable", "message": "Deployment has minimum availability.",
            "lastTransitionTime": "2026-11-20T10:00:00Z"}]});
    }
    object
}

#[test]
fn what_runs_in_a_cluster_is_read_like_files() {
    let folder = project();
    let objects = folder.run(&["objects", "k8s"]).out;
    let objects = serde_json::Deserializer::from_str(&objects).into_iter::<Value>();
    let items: Vec<Value> = objects
        .flat_map(|value| match value.unwrap() {
            Value::Array(items) => items,
            Value::Object(mut list) if list.contains_key("items") => match list.remove("items") {
                Some(Value::Array(items)) => items,
                other => panic!("{other:?}"),
            },
            object => vec![object],
        })
        .map(stored)
        .collect();
    assert_eq!(items.len(), 5);
    let list = json!({"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": items});
    for text in [list.to_string(), serde_yaml::to_string(&list).unwrap()] {
        let ran = folder.pipe(text.as_bytes(), &["-"]);
        assert_eq!((ran.code, ran.out.as_str()), (0, "no problems in 1 file (5 objects)\n"));
        let broken = text.replace("150Mi", "150M");
        let ran = folder.pipe(broken.as_bytes(), &["--format", "concise", "-"]);
        let said = "error[low-memory-limit] memory limit 150M of `scalyr-agent`";
        assert!(ran.code == 1 && ran.out.contains(said), "{}{}", ran.out, ran.err);
    }
}
