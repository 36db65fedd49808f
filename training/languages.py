"""Texts to learn languages from: the corpora, the banks, frequent words, slang of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from wordfreq import top_n_list

from palabre.engine.understanding.vocabulary import LABELS, LANGUAGES
from palabre.engine.understanding.words import undisguise
from training.examples import Example, choose

_FREQUENT = 6000
_LINES = 2500


def list_language_texts(examples: Iterable[Example]) -> Iterator[tuple[str, str]]:
    """Return texts with their language, short lines included."""
    for example in examples:
        if example.lang in LANGUAGES and choose(example.text, "language", 3) == 0:
            yield example.text, example.lang
            words = example.text.split()
            if len(words) > 4:
                first = choose(example.text, "cut", len(words) - 3)
                yield " ".join(words[first : first + 3]), example.lang
    for lang in LANGUAGES:
        yield from ((line, lang) for line in _mix_frequent_words(lang))
    slang = yaml.safe_load((Path(__file__).parent / "banks" / "slang.yml").read_text("utf-8"))
    for lang, lines in slang.items():
        for line in lines:
            yield from ((str(line), lang),) * 8


def list_plain_lines(harmful: frozenset[str]) -> Iterator[Example]:
    """Return lines of frequent words with nothing wrong in them, so that no innocent piece of
    a word learns to alarm."""
    targets = {**dict.fromkeys(LABELS, 0.0), "urgent": 0.0}
    for lang in ("fr", "en"):
        for line in _mix_frequent_words(lang, 20000, 1.5):
            if harmful.isdisjoint(map(undisguise, line.split())):
                yield Example(line, lang, "plain_words", targets, 0.5)


def _mix_frequent_words(lang: str, most: int = _FREQUENT, bent: float = 3) -> Iterator[str]:
    """Return lines of a few words that people often write, the most frequent more often."""
    words = top_n_list(lang, most)
    for turn in range(_LINES):
        size = 1 + choose(str(turn), f"{lang} size", 6)
        ranks = (choose(f"{turn}/{place}", lang, 1 << 20) / (1 << 20) for place in range(size))
        joint = "" if lang in ("ja", "zh") else " "
        yield joint.join(words[int(len(words) * rank**bent)] for rank in ranks)
