"""A model of own intents as a file: arrays and one text in JSON, nothing that can run."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.own_intents import FULL, Head, OwnIntents
from palabre.engine.learning.scope import Scope
from palabre.engine.learning.softmax import Choice
from palabre.engine.learning.traits import Lexicon

FORMAT: Final = "palabre-intents/1"
_LEVELS: Final = 127


class NotAModelError(Exception):
    """A file is not a model of own intents, or not one that this version can read."""


def write_model(model: OwnIntents) -> bytes:
    """Return the file of a model. Weights are whole numbers with a scale for each intent."""
    about = {
        "format": FORMAT,
        "names": model.names,
        "version": model.version,
        "deep": model.deep,
        "report": model.report,
        "thresholds": {depth: head.scope.threshold for depth, head in model.heads.items()},
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8),
        "buckets": model.lexicon.buckets.astype(np.uint16),
        "rarity": model.lexicon.rarity.astype(np.float16),
    }
    for depth, head in model.heads.items():
        words = len(model.lexicon.buckets)
        weights = {"words": head.choice.weights[:words], "vector": head.choice.weights[words:]}
        for part, table in weights.items():
            arrays[f"{depth}_{part}"], arrays[f"{depth}_{part}_scale"] = _pack(table)
        arrays[f"{depth}_bias"] = head.choice.bias
        arrays[f"{depth}_scope"] = np.concatenate(
            [head.scope.middle, head.scope.spread, head.scope.weights]
        )
        if head.centre is not None and head.middles is not None:
            arrays[f"{depth}_centre"] = head.centre
            arrays[f"{depth}_middles"] = head.middles.astype(np.float16)
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    return written.getvalue()


def read_model(content: bytes) -> OwnIntents:
    """Return the model of a file; raise `NotAModelError` for any other file."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            found = {key: arrays[key] for key in arrays.files}
        about = json.loads(found["about"].tobytes())
        if about["format"] != FORMAT:
            raise NotAModelError(f"The model has the format {about['format']}, not {FORMAT}.")
        return _open(about, found)
    except (ValueError, KeyError, TypeError, IndexError, OSError, EOFError) as problem:
        raise NotAModelError("This is not a model of own intents.") from problem
    except zipfile.BadZipFile as problem:
        raise NotAModelError("This is not a model of own intents, or it is damaged.") from problem


def _open(about: dict[str, Any], found: dict[str, npt.NDArray[Any]]) -> OwnIntents:
    names = tuple(map(str, about["names"]))
    buckets = found["buckets"].astype(np.int64)
    lexicon = Lexicon(buckets, found["rarity"].astype(np.float32))
    heads = {
        depth: _open_head(depth, found, float(threshold))
        for depth, threshold in about["thresholds"].items()
    }
    for head in heads.values():
        if head.choice.weights.shape[1] != len(names) + 1 or len(buckets) != len(lexicon.rarity):
            raise NotAModelError("The parts of this model do not fit together.")
    report = dict(about["report"])
    deep = str(about["deep"]) if FULL in heads else ""
    return OwnIntents(names, lexicon, heads, str(about["version"]), deep, report)


def _open_head(depth: str, found: dict[str, npt.NDArray[Any]], threshold: float) -> Head:
    parts = [
        found[f"{depth}_{part}"].astype(np.float32) * found[f"{depth}_{part}_scale"]
        for part in ("words", "vector")
    ]
    middle, spread, weights = np.split(found[f"{depth}_scope"].astype(np.float32), [4, 8])
    centre, middles = found.get(f"{depth}_centre"), found.get(f"{depth}_middles")
    return Head(
        Choice(np.vstack(parts), found[f"{depth}_bias"].astype(np.float32)),
        Scope(middle, spread, weights, threshold),
        None if centre is None else centre.astype(np.float32),
        None if middles is None else middles.astype(np.float32),
    )


def _pack(weights: Numbers) -> tuple[npt.NDArray[np.int8], Numbers]:
    """Return weights as whole numbers, and the scale of each column."""
    largest = np.abs(weights).max(axis=0, initial=1e-9)
    scale: Numbers = (largest / _LEVELS).astype(np.float32)
    return np.round(weights / scale).astype(np.int8), scale
