"""What is announced about people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdentitiesMoved:
    """Identities have another person now: somebody merged two, or took them apart."""

    workspace: int
    identities: Sequence[int]
