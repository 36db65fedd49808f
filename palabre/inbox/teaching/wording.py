"""What is taught, in plain words, in the active language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palabre.engine.learning.corrections import ANSWERS, INTENT, NO, SENTIMENT, YES
from palabre.engine.learning.examples import Fault
from palabre.engine.learning.own_intents import FULL
from palabre.inbox.understanding.wording import MOODS, RISKS, WISHES
from palabre.workspaces.wording import name_language

FAULTS: Final[Mapping[str, str | Promise]] = {
    "encoding": gettext_lazy("This is not a text in UTF-8: save it again as “CSV UTF-8”."),
    "empty": gettext_lazy(
        "There is no example: write a first line “text,intent”, then a line for each example."
    ),
    "header": gettext_lazy(
        "The first line must name the columns “text” and “intent”; it says “%(about)s”."
    ),
    "no_text": gettext_lazy("The text is empty."),
    "no_intent": gettext_lazy("The intent is empty."),
    "long_text": gettext_lazy("The text has more than %(about)s characters."),
    "long_name": gettext_lazy("The name of the intent has more than %(about)s characters."),
    "broken": gettext_lazy("The line cannot be read as CSV: %(about)s."),
    "few": gettext_lazy("“%(about)s” has %(other)s different examples; it needs 10."),
    "no_intents": gettext_lazy("Every example is out of scope: at least one intent is needed."),
    "many": gettext_lazy("There are more than %(about)s examples or %(other)s intents."),
    "repeated": gettext_lazy("The same as line %(other)s: counted once."),
    "torn": gettext_lazy(
        "The same text as line %(other)s, which says “%(about)s”: this one is left out."
    ),
}
REASONS: Final[Mapping[str, str | Promise]] = {
    "better": gettext_lazy("better, and chance does not explain it"),
    "not_better": gettext_lazy("not better than the general models"),
    "may_be_chance": gettext_lazy("better, but it may be chance: more corrections will tell"),
    "changes_much": gettext_lazy("it would change too much of what nobody corrected"),
}
"""Why a question was promoted or not."""


def say_fault(fault: Fault) -> str:
    """Return what is wrong with a line, and which line."""
    sentence = str(FAULTS[fault.what]) % {"about": fault.about, "other": fault.other}
    if not fault.line:
        return sentence
    return _("Line %(line)s: %(sentence)s") % {"line": fault.line, "sentence": sentence}


def name_question(about: str) -> str:
    """Return what is asked about a message."""
    if about == SENTIMENT:
        return _("Mood")
    return _("Intent") if about == INTENT else str(RISKS[about])


def name_answer(about: str, answer: str) -> str:
    """Return an answer to what is asked."""
    if about == SENTIMENT:
        return str(MOODS[answer])
    if about == INTENT:
        return str(WISHES[answer])
    return {NO: _("No"), YES: _("Yes")}[answer]


def list_answers(about: str) -> list[tuple[str, str]]:
    """Return the answers to a question with their words."""
    return [(answer, name_answer(about, answer)) for answer in ANSWERS[about]]


def percent(share: Mapping[str, Any]) -> dict[str, Any]:
    """Return a share and its interval in hundredths, with what was counted."""
    low, high = share["interval"]
    return {
        "share": round(share["share"] * 100),
        "low": round(low * 100),
        "high": round(high * 100),
        "right": share["right"],
        "of": share["of"],
    }


def tell_expected(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to expect of own intents, at the deepest reading that was learned."""
    expected = report.get("expected", {})
    deepest = expected.get(FULL) or expected.get("fast")
    if not deepest:
        return {}
    intents = sorted(deepest["intents"], key=lambda one: (one["share"], one["name"]))
    return {
        "is_deep": FULL in expected,
        "in_scope": percent(deepest["in_scope"]),
        "refused": percent(deepest["refused"]),
        "let_through": percent(deepest["let_through"]),
        "is_measured_on_own": deepest["let_through"]["measured_on"] == "examples",
        "intents": [{"name": one["name"]} | percent(one) for one in intents],
        "confusions": deepest["confusions"],
    }


def tell_compared(report: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """Return what was compared for each question, at the deepest reading that was learned."""
    compared = report.get(FULL) or report.get("fast") or {}
    return [
        {
            "name": name_question(about),
            "is_promoted": told["promoted"],
            "reason": REASONS[told["reason"]],
            "said": told["said"],
            "better": told["better"],
            "worse": told["worse"],
            "before": percent(told["right"]["before"]),
            "after": percent(told["right"]["after"]),
            "figures": [_figure(about, one) for one in told["figures"]],
        }
        for about, told in compared.items()
    ]


def _figure(about: str, figure: Mapping[str, Any]) -> dict[str, Any]:
    is_label = about not in {SENTIMENT, INTENT}
    return {
        "language": name_language(figure["language"]) if figure["language"] else _("All languages"),
        "answer": "" if is_label else name_answer(about, figure["answer"]),
        "before": {name: percent(figure["before"][name]) for name in ("precision", "recall")},
        "after": {name: percent(figure["after"][name]) for name in ("precision", "recall")},
    }
