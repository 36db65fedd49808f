"""The one door between the desk and the models: texts in, what is understood of them out.

Everything of the desk that wants to know what a text says asks `understand`, with the workspace
whose text it is: what a workspace teaches the models is added here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Literal

import numpy as np
import numpy.typing as npt

from palabre.engine.counters.counts import SHORTEST_COPY
from palabre.engine.learning.lessons import Lessons
from palabre.engine.moderation.batch import read_signals
from palabre.engine.moderation.disguised import raise_labels
from palabre.engine.personal_data.find import find_in_page
from palabre.engine.text.copies import list_copy_keys
from palabre.engine.text.page import Page
from palabre.engine.understanding import Understanding
from palabre.engine.understanding.model import has_model
from palabre.engine.vocabulary import NO_DATA, Signals, Span
from palabre.inbox.teaching.taught import get_lessons

Depth = Literal["fast", "full"]


@dataclass(frozen=True, slots=True)
class Read:
    """What is understood of a text, by which version of each model, and what copies share."""

    signals: Signals
    models: Mapping[str, str]
    skeleton: str = ""


def understand(
    workspace: int, texts: Sequence[str], *, depth: Depth, lessons: Lessons | None = None
) -> list[Read]:
    """Return what is understood of each text of a workspace, in order.

    "fast" takes some hundredths of a millisecond a text; "full" asks the deep model too, where
    it is installed, and takes some milliseconds. Of a text without words nothing is understood.
    `lessons` is what the workspace taught, where the caller knows it.
    """
    if not texts:
        return []
    lessons = lessons or get_lessons(workspace)
    general = read_generally(texts, depth=depth)
    versions = get_models(depth).versions
    told = iter(
        lessons.lay_over(
            [one.text for one in general],
            [one.signals for one in general],
            [one.vector for one in general],
            deep=versions.get("deep", ""),
        )
    )
    versions = versions | lessons.versions
    page = Page(texts)
    data = find_in_page(page)
    signals = [
        replace(next(told), personal_data=data.get(line, ())) if text.strip() else NO_DATA
        for line, text in enumerate(texts)
    ]
    return [
        Read(one, {} if one is NO_DATA else versions, _digest(key))
        for one, key in zip(raise_labels(signals, page), list_copy_keys(page.lines), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class General:
    """What the general models make of a text, and its vector where it was read deeply."""

    text: str
    signals: Signals
    vector: npt.NDArray[np.float32] | None


def read_generally(texts: Sequence[str], *, depth: Depth) -> list[General]:
    """Return what the models understand that all workspaces share; texts without words left out."""
    some = [text for text in texts if text.strip()]
    read = get_models(depth).read(some, [None] * len(some))
    return [
        General(text, read_signals(one), one.vector) for text, one in zip(some, read, strict=True)
    ]


def _digest(key: str) -> str:
    """Return what copies of a text share, as 16 hexadecimal digits; nothing for a short text."""
    if len(key) < SHORTEST_COPY:
        return ""
    return blake2b(key.encode(), digest_size=8).hexdigest()


@cache
def get_models(depth: Depth) -> Understanding:
    """Return the models, loaded once a process: without the deep one, "full" is "fast"."""
    return Understanding.load(depth) if depth == "fast" or has_deep_model() else get_models("fast")


def has_deep_model() -> bool:
    """Say whether "full" knows more than "fast", without loading anything."""
    return has_model("deep")


@lru_cache(maxsize=4096)
def find_words(text: str, name: str) -> tuple[Span, ...]:
    """Return where the words stand that weigh most for a label, a mood, an intent or "urgent".

    They are looked for when somebody wants to see them: to look is slower than to read. Words
    that call for a person by themselves come first.
    """
    understood = get_models("fast").read([text], [None])[0]
    alarming = understood.urgency.because if name == "urgent" else ()
    called = [
        Span(*found.span())
        for word in alarming
        for found in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)
    ]
    return tuple(dict.fromkeys([*called, *understood.evidence(name)]))
