"""The charter that comes with Palabre: the only place where the engine reads a file."""

from __future__ import annotations

from functools import cache
from importlib import resources

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.rules import Charter


def get_default_text() -> str:
    """Return the text of the charter for a brand's page."""
    return (
        resources.files("palabre.engine.charters")
        .joinpath("brand.yaml")
        .read_text(encoding="utf-8")
    )


@cache
def load_default_charter() -> Charter:
    """Return the charter for a brand's page, read once."""
    return load_charter(get_default_text())
