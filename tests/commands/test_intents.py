"""`palabre intents`: examples in, a model and what to expect of it out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.commands.test_moderate import run as moderate
from tests.conftest import ROOT
from tests.engine.learning.samples import write_csv


def learn(examples: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "palabre.commands", "intents", "learn", str(examples),
         "--depth", "fast", *options],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )  # fmt: skip


def test_what_was_learned_is_named_beside_the_general_intents(tmp_path: Path) -> None:
    examples, model = tmp_path / "examples.csv", tmp_path / "bakery.model"
    examples.write_bytes(b"\xef\xbb\xbf" + write_csv(";", ("Text", "Intent")))
    learned = learn(examples, "-o", str(model), "--json")
    told = json.loads(learned.stdout)
    assert learned.returncode == 0
    assert (told["examples"], told["intents"]) == (42, 3)
    assert told["expected"]["fast"]["in_scope"]["of"] == 36
    asked = ["Je veux commander un gâteau", "Il pleut sur la plage", "  "]
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate(asked)]
    status, answers, _ = moderate("\n".join(lines), "--intents", str(model))
    assert status == 0
    assert [one["intent"]["name"] for one in answers] == ["order_cake", "none", "none"]
    for one in answers:
        assert one["own_intent"] == {key: one["intent"][key] for key in ("name", "score")}
        assert {"name", "score", "scores"} == one["intent"]["general"].keys()
        assert one["models"]["intents"] == told["version"]


def test_the_report_can_be_read_by_a_person(tmp_path: Path) -> None:
    examples = tmp_path / "examples.csv"
    examples.write_bytes(write_csv() + b"Do you give baking lessons?,lesson\n")
    told = learn(examples, "-o", str(tmp_path / "bakery.model")).stdout
    assert "Line 44: the same as line 32: counted once." in told
    assert "in scope, named rightly" in told
    assert "out of scope, let through" in told
    assert "42 examples of 3 intents" in told


def test_examples_that_cannot_be_used_are_told_line_by_line(tmp_path: Path) -> None:
    examples, model = tmp_path / "examples.csv", tmp_path / "none.model"
    examples.write_text("text,intent\nbonjour,\n,a\n", encoding="utf-8")
    done = learn(examples, "-o", str(model))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Line 2: the intent is empty.",
        "Line 3: the text is empty.",
    ]
    assert not model.exists()
    assert learn(tmp_path / "nowhere.csv", "-o", str(model)).returncode == 2


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.model"
    wrong.write_text("text", encoding="utf-8")
    for named in (str(wrong), str(tmp_path / "nowhere.model")):
        status, lines, complaint = moderate('{"id": 1, "text": "bonjour"}', "--intents", named)
        assert (status, lines) == (2, [])
        assert "model" in complaint
