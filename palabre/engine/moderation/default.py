"""The charters that come with Palabre: the only place where the rules read a file."""

from __future__ import annotations

from functools import cache
from importlib import resources

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.rules import Charter

_FOLDER = resources.files("palabre.engine.charters")


def list_charters() -> tuple[str, ...]:
    """Return the names of the charters that come with Palabre."""
    return tuple(
        sorted(
            file.name.removesuffix(".yaml")
            for file in _FOLDER.iterdir()
            if file.name.endswith(".yaml")
        )
    )


def get_default_text(name: str = "brand") -> str:
    """Return the text of a charter: for a brand's page, or for a live event."""
    return _FOLDER.joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@cache
def load_shipped_charter(name: str) -> Charter:
    """Return a charter that comes with Palabre, read once."""
    return load_charter(get_default_text(name))


def load_default_charter() -> Charter:
    """Return the charter for a brand's page, read once."""
    return load_shipped_charter("brand")
