//! What scripts come down to.

use crate::kube::Environment;
use crate::load::generator::Word;

use super::Shell;
use super::script::{Started, Then, Writes, understand};

fn script(text: &str) -> String {
    let (script, environment) = (Word::implied(text), Environment::default());
    match understand(&script, Shell { is_bash: true, in_file: false }, &|| &environment) {
        Ok(started) => started.iter().map(shown).collect::<Vec<_>>().join(" + "),
        Err(reason) => format!("unknown: {reason}"),
    }
}

fn shown(one: &Started<'_>) -> String {
    let writes = match &one.writes {
        Writes::Runs(words) => {
            words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("|")
        }
        Writes::Prints { bytes, seconds, sleep } => {
            format!("{bytes} bytes in {seconds} s at {}", sleep.text)
        }
        Writes::Unlimited => "unlimited".to_owned(),
        Writes::Limited { bytes, limit, line: None } => format!("{bytes} at {}", limit.text),
        Writes::Limited { bytes, limit, line: Some(line) } => {
            format!("{bytes} at {} in lines of {line}", limit.text)
        }
        Writes::Silent(file) => format!("silent: {}", file.text),
    };
    let copies = if one.copies == 1 { String::new() } else { format!("{} × ", one.copies) };
    let again = if one.again { " again" } else { "" };
    let then = match one.then {
        Then::Ends => "",
        Then::GoesOn => " once",
        Then::Leaves { .. } => " left",
    };
    format!("{copies}{writes}{again}{then}")
}

#[test]
fn a_script_that_runs_one_program_is_that_program() {
    assert_eq!(script("exec flog -l -m '5'"), "flog|-l|-m|5");
    assert_eq!(script("set -e; sleep 5 && flog -l 2>&1"), "flog|-l");
    assert_eq!(script("flog -l > /dev/stdout"), "flog|-l");
    assert_eq!(script("flog -n 5; while true; do sleep 3600; done"), "flog|-n|5 once");
    assert_eq!(script("mkdir /x\nflog\nsleep infinity"), "flog once");
    assert_eq!(script("flog -n 5 && tail -f /dev/null"), "flog|-n|5 once");
    assert_eq!(script("flog -n 5; sleep 60"), "flog|-n|5 again");
}

#[test]
fn a_script_that_does_not_wait_for_its_program_ends() {
    for (text, wanted) in [
        ("flog -l &", "flog|-l left"),
        ("nohup flog -l -m 5 &\necho started", "nohup|flog|-l|-m|5 left"),
        ("set -e; flog -l & wait", "flog|-l"),
        ("flog -l & wait $!", "flog|-l"),
        ("flog -l & PID=$!; trap 'kill $PID' TERM; wait $PID", "flog|-l"),
        ("flog -l & echo x; sleep infinity", "flog|-l once"),
        ("(flog -l &)", "flog|-l left"),
        ("flog -l & exit 0", "flog|-l left"),
    ] {
        assert_eq!(script(text), wanted, "{text}");
    }
    for text in ["flog -l & sleep 5", "flog &> x", "flog -l & while [ -f x ]; do sleep 1; done"] {
        assert!(script(text).starts_with("unknown"), "{text}: {}", script(text));
    }
}

