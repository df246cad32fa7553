//! What stands behind a value.

use serde_json::Value;

use super::client::{Client, Project};
use super::{CONFIG_MAP, SIDECAR, able, in_templates, position, slice};

/// The text of a hover, and the part of the file that it is about.
fn hover(
    client: &mut Client,
    name: &str,
    text: &str,
    needle: &str,
    within: usize,
) -> (String, String) {
    let at = position(text, needle, within);
    let answer = client.ask_at("textDocument/hover", name, &at);
    assert!(answer.is_object(), "nothing at {needle}");
    assert_eq!(answer["contents"]["kind"], "markdown");
    let about = answer.get("range").map(|range| slice(text, range).to_owned());
    (answer["contents"]["value"].as_str().unwrap().to_owned(), about.unwrap_or_default())
}

#[test]
fn a_value_says_what_it_comes_to() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    for (needle, within, about, parts) in [
        (
            "memory: 150Mi",
            9,
            "150Mi",
            &["157,286,400 bytes", "at least `150Mi`", "this is enough"][..],
        ),
        ("cpu: \"1\"", 6, "\"1\"", &["`1` is 1 core\n", "1.3 CPU per pod"]),
        (
            "image: scalyr/scalyr-k8s",
            9,
            "scalyr/scalyr-k8s-agent:2.1.1",
            &["release 2.1.1", "oldest release"],
        ),
        ("image: scalyr/flog", 9, "scalyr/flog:v1", &["`scalyr-flog`", "writes 5.01 MB/s"]),
        (
            "apache_combined",
            3,
            "apache_combined",
            &["sample = floor", "400 pods × 5 MB/s = 2 GB/s", "the target of 2 GB/s is reached"],
        ),
        (
            "replicas: 400",
            11,
            "400",
            &[
                "400 pods × 5 MB/s = 2 GB/s",
                "79 % of the cap of 6 MiB/s",
                "the fullest of 200 nodes has 2 pods",
            ],
        ),
        ("lt-lint/nodes: \"200\"", 17, "\"200\"", &["Number of nodes", "read as `200`", "2 GB/s"]),
        (
            "\"loadTestParser\"",
            2,
            "\"loadTestParser\"",
            &["names the parser", "all containers", "The agent reads it"],
        ),
        (
            "SCALYR_K8S_NODE_NAME",
            2,
            "SCALYR_K8S_NODE_NAME",
            &["agent 2.1.1", "known only at run time"],
        ),
        ("name: SCALYR_API_KEY", 8, "SCALYR_API_KEY", &["uses a secret"]),
    ] {
        let (markdown, span) = hover(&mut client, SIDECAR, &text, needle, within);
        assert_eq!(span, about, "{needle}");
        for part in parts {
            assert!(markdown.contains(part), "{needle}: no {part:?} in {markdown}");
        }
    }
    for needle in ["dnsPolicy: Cl", "kind: Deployment", "# The agent. Its name"] {
        let at = position(&text, needle, 3);
        assert_eq!(client.ask_at("textDocument/hover", SIDECAR, &at), Value::Null, "{needle}");
    }
}

#[test]
fn a_finding_is_told_in_full_at_any_letter_of_its_word() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR).replace("memory: 150Mi", "memory: 150M");
    client.open(SIDECAR, &text);
    let (markdown, about) = hover(&mut client, SIDECAR, &text, "memory: 150M\n", 9);
    assert_eq!(about, "150M");
    for part in ["low-memory-limit", "OOMKilled", "Write `150Mi`.", "this is below it", "\n---\n"] {
        assert!(markdown.contains(part), "no {part:?} in {markdown}");
    }
}

#[test]
fn a_setting_says_what_this_release_makes_of_it() {
    let (project, mut client) = in_templates();
    let map = project.read(CONFIG_MAP);
    client.open(CONFIG_MAP, &map);
    let (markdown, _) = hover(&mut client, CONFIG_MAP, &map, "SCALYR_MAX_LINE_SIZE", 3);
    for part in [
        "the agent 2.1.1 of `Deployment scalyr/load-test` uses `49900`",
        "k8s/configmap.yaml:22",
        "`9900` by default in release 2.1.1",
    ] {
        assert!(markdown.contains(part), "no {part:?} in {markdown}");
    }
    // A newer release puts a value of its own in the place of what is set.
    let sidecar = project.read(SIDECAR).replace(":2.1.1", ":2.2.22");
    client.open(SIDECAR, &sidecar);
    let (markdown, _) = hover(&mut client, CONFIG_MAP, &map, "SCALYR_PIPELINE_THRESHOLD", 3);
    assert!(
        markdown.contains("its own, instead of what `k8s/configmap.yaml:24` sets"),
        "{markdown}"
    );
    // `env` beats the ConfigMap.
    let sidecar = sidecar.replace("          env:\n", "          env:\n            - name: SCALYR_COMPRESSION_LEVEL\n              value: \"3\"\n");
    client.change(SIDECAR, &sidecar);
    let (markdown, _) = hover(&mut client, CONFIG_MAP, &map, "SCALYR_COMPRESSION_LEVEL", 3);
    assert!(markdown.contains("uses `3`, from `env`, `k8s/scalyr-sidecar.yaml:"), "{markdown}");
    let dead = map.replace("SCALYR_COMPRESSION_TYPE", "SCALYR_COMPRESSION_TYP");
    client.change(CONFIG_MAP, &dead);
    let (markdown, _) = hover(&mut client, CONFIG_MAP, &dead, "SCALYR_COMPRESSION_TYP", 3);
    assert!(markdown.contains("doesn't read it"), "{markdown}");
}

#[test]
fn what_is_secret_or_markup_isn_t_shown_as_such() {
    let project = Project::with_templates();
    let text = project.read(SIDECAR).replace(
        "args: [--loop,",
        "env: [{name: A, value: \"x` [y](http://z) `\"}, {name: B_PASSWORD, value: hunter2hunter2}]\n          args: [--loop,",
    );
    project.write(SIDECAR, &text);
    let mut client = Client::start(&project, able());
    let (markdown, _) = hover(&mut client, SIDECAR, &text, "name: A,", 6);
    assert!(markdown.contains("finds `` x` [y](http://z) ` `` in it"), "{markdown}");
    let (markdown, _) = hover(&mut client, SIDECAR, &text, "name: B_PASSWORD", 6);
    assert!(!markdown.contains("hunter2"), "{markdown}");
}
