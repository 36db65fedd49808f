"""The product on one page: which fact wakes which reaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from palabre.plumbing.events import Reaction

REACTIONS: Mapping[type, Sequence[Reaction]] = {}
