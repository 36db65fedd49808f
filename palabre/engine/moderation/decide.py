"""Decide what becomes of a message, under a charter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from palabre.engine.moderation.patterns import PatternFinder
from palabre.engine.moderation.rules import Charter, Limit, Mode, Rule
from palabre.engine.text.normalise import list_readings
from palabre.engine.text.reading import Reading
from palabre.engine.vocabulary import (
    Act,
    Decision,
    History,
    Kind,
    Message,
    Reason,
    Span,
    Verb,
    Verdict,
)

_NO_HISTORY = History()
_ACTS = {Verdict.HOLD: Verb.HIDE, Verdict.HIDE: Verb.HIDE, Verdict.DELETE: Verb.DELETE}
_STRICTNESS = {verdict: verdict.strictness for verdict in Verdict}


def decide(message: Message, charter: Charter, history: History = _NO_HISTORY) -> Decision:
    """Return the strictest verdict of the rules that speak, with their reasons.

    The team's own messages are always allowed. Rules on trial give reasons and nothing else.
    A private message cannot be hidden, so what would hide it asks for a person's look.
    """
    if message.author.role == "team":
        return Decision(Verdict.ALLOW, (), (), charter.hash)
    readings = list_readings(message.text)
    terms = charter.terms.find(readings)
    patterns = charter.patterns.find(readings[0])
    speaking = [
        rule
        for rule in charter.list_concerned_rules(terms, patterns)
        if _is_met(rule, terms, patterns)
        and _is_over_limits(rule, message, history)
        and not _is_kept_quiet(rule, message)
    ]
    if not speaking:
        return Decision(Verdict.ALLOW, (), (), charter.hash)
    spans = [_list_spans(rule, terms, charter.patterns, readings[0]) for rule in speaking]
    live = [rule for rule in speaking if rule.mode is Mode.LIVE]
    verdict = _get_strictest(live, message)
    return Decision(
        verdict,
        tuple(_reason(rule, message, places) for rule, places in zip(speaking, spans, strict=True)),
        _acts(verdict, live),
        charter.hash,
    )


def _get_strictest(rules: Sequence[Rule], message: Message) -> Verdict:
    """Return the strictest verdict of some rules, as far as the message can bear it."""
    verdicts = (rule.verdict for rule in rules)
    verdict = max(verdicts, key=_STRICTNESS.__getitem__, default=Verdict.ALLOW)
    if message.kind is Kind.MESSAGE and verdict in _ACTS:
        return Verdict.REVIEW
    return verdict


def decide_many(messages: Sequence[tuple[Message, History]], charter: Charter) -> list[Decision]:
    """Return the decision on each message, in order."""
    return [decide(message, charter, history) for message, history in messages]


def _is_met(rule: Rule, terms: Mapping[str, set[Span]], patterns: frozenset[str]) -> bool:
    """Say whether the text holds what the rule looks for in it."""
    if rule.lists and terms.keys().isdisjoint(rule.lists):
        return False
    return not rule.patterns or not patterns.isdisjoint(rule.patterns)


def _is_over_limits(rule: Rule, message: Message, history: History) -> bool:
    """Say whether the author and the thread wrote more than the rule lets them."""
    if rule.author and not _is_over(rule.author, message.sent_at, history.author):
        return False
    return not rule.thread or _is_over(rule.thread, message.sent_at, history.thread)


def _is_over(limit: Limit, sent_at: datetime | None, times: Sequence[datetime]) -> bool:
    """Count the messages of the window that ends with this one, its beginning left out."""
    if len(times) <= limit.messages or sent_at is None:
        return False
    end = _in_utc(sent_at)
    start = end - timedelta(seconds=limit.seconds)
    return sum(start < _in_utc(time) <= end for time in times) > limit.messages


def _in_utc(time: datetime) -> datetime:
    """Return a time that can be compared; one without a zone is taken as UTC."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _is_kept_quiet(rule: Rule, message: Message) -> bool:
    """Say whether the rule does not concern this author or this kind of message."""
    return message.author.role in rule.quiet_roles or message.kind in rule.quiet_kinds


def _acts(verdict: Verdict, rules: Iterable[Rule]) -> tuple[Act, ...]:
    """Return what the verdict asks for, then what the rules ask for, each once."""
    asked = [Act(_ACTS[verdict])] if verdict in _ACTS else []
    asked += [act for rule in rules for act in rule.acts]
    return tuple(dict.fromkeys(asked))


def _list_spans(
    rule: Rule, terms: Mapping[str, set[Span]], patterns: PatternFinder, reading: Reading
) -> tuple[Span, ...]:
    """Return where the rule found what it looks for, in the original text and in order."""
    spans = set[Span]().union(
        *(terms.get(name, ()) for name in rule.lists),
        *(patterns.list_spans(pattern, reading) for pattern in rule.patterns),
    )
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def _reason(rule: Rule, message: Message, spans: tuple[Span, ...]) -> Reason:
    """Return why a rule spoke, in the language of the message when the rule has it."""
    texts = rule.texts
    return Reason(
        rule=rule.name,
        text=texts.get(message.language[:2]) or texts.get("en") or next(iter(texts.values())),
        texts=tuple(texts.items()),
        policy=rule.policy,
        spans=spans,
        shadow=rule.mode is Mode.SHADOW,
    )
