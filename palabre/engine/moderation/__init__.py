"""Charters, and what they decide of a message."""

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.check import Failure, check_charter
from palabre.engine.moderation.decide import decide, decide_many
from palabre.engine.moderation.default import get_default_text, load_default_charter
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.rules import Charter, Limit, Mode, Rule, Windows

__all__ = [
    "Charter",
    "CharterError",
    "Failure",
    "Limit",
    "Mode",
    "Rule",
    "Windows",
    "check_charter",
    "decide",
    "decide_many",
    "get_default_text",
    "load_charter",
    "load_default_charter",
]
