"""The lists of terms that come with Palabre, for charters that build on them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from palabre.engine.moderation.documents import CharterForm, TermListForm
from palabre.engine.moderation.source import read_source


@cache
def list_shipped_lists() -> Mapping[str, TermListForm]:
    """Return the lists of the brand's charter, each under a name such as brand/slurs."""
    file = resources.files("palabre.engine.charters").joinpath("brand.yaml")
    form = msgspec.convert(read_source(file.read_text(encoding="utf-8")).values, CharterForm)
    return {f"brand/{name}": terms for name, terms in form.lists.items()}
