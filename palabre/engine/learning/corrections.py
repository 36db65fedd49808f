"""A small model of a workspace, learned from what people corrected, on top of the general ones.

It adds to the log-odds of the general model a little of everything it knows: a constant, those
log-odds themselves, the deep model's vector, pieces of words. All is held back towards nothing, so
that few corrections change little. It speaks only of what it proved to know better.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.comparison import Compared, compare
from palabre.engine.learning.minimise import Numbers, minimise
from palabre.engine.learning.own_intents import FAST, FULL, aim_vectors, find_centre
from palabre.engine.learning.softmax import soften
from palabre.engine.learning.sparse import Places
from palabre.engine.learning.traits import Lexicon, Traits, cut_texts
from palabre.engine.understanding.vocabulary import INTENTS, LABELS, SENTIMENTS
from palabre.engine.understanding.words import hash_words

NO, YES = "no", "yes"
SENTIMENT, INTENT = "sentiment", "intent"
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(LABELS, (NO, YES)),
    SENTIMENT: SENTIMENTS,
    INTENT: INTENTS,
}
"""What may be corrected, and the answers to each. A label is raised or it is not."""

LEAST: Final = 20
"""Answers of people from which on something is learned about a question."""
PARTS: Final = 5
HELD_BACK: Final = 1.0
QUIET_WEIGHT: Final = 0.1
"""What a message counts that nobody corrected: silence says little, but there is much of it."""
MOST_CHANGED: Final = 0.1
"""The share of messages that nobody corrected which may be answered otherwise."""

_LOGIT_SHARE: Final = 0.25
_SMALLEST: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Said:
    """A person's answer to one question about a text: `answer` is one of `ANSWERS[about]`.

    `general` is what the general models make of the text: the chance of each answer. The answer is
    empty where nobody said anything.
    """

    text: str
    language: str
    about: str
    answer: str
    general: Mapping[str, float]


@dataclass(frozen=True)
class Shift:
    """What is added to the log-chances of each answer to one question."""

    lexicon: Lexicon
    centre: Numbers | None
    weights: Numbers

    def answer(self, texts: Sequence[str], general: Numbers, vectors: Numbers | None) -> Numbers:
        """Return the new chances of the answers, a row a text, from the general ones."""
        traits = look(self.lexicon, self.centre, texts, general, vectors)
        chances: Numbers = soften(to_logs(general) + traits.times(self.weights))[0]
        return chances


@dataclass(frozen=True)
class Taught:
    """The shifts that were proved, by depth and question; and what was compared."""

    shifts: Mapping[str, Mapping[str, Shift]]
    version: str
    report: Mapping[str, Any] = field(default_factory=dict)
    deep: str = ""
    """The version of the deep model that the vectors come from."""

    @property
    def is_better(self) -> bool:
        """Say whether anything was proved to be better than the general models."""
        return any(self.shifts.values())


def look(
    lexicon: Lexicon,
    centre: Numbers | None,
    texts: Sequence[str],
    general: Numbers,
    vectors: Numbers | None,
) -> Traits:
    """Return what a shift looks at."""
    logs = to_logs(general)
    parts = [np.ones((len(texts), 1)), (logs - logs.mean(axis=1, keepdims=True)) * _LOGIT_SHARE]
    if centre is not None and vectors is not None:
        parts.append(aim_vectors(vectors, centre))
    return lexicon.look(cut_texts(texts), np.hstack(parts).astype(np.float32))


def to_logs(chances: Numbers) -> Numbers:
    """Return the logarithms of chances, none of them endless."""
    logs: Numbers = np.log(np.maximum(chances, _SMALLEST)).astype(np.float32)
    return logs


def learn_corrections(
    said: Sequence[Said],
    vectors: Mapping[str, npt.NDArray[np.float32]] | None = None,
    *,
    deep: str = "",
) -> Taught:
    """Return what is learned from answers, each question by itself, and what proved better.

    `vectors` are those of the deep model of version `deep`, by text; without them only the fast
    reading learns.
    """
    questions: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        questions[one.about].append(one)
    lessons = {
        about: _Lesson(tuple(asked), ANSWERS[about])
        for about, asked in sorted(questions.items())
        if sum(bool(one.answer) for one in asked) >= LEAST
    }
    shifts: dict[str, dict[str, Shift]] = {}
    report: dict[str, Any] = {"least": LEAST, "answers": _count(questions)}
    for depth in (FAST, FULL) if vectors is not None else (FAST,):
        shifts[depth], told = {}, {}
        for about, lesson in lessons.items():
            given = vectors if depth == FULL else None
            compared = compare(lesson.cross(given), tests=len(lessons), most_changed=MOST_CHANGED)
            told[about] = compared.tell()
            if compared.is_better:
                shifts[depth][about] = lesson.learn(np.arange(len(lesson.said)), given)
        report[depth] = told
    digest = hashlib.sha256("\n".join(map(repr, said)).encode()).hexdigest()
    return Taught(shifts, digest[:12], report, deep)


def _count(questions: Mapping[str, Sequence[Said]]) -> dict[str, int]:
    return {
        about: sum(bool(one.answer) for one in asked) for about, asked in sorted(questions.items())
    }


@dataclass(frozen=True)
class _Lesson:
    """All that was said about one question."""

    said: tuple[Said, ...]
    answers: tuple[str, ...]

    def cross(self, vectors: Mapping[str, npt.NDArray[np.float32]] | None) -> Compared:
        """Return both models' answers to each text, by shifts that had not learned it."""
        general, parts = self._general(), self._deal()
        chances = np.zeros_like(general)
        for part in range(PARTS):
            asked = np.flatnonzero(parts == part)
            if not len(asked):
                continue
            shift = self.learn(np.flatnonzero(parts != part), vectors)
            texts = [self.said[row].text for row in asked]
            chances[asked] = shift.answer(texts, general[asked], gather(texts, vectors))
        return Compared(
            answers=self.answers,
            languages=tuple(one.language for one in self.said),
            wanted=self._kinds(general.argmax(axis=1)),
            is_said=np.array([bool(one.answer) for one in self.said]),
            before=general.argmax(axis=1),
            after=chances.argmax(axis=1),
        )

    def learn(self, rows: Places, vectors: Mapping[str, npt.NDArray[np.float32]] | None) -> Shift:
        """Return the shift that some answers teach."""
        some = [self.said[row] for row in rows]
        texts, general = [one.text for one in some], self._general()[rows]
        given = gather(texts, vectors)
        centre = None if given is None else find_centre(given)
        lexicon = Lexicon.learn(cut_texts(texts))
        traits = look(lexicon, centre, texts, general, given)
        kinds = self._kinds(self._general().argmax(axis=1))[rows]
        weights = np.where([bool(one.answer) for one in some], 1.0, QUIET_WEIGHT)
        learned = learn_shift(traits, to_logs(general), kinds, weights.astype(np.float32))
        return Shift(lexicon, centre, learned)

    def _general(self) -> Numbers:
        rows = [[one.general[name] for name in self.answers] for one in self.said]
        return np.array(rows, dtype=np.float32)

    def _kinds(self, general: Places) -> Places:
        """Return the answer wanted to each: where nobody spoke, the general one."""
        wanted = [
            self.answers.index(one.answer) if one.answer else int(before)
            for one, before in zip(self.said, general, strict=True)
        ]
        return np.array(wanted, dtype=np.int64)

    def _deal(self) -> Places:
        """Return the part of each text; the same words always fall in the same part."""
        hashes = hash_words([" ".join(one.text.casefold().split()) for one in self.said])
        return (hashes % np.uint64(PARTS)).astype(np.int64)


def gather(
    texts: Sequence[str], vectors: Mapping[str, npt.NDArray[np.float32]] | None
) -> Numbers | None:
    """Return the vectors of texts, one a row."""
    return None if vectors is None else np.array([vectors[text] for text in texts])


def learn_shift(traits: Traits, logs: Numbers, kinds: Places, weights: Numbers) -> Numbers:
    """Return the weights that shift log-chances towards the answers, held back to nothing."""
    wanted = np.zeros_like(logs)
    wanted[np.arange(len(kinds)), kinds] = 1

    def measure(place: Numbers) -> tuple[float, Numbers]:
        chances, told = soften(logs + traits.times(place))
        value = -(weights * told[np.arange(len(kinds)), kinds]).sum()
        wrong = ((chances - wanted) * weights[:, None]).astype(np.float32)
        slope = traits.turned_times(wrong) + np.float32(HELD_BACK) * place
        return float(value + HELD_BACK / 2 * np.vdot(place, place)), slope

    start = np.zeros((traits.width, logs.shape[1]), dtype=np.float32)
    return minimise(measure, start, most=60)
