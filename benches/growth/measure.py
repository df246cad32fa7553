"""Measures lt-lint on inputs whose work has grown with the square of their size, or could.

usage: measure.py gate PROGRAM [--accept]    instructions; fails where they grow faster than the input, or by more than
                                             5 % over instructions.json, which --accept writes anew
       measure.py time PROGRAM [KIND]...     CPU seconds and peak memory at three large sizes
       measure.py formats PROGRAM            the same of each output format, with many findings

Every input is generated with a seed, so that a run repeats another. Instructions are counted by valgrind, on one
thread; they repeat to a thousandth and don't depend on what else the machine does.
"""

import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import inputs

SEED = 4711
# Twice the input may cost this much more: sorting grows a little faster than what it sorts.
MOST_GROWTH = 2.2
TOLERANCE = 0.05
LARGE = (8, 16, 32)
FORMATS = ["concise", "human", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"]
COMMITTED = pathlib.Path(__file__).with_name("instructions.json")
VALGRIND = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
# What a user's own settings and the number of cores would change.
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "RAYON_NUM_THREADS": "1", "LANG": "C.UTF-8"}


def write(files, folder):
    for name, text in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def generated(kind, size, folder):
    function, _ = inputs.KINDS[kind]
    write(function(size, random.Random(SEED)), folder)


def instructions(program, folder):
    """Instructions of a run in a folder."""
    command = [*VALGRIND, program, "--format", "concise", "."]
    run = subprocess.run(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    counted = re.search(r"I\s+refs:\s+([\d,]+)", run.stderr)
    if counted is None or run.returncode not in (0, 1):
        sys.exit(f"lt-lint failed in {folder} with {run.returncode}:\n{run.stderr}")
    return int(counted[1].replace(",", ""))


def gate(program, accept):
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is needed to count instructions: apt-get install valgrind")
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        def count(name, files):
            folder = pathlib.Path(work, name)
            write(files, folder)
            return pool.submit(instructions, program, folder)

        k8s = {path.name: path.read_text() for path in inputs.K8S.iterdir()}
        fixed = {"k8s": count("k8s", k8s), "200 files": count("200 files", inputs.files(random.Random(SEED)))}
        fixed |= {name: count(name, inputs.apps(wrong)) for name, wrong in (("100 apps", False), ("100 wrong apps", True))}
        start = count("start", {"a.yaml": inputs.CONFIGMAP + "  a: b\n"})
        grown = {
            kind: [count(f"{kind} {size}", function(size, random.Random(SEED))) for size in (size, 2 * size)]
            for kind, (function, size) in inputs.KINDS.items()
        }
        fixed = {name: future.result() for name, future in fixed.items()}
        grown = {kind: [future.result() - start.result() for future in sizes] for kind, sizes in grown.items()}
    if accept:
        COMMITTED.write_text(json.dumps(fixed, indent=2) + "\n")
    return judge(fixed, grown)


def judge(fixed, grown):
    wrong = []
    for kind, (small, large) in grown.items():
        growth = large / small
        print(f"{kind:26} {small / 1e6:7.1f} M {large / 1e6:7.1f} M  x{growth:.2f}")
        if growth > MOST_GROWTH:
            wrong.append(f"{kind}: twice the input takes {growth:.2f} times the instructions, above {MOST_GROWTH}")
    committed = json.loads(COMMITTED.read_text())
    for name, now in fixed.items():
        before = committed[name]
        print(f"{name:26} {now / 1e6:7.1f} M, {now / before - 1:+.1%} of what is committed")
        if now > before * (1 + TOLERANCE):
            wrong.append(
                f"{name}: {now} instructions, more than {TOLERANCE:.0%} above {before}; where the change is worth it,\n"
                f"  accept it with: python3 benches/growth/measure.py gate PROGRAM --accept"
            )
    print("\n".join(wrong))
    return bool(wrong)


def cost(program, folder, output_format="concise"):
    """CPU seconds and peak memory in MiB of a run."""
    run = subprocess.Popen([program, "--format", output_format, "."], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(run.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def table(rows):
    for name, costs in rows:
        print(f"{name:26}" + "".join(f" {seconds:7.2f} s {memory:6.0f} MiB" for seconds, memory in costs), flush=True)


def times(program, kinds):
    def costs(kind):
        for factor in LARGE:
            with tempfile.TemporaryDirectory() as folder:
                generated(kind, inputs.KINDS[kind][1] * factor, folder)
                yield cost(program, folder)

    table((kind, costs(kind)) for kind in kinds or inputs.KINDS)


def formats(program):
    with tempfile.TemporaryDirectory() as folder:
        for number, kind in enumerate(("booleans in text", "labels", "JSON in one line", "whole tests")):
            generated(kind, inputs.KINDS[kind][1] * LARGE[0], pathlib.Path(folder, str(number)))
        table((name, [cost(program, folder, name)]) for name in FORMATS)


def main():
    match sys.argv[1:]:
        case ["gate", program, *rest] if rest in ([], ["--accept"]):
            return gate(os.path.abspath(program), bool(rest))
        case ["time", program, *kinds] if set(kinds) <= set(inputs.KINDS):
            return times(os.path.abspath(program), kinds)
        case ["formats", program]:
            return formats(os.path.abspath(program))
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
