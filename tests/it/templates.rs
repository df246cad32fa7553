//! Which files are templates: those whose structure is one, and not those whose texts are for another reader.

use lt_lint::rule::RuleSet;
use lt_lint::source::{LineIndex, SourceFile};
use lt_lint::{Options, Report, SkipReason, lint};

fn report(files: &[(&str, &str)]) -> Report {
    let source =
        |(name, text): &(&str, &str)| SourceFile::new(*name, text.as_bytes().to_vec(), true);
    lint(files.iter().map(source).collect(), &RuleSet::builtin().unwrap(), &Options::default())
        .unwrap()
}

/// Line and column of what makes a text a template.
fn template(text: &str) -> Option<(usize, usize)> {
    let report = report(&[("a.yaml", text)]);
    let skipped = report.skipped.first()?;
    assert_eq!(skipped.reason, SkipReason::Template, "{text}");
    let source = report.source(skipped.file).unwrap();
    let at = LineIndex::new(&source.text).position(&source.text, skipped.at.span.start);
    Some((at.line, at.column))
}

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n";

#[test]
fn texts_for_another_reader_are_values() {
    for data in [
        // Alertmanager's own templates, in a block and in quotes.
        "data:\n  a.tmpl: |\n    {{ if eq .Status \"firing\" }}x{{ end }}\n",
        "data:\n  a.tmpl: |-\n    {{- range .Alerts }}\n    {{ .Labels.alertname }}\n    {{- end }}\n",
        "data:\n  a.tmpl: |\n    {{ define \"x\" }}\n    {{ template \"y\" . }}\n    {{ end }}\n",
        "data:\n  title: '{{ template \"slack.title\" . }}'\n",
        "data:\n  text: \"\n    {{ if .X }}\n    a\n    {{ end }}\"\n",
        // Vector and Fluentd.
        "data:\n  vector.toml: |\n    key = \"{{ kubernetes.pod_name }}\"\n    {{ range .Values }}\n",
        "data:\n  fluent.conf: >\n    {% if x %}\n    tag ${record}\n    {% endif %}\n",
        "data:\n  fluent.conf: '\n    {% if x %}\n    {% endif %}'\n",
        // Dashboards, an Argo workflow's parameters, and a chart that is kept for later.
        "data:\n  dashboard.json: |\n    {\"legendFormat\": \"{{pod}}\",\n    {{ .x }}: 1}\n",
        "data:\n  dashboard.json: '{\"legendFormat\": \"{{pod}}\"}'\n",
        "data:\n  name: \"{{workflow.parameters.name}}\"\n",
        "data:\n  chart.yaml: |\n    {{- if .Values.on }}\n    {{- include \"x\" . | nindent 4 }}\n    {{- end }}\n",
        "data:\n  jinja.conf: |2\n      {% for x in y %}\n      {% endfor %}\n",
        // Directives that are turned off, and braces in plain text.
        "# {{- if .Values.on }}\ndata: {}\n# {{- end }}\n",
        "data:\n  # {% if x %}\n  a: b # {{ .Values.x }}\n",
        "data:\n  a: see {{ x }} there\n",
        "data:\n  a: ${{ x }}\n",
    ] {
        assert_eq!(template(&format!("{MAP}{data}")), None, "{data}");
    }
}

