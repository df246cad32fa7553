"""Adds the releases of the agent that a registry has and facts/agent/images.yaml doesn't know to that file.

usage: propose.py IMAGES [TAGS]

IMAGES is the file of facts. TAGS is the address of the first page of the tags of the image, by default that of Docker
Hub; a page is JSON with the tags in `results` and the address of the next page in `next`. Where something is new, the
file is rewritten and the text of a pull request printed; otherwise nothing is changed or printed. Numbers are all that
a registry tells: what else a release changes is for whoever reads the text.
"""

import json
import pathlib
import re
import sys
import textwrap
import urllib.request

TAGS = "https://hub.docker.com/v2/repositories/scalyr/scalyr-k8s-agent/tags?page_size=100"
CHANGES = "https://github.com/scalyr/scalyr-agent-2/blob/v{}/CHANGELOG.md"
# The list in the file, and how its lines are filled.
LIST = re.compile(r"(?<=^releases: \[\n).*?(?=\n  \]$)", re.MULTILINE | re.DOTALL)
SUFFIX = re.compile(r"suffix: (-[\w.-]+)")
WIDTH = 110
MOST_PAGES = 200
SECONDS = 60


def tags(address):
    """The names of all tags, page by page."""
    names = []
    for _ in range(MOST_PAGES):
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            page = json.load(answer)
        names += [tag["name"] for tag in page["results"]]
        address = page.get("next")
        if not address:
            return names
    sys.exit(f"more than {MOST_PAGES} pages of tags")


def number(release):
    return tuple(int(part) for part in release.split("."))


def known(text):
    found = LIST.search(text)
    if found is None:
        sys.exit("no list `releases` where one is expected")
    return re.findall(r"[\d.]+", found[0])


def with_releases(text, releases):
    """The text of the file with these releases, in their order."""
    filled = textwrap.fill(", ".join(sorted(releases, key=number)), WIDTH, initial_indent="    ", subsequent_indent="    ")
    return LIST.sub(filled, text)


def request(new, suffixes):
    """The text of the pull request."""
    lines = [f"The registry has {', '.join(new)}, which `facts/agent/images.yaml` didn't list.", "", "To do before merging:", ""]
    lines += [f"- [ ] Read what {release} changes: {CHANGES.format(release)}" for release in new]
    lines += [f"- [ ] Say in `suffixes` what a tag with `{suffix}` lacks: it is new." for suffix in suffixes]
    lines += [
        "- [ ] Add defects that it mends to `defects`, and settings that it adds or changes to `facts/agent/settings.yaml`;",
        "      then raise `releases.newest` there.",
        "- [ ] Close and reopen this pull request: checks don't start by themselves on one that a workflow opens.",
    ]
    return "\n".join(lines)


def main(images, address=TAGS):
    file = pathlib.Path(images)
    text = file.read_text()
    listed, offered = set(known(text)), tags(address)
    oldest = min(listed, key=number)
    plain = {tag for tag in offered if re.fullmatch(r"\d+\.\d+\.\d+", tag) and number(tag) > number(oldest)}
    new = sorted(plain - listed, key=number)
    if not new:
        return
    told = set(SUFFIX.findall(text))
    behind = {tag.removeprefix(release) for release in new for tag in offered if tag.startswith(f"{release}-")}
    file.write_text(with_releases(text, listed | plain))
    print(request(new, sorted(behind - told)))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
