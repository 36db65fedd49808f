"""The one door between the desk and the models: texts in, what is understood of them out.

Everything of the desk that wants to know what a text says asks `understand`, with the workspace
whose text it is: what a workspace teaches the models is added here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Literal

from palabre.engine.counters.counts import SHORTEST_COPY
from palabre.engine.moderation.batch import read_signals
from palabre.engine.moderation.disguised import raise_labels
from palabre.engine.personal_data.find import find_in_page
from palabre.engine.text.copies import list_copy_keys
from palabre.engine.text.page import Page
from palabre.engine.understanding import Understanding
from palabre.engine.vocabulary import NO_DATA, Signals, Span

Depth = Literal["fast", "full"]


@dataclass(frozen=True, slots=True)
class Read:
    """What is understood of a text, by which version of each model, and what copies share."""

    signals: Signals
    models: Mapping[str, str]
    skeleton: str = ""


def understand(workspace: int, texts: Sequence[str], *, depth: Depth) -> list[Read]:
    """Return what is understood of each text of a workspace, in order.

    "fast" takes some hundredths of a millisecond a text; "full" asks the deep model too, where
    it is installed, and takes some milliseconds. Of a text without words nothing is understood.
    """
    if not texts:
        return []
    del workspace  # every workspace is read by the same models until it has taught its own
    models = get_models(depth)
    told = iter(models.read([text for text in texts if text.strip()], [None] * len(texts)))
    page = Page(texts)
    data = find_in_page(page)
    signals = [
        read_signals(next(told), data.get(line, ())) if text.strip() else NO_DATA
        for line, text in enumerate(texts)
    ]
    return [
        Read(one, {} if one is NO_DATA else models.versions, _digest(key))
        for one, key in zip(raise_labels(signals, page), list_copy_keys(page.lines), strict=True)
    ]


def _digest(key: str) -> str:
    """Return what copies of a text share, as 16 hexadecimal digits; nothing for a short text."""
    if len(key) < SHORTEST_COPY:
        return ""
    return blake2b(key.encode(), digest_size=8).hexdigest()


@cache
def get_models(depth: Depth) -> Understanding:
    """Return the models, loaded once a process: without the deep one, "full" is "fast"."""
    loaded = Understanding.load(depth)
    return get_models("fast") if depth == "full" and "deep" not in loaded.versions else loaded


def has_deep_model() -> bool:
    """Say whether "full" knows more than "fast"."""
    return "deep" in get_models("full").versions


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
