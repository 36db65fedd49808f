"""The form of a new rule: when it speaks, what it decides, and the examples it must pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palabre.engine.understanding.vocabulary import INTENTS
from palabre.engine.vocabulary import Verdict
from palabre.inbox.understanding.wording import GRAVITY, RISKS, WISHES
from palabre.moderation.rule_edits import MODES, NewRule, quote
from palabre.moderation.wording import MODES_TO_SET, VERDICTS

NOTHING = [("", "—")]
SCORES = [("0.5", _("possible")), ("0.8", _("very likely")), ("0.95", _("almost certain"))]

AGAINST = [
    *NOTHING,
    ("timeout: 10m", _("Time them out for 10 minutes")),
    ("timeout: 1h", _("Time them out for an hour")),
    ("timeout: [10m, 1h, 24h]", _("Time them out, longer each time: 10 min, 1 h, 24 h")),
    ("ban: 30d", _("Ban them for 30 days")),
    ("ban: true", _("Ban them for good")),
]
PACES = [
    *NOTHING,
    ("slow: 10s, expires: 5m", _("A message every 10 s each, for 5 minutes")),
    ("slow: 30s, expires: 15m", _("A message every 30 s each, for 15 minutes")),
]
"""What may be asked beside the verdict, as a charter writes it."""


class RuleForm(forms.Form):
    """What a person says of a rule; all that is filled in must hold for it to speak."""

    name = forms.RegexField(
        r"^[a-z][a-z0-9.-]{0,59}$",
        label=_("Name of the rule"),
        help_text=_("Small letters, digits, dots and hyphens."),
    )
    words = forms.CharField(
        required=False, max_length=5_000, label=_("The text holds one of these words"),
        help_text=_("One a line. Disguises are found by themselves; a star finds longer words."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    list_name = forms.ChoiceField(required=False, label=_("or a word of this list"))
    pattern = forms.CharField(
        required=False, max_length=300, label=_("The text has this pattern"),
        help_text=_("A regular expression, as RE2 reads it."),
    )  # fmt: skip
    risk = forms.ChoiceField(
        required=False, label=_("The models see this risk"),
        choices=[*NOTHING, *((name, RISKS[name]) for name in GRAVITY)],
    )  # fmt: skip
    score = forms.ChoiceField(choices=SCORES, initial="0.8", required=False, label=_("at least"))
    intent = forms.ChoiceField(
        required=False, label=_("The person wants this"),
        choices=[*NOTHING, *((name, WISHES[name]) for name in INTENTS)],
    )  # fmt: skip
    strikes = forms.IntegerField(
        required=False, min_value=1, max_value=99, label=_("The author has so many strikes")
    )
    verdict = forms.ChoiceField(
        choices=[(one.value, VERDICTS[one]) for one in Verdict], initial="review",
        label=_("What becomes of the message"),
    )  # fmt: skip
    against = forms.ChoiceField(
        required=False, choices=AGAINST, label=_("and of its author"),
        help_text=_("Below stands what each of your networks makes of it."),
    )  # fmt: skip
    pace = forms.ChoiceField(required=False, choices=PACES, label=_("and of a live chat"))
    reason_fr = forms.CharField(max_length=200, label=_("Reason in French"))
    reason_en = forms.CharField(max_length=200, label=_("Reason in English"))
    mode = forms.ChoiceField(
        choices=[(name, MODES_TO_SET[name]) for name in MODES], initial="shadow", label=_("Mode")
    )
    fire = forms.CharField(required=False, max_length=500, label=_("A text of which it must speak"))
    quiet = forms.CharField(
        required=False, max_length=500, label=_("A text of which it must not speak")
    )

    def __init__(self, *args: Any, lists: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["list_name"].choices = [*NOTHING, *((one, one) for one in lists)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse words beside a list: one rule looks at one of the two."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("words") and said.get("list_name"):
            self.add_error("list_name", _("Give words of your own, or a list: not both."))
        return said

    def read(self) -> NewRule:
        """Return the rule that was asked for."""
        said = self.cleaned_data
        when = {
            "list": said["list_name"],
            "pattern": quote(said["pattern"]) if said["pattern"] else "",
            "label": f'{{{said["risk"]}: ">= {said["score"] or "0.8"}"}}' if said["risk"] else "",
            "intent": said["intent"],
            "author": f"{{strikes: {said['strikes']}}}" if said["strikes"] else "",
        }
        return NewRule(
            name=said["name"],
            when={name: value for name, value in when.items() if value},
            verdict=said["verdict"],
            reasons={"fr": said["reason_fr"], "en": said["reason_en"]},
            mode=said["mode"],
            acts=[said[name] for name in ("against", "pace") if said[name]],
            words=[word for line in re.split(r"[\r\n]+", said["words"]) if (word := line.strip())],
            tests=[(said[name], name == "fire") for name in ("fire", "quiet") if said[name]],
        )
