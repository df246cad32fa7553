"""Runs the lt-lint that came with this package, with the arguments and the exit code of this process."""

import os
import subprocess
import sys
import sysconfig


def program() -> str:
    """Path of the program: pip puts it beside the scripts of the environment, or of the user."""
    name = "lt-lint.exe" if sys.platform == "win32" else "lt-lint"
    user = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else os.name + "_user"
    folders = [sysconfig.get_path("scripts"), sysconfig.get_path("scripts", scheme=user)]
    # With `pip install --target` it is in `bin` beside the package.
    folders.append(os.path.join(os.path.dirname(os.path.dirname(__file__)), "bin"))
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise SystemExit("lt-lint: the program isn't in " + ", ".join(folders))


def main() -> None:
    """Replaces this process where the system can, and else waits for the program."""
    command = [program(), *sys.argv[1:]]
    if sys.platform == "win32":
        raise SystemExit(subprocess.run(command).returncode)
    sys.stdout.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
