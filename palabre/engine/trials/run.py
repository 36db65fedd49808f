"""Try a charter on past messages: count what it would do, and what would change."""

from __future__ import annotations

import heapq
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat

from palabre.engine.counters.stream import decide_within
from palabre.engine.counters.worlds import World
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import NO_SIGNALS, Decision, Message, Signals, Verdict

SAMPLE = 20
"""Messages shown of each kind of change, and of each rule."""

_TOGETHER = 256
"""Messages that are read together."""


@dataclass(frozen=True, slots=True)
class Past:
    """A past message, what was understood of it, and what was decided if that is known."""

    message: Message
    signals: Signals = NO_SIGNALS
    verdict: Verdict | None = None


@dataclass(slots=True)
class RuleCount:
    """How often a rule would speak: in all, acting, and as the only one that makes the verdict."""

    spoke: int = 0
    acted: int = 0
    alone: int = 0
    changed: int = 0
    """How often it spoke of a message whose verdict changes."""

    sample: list[str] = field(default_factory=list)
    """Ids of messages that it would speak of."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A message on which the two charters part."""

    message: Message
    before: Verdict
    after: Decision


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial. `changes` counts messages by the verdict before and after."""

    read: int
    changed: int
    verdicts: Mapping[Verdict, int]
    changes: Mapping[tuple[Verdict, Verdict], int]
    rules: Mapping[str, RuleCount]
    labels: Mapping[str, int]
    """Messages that change, by the labels that were at 0.5 or more."""

    sample: tuple[Difference, ...]


def run_trial(
    past: Iterable[Past], draft: Charter, *, present: Charter | None = None, sample: int = SAMPLE
) -> Trial:
    """Return what a draft would do with messages, in their order, and what would differ.

    A message's own verdict is what the draft is compared with; where it is not known, the
    present charter decides too. Each charter counts in a world of its own. The sample is drawn
    by the messages' ids, so that the same messages give the same sample.
    """
    runner = _Runner(draft, present, sample)
    rest = iter(past)
    while batch := list(islice(rest, _TOGETHER)):
        runner.try_on(batch)
    return runner.report()


class _Runner:
    """Goes through the messages and counts."""

    def __init__(self, draft: Charter, present: Charter | None, sample: int) -> None:
        self._draft, self._present = draft, present
        self._world = World(draft)
        self._present_world = World(present) if present else None
        self._most = sample
        self._read = 0
        self._verdicts: Counter[Verdict] = Counter()
        self._changes: Counter[tuple[Verdict, Verdict]] = Counter()
        self._labels: Counter[str] = Counter()
        self._rules = {rule.name: RuleCount() for rule in draft.working_rules}
        self._kept: dict[tuple[Verdict, Verdict], list[tuple[int, int, Difference]]] = {}

    def try_on(self, batch: Sequence[Past]) -> None:
        """Decide on some messages and count."""
        messages = [one.message for one in batch]
        signals = [one.signals for one in batch]
        page = Page([message.text for message in messages])
        decisions = decide_within(self._world, messages, self._draft, signals, page)
        known: Iterable[Verdict] = repeat(Verdict.ALLOW)
        if self._present_world and self._present:
            told = decide_within(self._present_world, messages, self._present, signals, page)
            known = (decision.verdict for decision in told)
        for one, after, before in zip(batch, decisions, known, strict=False):
            self._count(one, one.verdict or before, after)

    def _count(self, one: Past, before: Verdict, after: Decision) -> None:
        self._read += 1
        self._verdicts[after.verdict] += 1
        if after.because:
            self._count_rules(one.message, after, has_changed=before is not after.verdict)
        if before is not after.verdict:
            self._count_change(one, before, after)

    def _count_rules(self, message: Message, decision: Decision, *, has_changed: bool) -> None:
        acting = [reason for reason in decision.because if not reason.shadow]
        for reason in decision.because:
            count = self._rules[reason.rule]
            count.spoke += 1
            count.acted += not reason.shadow
            count.alone += len(acting) == 1 and not reason.shadow
            count.changed += has_changed
            if len(count.sample) < self._most:
                count.sample.append(message.id)

    def _count_change(self, one: Past, before: Verdict, after: Decision) -> None:
        kind = (before, after.verdict)
        self._changes[kind] += 1
        for label, score in one.signals.labels.items():
            if score >= 0.5:
                self._labels[label] += 1
        kept = self._kept.setdefault(kind, [])
        place = -zlib.crc32(one.message.id.encode())
        entry = (place, -self._read, Difference(one.message, before, after))
        if len(kept) < self._most:
            heapq.heappush(kept, entry)
        elif place > kept[0][0]:
            heapq.heapreplace(kept, entry)

    def report(self) -> Trial:
        """Return what was counted."""
        entries = (entry for heap in self._kept.values() for entry in heap)
        kept = sorted(entries, key=lambda entry: -entry[1])
        return Trial(
            read=self._read,
            changed=self._changes.total(),
            verdicts=dict(self._verdicts),
            changes=dict(self._changes.most_common()),
            rules=self._rules,
            labels=dict(self._labels.most_common()),
            sample=tuple(one for _, _, one in kept),
        )
