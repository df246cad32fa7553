//! A key planted in many shapes, each with something beside it that says what it is, is in no output.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::support::run;

/// Names that are secret by any reading.
const NAMES: [&str; 18] = [
    "SCALYR_API_KEY",
    "SCALYR_API_KYE",
    "SCALYR_KEY",
    "SCALYR_WRITE_LOGS_KEY",
    "password",
    "MY_PASSWD",
    "dbPass",
    "DB_PWD",
    "CLIENT_SECRET",
    "accessToken",
    "SIGNING_KEY",
    "X_DSN",
    "session-cookie",
    "AUTH",
    "GIT_CREDENTIALS",
    "apiKey",
    "passphrase",
    "private.key",
];

/// What stands for a name and for a key in a shape.
const NAME: char = 'Ñ';
const KEY: char = 'Ķ';

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: scalyr-agent\n      \
                   image: scalyr/scalyr-k8s-agent:2.1.1\n";
const GENERATOR: &str = "    - name: flog\n      image: scalyr/flog:v1\n";
const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

/// Shapes with a name of any kind, below the agent's container.
const IN_POD: [&str; 34] = [
    "      env:\n        - name: Ñ\n          value: Ķ\n          x: 1\n",
    "      env:\n        - name: Ñ\n          valu: Ķ\n",
    "      env:\n        - name: Ñ\n          vaule: \"Ķ\"\n",
    "      env:\n        - name: Ñ\n          value: [Ķ]\n",
    "      env:\n        - name: Ñ\n          value: {key: Ķ}\n",
    "      env:\n        - name: Ñ\n          valueFrom: Ķ\n",
    "      env:\n        - name: Ñ\n          valueFrom: {secretKeyRef: Ķ}\n",
    "      env:\n        - <<: {value: Ķ}\n          name: Ñ\n          x: 1\n",
    "      env:\n        - nam: Ñ\n          value: Ķ\n",
    "      env:\n        - name: Ñ\n        - value: Ķ\n",
    "      env:\n        - name: Ñ\n      value: Ķ\n",
    "      env:\n        - {value: Ķ, name: Ñ, x: 1}\n",
    "      env:\n        - Ñ: Ķ\n",
    "      env:\n        - Ñ:\n          value: Ķ\n",
    "      env:\n        Ñ: Ķ\n",
    "      env:\n        - Ñ=Ķ\n",
    "      env:\n        - name: Ñ=Ķ\n",
    "      env:\n        - name: OTHER\n          value: Ķ\n          x: 1\n        - {name: Ñ, value: $(OTHER)}\n",
    "      env:\n        - {name: A, value: Ķ, x: 1}\n        - {name: B, value: Ķ, x: 1}\n        - {name: Ñ, value: $(A)-$(B)}\n",
    "      env:\n        - {name: A, value: Ķ, x: 1}\n        - {name: Ñ, value: x-$(A)}\n",
    "      env:\n        - {name: SCALYR_HTTPS_PROXY, value: \"https://user:Ķ@proxy\", x: 1}\n",
    "      env:\n        - {name: X, value: &k Ķ}\n        - {name: Ñ, value: *k, x: 1}\n",
    "      # Ñ: Ķ\n      resources: {limits: {memory: 150M}}\n",
    "      # Ñ=Ķ\n      resources: {limits: {memory: 150M}}\n",
    "      resources: {limits: {memory: 150M}} # lt-lint-ignore low-memory-limit: Ñ=Ķ\n",
    "    - {name: flog, image: \"scalyr/flog:v1\", args: [-m, 5x, --Ñ=Ķ]}\n",
    "    - {name: flog, image: \"scalyr/flog:v1\", args: [-m, 5x, --Ñ, Ķ]}\n",
    "    - {name: flog, image: \"scalyr/flog:v1\", args: [Ñ=Ķ]}\n",
    "    - {name: flog, image: \"scalyr/flog:v1\", command: [sh, -c, \"export Ñ=Ķ && flog\"], x: 1}\n",
    "      args: [--Ñ, Ķ]\n bad: x\n",
    "      args: [--Ñ=Ķ]\n bad: x\n",
    "      env:\n      - name: Ñ\n        # the key\n\n        value: Ķ\n bad: x\n",
    "      env: [{value: Ķ,\n name: Ñ}\n",
    "      env:\n      - name: Ñ\n\t  value: Ķ\n",
];

