"""The folder of a new network, its tests, its twin, its page, and its two lines in registries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from palabre.plumbing.errors import Refused

TEMPLATES = Path(__file__).parent / "new_network"
PLACES = {
    "connector": "palabre/connectors/networks/{name}",
    "tests": "tests/connectors/networks/{name}",
    "twin": "palabre/sandbox/networks/{name}",
}
PAGE = "docs/networks/{name}.md"
REGISTRIES = (
    (
        "palabre/connectors/registry.py",
        "from palabre.connectors.networks.{name}.connector import {class_name}\n",
    ),
    (
        "palabre/sandbox/networks/__init__.py",
        "from palabre.sandbox.networks.{name}.twin import {class_name}\n",
    ),
)
BEFORE = "    Generic(),\n"
"""The line of the registry before which a new network stands: the generic source is the last."""
TWINS_END = "    # the next twin\n"


def make_network(root: Path, name: str, title: str) -> Sequence[Path]:
    """Write the files of a new network and return them; what is there is never written over."""
    class_name = "".join(part.title() for part in name.split("_"))
    values = {"name": name, "title": title, "class_name": class_name}
    files = list(_files(root, name))
    taken = [target for _, target in files if target.exists()]
    if taken:
        raise Refused(f"{taken[0].relative_to(root)} is there already.")
    for source, target in files:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(source.read_text("utf-8")).substitute(values), "utf-8")
    (root / PLACES["tests"].format(name=name) / "recorded").mkdir(exist_ok=True)
    for path, line in REGISTRIES:
        _register(root / path, line.format(**values), f"    {class_name}(),\n")
    return [target for _, target in files]


def _files(root: Path, name: str) -> Iterator[tuple[Path, Path]]:
    for part, place in PLACES.items():
        for source in sorted((TEMPLATES / part).glob("*.txt")):
            yield source, root / place.format(name=name) / source.stem
    yield TEMPLATES / "page.md.txt", root / PAGE.format(name=name)


def _register(file: Path, import_line: str, entry: str) -> None:
    """Put a network in a registry: its import among the others, its entry where it ends."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    start = import_line.partition(".networks.")[0]
    imports = [place for place, line in enumerate(lines) if line.startswith(start)]
    place = next((one for one in imports if lines[one] > import_line), imports[-1] + 1)
    lines.insert(place, import_line)
    end = next(one for one, line in enumerate(lines) if line in {BEFORE, TWINS_END})
    lines.insert(end, entry)
    file.write_text("".join(lines), "utf-8")
