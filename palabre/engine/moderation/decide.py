"""Decide what becomes of a message, under a charter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from palabre.engine.moderation.cases import Case, Evidence
from palabre.engine.moderation.findings import Findings
from palabre.engine.moderation.rules import Charter, Rule
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import (
    NO_HISTORY,
    NO_SIGNALS,
    Act,
    Decision,
    History,
    Kind,
    Measure,
    Message,
    Reason,
    Signals,
    Span,
    Verb,
    Verdict,
)

_NO_TERMS: Mapping[str, set[Span]] = {}
_NO_PATTERNS: frozenset[str] = frozenset()
_ACTS = {Verdict.HOLD: Verb.HIDE, Verdict.HIDE: Verb.HIDE, Verdict.DELETE: Verb.DELETE}
_STRICTNESS = {verdict: verdict.strictness for verdict in Verdict}


def decide(
    message: Message,
    charter: Charter,
    history: History = NO_HISTORY,
    signals: Signals = NO_SIGNALS,
) -> Decision:
    """Return the strictest verdict of the rules that speak, with their reasons.

    The team's own messages are always allowed. Rules on trial give reasons and nothing else.
    A private message cannot be hidden, so what would hide it asks for a person's look.
    """
    return decide_many([(message, history, signals)], charter)[0]


def decide_many(
    messages: Sequence[tuple[Message, History] | tuple[Message, History, Signals]],
    charter: Charter,
) -> list[Decision]:
    """Return the decision on each message, in order. Their texts are read together."""
    findings = Findings(charter, Page([one[0].text for one in messages]))
    return [
        decide_found(one[0], line, findings, one[1], one[2] if len(one) > 2 else NO_SIGNALS)
        for line, one in enumerate(messages)
    ]


def decide_found(
    message: Message, line: int, findings: Findings, history: History, signals: Signals
) -> Decision:
    """Decide on a message, given what was found on its line of a page."""
    charter = findings.charter
    if message.author.role == "team":
        return charter.allowed
    terms = findings.terms.get(line, _NO_TERMS)
    patterns = findings.patterns.get(line, _NO_PATTERNS)
    found = signals.personal_data
    if found is None:
        found = findings.personal_data.get(line, ())
    if terms or patterns:
        rules = charter.list_concerned_rules(terms, patterns)
    else:
        rules = charter.list_able_rules(history, signals, found)
    if not rules:
        return charter.allowed
    case = Case(
        message, history, signals, findings.page, line, terms, patterns, charter.patterns, found
    )
    spoken = [(rule, weighed) for rule in rules if (weighed := rule.weigh(case)) is not None]
    return _conclude(spoken, case, charter) if spoken else charter.allowed


def _conclude(
    spoken: Sequence[tuple[Rule, tuple[Evidence, ...]]], case: Case, charter: Charter
) -> Decision:
    """Return what the rules that spoke come to."""
    message = case.message
    acting = [rule for rule, _ in spoken if rule.acts_on(message)]
    spent = {rule.name for rule in acting if _is_spent(rule, case)}
    free = [rule for rule in acting if rule.name not in spent]
    verdict = _get_strictest(free, message)
    if spent and verdict is Verdict.ALLOW:
        verdict = Verdict.REVIEW
    reasons = []
    for rule, evidence in spoken:
        weighed = (*evidence, ("limit", "reached")) if rule.name in spent else evidence
        reasons.append(_reason(rule, case, charter, weighed))
    return Decision(
        verdict,
        tuple(reasons),
        _acts(verdict, free),
        charter.hash,
        _measures(free, case.history),
    )


def _is_spent(rule: Rule, case: Case) -> bool:
    """Say whether a rule acted as often as its limits let it: beyond, a person looks."""
    times = case.history.acted.get(rule.name, ())
    if rule.limits is None or len(times) < rule.limits.messages:
        return False
    return rule.limits.count(case.message.sent_at, times) >= rule.limits.messages


def _get_strictest(rules: Sequence[Rule], message: Message) -> Verdict:
    """Return the strictest verdict of some rules, as far as the message can bear it."""
    verdicts = (rule.verdict for rule in rules)
    verdict = max(verdicts, key=_STRICTNESS.__getitem__, default=Verdict.ALLOW)
    if message.kind is Kind.MESSAGE and verdict in _ACTS:
        return Verdict.REVIEW
    return verdict


def _acts(verdict: Verdict, rules: Iterable[Rule]) -> tuple[Act, ...]:
    """Return what the verdict asks for, then what the rules ask for, each once."""
    asked = [Act(_ACTS[verdict])] if verdict in _ACTS else []
    asked += [act for rule in rules for act in rule.acts]
    return tuple(dict.fromkeys(asked))


def _measures(rules: Iterable[Rule], history: History) -> tuple[Measure, ...]:
    """Return the measures that the rules ask for: of several time-outs or bans, the longest."""
    measures: dict[tuple[str, str], Measure] = {}
    for rule in rules:
        for plan in rule.plans:
            measure = plan.take(rule.name, history.strikes)
            key = (measure.kind, measure.name)
            known = measures.get(key)
            if known is None or _weight(measure) > _weight(known):
                measures[key] = measure
    return tuple(measures.values())


def _weight(measure: Measure) -> tuple[float, int]:
    """Return what makes a measure the heavier one: no end, then length, then amount."""
    return (measure.seconds or float("inf"), measure.amount)


def _list_spans(rule: Rule, case: Case, charter: Charter) -> tuple[Span, ...]:
    """Return where the rule found what it looks for, in the original text and in order."""
    spans = set[Span]().union(
        *(case.terms.get(name, ()) for name in rule.lists),
        *(
            charter.patterns.list_spans(pattern, case.reading)
            for pattern in rule.patterns
            if pattern in case.patterns
        ),
        *(condition.list_spans(case) for condition in rule.conditions),
    )
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def _reason(rule: Rule, case: Case, charter: Charter, evidence: tuple[Evidence, ...]) -> Reason:
    """Return why a rule spoke, in the language of the message when the rule has it."""
    texts = rule.texts
    language = (case.message.language or case.signals.language)[:2]
    return Reason(
        rule=rule.name,
        text=texts.get(language) or texts.get("en") or next(iter(texts.values())),
        texts=tuple(texts.items()),
        policy=rule.policy,
        spans=_list_spans(rule, case, charter),
        shadow=not rule.acts_on(case.message),
        version=rule.version,
        evidence=evidence,
    )