/// The same below a ConfigMap.
const IN_CONFIG_MAP: [&str; 18] = [
    "data:\n  a: 1\n  Ñ: Ķ\n  b: 1\n",
    "data:\n  Ñ: [Ķ]\n",
    "data:\n  Ñ: {x: {y: Ķ}}\n",
    "data:\n  a: 1\n  x.xml: |\n    <Ñ>Ķ</Ñ>\n  b: 1\n",
    "data: Ñ=Ķ\n",
    "data:\n  Ñ=Ķ: x\n",
    "dta:\n  Ñ: Ķ\n",
    "data:\n  a: 1\n  agent.json: '{\"Ñ\": \"Ķ\"}'\n",
    "data:\n  a: 1\n  agent.json: \"{\\\"Ñ\\\": \\\"Ķ\\\"}\"\n",
    "data:\n  a: 1\n  agent.json: {\"Ñ\": \"Ķ\"}\n",
    "data:\n  a: 1\n  agent.json: |\n    {\n      \"Ñ\": \"Ķ\"\n    }\n  b: 1\n",
    "data:\n  a: 1\n  .env: |\n    X=1\n    Ñ=Ķ\n  b: 1\n",
    "data:\n  a: 1\n  x.toml: |\n    Ñ = \"Ķ\"\n  b: 1\n",
    "data:\n  a: 1\n  x.yaml: |\n    env:\n    - name: Ñ\n      value: Ķ\n  b: 1\n",
    "data:\n  Ñ Ķ\n  x: 1\n",
    "data:\n  Ñ=Ķ\n  x: 1\n",
    "data:\n  Ñ: \"Ķ\n  x: 1\n",
    "data:\n  a: 1\n  Ñ: Ķ\n  Ñ: x\n",
];

