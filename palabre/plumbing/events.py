"""Facts, announced by a room and answered by those above it, as wiring.py lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Reaction = Callable[[Any], None]

_reactions: dict[type, Sequence[Reaction]] = {}


def connect(table: Mapping[type, Sequence[Reaction]]) -> None:
    """Install the product's table of reactions; called once, when the program starts."""
    _reactions.clear()
    _reactions.update(table)


def announce(fact: object) -> None:
    """Let every reaction to this kind of fact run, in order, in the present transaction."""
    for react in _reactions.get(type(fact), ()):
        react(fact)
