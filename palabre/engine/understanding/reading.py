"""Understand messages: language, labels, sentiment, intent, urgency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, Literal

import numpy as np

from palabre.engine.understanding.deep import DeepModel
from palabre.engine.understanding.evidence import find_spans
from palabre.engine.understanding.features import KIND_BITS, Scores
from palabre.engine.understanding.model import list_versions, load
from palabre.engine.understanding.scoring import FastScorer, Scored, soften
from palabre.engine.understanding.understood import Understood, Urgency
from palabre.engine.understanding.vocabulary import (
    HEADS,
    INTENTS,
    LABELS,
    LANGUAGES,
    SENTIMENTS,
    UNSURE,
)
from palabre.engine.understanding.words import list_words

Depth = Literal["fast", "full"]

SURE_ENOUGH: Final = 0.4
"""The chance under which a language is not told."""

_PARTS: Final = tuple(
    slice(first, first + size)
    for first, size in (
        (0, len(LABELS)),
        (len(LABELS), len(SENTIMENTS)),
        (len(LABELS) + len(SENTIMENTS), len(INTENTS)),
    )
)
_URGENT: Final = HEADS.index("urgent")
_PRESSING: Final = ("threat", "self_harm", "doxxing")
"""The labels which by themselves call for a person at once."""


class Understanding:
    """The models, ready to read messages."""

    def __init__(self, *, fast: FastScorer, deep: DeepModel | None, versions: dict[str, str]):
        self._fast = fast
        self._deep = deep
        self.versions = versions
        """The version of each model in use, by its name."""

    @classmethod
    def load(cls, depth: Depth = "fast") -> Understanding:
        """Return the models. "full" adds the deep one."""
        deep = DeepModel.load() if depth == "full" else None
        names = {"fast"} | ({"deep"} if deep else set())
        versions = {name: version for name, version in list_versions().items() if name in names}
        return cls(fast=FastScorer(load()), deep=deep, versions=versions)

    def read(self, texts: Sequence[str], langs: Sequence[str | None]) -> list[Understood]:
        """Return what is understood of each text; `langs` are those already known."""
        if not texts:
            return []
        scored = self._fast.score(texts)
        languages, sureness = _choose_languages(scored.languages, langs)
        raw, vectors = scored.heads, None
        if self._deep is not None:
            raw, vectors = self._deep.read(raw, texts)
        calibrated = self._deep or self._fast.model
        rows = [{"fr": 0, "en": 1}.get(language, 2) for language in languages]
        chances = _to_chances(raw * calibrated.slope + calibrated.shift[rows])
        told = zip(texts, languages, sureness, chances, strict=True)
        read = [
            self._put_together(text, lang, sure, row, (scored, place))
            for place, (text, lang, sure, row) in enumerate(told)
        ]
        if vectors is None:
            return read
        return [replace(one, vector=vector) for one, vector in zip(read, vectors, strict=True)]

    def embed(self, texts: Sequence[str]) -> Scores | None:
        """Return what the deep model makes of each text, as `read` tells it; None without it."""
        return self._deep.embed(texts) if self._deep is not None else None

    def _put_together(
        self, text: str, lang: str, sure: float, row: list[float], origin: tuple[Scored, int]
    ) -> Understood:
        """Return the scores of one message under their names."""
        labels = dict(zip(LABELS, row[_PARTS[0]], strict=True))
        scored, place = origin
        words = _list_alarming_words(scored, place, text) if row[_URGENT] >= 0.5 else []
        return Understood(
            lang=lang,
            lang_score=sure,
            labels=labels,
            sentiment=dict(zip(SENTIMENTS, row[_PARTS[1]], strict=True)),
            intent=dict(zip(INTENTS, row[_PARTS[2]], strict=True)),
            urgency=_judge_urgency(labels, row[_URGENT], words),
            find_evidence=partial(find_spans, self._fast, text),
        )


def _choose_languages(
    chances: Scores, known: Sequence[str | None]
) -> tuple[list[str], list[float]]:
    """Return the language of each message and how sure it is; what was known is certain."""
    best = chances.argmax(axis=1).tolist()
    sure = chances.max(axis=1).astype(np.float64).round(4).tolist()
    languages, sureness = [], []
    for place, told in enumerate(known):
        if told:
            languages.append(told)
            sureness.append(1.0)
        else:
            languages.append(LANGUAGES[best[place]] if sure[place] >= SURE_ENOUGH else UNSURE)
            sureness.append(sure[place])
    return languages, sureness


def _to_chances(raw: Scores) -> list[list[float]]:
    """Turn log-odds into chances: each label alone, sentiments together, intents together."""
    chances = 1 / (1 + np.exp(-np.clip(raw, -30, 30)))
    for part in _PARTS[1:]:
        chances[:, part] = soften(raw[:, part])
    rows: list[list[float]] = chances.astype(np.float64).round(4).tolist()
    return rows


def _judge_urgency(labels: Mapping[str, float], chance: float, words: list[str]) -> Urgency:
    """Return the urgency of a message, with the labels and words that make it."""
    pressing = [label for label in _PRESSING if labels[label] >= 0.5]
    score = max(chance, *(labels[label] for label in _PRESSING))
    return Urgency(score, (*pressing, *words))


def _list_alarming_words(scored: Scored, place: int, text: str) -> list[str]:
    """Return the words of a message that call for a person."""
    starts = scored.laid.starts
    last = starts[place + 1] if place + 1 < len(starts) else len(scored.laid.rows)
    masks = scored.table.masks[scored.laid.rows[starts[place] + 1 : last - 1]]
    alarming = np.flatnonzero(masks & np.uint32(KIND_BITS["alarm"]))
    if not len(alarming):
        return []
    words = list_words(text)
    return list(dict.fromkeys(words[place].lower() for place in alarming))