/// Shapes that need no name: texts that carry keys, and objects in which all is secret.
const ALONE: [&str; 89] = [
    "args: [\"Authorization: Bearer Ķ\"]",
    "args: [\"https://user:Ķ@host\"]",
    "args: [--header, \"X-Api-Key: Ķ\"]",
    "args: [--mm, -u, \"user:Ķ\"]",
    "command: [redis-cli, -a, Ķ, \"--lop x\"]",
    "command: [\"sshpass -p Ķ ssh host -l\"]",
    "command: [\"redis-cli -h db -a Ķ ping\"]",
    "args: [--loop, -m, 0Zz9Ķ]",
    "command: [sh, -c, \"flog --token Ķ -l & echo x\"]",
    "command: [sh, -c, \"curl -u me:Ķ x\"]\n      x: 1",
    "image: https://user:Ķ@registry.example.com/flog:1",
    "kind: Secret\nstringData:\n  x: Ķ\n  y: 1\n",
    "kind: Secret\nstringData: {\"api-key=Ķ\": }\n",
    "kind: Secret\nstringData: Ķ\n",
    "kind: Secret\nstringData: [Ķ]\n",
    "kind: Secret\nstringdata:\n  x: Ķ\n",
    "kind: Secret\ndta:\n  x: Ķ\n",
    "kind: Secret\nkey: Ķ\n",
    "env: [{value: SCALYR_API_KEY, name: 0Zz9Ķ, x: 1}]",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  SCALYR_API_KEY:\n    0Zz9Ķ:\n",
    "kind: Secret\ntype: 0Zz9Ķ\nstringData: {x: 1}\n",
    "command: [sh, -c, \"kubectl create secret generic x --from-literal=k=Ķ\"]\n      x: 1",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  # Schlüssel: Ķ\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  # mot de passe : Ķ\n  a: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  # echo -n Ķ0Zz9Q | base64\n  a: 1\n",
    "kind: Secret\ndata:\n  x: {y: [Ķ]}\n",
    "kind: secret\nstringData:\n  x: Ķ\n",
    "kind: Secrett\nstringData:\n  x: Ķ\n",
    "kind: SecretList\nitems:\n- stringData:\n    x: Ķ\n    y: 1\n",
    "kind: !!str Secret\nstringData:\n  x: Ķ\n bad: x\n",
    "kind: &k Secret\nstringData:\n  x: Ķ\n bad: x\n",
    "kind: secret\nstringData:\n  x: Ķ\n bad: x\n",
    "type: Opaque\nstringData:\n  x: Ķ\n",
    "kind: Secret\nstringData:\n  x: |\n    Ķ\n  y: 1\n",
    "kind: Secret\nstringData:\n  config.json: '{\"a\": \"Ķ\"}'\n  y: 1\n",
    "kind: Secret\nmetadata:\n  name: a\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: \
     '{\"kind\":\"Secret\",\"stringData\":{\"x\":\"Ķ\"}}'\ndata: {x: 1}\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  HTTPS_PROXY: http://user:Ķ@proxy:3128\n",
    "image: scalyr/flog:0ZzQ9rK4Ķ",
    "env: [{name: X, value: !0ZzQ9rK4Ķ x, x: 1}]",
    "env: [{name: X, value: &0ZzQ9rK4Ķ x, x: 1}]",
    "env: [{name: X, value: <0ZzQ9rK4Ķ>, x: 1}]",
    "env: [{name: X, value: $(0ZzQ9rK4Ķ), x: 1}]",
    "envFrom: [0ZzQ9rK4Ķ]",
    "args: [--mm, \"-k 0ZzQ9rK4Ķ\"]",
    "kind: ConfigMap\nmetadata: {name: 0ZzQ9rK4Ķ}\ndata: {x: 1}\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  X_URL: https://host/in/0ZzQ9rK4Ķ\n",
    "kind: Secret\nimmutable: Ķ\nstringData: {x: 1}\n",
    "env: [{name: SCALYR_API_KEY, value:Ķ}]",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.conf: |\n    b 1\n    password Ķ\n  b: 1\n",
    "env:\n        - name: SCALYR_API_KEY\n          value:\n          Ķ\n bad: x\n",
    "env:\n        - name: SCALYR_API_KEY\n          value Ķ\n bad: x\n",
    "env: [{name: BASE, value: Ķ, x: 1}, {name: SCALYR_API_KEY, value: $(BASE}]",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  netrc: machine h login u password Ķ\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x: the password is \"Ķ\" for all\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.php: define('DB_PASSWORD', 'Ķ');\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.sh: docker login -u u -p Ķ registry\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.sh: sshpass -pĶ ssh host\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.sh: aws configure set aws_secret_access_key Ķ\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x: mongodb+srv://user:Ķ@host/db?w=1\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x: https://host/c?sv=1&sig=Ķ\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x: https://hooks.slack.com/services/T0/B0/0ZzQ9rK4Ķ\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  # - name: SCALYR_API_KEY\n  #   value: Ķ\n  b: 1\n",
    "env:\n        - name: SCALYR_API_KEY\n          value: x # was Ķ\n          x: 1",
    "env:\n        - name: SCALYR_API_KEY\n          # value: Ķ\n          value: x\n          x: 1",
    "args: [--mm, --secret, Ķ]",
    "args: [--mm, --tokenvalue=Ķ]",
    "kind: Secret\nmetadata: {name: a, labels: {x: Ķ!}, annotations: {y: Ķ!}, z: 1}\n",
    "nodeSelector: {secret: Ķ!}\n",
    "args: [--mm, \"--token=\", Ķ]",
    "args: [--mm, --token, \"=\", Ķ]",
    "command: [mysql]\n      args: [-u, root, -pĶ]\n      x: 1",
    "command: [curl, -b, \"sid=Ķ; path=/\"]\n      x: 1",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.sh: echo Ķ | docker login -u u --password-stdin r\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.sh: htpasswd -bn u Ķ\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.sh: 'printf \"machine h login u password Ķ\" > f'\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  .pgpass: |\n    # all\n    db:5432:*:app:Ķ\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.conf: |\n    b 1\n    proxy_set_header X-Api-Key Ķ;\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.xml: '<add key=\"ApiKey\" value=\"Ķ\" />'\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.py: 'get(auth=(\"u\", \"Ķ\"))'\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.js: http.setToken('Ķ');\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.toml: 'token = \"\"\"Ķ\"\"\"'\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.rc: 'user = \"u:Ķ\"'\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x.pem: \"-----BEGIN PRIVATE KEY-----\\nĶ\\n-----END PRIVATE KEY-----\\n\"\n  b: 1\n",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  SCALYR_API_KEY:\nĶ\n  b: 1\n",
    "env:\n        - name: SCALYR_API_KEY # Ķ\n          x: 1",
    "kind: Secret\nstringData:\n  x: abc # Ķ\n  y: 1\n",
    "kind: Secret\nstringData:\n  0ZzQ9rK4Ķ!: SCALYR_API_KEY\n  y: 1\n",
    "args: [--mm] # lt-lint-ignore api-key=Ķ: because",
    "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: 1\n  x: https://hooks.example.com/services/T0/B0/0Zz/Q9rK4Ķ\n  b: 1\n",
];

