//! Lines that get their indentation back take along what belongs to them, and nothing else.

use lt_lint::fix::Applicability;

use super::mended;

#[test]
fn comments_go_along_where_they_belong_to_the_lines() {
    let text = |indent: &str| {
        let lines = "containers:\n  # the generator\n  - name: flog\n    image: mingrammer/flog:0.4.3\n# of the whole file\n  # its arguments\n    args: [--loop]\n";
        let line = |line: &str| match line {
            "# of the whole file" => format!("{line}\n"),
            line => format!("  {indent}{line}\n"),
        };
        let lines: String = lines.lines().map(line).collect();
        format!(
            "apiVersion: v1\nkind: ReplicationController\nmetadata: {{name: a, namespace: b}}\nspec:\n  template:\n    metadata: {{labels: {{app: a}}}}\n    spec:\n{lines}"
        )
    };
    assert_eq!(mended(&text(""), Applicability::Safe), text("    "));
}

#[test]
fn a_number_sign_in_a_text_is_text() {
    let text = |indent: &str| {
        let lines = [
            "run.sh: |",
            "  #!/bin/sh",
            "",
            "  # not a comment",
            "   #either",
            "",
            "# a comment",
            "plain: a",
            "folded: >-",
            "    # text",
            "SIZE: \"5\"",
        ];
        let line = |line: &&str| match *line {
            "" => "\n".to_owned(),
            line => format!("{indent}{line}\n"),
        };
        let lines: String = lines.iter().map(line).collect();
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\ndata:\n{lines}"
        )
    };
    assert_eq!(mended(&text(""), Applicability::Safe), text("  "));
}
