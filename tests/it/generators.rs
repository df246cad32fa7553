//! Every generator that is known: each example of its data file, through a manifest that runs it.
#![allow(clippy::indexing_slicing, reason = "a test that fails may panic")]

use std::collections::BTreeSet;
use std::fs;

use lt_lint::load::{ContainerLoad, Example, Generator, Generators, Output};
use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::{Options, Session};
use proptest::prelude::*;

/// What the one generator of a manifest does.
fn load(manifest: &str, generators: &Generators) -> ContainerLoad {
    let sources = [SourceFile::new("pod.yaml", manifest.as_bytes().to_vec(), true)];
    let options = Options { generators: generators.clone(), ..Options::default() };
    Session::new(RuleSet::default(), options).unwrap().understand(&sources, |model| {
        let [load] = model.loads.all.as_slice() else { panic!("no load in {manifest}") };
        let [container] = load.containers.as_slice() else { panic!("no generator in {manifest}") };
        container.clone()
    })
}

/// A pod that runs an example: by the image's name where there is one, else by the program's.
fn manifest(generator: &Generator, example: &Example) -> String {
    let tag = example.tag.as_deref().map(|tag| format!(":{tag}")).unwrap_or_default();
    let start = match (generator.images.first(), generator.programs.first()) {
        (Some(image), _) => format!("image: \"{image}{tag}\""),
        (None, Some(program)) => format!("image: other, command: [{program}]"),
        (None, None) => panic!("{} has neither", generator.id),
    };
    let json = |texts: &[String]| serde_json::to_string(texts).unwrap();
    // What reads its arguments from a file is tried with a command of its own.
    let start = match &generator.arguments_file {
        Some(_) => format!("image: other, command: [{}]", generator.programs[0]),
        None => start,
    };
    let args = if example.args.is_empty() {
        String::new()
    } else {
        format!(", args: {}", json(&example.args))
    };
    let env =
        example.env.iter().map(|(name, value)| format!("{{name: {name}, value: \"{value}\"}}"));
    let env: Vec<String> = env.collect();
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n    - {{name: load, {start}{args}, \
         env: [{}]}}\n    - {{name: scalyr-agent}}\n",
        env.join(", ")
    )
}

/// What an example says, and what was found, in the same words.
fn compare(example: &Example, found: &ContainerLoad) -> (String, String) {
    let mistakes: Vec<&str> =
        found.mistakes.iter().map(|mistake| mistake.argument.as_str()).collect();
    let seconds = found.ends.as_ref().and_then(|ends| ends.seconds);
    let after = found.ends.as_ref().map(|ends| ends.after.clone());
    let (amount, outcome) = match &found.output {
        Output::Rate(amount) => (Some(amount), None),
        Output::Unlimited { .. } => (None, Some("unlimited")),
        Output::Silent { .. } => (None, Some("silent")),
        Output::Idle => (None, Some("idle")),
        Output::Follows => (None, Some("follows")),
        Output::Unknown(_) => (None, Some("unknown")),
    };
    let rate = amount.map(|amount| amount.rate.bytes());
    let differs = amount.filter(|amount| amount.least != amount.most);
    let between = differs.map(|amount| [amount.least.bytes(), amount.most.bytes()]);
    let said = (example.ends_after, &example.ends, &example.mistakes);
    let wanted = (example.rate, example.between, example.outcome.as_deref(), said);
    let got = (rate, between, outcome, (seconds, &after, &mistakes));
    (format!("{wanted:?}"), format!("{got:?}"))
}

