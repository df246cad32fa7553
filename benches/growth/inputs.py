"""The inputs whose work has grown with the square of their size, or could: each a function of a size and a source of
randomness that gives the texts of files by name."""

import json
import pathlib

K8S = pathlib.Path(__file__).parents[2] / "k8s"
APP = pathlib.Path(__file__).with_name("app.yaml").read_text()
# The seven mistakes of each file of the sets that have them.
MISTAKES = {
    "      annotations:": "      anotations:",
    "containerPort: 8080": 'containerPort: "8080"',
    "fieldPath: metadata.name": "fieldPath: metadata.nam",
    "key: LEVEL": "key: LEVLE",
    'value: "30"': "value: 30",
    "memory: 128Mi\n            limits": "memory: 128Mb\n            limits",
    "- name: config\n              mountPath": "- name: confg\n              mountPath",
}
CONFIGMAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n"
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: as.b.c}
spec:
  group: b.c
  names: {kind: A, plural: as}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            x-kubernetes-preserve-unknown-fields: true
            allOf:
"""
BINDING = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
"""
AUTOSCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: h%s}
spec:
  maxReplicas: 800
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: %s}
"""


def template(name):
    return (K8S / name).read_text()


def one(text):
    return {"a.yaml": text}


def documents(texts):
    return one("---\n".join(text if text.endswith("\n") else text + "\n" for text in texts))


def lines(head, line, names):
    return one(head + "".join(line.format(name) for name in names))


def words(size, random):
    """Names in no order, none like another."""
    return [f"{random.randrange(36**4):x}q{number}" for number in range(size)]


def workload(name):
    return template("scalyr-sidecar.yaml").replace("name: load-test", f"name: load-test-{name}", 1)


def whole_tests(size, random):
    """A whole load test a namespace, with an account that has no permission."""
    texts = []
    for name in words(size, random):
        for file in ("configmap.yaml", "scalyr-service-account.yaml", "scalyr-sidecar.yaml"):
            text = template(file).replace("namespace: scalyr", f"namespace: n{name}")
            texts.append(text.replace("serviceAccountName: scalyr-service-account", f"serviceAccountName: s{name}"))
    return documents(texts)


def autoscalers(size, random):
    names = words(size, random)
    return documents([workload(name) for name in names] + [AUTOSCALER % (name, f"load-test-{name}") for name in names])


def dangling(size, random):
    names, others = words(size, random), words(size, random)
    container = "  containers:\n  - name: c\n    image: b:1\n    envFrom:\n"
    pod = POD + container + "".join(f"    - configMapRef: {{name: m{name}}}\n" for name in names)
    maps = [f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{name}}}\ndata: {{a: b}}\n" for name in others]
    return documents([pod] + maps)


def volumes(size, random):
    names = words(size, random)
    mounts = "".join(f"    - {{name: v{name}, mountPath: /m{name}}}\n" for name in names)
    holders = "".join(f"  - name: v{name}\n    hostPath: {{path: /p{name}}}\n" for name in random.sample(names, size))
    return one(f"{POD}  containers:\n  - name: c\n    image: b:1\n    volumeMounts:\n{mounts}  volumes:\n{holders}")


def containers(line):
    return lambda size, random: lines(POD + "  containers:\n", line, words(size, random))


def one_line_json(size, random):
    items = [{"name": f"c{name}", "image": "b:1", "imagePullPolicy": "always"} for name in words(size, random)]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": items}}
    return {"a.json": json.dumps(pod)}


def custom_resource(size, random):
    names = words(size, random)
    kind = CRD + "".join(f"            - properties: {{k{name}: {{minimum: 1}}}}\n" for name in names)
    fields = "".join(f"  k{name}: 0\n" for name in random.sample(names, size))
    return documents([kind, f"apiVersion: b.c/v1\nkind: A\nmetadata: {{name: a}}\nspec:\n{fields}"])


def subjects(size, random):
    accounts = [f"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: a{name}, namespace: n}}\n" for name in words(size, random)]
    named = "".join(f"- {{kind: ServiceAccount, name: b{name}, namespace: n}}\n" for name in words(size, random))
    return documents(accounts + [BINDING + named])


def selectors(size, random):
    service = "apiVersion: v1\nkind: Service\nmetadata: {{name: s{0}}}\nspec: {{selector: {{app: p{0}}}, ports: [{{port: 80}}]}}\n"
    pod = 'apiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}, labels: {{app: q{0}}}}}\nspec: {{containers: [{{name: c, image: "b:1"}}]}}\n'
    return documents(text.format(name) for name in words(size, random) for text in (service, pod))


def policies(size, random):
    """A NetworkPolicy for each pod, and one more for all of them."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}, namespace: n, labels: {{app: p{0}}}}}\n"
    pod += "spec: {{containers: [{{name: scalyr-agent, image: 'scalyr/scalyr-k8s-agent:2.1.1'}}]}}\n"
    policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: s{0}, namespace: n}}\n"
    own = policy + "spec: {{podSelector: {{matchLabels: {{app: p{0}}}}}, policyTypes: [Egress]}}\n"
    texts = [text.format(name) for name in words(size, random) for text in (pod, own)]
    return documents(texts + [(policy + "spec: {{podSelector: {{}}, policyTypes: [Egress]}}\n").format("all")])


