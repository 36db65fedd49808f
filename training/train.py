"""Train the fast model: `python -m training.train --data DIR`.

Every score printed comes from parts the model had not seen: three parts in turn, with all that
comes from one template or one translated pair in the same part. The shipped weights are then
fitted on everything.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.features import KIND_BITS, KIND_PAIRS, PAIRS, PIECES, SPELLINGS
from palabre.engine.understanding.known_words import KnownWords
from palabre.engine.understanding.model import Model
from palabre.engine.understanding.vocabulary import HEADS, INTENTS, LABELS, LANGUAGES, SENTIMENTS
from palabre.engine.understanding.words import hash_words, undisguise
from training.banks import read_banks, read_kinds
from training.calibrate import calibrate
from training.corpora import read_corpora, read_development
from training.examples import Example, lay_out
from training.fit import (
    Features,
    extract,
    extract_spellings,
    fit_choice,
    fit_head,
)
from training.languages import list_language_texts, list_plain_lines
from training.report import report
from training.write import write_fast

FOLDS = 3
STRENGTHS = {"labels": 4.0, "sentiment": 1.0, "intent": 10.0, "languages": 30.0}
"""How freely each kind of head may follow the examples; chosen on the held-out parts."""

HARMFUL = (
    "slur",
    "insult",
    "obscene",
    "violence",
    "disgust",
    "sex",
    "despair",
    "belittling",
    "group",
)
"""Kinds of words that plain lines do not hold."""

_INTENT_COLUMNS = slice(HEADS.index(INTENTS[0]), HEADS.index(INTENTS[-1]) + 1)
_MOOD_COLUMNS = slice(HEADS.index(SENTIMENTS[0]), HEADS.index(SENTIMENTS[-1]) + 1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The examples as numbers: targets are not known where they are NaN."""

    examples: list[Example]
    features: Features
    targets: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    parts: npt.NDArray[np.int64]