#[test]
fn every_example_does_what_its_file_says() {
    let generators = Generators::default();
    let mut complaints = Vec::new();
    for generator in Generators::builtin() {
        assert!(!generator.examples.is_empty(), "{} has no example", generator.id);
        for example in &generator.examples {
            let manifest = manifest(&generator, example);
            let found = load(&manifest, &generators);
            let (wanted, got) = compare(example, &found);
            if wanted != got || found.generator.as_ref() != Some(&generator.id) {
                let Output::Unknown(reason) = &found.output else {
                    complaints.push(format!(
                        "{} {:?}: wanted {wanted}, got {got}",
                        generator.id, example.args
                    ));
                    continue;
                };
                complaints.push(format!(
                    "{} {:?}: wanted {wanted}, got {got}: {reason}",
                    generator.id, example.args
                ));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_data_file_is_read_and_whole() {
    let all = Generators::builtin();
    let ids: BTreeSet<String> = all.iter().map(|generator| generator.id.clone()).collect();
    let files = fs::read_dir("facts/generators").unwrap();
    let files: BTreeSet<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(ids, files);
    assert!(ids.len() >= 22);
    for generator in &all {
        assert!(generator.source.is_some(), "{} has no source", generator.id);
    }
    Generators::new(all).unwrap();
}

/// What the one generator of a pod with these lines does, in short.
fn told(container: &str, more: &str) -> String {
    let manifest = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  volumes: [{{name: c, configMap: {{name: m}}}}]\n  \
         containers:\n    - name: scalyr-agent\n    - name: load\n{container}---\n{more}"
    );
    let found = load(&manifest, &Generators::default());
    let at = |at: lt_lint::source::Location| at.span.slice(&manifest).to_owned();
    match &found.output {
        Output::Rate(amount) => {
            let from: Vec<String> = amount.from.iter().map(|place| at(*place)).collect();
            format!("{} at {} from {from:?}", amount.asks.unwrap_or(amount.rate), at(amount.at))
        }
        Output::Unlimited { at: place, .. } => format!("unlimited at {}", at(*place)),
        Output::Silent { to, at: place } => format!("silent, {to} at {}", at(*place)),
        Output::Idle => "idle".to_owned(),
        Output::Follows => "follows".to_owned(),
        Output::Unknown(reason) => format!("unknown: {reason}"),
    }
}

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {FLOG_MBS: \"6.5\", \
                   ocp_logtest.cfg: \"--rate 600 --line-length 1000\"}\n";

#[test]
fn arguments_are_found_where_they_stand() {
    let flog = |lines: &str| told(&format!("      image: scalyr/flog:v1\n{lines}"), MAP);
    assert_eq!(flog("      args: [-l, -m, \"5\"]\n"), "5 MB/s at \"5\" from []");
    assert_eq!(flog("      args: [-l, -m5]\n"), "5 MB/s at 5 from []");
    assert_eq!(
        flog("      args:\n        - --loop\n        - --mbs-rate=5.5\n"),
        "5.5 MB/s at 5.5 from []"
    );
    assert_eq!(
        flog("      command: [/usr/bin/flog, -l, -m]\n      args: ['5']\n"),
        "5 MB/s at '5' from []"
    );
    assert_eq!(flog("      command: [sh, -c, exec flog -l -m 5 2>&1]\n"), "5 MB/s at 5 from []");
    assert_eq!(
        flog("      command: [sh, -c]\n      args: ['flog -l -m \"5\"']\n"),
        "5 MB/s at 5 from []"
    );
    assert_eq!(flog("      args: [-l, -m, \"5\", -m, \"7\"]\n"), "7 MB/s at \"7\" from []");
}

#[test]
fn variables_are_followed_to_their_values() {
    let from_map =
        "      env: [{name: RATE, valueFrom: {configMapKeyRef: {name: m, key: FLOG_MBS}}}]\n";
    let flog = |lines: &str| told(&format!("      image: scalyr/flog:v1\n{lines}"), MAP);
    let found = "6.5 MB/s at \"$(RATE)\" from [\"\\\"6.5\\\"\"]";
    assert_eq!(flog(&format!("      args: [-l, -m, \"$(RATE)\"]\n{from_map}")), found);
    let script = "6.5 MB/s at $RATE from [\"\\\"6.5\\\"\"]";
    assert_eq!(flog(&format!("      command: [sh, -c, flog -l -m $RATE]\n{from_map}")), script);
    let script = script.replace("$RATE", "\"${RATE}\"");
    assert_eq!(
        flog(&format!("      command: [sh, -c, 'flog -l -m \"${{RATE}}\"']\n{from_map}")),
        script
    );
    let env_from = "      envFrom: [{configMapRef: {name: m}}]\n";
    let found = "6.5 MB/s at $(FLOG_MBS) from [\"\\\"6.5\\\"\"]";
    assert_eq!(
        flog(&format!("      command: [sh, -c, flog -l -m $(FLOG_MBS)]\n{env_from}")),
        found
    );
}

#[test]
fn what_the_files_do_not_tell_is_unknown_with_a_reason() {
    let flog = |lines: &str| told(&format!("      image: scalyr/flog:v1\n{lines}"), MAP);
    let rate = "      args: [-l, -m, \"$(RATE)\"]\n";
    let missing = "unknown: `RATE` isn't in the container's environment";
    assert_eq!(flog(rate), missing);
    let map = flog(&format!(
        "{rate}      env: [{{name: RATE, valueFrom: {{configMapKeyRef: {{name: x, key: y}}}}}}]\n"
    ));
    assert_eq!(map, "unknown: `RATE` comes from the ConfigMap `x`, which isn't in the files");
    let open = flog(&format!("{rate}      envFrom: [{{configMapRef: {{name: x}}}}]\n"));
    assert_eq!(open, "unknown: `RATE` may come from a ConfigMap or Secret that isn't in the files");
    let secret = flog(&format!(
        "{rate}      env: [{{name: RATE, valueFrom: {{secretKeyRef: {{name: x, key: y}}}}}}]\n"
    ));
    assert_eq!(secret, "unknown: `RATE` comes from a Secret");
    assert_eq!(flog("      args: [-l, --mbs, \"5\"]\n"), "unknown: the flag `--mbs` doesn't exist");
    let other = |lines: &str| told(lines, MAP);
    assert_eq!(
        other("      image: nginx\n"),
        "unknown: the image is unknown, and the container has no command"
    );
    assert_eq!(other("      command: [run]\n"), "unknown: the program `run` is unknown");
    assert_eq!(
        other("      command: [flog, -l]\n"),
        "unknown: it isn't known which program `flog` is"
    );
    assert_eq!(other("      command: [flog, -l, -m, '5']\n"), "5 MB/s at '5' from []");
}

#[test]
fn shells_files_and_helpers_are_understood() {
    let other = |lines: &str| told(lines, MAP);
    let shell = |script: &str| {
        other(&format!("      image: busybox\n      command: [sh, -c, '{script}']\n"))
    };
    assert_eq!(shell("while true; do echo 12345678901; sleep 2; done"), "6 B/s at 2 from []");
    let paused = "D=1; D=2; while true; do echo 12345678901; sleep $D; done";
    assert_eq!(shell(paused), "6 B/s at $D from []");
    assert_eq!(shell("yes 0123456789 | pv -q -L 6m"), "6 MiB/s at 6m from []");
    assert_eq!(
        shell("while :; do date; sleep 1; done"),
        "unknown: the output of `date` isn't known"
    );
    assert_eq!(
        shell("yes hello > /var/log/app.log"),
        "silent, the file /var/log/app.log at /var/log/app.log"
    );
    assert_eq!(other("      args: [sh, -c, yes]\n"), "unlimited at yes");
    assert_eq!(other("      command: [sleep, infinity]\n"), "idle");
    assert_eq!(other("      command: [tail, -F, /var/log/app.log]\n"), "follows");
    let logtest = "      image: quay.io/mffiedler/ocp-logtest:latest\n";
    let mount = "      volumeMounts: [{name: c, mountPath: /var/lib/svt}]\n";
    assert_eq!(other(&format!("{logtest}{mount}")), "11.24 kB/s at 600 from [\"1000\"]");
    let reason =
        "unknown: its arguments are in /var/lib/svt/ocp_logtest.cfg, which isn't in the files";
    assert_eq!(other(logtest), reason);
}

proptest! {
    #[test]
    fn no_command_line_can_crash_it(
        words in prop::collection::vec("(-{0,2}[a-z-]{0,8}=?)?[0-9]{0,20}[.smhkM$\"'(){}|>;& 0-9a-z]{0,12}", 0..8),
        image in prop::sample::select(vec!["scalyr/flog", "mingrammer/flog:0.4.3", "grafana/loki-canary", "busybox"]),
        shell in any::<bool>(),
    ) {
        let json = |words: &[String]| serde_json::to_string(words).unwrap();
        let args = if shell { format!("command: [sh, -c, {}]", json(&[words.join(" ")])) } else { format!("args: {}", json(&words)) };
        let manifest = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n    - name: load\n      \
             image: {image}\n      {args}\n    - {{name: scalyr-agent}}\n"
        );
        load(&manifest, &Generators::default());
    }

    #[test]
    fn durations_and_sizes_of_any_length_are_read(
        whole in "[0-9]{1,20}", fraction in "[0-9]{1,20}", unit in "(ns|ms|s|m|h|MB|PiB)"
    ) {
        let value = format!("{whole}{unit}{whole}.{fraction}{unit}{fraction}.{whole}{unit}");
        for args in [
            format!("[-addr=a, \"-interval={value}\"]"),
            format!("[-addr=a, \"-interval={whole}.{fraction}{unit}\"]"),
        ] {
            let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n";
            let canary = format!("    - {{name: load, image: grafana/loki-canary, args: {args}}}\n    - {{name: scalyr-agent}}\n");
            load(&format!("{pod}{canary}"), &Generators::default());
        }
    }
}

#[test]
fn the_arithmetic_is_there_step_by_step() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: load, image: \
               scalyr/flog, args: [-l, -f, json, -m, \"5\"]}\n    - {name: scalyr-agent}\n";
    let Output::Rate(amount) = load(pod, &Generators::default()).output else { panic!("no rate") };
    let steps: Vec<String> = amount
        .steps
        .iter()
        .map(|step| {
            format!(
                "{} = {} [{}] = {}",
                step.name,
                step.formula,
                step.values.join(", "),
                step.result
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "sample = floor(mbs-rate * 10000) [mbs-rate = 5] = 50000",
            "pause = floor(10000000000 / (1000 * sample)) [sample = 50000] = 200",
            "rate = 1000000000 / pause * line / (line - 1) [pause = 200, line = 276.7] = 5018135.654",
        ]
    );
}

#[test]
fn excluded_containers_are_no_load() {
    let pod = |annotation: &str| {
        let manifest = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, annotations: {{{annotation}: \"true\"}}}}\nspec:\n  containers:\n    \
             - {{name: load, image: scalyr/flog, args: [-l, -m, \"5\"]}}\n    - {{name: scalyr-agent}}\n"
        );
        let sources = [SourceFile::new("pod.yaml", manifest.into_bytes(), true)];
        let session = Session::new(RuleSet::default(), Options::default()).unwrap();
        session.understand(&sources, |model| model.loads.all[0].containers.len())
    };
    assert_eq!(pod("log.config.scalyr.com/load.exclude"), 0);
    assert_eq!(pod("log.config.scalyr.com/exclude"), 0);
    assert_eq!(pod("log.config.scalyr.com/other.exclude"), 1);
}
