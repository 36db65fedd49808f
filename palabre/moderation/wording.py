"""What a charter's rules say, in plain words, in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from palabre.engine.moderation.rules import Charter, Limit, Mode, Rule
from palabre.engine.vocabulary import Decision, Verdict
from palabre.inbox.measures import WORDS as MEASURES
from palabre.inbox.measures import say_duration, say_plan
from palabre.moderation.feedback import RuleFigures
from palabre.moderation.rule_edits import MODES as MODES_OF

Words = Mapping[str, str | Promise]
VERDICTS: Words = {
    Verdict.ALLOW: gettext_lazy("Allow it"),
    Verdict.REVIEW: gettext_lazy("Ask for a person’s look"),
    Verdict.HOLD: gettext_lazy("Hide it until a person decides"),
    Verdict.HIDE: gettext_lazy("Hide it"),
    Verdict.DELETE: gettext_lazy("Delete it"),
}
MODES: Words = {
    Mode.LIVE: gettext_lazy("in force"),
    Mode.SHADOW: gettext_lazy("on trial: says, does nothing"),
    Mode.CANARY: gettext_lazy("in force on a share of messages, on trial on the others"),
    Mode.OFF: gettext_lazy("off"),
}
MODES_TO_SET: Words = {
    "off": gettext_lazy("Off"),
    "shadow": gettext_lazy("On trial"),
    "canary 10%": gettext_lazy("In force on 10% of messages"),
    "canary 50%": gettext_lazy("In force on 50% of messages"),
    "live": gettext_lazy("In force"),
}
"""What a rule's mode may be changed to, as `rule_edits.MODES` names it."""
FAULTS: Words = {
    "should_show": gettext_lazy("It should be shown"),
    "should_hide": gettext_lazy("It should be hidden"),
    "wrong_reason": gettext_lazy("The reason is wrong"),
}


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule as the page tells it."""

    name: str
    verdict: str
    verdict_words: str
    reason: str
    policy: str
    mode: str
    mode_words: str
    modes: tuple[tuple[str, str, bool], ...]
    """What it may be set to: value, words, and whether it is so now."""
    looks_for: tuple[str, ...]
    asks: tuple[str, ...]
    """What it asks for beside the verdict."""
    patterns: tuple[str, ...]
    examples: int
    line: int
    wrong: int
    spoken: int


def show_rules(charter: Charter, figures: Mapping[str, RuleFigures]) -> list[ShownRule]:
    """Return the rules of a charter in words: most often said wrong first, else in its order."""
    sizes = {terms.name: len(terms.terms) for terms in charter.lists}
    none = RuleFigures(0, 0)
    shown = [
        ShownRule(
            name=rule.name,
            verdict=rule.verdict.value,
            verdict_words=str(VERDICTS[rule.verdict]),
            reason=in_language(rule.texts),
            policy=rule.policy,
            mode=rule.mode.value,
            mode_words=str(MODES[rule.mode]),
            modes=tuple(
                (value, str(words), MODES_OF[value] == (rule.mode, rule.share))
                for value, words in MODES_TO_SET.items()
            ),
            looks_for=tuple(_conditions(rule, sizes)),
            asks=tuple(say_plan(plan) for plan in rule.plans if plan.kind in MEASURES),
            patterns=rule.patterns,
            examples=len(rule.examples),
            line=rule.line,
            wrong=figures.get(rule.name, none).wrong,
            spoken=figures.get(rule.name, none).spoken,
        )
        for rule in charter.rules
    ]
    return sorted(shown, key=lambda rule: -rule.wrong)


def _conditions(rule: Rule, sizes: Mapping[str, int]) -> Iterable[str]:
    """Return what makes a rule speak, each condition a phrase."""
    for name in rule.lists:
        count = sizes.get(name, 0)
        yield ngettext(
            "a term of the list %(name)s (%(count)s term)",
            "a term of the list %(name)s (%(count)s terms)",
            count,
        ) % {"name": name, "count": count}
    if rule.patterns:
        yield _("one of its patterns (%(count)s)") % {"count": len(rule.patterns)}
    if rule.author:
        most = rule.author.messages
        words = ngettext(
            "one author writes more than %(most)s message in %(time)s",
            "one author writes more than %(most)s messages in %(time)s",
            most,
        )
        yield _limit(words, rule.author)
    if rule.thread:
        yield _limit(_("a conversation takes more than %(most)s in %(time)s"), rule.thread)
    for condition in rule.conditions:
        yield _("it holds that %(what)s") % {"what": condition}


def _limit(words: str, limit: Limit) -> str:
    return words % {"most": limit.messages, "time": say_duration(limit.seconds)}


def in_language(texts: Mapping[str, str]) -> str:
    """Return the text of the active language, else English, else the first."""
    language = (get_language() or "en")[:2]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def say_verdict(decision: Decision) -> str:
    """Return what would become of a message."""
    return str(VERDICTS[decision.verdict])
