"""The shipped model files: whole, small, and refused when damaged."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from palabre.engine.understanding import Understanding, model

FOLDER = Path(str(model.FOLDER))
MANIFEST: dict[str, dict[str, str]] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
MOST_BYTES = 40_000_000


@pytest.mark.parametrize("name", MANIFEST)
def test_a_model_is_the_one_its_manifest_names(name: str) -> None:
    entry = MANIFEST[name]
    content = (FOLDER / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_all_models_together_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*.npz")) < MOST_BYTES


def test_every_model_has_its_card() -> None:
    cards = Path(__file__).resolve().parents[3] / "docs" / "build" / "models"
    assert {card.stem for card in cards.glob("*.md")} >= set(MANIFEST)


def test_a_damaged_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.json").write_text((FOLDER / "manifest.json").read_text("utf-8"))
    (tmp_path / "fast.npz").write_bytes(b"not a model")
    monkeypatch.setattr(model, "FOLDER", tmp_path)
    with pytest.raises(model.DamagedModelError, match="install Palabre again"):
        model.read_arrays("fast")


def test_the_versions_are_those_of_the_manifest() -> None:
    assert Understanding.load("fast").versions == {"fast": MANIFEST["fast"]["version"]}
