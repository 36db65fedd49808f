"""`palabre moderate`: lines in, lines out, and a status that tells."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT


def run(stdin: str, *options: str) -> tuple[int, list[Any], str]:
    """Run the command as a program; return its status, its lines and what it complains of."""
    done = subprocess.run(
        [sys.executable, "-m", "palabre.commands", "moderate", "--depth", "fast", *options],
        input=stdin.encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, lines, done.stderr.decode()


def test_each_line_is_answered_in_order_with_all_its_fields() -> None:
    status, lines, _ = run(
        '{"id": 1, "text": "espèce de c0nnard, 06 12 34 56 78", "network": "twitch"}\n'
        '{"id": "b", "text": "Bonjour, vous ouvrez à quelle heure ?", "lang": "fr"}\n'
    )
    assert status == 0
    assert [line["id"] for line in lines] == [1, "b"]
    assert list(lines[0]) == [
        "id", "lang", "labels", "sentiment", "intent", "urgency", "personal_data", "verdict",
        "acts", "because", "charter", "models",
    ]  # fmt: skip
    assert lines[0]["verdict"] == "hide"
    assert lines[0]["because"][0]["span"] == [10, 17]
    assert lines[0]["personal_data"] == [{"kind": "phone", "start": 19, "end": 33}]
    assert lines[0]["labels"].keys() >= {"toxic", "hate", "spam", "doxxing"}
    assert {"name", "score"} <= lines[1]["intent"].keys()
    assert lines[1]["models"]


def test_a_bad_line_is_told_by_its_number_and_the_run_goes_on() -> None:
    status, lines, _ = run('nonsense\n\n{"id": 1, "text": "bonjour"}\n{"id": 2}')
    assert status == 1
    assert [line.get("line") for line in lines] == [1, None, 4]
    assert lines[1]["verdict"] == "allow"


def test_a_wrong_use_or_charter_is_told_and_nothing_is_read(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("charter: x\nversion: 1\nrules: 3", encoding="utf-8")
    for options in (["--charter", str(wrong)], ["--charter", "nowhere.yaml"], ["--depth", "x"]):
        status, lines, complaint = run('{"id": 1, "text": "bonjour"}', *options)
        assert (status, lines) == (2, [])
        assert complaint.strip()


def test_a_charter_of_ones_own_decides(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "charter: own\nversion: 1\nlists: {x: {terms: [zut]}}\n"
        "rules: [{rule: zut, when: {list: x}, verdict: hold}]",
        encoding="utf-8",
    )
    _, lines, _ = run('{"id": 1, "text": "z u t"}', "--charter", str(own), "--explain")
    assert lines[0]["verdict"] == "hold"
    assert lines[0]["because"][0]["found"] == ["z u t"]