const AT_ONCE: [(&str, &str); 20] = [
    ("a & b & wait", "a + b"),
    ("a -x & b -y", "a|-x + b|-y"),
    ("a & b &", "a left + b left"),
    ("(a) & { b; } & wait", "a + b"),
    ("a & echo x; b & wait; echo y", "a + b"),
    ("run() { a -m 5; }\nrun & run & wait", "a|-m|5 + a|-m|5"),
    ("function run { a; }; run", "a"),
    ("for i in 1 2 3 4; do a & done; wait", "4 × a"),
    ("for i in $(seq 4); do a & sleep 1; done\nwait", "4 × a"),
    ("for i in `seq 2 4`; do a & done; wait", "3 × a"),
    ("for ((i=0; i<4; i++)); do a & done; wait", "4 × a"),
    ("for ((i = 1; i <= 4; ++i)); do a & done; wait", "4 × a"),
    ("for x in 1 2; do for y in a b c; do a & done; done; wait", "6 × a"),
    ("for i in {1..4}; do a & done; wait", "4 × a"),
    ("for i in 1 2; do a & done", "2 × a left"),
    ("for i in x; do a; done", "a"),
    ("for i in 1 2; do a; done", "a again"),
    ("a > /f & b", "silent: /f + b"),
    ("for i in 1 2; do a & sleep infinity; done", "a once"),
    ("a & (sleep infinity); b", "a once"),
];

const NOT_COUNTED: [&str; 11] = [
    "for i in 1 2; do a -m $i & done; wait",
    "for i in $N; do a & done; wait",
    "for i in $(cat x); do a & done; wait",
    "for i; do a & done; wait",
    "for ((i=0; i<4; i+=2)); do a & done; wait",
    "while true; do a & sleep 1; done",
    "a; b",
    "a & wait; b",
    "f() { a; }; g() { f; f; }; g",
    "a & b | c & wait",
    "i=0; while [ $i -lt 4 ]; do a & i=$((i+1)); done; wait",
];

#[test]
fn several_programs_run_at_once() {
    for (text, wanted) in AT_ONCE {
        assert_eq!(script(text), wanted, "{text}");
    }
    for text in NOT_COUNTED {
        assert!(script(text).starts_with("unknown"), "{text}: {}", script(text));
    }
}

const PREPARED: [(&str, &str); 23] = [
    ("if [ -f /x ]; then echo y; elif test -d /z; then mkdir /z; else exit 1; fi; a", "a"),
    ("until nc -z db 5432; do echo waiting; sleep 1; done; exec a -l", "a|-l"),
    ("while ! curl -s http://x/; do sleep 1; done\na", "a"),
    ("[ -n \"$X\" ] || exit 1\na", "a"),
    ("[ -n \"$X\" ] && echo yes; a", "a"),
    ("apk add --no-cache a && a -l", "a|-l"),
    ("echo \"started at $(date) on ${HOSTNAME}\" `id`; a", "a"),
    ("a -l || exit 1", "a|-l"),
    ("a -l || { echo failed; exit 1; }", "a|-l"),
    ("cleanup() { kill $1; exit 0; }\ntrap cleanup TERM\na & wait", "a"),
    ("M=${RATE:-5}; a -m $M", "a|-m|5"),
    ("A=\"-l -m 5\"; a $A x", "a|-l|-m|5|x"),
    ("export X=5 Y=6; a", "X=5|Y=6|a"),
    ("export PATH=$PATH:/opt; a", "a"),
    ("a -l | tee /var/log/a", "a|-l"),
    ("a -l 2>&1 | cat", "a|-l"),
    ("a < /dev/null", "a"),
    ("while ! true; do sleep 1; done; a", "a"),
    ("i=0; ((i++)); a", "a"),
    ("while true; do a -l; sleep 1; done", "a|-l again"),
    ("while :; do a -l || true; done & wait", "a|-l again"),
    ("until a -l; do sleep 1; done", "a|-l again"),
    ("while true; do while true; do echo x; done; done", "unlimited again"),
];

#[test]
fn what_a_script_does_before_its_program_does_not_matter() {
    for (text, wanted) in PREPARED {
        assert_eq!(script(text), wanted, "{text}");
    }
}

