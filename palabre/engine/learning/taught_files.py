"""What corrections taught, as a file: arrays and one text in JSON, nothing that can run."""

from __future__ import annotations

import io
import json
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.corrections import Shift, Taught
from palabre.engine.learning.traits import Lexicon

FORMAT: Final = "palabre-corrections/1"


def write_taught(taught: Taught) -> bytes:
    """Return the file of what was taught."""
    places = [(depth, about) for depth, shifts in taught.shifts.items() for about in shifts]
    about = {
        "format": FORMAT,
        "version": taught.version,
        "shifts": places,
        "depths": list(taught.shifts),
        "report": taught.report,
        "deep": taught.deep,
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    }
    for number, (depth, question) in enumerate(places):
        shift = taught.shifts[depth][question]
        arrays[f"{number}_buckets"] = shift.lexicon.buckets
        arrays[f"{number}_rarity"] = shift.lexicon.rarity
        arrays[f"{number}_weights"] = shift.weights
        if shift.centre is not None:
            arrays[f"{number}_centre"] = shift.centre
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    return written.getvalue()


def read_taught(content: bytes) -> Taught:
    """Return what a file of ours holds."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        found = {key: arrays[key] for key in arrays.files}
    about = json.loads(found["about"].tobytes())
    shifts: dict[str, dict[str, Shift]] = {depth: {} for depth in about["depths"]}
    for number, (depth, question) in enumerate(about["shifts"]):
        lexicon = Lexicon(found[f"{number}_buckets"], found[f"{number}_rarity"])
        weights = found[f"{number}_weights"]
        shifts[depth][question] = Shift(lexicon, found.get(f"{number}_centre"), weights)
    return Taught(shifts, about["version"], about["report"], about["deep"])
