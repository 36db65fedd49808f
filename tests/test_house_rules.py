"""The rules of the house that a program can check, each with its cure."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from palabre.commands import COMMANDS
from palabre.connectors.registry import CONNECTORS

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "common", "manager", "service", "handler", "misc", "lib"}
NETWORK_FILES = {
    "__init__.py",
    "connector.py",
    "incoming.py",
    "limits.py",
    "login.py",
    "outgoing.py",
}
"""What every network's folder has; a file that grew too long is two of its own names."""
MACHINES = re.compile("(?<![\\w.<~-])/" + "(?:root|home|Users|work|mnt)" + "/")
KINDS = {"added", "changed", "fixed", "removed", "security"}
SUFFIXES = {".py", ".md", ".html", ".css", ".js", ".yaml", ".toml", ".in", ".sql", ".po"}
DATA = {"palabre/engine/charters/brand.yaml", "docs/networks/README.md"}
"""Files that are lists, not text to read from top to bottom."""


def tracked() -> list[Path]:
    """Return the files of the repository as git knows them."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("This is not a git checkout.")
    files = [ROOT / name for name in done.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Return name and text of every Python file below these folders, migrations aside."""
    for file in tracked():
        name = str(file.relative_to(ROOT))
        is_below = not folders or name.split("/")[0] in folders
        if file.suffix == ".py" and is_below and "/migrations/" not in name:
            yield name, file.read_text(encoding="utf-8")


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of a source text."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_file_that_grows_beyond_300_lines_becomes_a_folder_of_its_name() -> None:
    long = {
        name: lines
        for file in tracked()
        if file.suffix in SUFFIXES - {".po"}
        and (name := str(file.relative_to(ROOT))) not in DATA
        and "/migrations/" not in name
        and (lines := len(file.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has below its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_a_function_that_grows_beyond_40_lines_is_cut() -> None:
    long = {
        f"{name}: {function.name}": lines
        for name, text in sources("palabre", "config", "tests")
        for function in functions(text)
        if (lines := body_lines(function)) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_every_package_says_in_a_sentence_what_it_holds() -> None:
    silent = [
        name
        for name, text in sources("palabre", "config")
        if name.endswith("__init__.py") and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_every_module_and_test_file_begins_with_a_sentence() -> None:
    silent = [
        name
        for name, text in sources("palabre", "config", "tests", "benchmarks")
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_what_others_may_call_says_what_it_does() -> None:
    silent = [
        f"{name}: {node.name}"
        for name, text in sources("palabre", "config")
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def has_annotations(text: str) -> bool:
    """Say whether a source text annotates anything."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.AnnAssign):
            return True
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if node.returns or any(one.annotation for one in arguments):
                return True
    return False


def test_annotations_are_read_late_wherever_there_are_some() -> None:
    line = "from __future__ import annotations"
    missing = [
        name for name, text in sources("palabre") if has_annotations(text) and line not in text
    ]
    assert missing == []


def test_files_are_named_by_the_words_of_the_field() -> None:
    vague = [
        str(file.relative_to(ROOT))
        for file in tracked()
        if {part.split(".")[0] for part in file.relative_to(ROOT).parts} & VAGUE
    ]
    assert vague == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()[:80]}"
        for file in tracked()
        if file.suffix in SUFFIXES | {".lock", "", ".svg"}
        for line in file.read_text(encoding="utf-8").splitlines()
        if MACHINES.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_a_hash_for_every_package_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    packages = [line for line in lines if not line.lstrip().startswith("#")]
    assert packages
    for line in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==\S+ ", line), line[:80]
        assert "--hash=sha256:" in line, line[:80]
    assert "://" not in text
    assert "index-url" not in text
    assert " @ " not in text


def test_every_network_is_a_folder_of_the_same_files() -> None:
    folder = ROOT / "palabre" / "connectors" / "networks"
    networks = {one.name for one in folder.iterdir() if (one / "__init__.py").exists()}
    assert networks == set(CONNECTORS)
    for network in networks:
        files = {file.name for file in (folder / network).glob("*.py")}
        assert files >= NETWORK_FILES, network
        assert (folder / network / "README.md").is_file(), network


def documentation() -> str:
    """Return everything that the documentation says."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named_in_the_documentation(command: str) -> None:
    assert re.search(rf"(palabre |`){command}\b", documentation())


@pytest.mark.parametrize("network", sorted(CONNECTORS))
def test_every_network_has_its_page(network: str) -> None:
    page = ROOT / "docs" / "networks" / f"{network}.md"
    assert page.is_file()


def test_every_variable_of_the_environment_is_named_in_the_documentation() -> None:
    pattern = re.compile(r'"(PALABRE_[A-Z_]+|DATABASE_URL)"')
    used = {name for _, text in sources("palabre", "config") for name in pattern.findall(text)}
    said = documentation()
    assert {name for name in used if name not in said} == set()


def test_every_line_for_the_changelog_has_a_kind_that_is_known() -> None:
    for file in (ROOT / "changelog.d").iterdir():
        name = re.fullmatch(r"[a-z][a-z0-9-]*\.([a-z]+)\.md", file.name)
        assert name, f"{file.name}: name it <word>.<kind>.md"
        assert name[1] in KINDS, f"{file.name}: the kinds are {', '.join(sorted(KINDS))}"
        assert file.read_text(encoding="utf-8").strip(), f"{file.name} says nothing"


def test_every_link_of_the_documentation_leads_to_a_file() -> None:
    broken = []
    for file in tracked():
        if file.suffix != ".md":
            continue
        for link in re.findall(r"\]\(([^)#\s]+)", file.read_text(encoding="utf-8")):
            if "://" not in link and not (file.parent / link).exists():
                broken.append(f"{file.relative_to(ROOT)}: {link}")
    assert broken == []