/// Every shape with each of the first names.
fn shapes(names: usize) -> Vec<String> {
    let mut shapes = Vec::new();
    for name in NAMES.into_iter().take(names) {
        let named = |shape: &&str| shape.replace(NAME, name);
        shapes.extend(IN_POD.iter().map(named).map(|shape| format!("{POD}{shape}")));
        shapes.extend(IN_CONFIG_MAP.iter().map(named).map(|shape| format!("{CONFIG_MAP}{shape}")));
    }
    for shape in ALONE {
        shapes.push(match shape.split_once(':') {
            Some(("kind" | "type", _)) => format!("apiVersion: v1\n{shape}"),
            Some(("image", _)) => format!("{POD}    - name: flog\n      {shape}\n"),
            _ => format!("{POD}{GENERATOR}      {shape}\n"),
        });
    }
    shapes
}

/// Writes each shape to a file of its own, with a key of its own, and gives the number of files.
fn plant(folder: &Path, key: fn(usize) -> String, shapes: &[String]) -> usize {
    for (at, shape) in shapes.iter().enumerate() {
        fs::write(folder.join(format!("{at}.yaml")), shape.replace(KEY, &key(at))).unwrap();
    }
    shapes.len()
}

const FORMATS: [&str; 10] = [
    "human",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "markdown",
];

/// Everything that lt-lint says of a folder, by what was asked.
fn outputs(folder: &Path) -> Vec<(String, String)> {
    let target = tempfile::tempdir().unwrap();
    let path = |name: &str| target.path().join(name).display().to_string();
    let files = FORMATS.map(|name| format!("--output={name}={}", path(name)));
    let mut told: Vec<String> = vec!["--pedantic".into(), "--color=always".into(), ".".into()];
    told.extend(files);
    let baseline = ["--write-baseline".to_owned(), path("baseline"), ".".to_owned()];
    let mut runs = vec![told, baseline.to_vec()];
    for format in ["human", "json", "markdown", "svg"] {
        runs.push(["plan", "--format", format, "."].map(str::to_owned).to_vec());
    }
    for format in ["json", "yaml"] {
        runs.push(["objects", "--format", format, "."].map(str::to_owned).to_vec());
    }
    for format in ["human", "json"] {
        runs.push(["settings", "--format", format, "--all", "."].map(str::to_owned).to_vec());
    }
    let mut outputs = Vec::new();
    for args in runs {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (code, out, err) = run(folder, &args);
        assert!(code != 3 || args.starts_with(&["plan"]), "{args:?}: {code}: {err}");
        outputs.push((format!("{args:?}, standard output"), out));
        outputs.push((format!("{args:?}, standard error"), err));
    }
    for name in FORMATS.into_iter().chain(["baseline"]) {
        outputs.push((name.to_owned(), fs::read_to_string(path(name)).unwrap()));
    }
    outputs
}

/// Fails with every shape whose key is in an output, in whatever case.
fn assert_hidden(key: fn(usize) -> String, part: &str, names: usize, omits: fn(&str) -> bool) {
    let folder = tempfile::tempdir().unwrap();
    let shapes = shapes(names).into_iter().filter(|shape| !omits(shape)).collect::<Vec<_>>();
    let planted = plant(folder.path(), key, &shapes);
    let outputs = outputs(folder.path());
    assert!(outputs.iter().filter(|(_, text)| text.len() > 1000).count() > 10);
    let mut leaks = BTreeSet::new();
    for (name, text) in &outputs {
        let lower = text.to_lowercase();
        if !lower.contains(&part.to_lowercase()) {
            continue;
        }
        let shown = (0..planted).filter(|at| lower.contains(&key(*at).to_lowercase()));
        leaks.extend(shown.map(|at| (at, name)));
        leaks.insert((planted, name));
    }
    let list = leaks.iter().fold(String::new(), |mut list, (at, name)| {
        let _ = writeln!(list, "{name}: {at}: {:?}", shapes.get(*at));
        list
    });
    assert!(leaks.is_empty(), "of {planted} keys in {} outputs:\n{list}", outputs.len());
}

#[test]
fn a_key_that_a_machine_made_is_in_no_output() {
    assert_hidden(|at| format!("0Zz9PlantedKey{at:04}q"), "PlantedKey", NAMES.len(), |_| false);
}