def main() -> None:
    """Train, print the scores, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--version", default="1")
    parser.add_argument("--cache", type=Path, help="folder for what `training.pack` needs")
    options = parser.parse_args()
    empty = make_empty_model()
    known = KnownWords(empty)
    prepared = prepare(gather(options.data), known)
    say(f"{len(prepared.examples)} examples")
    held_out = predict_held_out(prepared)
    if options.cache:
        keep(options.cache, prepared, held_out)
    calibration = calibrate(prepared.examples, prepared.targets, held_out)
    coefficients, biases = fit_all(prepared, np.ones(len(prepared.examples), dtype=bool))
    development = read_development(options.data)
    if development:
        features = extract([e.text for e in development], known, prepared.features.rarity)
        raw = np.asarray(features.matrix @ coefficients.T) + biases
        report(prepared, held_out, calibration, (development, raw))
    spellings = fit_languages(prepared.examples)
    write_fast(
        empty,
        prepared.features.rarity,
        (coefficients, biases),
        calibration,
        spellings,
        options.version,
    )


def gather(data: Path) -> list[Example]:
    """Return every example to learn from."""
    kinds = read_kinds()
    harmful = frozenset(undisguise(word) for kind in HARMFUL for word in kinds[kind])
    return [*read_corpora(data), *read_banks(), *list_plain_lines(harmful)]


def keep(cache: Path, prepared: Prepared, held_out: npt.NDArray[np.float64]) -> None:
    """Keep the held-out scores, for the blend with the deep model."""
    cache.mkdir(parents=True, exist_ok=True)
    texts = [example.text for example in prepared.examples]
    (cache / "fast.json").write_text(json.dumps(texts), "utf-8")
    np.save(cache / "fast.npy", held_out.astype(np.float32))


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def make_empty_model() -> Model:
    """Return a model that knows the kinds of words and nothing else."""
    masks: dict[int, int] = {}
    for kind, words in read_kinds().items():
        plain = sorted({undisguise(word) for word in words if " " not in word})
        for value in hash_words(plain).tolist():
            masks[value] = masks.get(value, 0) | KIND_BITS[kind]
    ordered = sorted(masks)
    heads, spoken = len(HEADS), len(LANGUAGES)

    def zeros(*shape: int) -> npt.NDArray[np.float32]:
        return np.zeros(shape, dtype=np.float32)

    return Model(
        pieces=np.zeros((PIECES, heads), dtype=np.int8),
        pieces_scale=zeros(heads),
        pieces_rarity=np.zeros(PIECES, dtype=np.uint16),
        pairs=np.zeros((PAIRS, heads), dtype=np.int8),
        pairs_scale=zeros(heads),
        pairs_rarity=np.zeros(PAIRS, dtype=np.uint16),
        kinds=zeros(KIND_PAIRS, heads),
        bias=zeros(heads),
        slope=zeros(heads),
        shift=zeros(3, heads),
        spellings=np.zeros((SPELLINGS, spoken), dtype=np.int8),
        spellings_scale=zeros(spoken),
        spellings_bias=zeros(spoken),
        kind_words=np.array(ordered, dtype=np.uint64),
        kind_masks=np.array([masks[value] for value in ordered], dtype=np.uint32),
    )


def prepare(examples: list[Example], known: KnownWords) -> Prepared:
    """Return examples as numbers; a text met twice counts once."""
    unique = list({(e.text, e.source[:4]): e for e in examples}.values())
    return Prepared(
        unique,
        extract([example.text for example in unique], known, None),
        lay_out(unique, HEADS),
        np.array([example.weight for example in unique]),
        np.array([example.fold(FOLDS) for example in unique]),
    )


def predict_held_out(prepared: Prepared) -> npt.NDArray[np.float64]:
    """Return the raw scores of each example by a model that had not seen its part."""
    raw = np.zeros_like(prepared.targets)
    for part in range(FOLDS):
        inside = prepared.parts != part
        coefficients, biases = fit_all(prepared, inside)
        raw[~inside] = prepared.features.matrix[~inside] @ coefficients.T + biases
        say(f"part {part + 1} of {FOLDS} done")
    return raw


def fit_all(
    prepared: Prepared, inside: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the weights of every head, one row a head, and their biases."""
    matrix = prepared.features.matrix[inside]
    targets, weights = prepared.targets[inside], prepared.weights[inside]
    coefficients = np.zeros((len(HEADS), matrix.shape[1]))
    biases = np.zeros(len(HEADS))
    for column, head in enumerate(HEADS):
        if head in LABELS or head == "urgent":
            strength = STRENGTHS["labels"]
            coefficients[column], biases[column] = fit_head(
                matrix, targets[:, column], weights, strength
            )
    for columns, name in ((_MOOD_COLUMNS, "sentiment"), (_INTENT_COLUMNS, "intent")):
        rows = np.flatnonzero(~np.isnan(targets[:, columns]).any(axis=1))
        coefficients[columns], biases[columns] = fit_choice(
            matrix[rows], targets[rows, columns].argmax(axis=1), weights[rows], STRENGTHS[name]
        )
    return coefficients, biases


def fit_languages(
    examples: list[Example],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the weights that tell languages apart; print how often they do."""
    counted = Counter(list_language_texts(examples))
    texts = [text for text, _ in counted]
    targets = np.array([LANGUAGES.index(lang) for _, lang in counted])
    often = np.array([float(min(count, 8)) for count in counted.values()])
    features = extract_spellings(texts)
    inside = np.array([Example(text, "", "").fold(5) > 0 for text in texts])
    strength = STRENGTHS["languages"]
    weights, biases = fit_choice(features[inside], targets[inside], often[inside], strength)
    told = (features[~inside] @ weights.T + biases).argmax(axis=1)
    for column, lang in enumerate(LANGUAGES):
        rows = targets[~inside] == column
        say(f"language {lang}: {(told[rows] == column).mean():.3f} of {rows.sum()}")
    weights, biases = fit_choice(features, targets, often, strength)
    return weights, biases


if __name__ == "__main__":
    main()
