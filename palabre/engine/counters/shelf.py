"""A bounded store: what was not touched for longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """Values by key, at most so many, made when first asked for."""

    def __init__(self, make: Callable[[], V], most: int) -> None:
        self._make = make
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def take(self, key: K) -> V:
        """Return the value of a key, a new one when there is none, and keep it from going."""
        value = self._values.get(key)
        if value is None:
            value = self._values[key] = self._make()
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        else:
            self._values.move_to_end(key)
        return value

    def look(self, key: K) -> V | None:
        """Return the value of a key if there is one, and leave everything as it is."""
        return self._values.get(key)


class Piles(Generic[K, V]):
    """For each key, the last things put there: at most so many things for so many keys."""

    def __init__(self, size: int, most: int) -> None:
        self._size = size
        self._most = most
        self._piles: OrderedDict[K, tuple[V] | list[V]] = OrderedDict()
        """Most piles stay of one thing: as a tuple it is smaller, and no work for the collector."""

    def __len__(self) -> int:
        return len(self._piles)

    def put(
        self, keys: Iterable[K | None], things: Sequence[V], least: int
    ) -> dict[int, tuple[V, ...]]:
        """Put each thing on the pile of its key; those without a key are left out.

        Return how the pile stood then, by the number of the thing, where it was more than `least`.
        """
        piles, most, size = self._piles, self._most, self._size
        high: dict[int, tuple[V, ...]] = {}
        for number, key in enumerate(keys):
            if key is None:
                continue
            pile = piles.get(key)
            if pile is None:
                pile = piles[key] = (things[number],)
                if len(piles) > most:
                    piles.popitem(last=False)
            else:
                if isinstance(pile, tuple):
                    pile = piles[key] = [pile[0]]
                pile.append(things[number])
                piles.move_to_end(key)
                if len(pile) >= 2 * size:
                    del pile[:-size]  # Seldom, so that a long pile costs no more than a short one.
            if len(pile) > least:
                high[number] = tuple(pile[-size:])
        return high

    def look(self, key: K, least: int) -> tuple[V, ...]:
        """Return the pile of a key as it stands, nothing when it holds no more than `least`."""
        pile = self._piles.get(key, ())
        return tuple(pile[-self._size :]) if len(pile) > least else ()