#[test]
fn structure_that_is_still_to_be_made_is_a_template() {
    for (text, place) in [
        ("data:\n  a: {{ x }}\n", (5, 6)),
        ("data:\n  {{ x }}: a\n", (5, 3)),
        ("data: {{ toYaml .Values.data | nindent 2 }}\n", (4, 7)),
        ("data:\n  a: \"{{ .Values.x }}\"\n", (5, 6)),
        ("data:\n  a: http://{{ .Values.x }}:80\n", (5, 6)),
        ("{{- if .Values.on }}\ndata: {}\n{{- end }}\n", (4, 1)),
        ("data:\n  {{- range .Values.x }}\n  a: b\n  {{- end }}\n", (5, 3)),
        ("data:\n  a: b\n    {{- if .Values.x }}\n  c: d\n", (6, 5)),
        ("data:\n  {{- include \"x\" . | nindent 2 }}\n", (5, 3)),
        ("data:\n{% for x in y %}\n  a: b\n{% endfor %}\n", (5, 1)),
        ("data:\n  a: {% if x %}b{% endif %}\n", (5, 7)),
        ("data:\n  a: {{ x }} of {{ y }}\n", (5, 14)),
        // The structure around a text may be one, whatever the text is.
        ("data:\n  a: |\n    {{ if x }}\n  {{- if .Values.x }}\n  b: c\n  {{- end }}\n", (7, 3)),
        ("data:\n  a: |\n    {{ if x }}\n---\nkind: {{ .Values.kind }}\n", (8, 7)),
    ] {
        assert_eq!(template(&format!("{MAP}{text}")), Some(place), "{text}");
    }
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b:1\n";

/// Texts of other engines, each where nothing else can be meant, with the place of the first.
#[test]
fn other_engines_are_known_by_what_no_field_takes() {
    for (old, new, place) in [
        ("b:1", "b:<%= tag %>", (7, 14)),
        ("name: a}", "name: \"<%= name %>\"}", (3, 18)),
        ("b:1", "((registry))/b:((tag))", (7, 14)),
        ("b:1", "'b:#{Tag}#'", (7, 14)),
        ("b:1", "b:[[ .tag ]]", (7, 14)),
        ("b:1", "b:${project.version}", (7, 14)),
        ("    - name: a\n", "    <% if x %>\n    - name: a\n    <% end %>\n", (6, 5)),
        ("spec:\n", "spec:\n  terminationGracePeriodSeconds: #{seconds}\n", (5, 34)),
        ("spec:\n", "spec:\n%{ if x }\n  hostNetwork: true\n%{ endif }\n", (5, 1)),
        ("spec:\n", "spec:\n<#if x>\n  hostNetwork: true\n</#if>\n", (5, 1)),
        ("spec:\n", "spec:\n  % if x:\n  hostNetwork: true\n  % endif\n", (5, 3)),
        ("b:1", "{image}", (7, 14)),
        ("name: a}", "name: {pod_name}}", (3, 18)),
        ("spec:\n", "spec:\n  serviceAccountName: {account}\n", (5, 23)),
    ] {
        assert!(POD.contains(old), "{old}");
        assert_eq!(template(&POD.replacen(old, new, 1)), Some(place), "{new}");
    }
}

#[test]
fn variables_of_a_shell_are_known_where_no_field_takes_them() {
    for (old, new) in [("b:1", "b:$TAG"), ("b:1", "$$IMAGE"), ("name: a}", "name: load-$env_name}")]
    {
        let report = report(&[("a.yaml", &POD.replacen(old, new, 1))]);
        let [skipped] = report.skipped.as_slice() else { panic!("{new}: {:?}", report.findings) };
        assert_eq!(skipped.reason, SkipReason::Variables, "{new}");
    }
}

#[test]
fn variables_of_a_shell_are_known_in_what_is_in_base64_and_as_lines() {
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  tls.crt: ${certificate}\n";
    let lines =
        POD.replacen("spec:\n", "spec:\n  hostNetwork: true\n${MORE}  restartPolicy: Always\n", 1);
    for text in [secret, &lines] {
        let report = report(&[("a.yaml", text)]);
        let [skipped] = report.skipped.as_slice() else { panic!("{:?}", report.findings) };
        assert_eq!((skipped.reason, report.findings.len()), (SkipReason::Variables, 0), "{text}");
    }
}

#[test]
fn texts_with_such_signs_are_values() {
    for text in [
        "      args: [\"<%= x %>\", \"((x))\", \"$$TAG\", \"#{x}\", \"[[ .x ]]\"]\n",
        "      command:\n        - sh\n        - -c\n        - |\n          <% x %>\n          echo $$VAR ((1+1)) ${x.y}\n",
        "      env: [{name: A, value: $$TAG}, {name: B, value: ((x))}]\n",
        "      workingDir: /data/$HOME\n",
        "      imagePullPolicy: Always #{ a note }\n",
        "      args: [\"% if x:\", \"{name}\"]\n",
        "      env: [{name: A, value: \"{name}\"}]\n  volumes: [{name: b, emptyDir: {}}]\n",
    ] {
        let report = report(&[("a.yaml", &format!("{POD}{text}"))]);
        assert!(report.skipped.is_empty(), "{text}: {:?}", report.skipped);
    }
    for data in [
        "data:\n  a.erb: |\n    <% if x %>\n    <%= y %>\n    <% end %>\n",
        "data:\n  a: ((x))\n  b: $$VAR\n  c: \"#{x}\"\n",
        "data:\n  rules: |\n    /((a|b)+)/\n    [[:alpha:]]\n",
    ] {
        assert_eq!(template(&format!("{MAP}{data}")), None, "{data}");
    }
}

#[test]
fn a_mistake_in_a_file_with_such_a_text_is_told() {
    let text = format!(
        "{MAP}data:\n  a.tmpl: |\n    {{{{ if .X }}}}\n    {{{{ end }}}}\n  list:\n    - |\n      {{% if x %}}\n  b: c: d\n"
    );
    let report = report(&[("a.yaml", &text)]);
    assert!(report.skipped.is_empty(), "{:?}", report.skipped);
    let told: Vec<&str> = report.findings.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(told, ["yaml-syntax"]);
}

const ALERTS: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: alerts, namespace: scalyr}\ndata:\n  a.tmpl: \
                      |\n    {{ if eq .Status \"firing\" }}x{{ end }}\n";

#[test]
fn such_a_text_leaves_the_input_complete() {
    let account = include_str!("../../k8s/scalyr-service-account.yaml");
    let elsewhere = account.replacen("    namespace: scalyr\n", "    namespace: other\n", 1);
    assert_ne!(elsewhere, account);
    let files = [
        ("configmap.yaml", include_str!("../../k8s/configmap.yaml")),
        ("account.yaml", elsewhere.as_str()),
        ("sidecar.yaml", include_str!("../../k8s/scalyr-sidecar.yaml")),
    ];
    let told = |files: &[(&str, &str)]| -> Vec<String> {
        report(files).findings.iter().map(|one| one.rule.clone()).collect()
    };
    assert_eq!(told(&files), ["missing-permission"]);
    assert_eq!(told(&[&files[..], &[("alerts.yaml", ALERTS)]].concat()), ["missing-permission"]);
    // Of a real template nobody knows what it will be.
    let template = ALERTS.replace("name: alerts", "name: {{ .Values.name }}");
    assert_eq!(told(&[&files[..], &[("alerts.yaml", &template)]].concat()), [""; 0]);
}

#[test]
fn what_stands_in_the_same_file_is_judged() {
    let sidecar = include_str!("../../k8s/scalyr-sidecar.yaml")
        .replace("scalyr-k8s-agent:2.1.1", "scalyr-k8s-agent:2.0.0")
        .replace("memory: 150Mi", "memory: 15Mi");
    let report = report(&[("all.yaml", &format!("{ALERTS}---\n{sidecar}"))]);
    let told: Vec<&str> = report.findings.iter().map(|one| one.rule.as_str()).collect();
    assert!(report.skipped.is_empty());
    assert!(told.contains(&"stale-image") && told.contains(&"low-memory-limit"), "{told:?}");
}

#[test]
fn a_part_of_a_chart_is_rendered_with_the_whole() {
    let chart = "apiVersion: v2\nname: a\nversion: 1.0.0\n";
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Values.name }}}\n";
    for (outer, inner, path) in [
        ("load/Chart.yaml", "load/charts/agent/Chart.yaml", "load/charts/agent/templates/a.yaml"),
        ("Chart.yaml", "charts/agent/Chart.yaml", "charts/agent/templates/a.yaml"),
    ] {
        let report = report(&[(outer, chart), (inner, chart), (path, map)]);
        let [skipped] = report.skipped.as_slice() else { panic!("{:?}", report.skipped) };
        let rendering = format!("{:?}", skipped.rendering);
        assert!(!rendering.contains("agent"), "{rendering}");
    }
}
