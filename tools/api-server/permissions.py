"""Asks the API server what service accounts may do, and records what it says.

usage: serve python3 permissions.py ASKED RECORD

ASKED has a JSON object a line: key, objects (roles, bindings and accounts), and questions. The objects of a set are created,
each question is asked as a SubjectAccessReview, which is what `kubectl auth can-i --as` asks, and they are deleted again.
RECORD gets a text for each set, with `y` or `n` for each question; a set of which the server refuses an object has none.
"""

import json
import os
import pathlib
import ssl
import sys
import time
import urllib.error
import urllib.request

RBAC = "/apis/rbac.authorization.k8s.io/v1"
PLURALS = {"Role": "roles", "ClusterRole": "clusterroles", "RoleBinding": "rolebindings", "ClusterRoleBinding": "clusterrolebindings"}
OPEN = ssl._create_unverified_context()


def call(method, path, body=None):
    """The answer, or nothing where it is a refusal."""
    request = urllib.request.Request(os.environ["LT_LINT_API"] + path, method=method)
    request.add_header("Authorization", "Bearer " + os.environ["LT_LINT_API_TOKEN"])
    request.add_header("Content-Type", "application/json")
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urllib.request.urlopen(request, data, context=OPEN, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        error.read()
        return None


def address(entry):
    """Where objects of its kind are."""
    namespace = (entry.get("metadata") or {}).get("namespace")
    place = f"/namespaces/{namespace}" if entry["kind"] in ("Role", "RoleBinding") else ""
    return f"{RBAC}{place}/{PLURALS[entry['kind']]}"


def may(question):
    """Whether the account may."""
    namespace, name = question["namespace"], question["account"]
    resource, _, part = question["resource"].partition("/")
    groups = ["system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated"]
    asked = {
        "namespace": "" if question["everywhere"] else namespace,
        "verb": question["verb"],
        "group": question["group"],
        "resource": resource,
        "subresource": part,
    }
    spec = {"user": f"system:serviceaccount:{namespace}:{name}", "groups": groups, "resourceAttributes": asked}
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}
    return call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", body)["status"]["allowed"]


def markers(at):
    """Objects that are created last: what they allow tells that the server knows all of the set."""
    rules = [{"apiGroups": ["marker"], "resources": [f"m{at}"], "verbs": ["get"]}]
    subjects = [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "system:serviceaccount:marker:it"}]
    for kind, place in (("ClusterRole", {}), ("Role", {"namespace": "marker"})):
        metadata = {"name": f"marker-{at}", **place}
        group = "rbac.authorization.k8s.io"
        yield {"apiVersion": f"{group}/v1", "kind": kind, "metadata": metadata, "rules": rules}
        reference = {"apiGroup": group, "kind": kind, "name": f"marker-{at}"}
        binding = {"metadata": metadata, "roleRef": reference, "subjects": subjects}
        yield {"apiVersion": f"{group}/v1", "kind": f"{kind}Binding", **binding}


def wait(at, allowed):
    """Until the server knows, or no longer knows, the markers."""
    asked = {"namespace": "marker", "account": "it", "group": "marker", "resource": f"m{at}", "verb": "get", "everywhere": False}
    for _ in range(500):
        if may(asked) == allowed:
            return
        time.sleep(0.01)
    sys.exit("the server doesn't notice roles")


def ask(at, entry):
    """The answers to a set, or nothing."""
    objects = [one for one in entry["objects"] if one["kind"] in PLURALS]
    made = []
    # The cluster's markers last, alone: both kinds of binding would answer the same question.
    for one in [*objects, *list(markers(f"{at}a"))[2:], *list(markers(f"{at}b"))[:2]]:
        answer = call("POST", address(one), one)
        made.append((one, answer is not None))
    for part in "ab":
        wait(f"{at}{part}", True)
    sound = all(taken for _, taken in made)
    said = "".join("ny"[may(question)] for question in entry["questions"]) if sound else None
    for one, taken in made:
        if taken:
            call("DELETE", f"{address(one)}/{one['metadata']['name']}")
    for part in "ab":
        wait(f"{at}{part}", False)
    # Those of the other kind of object may be noticed a little later.
    time.sleep(0.05)
    return said


def main(asked, record):
    with open(asked, encoding="utf-8") as lines:
        entries = list({entry["key"]: entry for entry in map(json.loads, lines)}.values())
    answers = {entry["key"]: ask(at, entry) for at, entry in enumerate(entries)}
    lines = [f"{json.dumps(key)}: {json.dumps(said)}" for key, said in sorted(answers.items()) if said is not None]
    pathlib.Path(record).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(answers)} sets, {len(lines)} with an answer, {sum(map(len, filter(None, answers.values())))} questions")


if __name__ == "__main__":
    main(*sys.argv[1:])
