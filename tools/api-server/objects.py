"""Asks the API server about the objects of the tests, and records what it says.

usage: serve python3 objects.py KUBECTL CORPUS RECORD

CORPUS has a JSON object a line: key, object. KUBECTL creates each in a dry run with strict validation of fields. RECORD
gets a list of the keys of the objects that are taken, and of each refusal, which loses the name of its object. What the
server has no address for isn't recorded.
"""

import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# A folder for each run of kubectl.
AT_ONCE = 400
# Versions with the same fields, under the name that the server of this age knows.
OLDER = {
    ("batch/v1", "CronJob"): "batch/v1beta1",
    ("policy/v1", "PodDisruptionBudget"): "policy/v1beta1",
    ("autoscaling/v2", "HorizontalPodAutoscaler"): "autoscaling/v2beta2",
}
# kubectl names the file only where several are refused.
REFUSED = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {}}] * 2
LONGEST = 240
UNSERVED = ("no matches for kind", "could not find the requested resource")
# Mistakes that kubectl itself finds come in one line.
JOINT = re.compile(r'(?:^\[|, )(?=[a-z][a-z ]* "[^"]*/\d{6}\.json")', re.MULTILINE)
FILE = re.compile(r'"?(?:/[^" :]*)?/(\d{6})\.json"?:? ?')
# What goes round the reason, and the name of the object, its group too.
ROUND = [
    re.compile(r"^Error from server \(\w+\): error when creating "),
    re.compile(r"^(?:error: )?(?:error (?:when )?(?:validating|parsing)|unable to decode) "),
    re.compile(r"^(?:error: |Error from server \(\w+\): )"),
    re.compile(r"; if you choose to ignore these errors, turn validation off with --validate=false$"),
    re.compile(r'^(?:error validating data|error when creating): '),
    re.compile(r'^[A-Z]\w+(?:\.[\w.-]+)? "(?:[^"\\]|\\.)*" is invalid: '),
    re.compile(r'^object at [^:]*: '),
]


def older(entry):
    """The object as this server knows it."""
    found = OLDER.get((entry.get("apiVersion"), entry.get("kind")))
    return {**entry, "apiVersion": found} if found else entry


def reason(line):
    """The refusal alone."""
    text = FILE.sub("", line)
    for part in ROUND:
        text = part.sub("", text)
    return text.strip()[:LONGEST]


def ask(kubectl, entries):
    """What kubectl says of each object: nothing where it is taken."""
    with tempfile.TemporaryDirectory() as folder:
        for at, entry in enumerate([older(one["object"]) for one in entries] + REFUSED):
            pathlib.Path(folder, f"{at:06}.json").write_text(json.dumps(entry))
        command = [kubectl, "create", "--dry-run=server", "--validate=strict", "-o", "name", "-f", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    said, last = {}, None
    for line in JOINT.sub("\n", done.stderr).splitlines():
        number = FILE.search(line)
        if number and not line.startswith("Warning: "):
            last = int(number[1])
            said[last] = said.get(last, "") or reason(line)
        elif last is not None and line.startswith((" ", "*", "|")):
            said[last] = f"{said[last]} {line.strip()}"[:LONGEST]
        elif len(entries) > 1 and line and not line.startswith(("Warning: ", "ensure CRDs")):
            print("not understood:", line, file=sys.stderr)
    taken = len(done.stdout.splitlines())
    if taken + len(said) != len(entries) + len(REFUSED):
        # A complaint names no file: the halves tell whose it is.
        half = len(entries) // 2
        return ask(kubectl, entries[:half]) + ask(kubectl, entries[half:]) if half else [reason(done.stderr)]
    return [said.get(at, "") for at in range(len(entries))]


def main(kubectl, corpus, record):
    with open(corpus, encoding="utf-8") as lines:
        entries = list({entry["key"]: entry for entry in map(json.loads, lines)}.values())
    parts = [entries[at : at + AT_ONCE] for at in range(0, len(entries), AT_ONCE)]
    answers = collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for part, said in zip(parts, pool.map(lambda part: ask(kubectl, part), parts)):
            for entry, text in zip(part, said):
                if not any(words in text for words in UNSERVED):
                    answers[text].append(entry["key"])
            print(".", end="", flush=True)
    lines = [f"{json.dumps(text, ensure_ascii=False)}: {json.dumps(' '.join(sorted(keys)))}" for text, keys in sorted(answers.items())]
    pathlib.Path(record).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(entries)} objects, {len(answers['']) } taken, {sum(map(len, answers.values()))} with an answer")


if __name__ == "__main__":
    main(*sys.argv[1:])
