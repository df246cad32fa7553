"""Asks kubernetes-validate and the types of k8s-openapi about the corpus, and compares.

usage: ask.py CORPUS DECODED KNOWN

CORPUS has a JSON object a line: name, object, problems (lt-lint's). DECODED has, a line each, what the types made
of the same object: null or the reason of a refusal. KNOWN is a YAML list of disagreements that are explained,
with `*` for any field. Every kind of disagreement has a signature; one that isn't known, and a known one that is no more, is a failure.
"""

import collections
import fnmatch
import functools
import json
import sys

import kubernetes_validate
import kubernetes_validate.utils as utils
import yaml

VERSION = "1.37"


# The library reads its definitions anew for every object; once is enough.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


def second_opinion(instance):
    """None, or what kubernetes-validate holds against an object, as the kind of problem and its field."""
    try:
        kubernetes_validate.validate(instance, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        names = [str(step) for step in error.absolute_path if isinstance(step, str)]
        field = names[-1] if names else "the object"
        if error.validator == "required":
            return "missing " + error.message.split("'")[1]
        if error.validator == "additionalProperties":
            return "unknown field"
        return f"{error.validator} of {field}"
    except kubernetes_validate.utils.SchemaNotFoundError:
        return "no schema"
    return None


def disagreements(problems, other, decoded):
    """What the opinions differ about; nothing where all agree."""
    if problems and other is None:
        return ["only lt-lint refuses: " + problem for problem in problems]
    if not problems and other is not None:
        return ["only kubernetes-validate refuses: " + other]
    if not problems and decoded is not None:
        return ["only the types refuse: " + decoded]
    return []


def main(corpus, decoded, known):
    found, examples = collections.Counter(), {}
    counts = collections.Counter()
    with open(corpus) as lines, open(decoded) as verdicts:
        for line, verdict in zip(lines, verdicts, strict=True):
            entry = json.loads(line)
            problems = entry["problems"]
            counts["refused" if problems else "accepted"] += 1
            for about in disagreements(problems, second_opinion(entry["object"]), json.loads(verdict)):
                found[about] += 1
                examples.setdefault(about, entry["name"])
    with open(known) as file:
        explained = {about for group in yaml.safe_load(file) for about in group["about"]}
    used = {pattern for pattern in explained for about in found if fnmatch.fnmatchcase(about, pattern)}
    print(f"{sum(counts.values())} objects: {counts['accepted']} accepted, {counts['refused']} refused")
    failures = 0
    for about, count in sorted(found.items()):
        is_known = any(fnmatch.fnmatchcase(about, pattern) for pattern in explained)
        mark = "known" if is_known else "NEW"
        failures += not is_known
        print(f"{mark:5} {count:5} {about}   e.g. {examples[about]}")
    for about in sorted(explained - used):
        failures += 1
        print(f"GONE        {about}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
