"""The form that lets a member in."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from palabre.plumbing import clock
from palabre.workspaces.sign_in_tries import begin_try, client_address


class SignInForm(AuthenticationForm):
    """E-mail and password; after some failures one has to wait."""

    error_messages = {  # noqa: RUF012 - Django's own way to name a form's sentences.
        "invalid_login": _("This e-mail and this password do not go together. Try again."),
        "inactive": _("This access was closed. Ask an administrator of your organisation."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}
        )
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        """Check the pair; `ValidationError` says what is wrong."""
        meta = self.request.META if self.request else {}
        begun = begin_try(
            email=str(self.data.get("username", "")),
            address=client_address(meta, proxies=settings.PROXIES),
            now=clock.now(),
        )
        if begun.wait is not None:
            raise forms.ValidationError(_say_wait(begun.wait), code="too_many")
        if "username" in self.cleaned_data:
            self.cleaned_data["username"] = self.cleaned_data["username"].strip().lower()
        cleaned: dict[str, Any] = super().clean()
        begun.forget()
        return cleaned


def _say_wait(wait: timedelta) -> str:
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    sentence = ngettext(
        "Too many tries. Try again in %(n)s minute.",
        "Too many tries. Try again in %(n)s minutes.",
        minutes,
    )
    return sentence % {"n": minutes}
