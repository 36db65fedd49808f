"""Who wrote how much, when and the same as whom: what rules count, in bounded memory."""

from palabre.engine.counters.worlds import World, Worlds

__all__ = ["World", "Worlds"]
