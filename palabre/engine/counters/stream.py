"""Decide on messages as they come, each with the counts of its world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from palabre.engine.counters.counts import Counted
from palabre.engine.counters.worlds import World
from palabre.engine.moderation.decide import decide_found
from palabre.engine.moderation.findings import Findings
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import NO_DATA, NO_SIGNALS, Decision, Message, Signals

NO_STRIKES: Final[Mapping[int, int]] = {}


def decide_within(
    world: World,
    messages: Sequence[Message],
    charter: Charter,
    signals: Sequence[Signals] = (),
    page: Page | None = None,
    strikes: Mapping[int, int] = NO_STRIKES,
) -> list[Decision]:
    """Decide on the next messages of a stream, and remember them in the stream's world.

    It comes to the same whether messages come one by one or many at once: texts are read and
    counted together, then each message is decided with what those before it left behind.
    `page` holds their texts, when they were read already; `strikes` says, by their lines, which
    of the authors are known to have more than the world can know.
    """
    if not messages:
        return []
    page = page or Page([message.text for message in messages])
    findings = Findings(charter, page)
    counts = world.count(messages, page)
    decisions = [charter.allowed] * len(messages)
    for line in _list_lines(world, findings, counts, signals):
        message, history = world.recall(messages[line], counts.get(line))
        if strikes.get(line, 0) > history.strikes:
            history = replace(history, strikes=strikes[line])
        known = signals[line] if signals else NO_SIGNALS
        decision = decisions[line] = decide_found(message, line, findings, history, known)
        if decision.because:
            world.learn(message, decision)
    return decisions


def _list_lines(
    world: World,
    findings: Findings,
    counts: Mapping[int, Counted],
    signals: Sequence[Signals],
) -> Iterable[int]:
    """Return, in order, the lines of which a rule may speak: most often very few."""
    if world.learns or findings.charter.speaks_of_anything:
        return range(len(findings.page.texts))
    told = (
        line for line, one in enumerate(signals) if one is not NO_SIGNALS and one is not NO_DATA
    )
    return sorted({*findings.lines, *counts, *told})
