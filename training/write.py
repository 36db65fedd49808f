"""Write a model as the engine reads it: whole numbers, compressed, with its hash."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import palabre.engine.understanding as understanding
from palabre.engine.understanding.features import PAIRS, PIECES
from palabre.engine.understanding.model import Model
from training.calibrate import Calibration
from training.fit import KIND_WEIGHT

FOLDER = Path(understanding.__file__).parent / "models"
_SHARP = 0.9999
"""The share of weights that fit in a byte; the few larger ones are cut."""


def write_fast(
    empty: Model,
    rarity: npt.NDArray[np.float64],
    heads: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    calibration: Calibration,
    spellings: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    version: str,
) -> None:
    """Write the fast model and its entry in the manifest."""
    weights, biases = heads
    with_rarity = weights[:, : PIECES + PAIRS] * rarity
    pieces, pieces_scale = shrink(with_rarity[:, :PIECES].T)
    pairs, pairs_scale = shrink(with_rarity[:, PIECES:].T)
    pairs[0] = 0
    squares = np.round(rarity**2 * 16).astype(np.uint16)
    pairs_rarity = squares[PIECES:].copy()
    pairs_rarity[0] = 0
    spelled, spelled_scale = shrink(spellings[0].T)
    model = replace(
        empty,
        pieces=pieces,
        pieces_scale=pieces_scale * 4,
        pieces_rarity=squares[:PIECES],
        pairs=pairs,
        pairs_scale=pairs_scale * 4,
        pairs_rarity=pairs_rarity,
        kinds=(weights[:, PIECES + PAIRS :].T * KIND_WEIGHT).astype(np.float32),
        bias=biases.astype(np.float32),
        slope=calibration.slope.astype(np.float32),
        shift=calibration.shift.astype(np.float32),
        spellings=spelled,
        spellings_scale=spelled_scale,
        spellings_bias=spellings[1].astype(np.float32),
    )
    write("fast", {field.name: getattr(model, field.name) for field in fields(model)}, version)


def shrink(
    weights: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return weights as bytes, column by column, and what to multiply each column by."""
    sizes = np.abs(weights)
    top = np.array([np.quantile(column[column > 0], _SHARP) for column in sizes.T])
    scale = (top / 127).astype(np.float32)
    bytes_ = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    return bytes_, scale


def write(name: str, arrays: dict[str, Any], version: str) -> None:
    """Write arrays so that the same arrays give the same file, and note its hash."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key in sorted(arrays):
            buffer = BytesIO()
            np.save(buffer, arrays[key], allow_pickle=False)
            info = zipfile.ZipInfo(f"{key}.npy", (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, buffer.getvalue())
    manifest_path = FOLDER / "manifest.json"
    manifest = json.loads(manifest_path.read_text("utf-8")) if manifest_path.exists() else {}
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest[name] = {"file": path.name, "version": version, "sha256": digest}
    manifest_path.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
