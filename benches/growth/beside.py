"""Measures lt-lint beside other programs: CPU seconds, wall seconds and peak memory on the same files.

usage: beside.py PROGRAM [NAME=COMMAND]...

PROGRAM is lt-lint; a COMMAND is another program with its arguments, run with the set's path as its last one. `ruff`
gets three Python files in place of `k8s/`, since it reads no YAML, and nothing else. All programs run in turn, and the
run with the least CPU of each counts.
"""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

import inputs

ROUNDS = 5
PYTHON = '"""Adds."""\n\n\ndef add(left: int, right: int) -> int:\n    """Return the sum of both."""\n    return left + right\n'


def folder_of(work, name, count, wrong=False):
    for number in range(count):
        folder = work / name / f"{number // 100:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"app-{number}.yaml").write_text(inputs.app(number, wrong))
    return work / name


def one_file(work, size):
    file = work / "one.yaml"
    with file.open("w") as out:
        number = 0
        while out.tell() < size:
            out.write(("---\n" if number else "") + inputs.app(number))
            number += 1
    return file


def python_files(work):
    folder = work / "python"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.py").write_text(PYTHON * 20)
    return folder


def sets(work):
    """The inputs by name, made when they are asked for."""
    yield "k8s/", inputs.K8S
    yield "1,000 files", folder_of(work, "right-1k", 1_000)
    yield "1,000 files, 7 mistakes each", folder_of(work, "wrong-1k", 1_000, wrong=True)
    yield "10,000 files", folder_of(work, "right-10k", 10_000)
    yield "10,000 files, 7 mistakes each", folder_of(work, "wrong-10k", 10_000, wrong=True)
    yield "50,000 files", folder_of(work, "right-50k", 50_000)
    yield "one file of 100 MB", one_file(work, 100_000_000)


def cost(command, path):
    """CPU seconds, wall seconds and peak MiB of a run."""
    start = time.monotonic()
    run = subprocess.Popen([*command, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=path.parent)
    _, status, used = os.wait4(run.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{shlex.join(command)} {path} failed with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024


def main():
    if len(sys.argv) < 2 or any("=" not in other for other in sys.argv[2:]):
        sys.exit(__doc__)
    others = [other.split("=", 1) for other in sys.argv[2:]]
    programs = {"lt-lint": [os.path.abspath(sys.argv[1]), "--format", "concise"]}
    programs |= {name: shlex.split(command) for name, command in others}
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        python = python_files(work)
        for name, path in sets(work):
            paths = {program: python if program == "ruff" else path for program in programs if program != "ruff" or name == "k8s/"}
            runs = [{program: cost(programs[program], path) for program, path in paths.items()} for _ in range(ROUNDS)]
            for program in paths:
                cpu, wall, memory = min(run[program] for run in runs)
                print(f"{name:30} {program:12} {cpu:8.3f} s CPU {wall:8.3f} s wall {memory:6.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
