"""What the encoder learns from, and in what shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.vocabulary import HEADS
from training.banks import read_banks
from training.corpora import CLEAN, read_corpora, read_rows
from training.examples import Example, choose, lay_out

PARTS = 10
"""One part in so many is held out, with the validation part of the tweets."""

SHARES = {
    "mlma_fr": 0.3,
    "mlma_en": 0.1,
    "mlma_ar": 0.1,
    "germeval18": 0.15,
    "toldbr": 0.08,
    "davidson": 0.3,
    "vicomtech": 0.4,
    "banking77": 0.1,
    "clinc": 0.2,
}
"""The share of each noisy or distant source that is used; the others are used whole."""

WEIGHTS = {
    "toxifr_agree": 4.0,
    "surge": 1.5,
    "bank_forum_fr": 1.5,
    "bank_forum_more_fr": 1.5,
    "bank_tweets_en": 1.5,
    "bank_tweets_more_en": 1.5,
    "bank_forum_voices_fr": 2.0,
    "bank_tweets_politics_en": 2.0,
    "bank_hate_more_fr": 2.0,
    "bank_hate_more_en": 2.0,
    "bank_contrast_fr": 2.0,
    "bank_contrast_en": 2.0,
    "bank_clean_fr": 1.5,
    "bank_clean_en": 1.5,
}
"""How much each example of a source counts; the others count as they say, once at most."""
NOISY = {
    "mlma_fr": ("toxic", "hate"),
    "mlma_en": ("toxic", "hate"),
    "mlma_ar": ("toxic", "hate"),
    "jigsaw": ("toxic",),
}
"""Sources whose labels are theirs alone: they teach scores of their own, which do not ship."""

COLUMNS = (*HEADS, "toxic of mlma", "hate of mlma", "toxic of jigsaw")
"""What the encoder learns to score, before the choices among intents."""

CORPORA_OF_INTENTS = ("banking77", "clinc")
_SHARE_OF_INTENTS = 0.35


@dataclass(frozen=True, slots=True)
class Mixture:
    """Examples with their targets as numbers, not known where they are NaN.

    `choices` names the corpus of intents and the intent, for texts that teach to tell many
    intents apart: what a workspace's own intents are built on.
    """

    examples: list[Example]
    targets: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    held_out: npt.NDArray[np.bool_]
    choices: npt.NDArray[np.int64]
    """The column of the intent among all of both corpora, -1 for none."""
    sizes: tuple[int, ...]
    """How many intents each of the corpora has."""


def gather(data: Path) -> Mixture:
    """Return what is learned from, in a fixed order."""
    chosen: dict[str, Example] = {}
    for example in map(_name_its_own, [*read_corpora(data), *read_banks()]):
        share = SHARES.get(example.source, 1.0)
        if choose(example.text, "tune", 1000) < share * 1000:
            chosen[example.text] = example
    columns, sizes = _read_choices(data / "intent")
    for text, source in columns:
        if text not in chosen and choose(text, "choice", 1000) < _SHARE_OF_INTENTS * 1000:
            chosen[text] = Example(text, "en", source, dict(CLEAN))
    examples = list(chosen.values())
    weights = [WEIGHTS.get(e.source, min(e.weight, 1.0)) for e in examples]
    held = [e.source == "xlmt_val" or e.fold(PARTS) == 0 for e in examples]
    choices = [columns.get((e.text, e.source), -1) for e in examples]
    return Mixture(
        examples,
        lay_out(examples, COLUMNS).astype(np.float32),
        np.array(weights, dtype=np.float32),
        np.array(held),
        np.array(choices),
        sizes,
    )


def _name_its_own(example: Example) -> Example:
    """Return an example with the scores that its source teaches for itself under their names."""
    own = NOISY.get(example.source)
    if own is None:
        return example
    source = example.source.split("_")[0]
    targets = {
        f"{name} of {source}": value for name, value in example.targets.items() if name in own
    }
    return replace(example, targets=targets)


def _read_choices(folder: Path) -> tuple[dict[tuple[str, str], int], tuple[int, ...]]:
    """Return the column of each text's intent, and how many intents each corpus has."""
    columns: dict[tuple[str, str], int] = {}
    sizes: list[int] = []
    for source in CORPORA_OF_INTENTS:
        rows = list(read_rows(folder / f"{source}.train.csv"))
        names = sorted({name for _, name, _ in rows})
        for text, name, _ in rows:
            columns[text, source] = sum(sizes) + names.index(name)
        sizes.append(len(names))
    return columns, tuple(sizes)