#[test]
fn a_key_in_base64_is_in_no_output() {
    assert_hidden(|at| format!("kX4+bQ/9rYz2mD{at:04}w="), "rYz2mD", 2, |_| false);
}

#[test]
fn a_password_that_a_person_chose_is_in_no_output() {
    assert_hidden(|at| format!("hunter{at:04}planted"), "planted", 6, |_| false);
}

/// Some letters that are no word, for each number others.
fn letters(mut number: usize) -> String {
    let mut text = "qplant".to_owned();
    for _ in 0..3 {
        text.push(char::from(b'b' + u8::try_from(number % 20).unwrap()));
        number /= 20;
    }
    text
}

/// Shapes that only what looks like a key tells.
fn is_of_key(shape: &str) -> bool {
    ["0Zz", "value:Ķ", "value:\n          Ķ", "KEY:\nĶ"].iter().any(|part| shape.contains(part))
}

#[test]
fn an_old_value_in_a_comment_is_hidden_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: scalyr-agent\n      image: scalyr/scalyr-k8s-agent:2.1.1\n      env:\n        - {name: A, value: f3a9c07be41d58f26a90bd13, x: 1}\n        - name: DB_PASSWORD # was f3a9c07be41d58f26a90bd13\n          value: ''\n";
    fs::write(folder.path().join("a.yaml"), pod).unwrap();
    for (name, text) in outputs(folder.path()) {
        assert!(!text.contains("c07be41d58f2"), "{name}: {text}");
    }
}

#[test]
fn a_password_of_a_few_letters_is_in_no_output() {
    assert_hidden(letters, "qplant", 6, is_of_key);
}

#[test]
fn what_becomes_the_api_key_is_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let map = format!(
        "{CONFIG_MAP}data:\n  WRITE: 0Zz9PlantedKey4711\n  KEY: 1Zz9PlantedKey4711\n  x: 1\n"
    );
    let pod = format!(
        "{POD}      env:\n        - name: SCALYR_API_KEY\n          valueFrom: {{configMapKeyRef: {{name: a, key: WRITE}}}}\n      \
         envFrom: [{{prefix: SCALYR_API_, configMapRef: {{name: a}}}}]\n"
    );
    fs::write(folder.path().join("a.yaml"), format!("{map}---\n{pod}")).unwrap();
    for (name, text) in outputs(folder.path()) {
        assert!(!text.contains("PlantedKey"), "{name}: {text}");
    }
}

#[test]
fn what_is_no_secret_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let shown = [
        "max_tokens: 1",
        "tokens_per_fill: 5",
        "bearer_token_file: /var/run/token",
        "secretName: scalyr-api-key",
        "auth: basic",
        "password: $(PASSWORD)",
        "token_url: https://a.example.com/t",
        "API_KEY_NAME: scalyr-api-key",
    ];
    let data: String = shown.iter().map(|line| format!("  {line}\n")).collect();
    fs::write(folder.path().join("a.yaml"), format!("{CONFIG_MAP}data:\n{data}")).unwrap();
    let (_, out, _) = run(folder.path(), &["objects", "--format", "yaml", "."]);
    for line in shown {
        assert!(out.replace('"', "").contains(line), "{line}: {out}");
    }
    let (_, out, _) = run(folder.path(), &["--color=never", "."]);
    assert!(!out.contains("****"), "{out}");
}

#[test]
fn settings_and_baselines_keep_what_is_secret_in_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), POD).unwrap();
    for settings in [
        "machine h login u password 0Zz9PlantedKey4711\n",
        "machine h login u password hunter22planted\n",
        "load: {rate: {api_key: 0Zz9PlantedKey4711}}\n",
        "api_key: 0Zz9PlantedKey4711\n",
        "rules: [SCALYR_API_KEY=0Zz9PlantedKey4711]\n",
        "agent: {images: \"https://user:0Zz9PlantedKey4711@host\"}\n",
    ] {
        fs::write(folder.path().join("settings"), settings).unwrap();
        for option in ["--config=settings", "--baseline=settings"] {
            let (code, out, err) = run(folder.path(), &[option, "a.yaml"]);
            assert_eq!(code, 2, "{settings}");
            let said = format!("{out}{err}");
            assert!(!said.to_lowercase().contains("planted"), "{option}: {settings}: {said}");
        }
    }
}
