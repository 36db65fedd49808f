"""Garbage collection that does not stop to look at what stays."""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
"""How many objects are made before the collector looks at the young ones."""


def keep_for_good() -> None:
    """Exempt all that is alive now from collection, and let the collector look less often.

    Call it once models and charters are loaded: with a heap of theirs, a full collection stops
    every thread for some 50 ms. What is kept is still freed when nothing refers to it any more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