#[test]
fn what_only_the_run_decides_is_unknown() {
    for text in [
        "if [ -f /x ]; then a; fi",
        "if a; then echo x; fi",
        "[ -f /x ] && a",
        "[ -f /x ] || a",
        "a || b",
        "case $X in y) a;; esac",
        "a -m $((4+5))",
        "a -m ${RATE:-$X}",
        "a -m ${RATE%x}",
        "a -m \"$1\"",
        "a $X",
        "export X=5; X=6; a $X; b",
        "R=1; while true; do a $R; R=2; done",
        "cat <<EOF\nx\nEOF\na",
        "a | tee /x > /dev/full | b",
        "a | tee /dev/stdout",
        "a | tee $LOG",
        "{ a",
        "( a",
        "a &; b",
        "for i in 1 2; do a &; done",
        "for i in x; do exit 0; done; a",
        "for i in x; do export X=4; done; a",
        "b & for i in x; do wait; done; a",
        "test -d / && V=3; [ -f /x ] && a",
        "[ -f /x ] && [ -f /y ] && a",
        "while ! true; do a; done",
        "((a\nb))",
        "a )",
        "for i in 1 2",
        "if true; then a",
        "while true; do echo $(date); sleep 1; done",
    ] {
        assert!(script(text).starts_with("unknown"), "{text}: {}", script(text));
    }
}

#[test]
fn endless_loops_of_fixed_text_are_counted() {
    assert_eq!(script("while true; do echo hello world; sleep 2; done"), "12 bytes in 2 s at 2");
    assert_eq!(
        script("while sleep 1m; do echo -n abc; printf 'x\\n'; done"),
        "5 bytes in 60 s at 1m"
    );
    assert_eq!(script("while :\ndo\n  echo 'é'\n  sleep 1\ndone"), "3 bytes in 1 s at 1");
    assert_eq!(script("while true; do echo x; done"), "unlimited");
    assert_eq!(script("yes hello"), "unlimited");
}

#[test]
fn pv_counts_in_powers_of_1024() {
    assert_eq!(script("yes hello | pv -q -L 5m"), "5242880 at 5m in lines of 6");
    assert_eq!(script("yes 'a b' c | pv -L 1k"), "1024 at 1k in lines of 6");
    assert_eq!(script("yes | pv -L 1k"), "1024 at 1k in lines of 2");
    assert_eq!(script("yes -- hello | pv -L 1k"), "1024 at 1k");
    assert_eq!(script("yes hello | base64 | pv -L 1k"), "1024 at 1k");
    assert_eq!(script("base64 /dev/urandom | pv -qL 100000"), "100000 at 100000");
    for limit in ["-qL5m", "-L5m", "-q -L5m", "-qqL 5m", "--rate-limit=5m", "--rate-limit 5m -q"] {
        let limited = script(&format!("yes a | pv {limit}"));
        assert_eq!(limited, "5242880 at 5m in lines of 2", "{limit}");
    }
    for limit in ["-L", "-", "-tL5m", "--rate=5m", "-Lq5m"] {
        assert!(script(&format!("yes a | pv {limit}")).starts_with("unknown"), "{limit}");
    }
    assert!(script("yes | pv -L 1.5m").starts_with("unknown"));
    assert!(script("yes | pv -q").starts_with("unknown"));
    assert!(script("cat file | pv -L 5m").starts_with("unknown"));
}

#[test]
fn output_into_files_is_silent() {
    assert_eq!(script("flog -l >> /var/log/app.log"), "silent: /var/log/app.log");
    assert_eq!(script("while true; do echo x >> /tmp/a; sleep 1; done"), "silent: /tmp/a");
    assert_eq!(script("while true; do echo x; sleep 1; done > /tmp/a"), "silent: /tmp/a");
}

#[test]
fn what_is_not_exact_is_unknown() {
    for text in [
        "while true; do echo $(date); sleep 1; done",
        "while true; do echo x; sleep 0.1; done",
        "while true; do echo -e 'a\\tb'; sleep 1; done",
        "while true; do date; sleep 1; done",
        "while read x; do echo x; sleep 1; done",
        "flog -l | grep x",
        "while true; do echo x; sleep 1",
        "",
    ] {
        assert!(script(text).starts_with("unknown: "), "{text}: {}", script(text));
    }
}
