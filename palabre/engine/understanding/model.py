"""The shipped model: tables of weights, read once, checked against their hash."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.features import Scores

FOLDER: Final = files("palabre.engine.understanding") / "models"


class DamagedModelError(Exception):
    """A model's file is not the one that was shipped."""


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of the fast model. Tables hold whole numbers, to be multiplied by a scale."""

    pieces: npt.NDArray[np.int8]
    pieces_scale: Scores
    pieces_rarity: npt.NDArray[np.uint16]
    pairs: npt.NDArray[np.int8]
    pairs_scale: Scores
    pairs_rarity: npt.NDArray[np.uint16]
    kinds: Scores
    bias: Scores
    slope: Scores
    shift: Scores
    """What is added to each score, by language (fr, en, other) then head."""
    spellings: npt.NDArray[np.int8]
    spellings_scale: Scores
    spellings_bias: Scores
    kind_words: npt.NDArray[np.uint64]
    kind_masks: npt.NDArray[np.uint32]


def list_versions() -> dict[str, str]:
    """Return the version of each shipped model by its name."""
    manifest = _read_manifest()
    return {name: str(entry["version"]) for name, entry in manifest.items()}


def has_model(name: str) -> bool:
    """Say whether a model of this name is shipped."""
    return name in _read_manifest()


def read_arrays(name: str) -> dict[str, npt.NDArray[np.generic]]:
    """Return the arrays of a shipped model; raise `DamagedModelError` for any other file."""
    entry = _read_manifest()[name]
    content = (FOLDER / str(entry["file"])).read_bytes()
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise DamagedModelError(
            f"The model {entry['file']} is not the one that was shipped: install Palabre again."
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {key: arrays[key] for key in arrays.files}


@cache
def load() -> Model:
    """Return the fast model, read once a process."""
    return Model(**read_arrays("fast"))  # type: ignore[arg-type]


@cache
def _read_manifest() -> dict[str, dict[str, str]]:
    manifest: dict[str, dict[str, str]] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return manifest
