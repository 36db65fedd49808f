"""The form that lets a member in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

MOST_FAILURES = 6
FORGET_SECONDS = 300


class SignInForm(AuthenticationForm):
    """E-mail and password; after some failures an address has to wait."""

    error_messages = {  # noqa: RUF012 - Django's own way to name a form's sentences.
        "invalid_login": _("This e-mail and this password do not go together. Try again."),
        "inactive": _("This access was closed. Ask an administrator of your organisation."),
        "too_many": _("Too many tries. Wait five minutes, then try again."),
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
        key = self._key()
        if cache.get(key, 0) >= MOST_FAILURES:
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        if "username" in self.cleaned_data:
            self.cleaned_data["username"] = self.cleaned_data["username"].strip().lower()
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            cache.add(key, 0, FORGET_SECONDS)
            cache.incr(key)
            raise
        cache.delete(key)
        return cleaned

    def _key(self) -> str:
        """Return the name under which failures of this address with this e-mail are counted."""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        email = str(self.data.get("username", "")).strip().lower()
        return "sign-in:" + address + ":" + email.encode().hex()[:160]
