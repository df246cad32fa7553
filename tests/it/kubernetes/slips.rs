//! The templates with one slip each that the API server refuses or warns of: one finding, on the very characters.

use std::fs;

use lt_lint::{Options, RuleSet, Session, SourceFile};
use serde::Deserialize;

/// A slip: the text `new` in the place of `old`, and what is found then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slip {
    file: String,
    old: String,
    new: String,
    rule: String,
    /// The text that the finding points at.
    marks: String,
}

const FILES: [&str; 3] = ["configmap.yaml", "scalyr-service-account.yaml", "scalyr-sidecar.yaml"];

fn slips() -> Vec<Slip> {
    let text = fs::read_to_string("tests/data/api-server/slips.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Each file with its slip, named by what is written there.
pub(super) fn texts() -> Vec<(String, String)> {
    let spoilt = |slip: Slip| {
        let text = fs::read_to_string(format!("k8s/{}", slip.file)).unwrap();
        (format!("{:?} in {}", slip.new, slip.file), text.replacen(&slip.old, &slip.new, 1))
    };
    slips().into_iter().map(spoilt).collect()
}

#[test]
fn what_the_api_server_refuses_of_the_templates_is_told_at_its_field_once() {
    let slips = slips();
    assert!(slips.len() > 290);
    let session = Session::new(RuleSet::builtin().unwrap(), Options::default()).unwrap();
    let mut complaints = Vec::new();
    for slip in slips {
        let source = |name: &str| {
            let text = fs::read_to_string(format!("k8s/{name}")).unwrap();
            let is_meant = name == slip.file;
            assert!(!is_meant || text.contains(&slip.old), "{name} has no {:?}", slip.old);
            let text = if is_meant { text.replacen(&slip.old, &slip.new, 1) } else { text };
            SourceFile::new(name, text.into_bytes(), true)
        };
        let report = session.lint(FILES.map(source).into());
        let found: Vec<(&str, &str)> = report
            .findings
            .iter()
            .map(|finding| {
                let at = finding.primary.at;
                (&*finding.rule, at.span.slice(&report.source(at.file).unwrap().text))
            })
            .collect();
        if found != [(&*slip.rule, &*slip.marks)] {
            complaints.push(format!("{:?}: {found:?}", slip.new));
        }
    }
    assert!(complaints.is_empty(), "{}:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn the_help_says_what_a_value_needs_next_to_it() {
    let session = Session::new(RuleSet::builtin().unwrap(), Options::default()).unwrap();
    let sidecar = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    for (new, help) in [
        ("securityContext: {procMount: Unmasked}", "or add `hostUsers: false`."),
        (
            "volumeMounts: [{name: checkpoints, mountPath: /x, mountPropagation: Bidirectional}]",
            "or add `privileged: true`.",
        ),
    ] {
        let put = format!("        - name: flog\n          {new}\n");
        let text = sidecar.replacen("        - name: flog\n", &put, 1);
        let report = session.lint(vec![SourceFile::new("a.yaml", text.into_bytes(), true)]);
        let told: Vec<&str> = report.findings.iter().map(|finding| &*finding.help).collect();
        assert!(matches!(told.as_slice(), [told] if told.ends_with(help)), "{new}: {told:?}");
    }
}
