"""What the forms of the inbox may hold."""

from __future__ import annotations

from django import forms

from palabre.engine.vocabulary import Verb


class ActForm(forms.Form):
    """An act on a message. `key` is the form's own: sent twice, it is one act.

    `seen` names the newest answers that the page showed, to notice that somebody was quicker.
    `then` closes the conversation after an answer.
    """

    verb = forms.ChoiceField(choices=[(verb.value, verb.value) for verb in Verb])
    key = forms.RegexField(r"^page:[0-9a-f-]{36}$")
    text = forms.CharField(required=False, strip=True, max_length=20_000)
    seen = forms.CharField(required=False, max_length=40)
    then = forms.ChoiceField(required=False, choices=[("", ""), ("close", "close")])

    def read_option(self, name: str) -> str:
        """Return what was filled in beside the verb's own button: each verb has its own field."""
        return str(self.data.get(f"{name}_{self.cleaned_data['verb']}", "")).strip()[:500]
