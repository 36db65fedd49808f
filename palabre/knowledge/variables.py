"""The words in a saved reply that stand for somebody: `{{ person }}` and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMES = ("person", "account", "member")
VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the known variables put in; the others stay as they are."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def list_unknown(text: str) -> list[str]:
    """Return the variables of a text that nothing stands behind."""
    return [name for name in VARIABLE.findall(text) if name not in NAMES]
