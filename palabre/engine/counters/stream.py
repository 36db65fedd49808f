"""Decide on messages as they come, each with the counts of its world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from palabre.engine.counters.worlds import World
from palabre.engine.moderation.decide import decide_read
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.normalise import list_readings
from palabre.engine.text.reading import Reading
from palabre.engine.vocabulary import Decision, Message, Signals


def decide_within(
    world: World,
    message: Message,
    charter: Charter,
    signals: Signals,
    readings: Sequence[Reading] | None = None,
) -> Decision:
    """Decide on the next message of a stream, and remember it in the stream's world."""
    read = list_readings(message.text) if readings is None else readings
    history = world.add(message, read[0].text)
    labels = world.list_labels(message)
    if labels:
        message = replace(message, author=replace(message.author, labels=labels))
    decision = decide_read(message, read, charter, history, signals)
    world.learn(message, decision)
    return decision
