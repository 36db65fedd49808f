"""What rules asked for beside acts on a message, in words: done by the desk, or left to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DONE_HERE: Final = frozenset({"strike", "label"})
"""What the desk does by itself; heat is counted, and nobody needs to hear of it."""
WORDS: Final[Mapping[str, str | Promise]] = {
    "strike": gettext_lazy("strikes given to the author: %(amount)s"),
    "label": gettext_lazy("author noted as “%(name)s”"),
    "timeout": gettext_lazy("time the author out for %(time)s"),
    "ban": gettext_lazy("ban the author for %(time)s"),
    "queue": gettext_lazy("put it in the queue “%(name)s”"),
    "notify": gettext_lazy("tell “%(name)s”"),
    "slow": gettext_lazy("slow the chat to a message every %(time)s"),
}


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure in words, and whether it waits for a person."""

    text: str
    is_left: bool


def show_measures(measures: Iterable[Mapping[str, Any]]) -> list[ShownMeasure]:
    """Return what a decision asked for, what is left to people first."""
    shown = [
        ShownMeasure(_say(one), one["kind"] not in DONE_HERE)
        for one in measures
        if one["kind"] in WORDS
    ]
    return sorted(shown, key=lambda one: not one.is_left)


def _say(measure: Mapping[str, Any]) -> str:
    kind, seconds = measure["kind"], measure["seconds"]
    if kind == "ban" and not seconds:
        return _("ban the author for good")
    time = say_duration(seconds) if seconds else ""
    return str(WORDS[kind]) % {
        "amount": measure["amount"] or 1,
        "name": measure["name"],
        "time": time,
    }


def say_duration(seconds: int) -> str:
    """Return a time in its largest whole unit."""
    for size, words in ((86_400, _("{n} d")), (3600, _("{n} h")), (60, _("{n} min"))):
        if seconds % size == 0:
            return words.format(n=seconds // size)
    return _("{n} s").format(n=seconds)
