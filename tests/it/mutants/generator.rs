//! Mistakes with the generator's log and with the load that the test is planned to make.

use super::harness::{Mutant, mutant};

const KEY: &str = "log.config.scalyr.com/attributes.parser";
const LINE: &str = "        log.config.scalyr.com/attributes.parser: \"loadTestParser\"\n";
const POD_METADATA: &str = "  template:
    metadata:
      labels:
        app: load-test
      annotations:
        # You may change: the parser of your account for the generator's lines.
        log.config.scalyr.com/attributes.parser: \"loadTestParser\"
";
const GENERATOR: &str =
    "        # Replace this container with yours. It must write its log to standard output.
        - name: flog
          image: scalyr/flog:v1
          imagePullPolicy: IfNotPresent
          args: [--loop, --format, apache_combined, -m, \"5\"]
          resources:
            requests:
              cpu: 300m
";

pub(super) fn parser() -> Vec<Mutant> {
    [absent(), misspelt(), empty(), replaced(), misplaced()].concat()
}

fn absent() -> Vec<Mutant> {
    let missing = || mutant("missing-parser");
    let annotations = "metadata:\n      labels:\n        app: load-test\n      «annotations»:";
    let helper = "        - name: helper\n          image: busybox:1.36\n        # The agent. Its";
    vec![
        missing().cut(LINE).at(annotations),
        missing().swap(LINE, "        example.com/team: load\n").at(annotations),
        missing()
            .swap(LINE, "        log.config.scalyr.com/attributes.environment: test\n")
            .at(annotations),
        // The settings of the agent's own container reach nobody else.
        missing().swap(KEY, "log.config.scalyr.com/scalyr-agent.attributes.parser").at(annotations),
        missing()
            .swap(
                POD_METADATA,
                "  template:\n    metadata:\n      labels:\n        app: load-test\n",
            )
            .at("template:\n    «metadata»:"),
        // Only one of two generators has its own.
        missing()
            .swap(KEY, "log.config.scalyr.com/flog.attributes.parser")
            .swap("        # The agent. Its", helper)
            .at(annotations),
    ]
}

fn misspelt() -> Vec<Mutant> {
    let key = |put: &str| mutant("missing-parser").swap(KEY, put);
    vec![
        key("log.config.scalyr.com/attribute.parser")
            .at("«log.config.scalyr.com/attribute.parser»"),
        key("log.config.scalyr.com/attributes.praser")
            .at("«log.config.scalyr.com/attributes.praser»"),
        key("log.config.scalyr.com/attributes.Parser")
            .at("«log.config.scalyr.com/attributes.Parser»"),
        key("log.config.scaylr.com/attributes.parser")
            .at("«log.config.scaylr.com/attributes.parser»"),
        key("log.config.scalyr.com/attributes/parser")
            .at("«log.config.scalyr.com/attributes/parser»"),
        key("log.config.scalyr.com.attributes.parser")
            .at("«log.config.scalyr.com.attributes.parser»"),
        key("config.scalyr.com/attributes.parser").at("«config.scalyr.com/attributes.parser»"),
        key("\"log.config.scalyr.com/attributes_parser\"")
            .at("«\"log.config.scalyr.com/attributes_parser\"»"),
        key("log.config.scalyr.com/flogg.attributes.parser")
            .at("«log.config.scalyr.com/flogg.attributes.parser»"),
        key("log.config.scalyr.com/main-container.attributes.parser")
            .at("«log.config.scalyr.com/main-container.attributes.parser»"),
    ]
}

fn empty() -> Vec<Mutant> {
    let value =
        |put: &str| mutant("missing-parser").swap(" \"loadTestParser\"\n", format!("{put}\n"));
    vec![
        value(" \"\"").at("parser: «\"\"»"),
        value(" ''").at("parser: «''»"),
        value(" \"  \"").at("parser: «\"  \"»"),
        value("").at("«log.config.scalyr.com/attributes.parser»:\n"),
        value(" ~").at("parser: «~»"),
    ]
}

fn replaced() -> Vec<Mutant> {
    let with = |line: &str| mutant("missing-parser").after(LINE, &format!("        {line}\n"));
    vec![
        with("log.config.scalyr.com/flog.attributes.environment: test")
            .at("«log.config.scalyr.com/flog.attributes.environment»"),
        with("log.config.scalyr.com/flog.attributes.parser: \"\"")
            .at("flog.attributes.parser: «\"\"»"),
    ]
}

fn misplaced() -> Vec<Mutant> {
    let moved = || mutant("misplaced-parser");
    let own = "    lt-lint/target: 2GB/s\n";
    let line = "    log.config.scalyr.com/attributes.parser: \"loadTestParser\"\n";
    let label = "        log.config.scalyr.com/attributes.parser: loadTestParser\n";
    vec![
        moved()
            .cut(LINE)
            .after(own, line)
            .at("2GB/s\n    «log.config.scalyr.com/attributes.parser»"),
        moved()
            .cut(LINE)
            .after("  namespace: scalyr\n", &format!("  labels:\n{line}"))
            .at("«log.config.scalyr.com/attributes.parser»"),
        moved()
            .cut(LINE)
            .swap(
                "      annotations:\n        # You",
                format!("{label}      annotations:\n        # You"),
            )
            .at("«log.config.scalyr.com/attributes.parser»"),
        moved()
            .swap(
                POD_METADATA,
                format!(
                    "  template:\n    metadata:\n      labels:\n        app: load-test\n{label}"
                ),
            )
            .at("«log.config.scalyr.com/attributes.parser»"),
        // With a slip in it too: it has to be moved first.
        moved()
            .cut(LINE)
            .after(own, &line.replace("attributes", "attribute"))
            .at("«log.config.scalyr.com/attribute.parser»"),
    ]
}

fn agent() -> String {
    let text = std::fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap().replace("\r\n", "\n");
    let start = text.find("        # The agent. Its").unwrap();
    let end = text.find("      dnsPolicy:").unwrap();
    text[start..end].to_owned()
}

/// The agent without a generator, the generator without an agent.
pub(super) fn company() -> Vec<Mutant> {
    let agent = agent();
    let key = "«log.config.scalyr.com/attributes.parser»";
    let init = format!("      initContainers:\n{agent}      containers:\n        # Replace this");
    vec![
        mutant("no-load-generator").cut(GENERATOR).at("«containers»:\n"),
        mutant("no-load-generator")
            .cut(GENERATOR)
            .swap(
                "      containers:\n",
                "      initContainers:
        - {name: wait, image: busybox}
      containers:
",
            )
            .at("\n      «containers»:\n"),
        mutant("no-agent").cut(&agent).at(key),
        mutant("agent-in-init-container")
            .cut(&agent)
            .swap("      containers:\n        # Replace this", init)
            .at("        - name: «scalyr-agent»\n"),
        mutant("no-agent")
            .swap("name: scalyr-agent\n", "name: logs\n")
            .swap("image: scalyr/scalyr-k8s-agent:2.1.1", "image: fluent/fluent-bit:2.2.0")
            .at(key),
    ]
}

pub(super) fn load() -> Vec<Mutant> {
    // The arguments go along: otherwise it is they that the stated rate isn't.
    let both = |put: &str, megabytes: &str| {
        let stated = mutant("rate-above-cap").swap("rate: 5MB/s", format!("rate: {put}"));
        stated.swap("-m, \"5\"]", format!("-m, \"{megabytes}\"]"))
    };
    let few = |find: &str, put: &str| mutant("too-few-generators").swap(find, put);
    let target = |find: &str, put: &str| mutant("target-missed").swap(find, put);
    vec![
        both("6.3MB/s", "6.2").at("rate: «6.3MB/s»").and("replicas: «400»"),
        both("7MB/s", "7").at("rate: «7MB/s»").and("replicas: «400»"),
        both("6.01MiB/s", "6.3").at("rate: «6.01MiB/s»").and("replicas: «400»"),
        both("\"50 MB/s\"", "50").at("rate: «\"50 MB/s\"»").and("replicas: «400»"),
        both("5GB/s", "$(RATE)\"]\n          envFrom: [{secretRef: {name: a}}] # [\"")
            .at("rate: «5GB/s»")
            .and("replicas: «400»"),
        few("replicas: 400", "replicas: 399").at("replicas: «399»").and("nodes: «\"200\"»"),
        few("replicas: 400", "replicas: 40").at("replicas: «40»").and("nodes: «\"200\"»"),
        few("replicas: 400", "replicas: 0").at("replicas: «0»").and("nodes: «\"200\"»"),
        few("  replicas: 400\n", "").at("\n«spec»:\n  revision").and("nodes: «\"200\"»"),
        few("  replicas: 400\n", "  replicas:\n")
            .at("\n«spec»:\n  revision")
            .and("nodes: «\"200\"»"),
        few("nodes: \"200\"", "nodes: \"201\"").at("replicas: «400»").and("nodes: «\"201\"»"),
        few("nodes: \"200\"", "nodes: '2000'").at("replicas: «400»").and("nodes: «'2000'»"),
        target("target: 2GB/s", "target: 3GB/s").at("replicas: «400»").and("target: «3GB/s»"),
        target("target: 2GB/s", "target: 2.01GB/s").at("replicas: «400»").and("target: «2.01GB/s»"),
        target("target: 2GB/s", "target: 2GiB/s").at("replicas: «400»").and("target: «2GiB/s»"),
        target("rate: 5MB/s", "rate: 4.9MB/s").at("replicas: «400»").and("target: «2GB/s»"),
        target("rate: 5MB/s", "rate: 500kB/s")
            .swap("-m, \"5\"]", "-m, \"0.5\"]")
            .at("replicas: «400»")
            .and("target: «2GB/s»"),
        target("replicas: 400", "replicas: 399")
            .swap("nodes: \"200\"", "nodes: \"199\"")
            .at("replicas: «399»")
            .and("target: «2GB/s»"),
    ]
}

pub(super) fn load_annotations() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("invalid-load-annotation").swap(find, put);
    let with = |line: &str| {
        mutant("invalid-load-annotation").after("target: 2GB/s\n", &format!("    lt-lint/{line}\n"))
    };
    vec![
        swap("rate: 5MB/s", "rate: 5MB").at("rate: «5MB»\n"),
        swap("rate: 5MB/s", "rate: 5Mbps").at("rate: «5Mbps»"),
        swap("rate: 5MB/s", "rate: 5 mb").at("rate: «5 mb»"),
        swap("rate: 5MB/s", "rate: 5Mb/s").at("rate: «5Mb/s»"),
        swap("rate: 5MB/s", "rate: 5").at("rate: «5»\n"),
        swap("rate: 5MB/s", "rate: fast").at("rate: «fast»"),
        swap("rate: 5MB/s", "rate: 0MB/s").at("rate: «0MB/s»"),
        swap("rate: 5MB/s", "rate: 5,5MB/s").at("rate: «5,5MB/s»"),
        swap("rate: 5MB/s", "rate: \"\"").at("rate: «\"\"»"),
        swap("rate: 5MB/s", "rate:").at("«lt-lint/rate»:\n"),
        swap("rate: 5MB/s", "rate: [5MB/s]").at("rate: «[5MB/s]»"),
        swap("nodes: \"200\"", "nodes: 200").at("nodes: «200»"),
        swap("nodes: \"200\"", "nodes: \"two hundred\"").at("nodes: «\"two hundred\"»"),
        swap("nodes: \"200\"", "nodes: \"0\"").at("nodes: «\"0\"»"),
        swap("nodes: \"200\"", "nodes: '-1'").at("nodes: «'-1'»"),
        swap("target: 2GB/s", "target: 2TB/day").at("target: «2TB/day»"),
        swap("target: 2GB/s", "target: true").at("target: «true»"),
        swap("lt-lint/nodes:", "lt-lint/node:").at("«lt-lint/node»:"),
        swap("lt-lint/rate:", "lt-lint/rates:").at("«lt-lint/rates»:"),
        swap("lt-lint/target:", "\"lt-lint/goal\":").at("«\"lt-lint/goal\"»:"),
        with("duration: 2h 30m").at("duration: «2h 30m»"),
        with("duration: \"9000\"").at("duration: «\"9000\"»"),
        with("node-cpu: 16").at("node-cpu: «16»"),
        with("node-cpu: \"16000\"").at("node-cpu: «\"16000\"»"),
        with("node-memory: \"64\"").at("node-memory: «\"64\"»"),
        with("node-pods: \"0\"").at("node-pods: «\"0\"»"),
        with("runtime: podman").at("runtime: «podman»"),
        with("node-ram: 64Gi").at("«lt-lint/node-ram»:"),
    ]
}