def settings(size, random):
    keys = "".join(f'  SCALYR_UNKNOWN_{name}: "a"\n' for name in words(size, random))
    agent = "  containers:\n  - name: scalyr-agent\n    image: scalyr/scalyr-k8s-agent:2.1.1\n    envFrom: [{configMapRef: {name: a}}]\n"
    return documents([CONFIGMAP + keys, POD.replace("name: a", "name: b") + agent])


def annotations(size, random):
    keys = "".join(
        f"    log.config.scalyr.com/attributes.x{name}: y\n    log.config.scalyr.com/c{name}.attributes.parser: z\n"
        for name in words(size, random)
    )
    head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n"
    pods = "spec:\n  containers:\n  - {name: c, image: 'b:1'}\n  - {name: scalyr-agent, image: 'scalyr/scalyr-k8s-agent:2.1.1'}\n"
    return one(head + keys + pods)


def secrets(size, random):
    text = "apiVersion: v1\nkind: Secret\nmetadata: {{name: a{0}}}\nstringData: {{p: passw0rd{0}xx, p2: 1}}\n"
    return documents(text.format(name) for name in words(size, random))


def one_word(size, random):
    """A file that can't be read, with names and values in one word."""
    word = "".join(f"api_key=v{name}\\n" for name in words(size, random))
    return one(f"{CONFIGMAP}  k: '{word}'\n  l: [\n")


def pieces(text, pause="---\n"):
    return lambda size, random: one(pause.join(text.format(name) for name in words(size, random)))


def mapping(line, head=CONFIGMAP):
    return lambda size, random: lines(head, line, words(size, random))


# The size of each is about as much work as the others'.
KINDS = {
    "whole tests": (whole_tests, 2),
    "booleans in text": (mapping("  k{0}: yes\n"), 150),
    "one key again and again": (mapping('  k: "{0}"\n'), 150),
    "each key twice": (mapping('  k{0}: "1"\n  k{0}: "2"\n'), 100),
    "suppressions": (mapping("  # lt-lint-ignore misread-value: reason\n  k{0}: yes\n"), 80),
    "unused suppressions": (mapping("  # lt-lint-ignore stale-image: reason\n  k{0}: x\n"), 150),
    "placeholders": (mapping("  k{0}: <YOUR_VALUE_{0}>\n"), 100),
    "autoscalers": (autoscalers, 2),
    "misspelt fields": (containers("  - name: c{0}\n    image: b:1\n    imagePulPolicy: Always\n"), 60),
    "missing fields": (containers("  - nam: c{0}\n    image: b:1\n"), 40),
    "unknown fields": (mapping("  hostNetwrk{0}: true\n", POD + "  containers: [{name: c, image: 'b:1'}]\n"), 200),
    "wrong values": (containers("  - name: c{0}\n    image: b:1\n    imagePullPolicy: always\n"), 50),
    "dangling references": (dangling, 50),
    "volumes": (volumes, 120),
    # For each name another one is suggested, out of a thousand at most: below that, each is compared with all.
    "variables": (mapping("    - name: V{0}\n      value: $(W{0})\n", POD + "  containers:\n  - name: c\n    image: b:1\n    env:\n"), 1100),
    "generators": (containers('  - name: c{0}\n    image: mingrammer/flog:0.4.3\n    args: ["--rate", "10", "--loop"]\n'), 60),
    "ports": (mapping("    - {{containerPort: 80, name: p{0}}}\n", POD + "  containers:\n  - name: c\n    image: b:1\n    ports:\n"), 250),
    "options": (mapping("    - -a\n    - v{0}\n", POD + "  containers:\n  - name: c\n    image: b:1\n    tty: 1\n    args:\n"), 600),
    "JSON in one line": (one_line_json, 50),
    "custom resource": (custom_resource, 60),
    "broken documents": (pieces("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{0}}}\ndata: [\n"), 60),
    "objects of one name": (pieces("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: b{0}}}\n"), 60),
    "subjects": (subjects, 40),
    "secrets": (secrets, 30),
    "values in one word": (one_word, 60),
    "selectors": (selectors, 30),
    "network policies": (policies, 10),
    "labels": (mapping('    "a {0}": x\n', "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n"), 100),
    "aliases": (mapping("  k{0}: *x\n", CONFIGMAP + "  a: &x yes\n"), 250),
    "settings of the agent": (settings, 30),
    "annotations of the agent": (annotations, 30),
}


def files(random):
    """Two hundred files as a team has them: two in three small ones, and every tenth with a mistake."""
    made = {}
    for number, name in enumerate(words(200, random)):
        folder = f"team-{number % 7}/{name}.yaml"
        if number % 20 == 0:
            made[folder] = workload(name)
        elif number % 3 == 0:
            made[folder] = POD.replace("name: a", f"name: {name}") + f"  containers: [{{name: c, image: 'b:{number}'}}]\n"
        else:
            value = "yes" if number % 10 == 0 else f'"{number}"'
            made[folder] = CONFIGMAP.replace("name: a", f"name: {name}") + f"  number: {value}\n  name: {name}\n"
    return made


def app(number, wrong=False):
    """A file of four objects: ConfigMap, Service, ServiceAccount and Deployment."""
    text = APP.replace("@N@", str(number)).replace("@REPLICAS@", str(1 + number % 5)).replace("@TAG@", str(number % 50))
    for right, mistake in MISTAKES.items() if wrong else ():
        if right not in text:
            raise ValueError(f"app.yaml has no `{right}`")
        text = text.replace(right, mistake, 1)
    return text


def apps(wrong):
    """A hundred files of four objects each."""
    return {f"app-{number}.yaml": app(number, wrong) for number in range(100)}
