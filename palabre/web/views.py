"""The page that shows every component, for those who build the desk."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

TOKENS = Path(__file__).parent / "client" / "styles" / "tokens.css"
INKS = (
    ("ink", "ground"),
    ("soft", "ground"),
    ("soft", "wash"),
    ("accent", "ground"),
    ("accent", "accent-wash"),
    ("accent-ink", "accent"),
    ("harm", "harm-wash"),
    ("waiting", "waiting-wash"),
    ("done", "done-wash"),
)
"""Inks on the grounds that they are read on."""
NETWORKS = (("facebook", "Facebook"), ("instagram", "Instagram"), ("generic", "Webhook"))
ICONS = ("inbox", "user", "clock", "archive", "send", "eye-off", "heart", "tag", "sticky-note")


@cache
def _colours() -> list[str]:
    """Return the names of the colours, as the style sheet gives them."""
    text = TOKENS.read_text(encoding="utf-8")
    return re.findall(r"^  --([\w-]+): light-dark\(#", text, re.MULTILINE)


@require_safe
@login_required
def components(request: HttpRequest) -> HttpResponse:
    """Show every component once, in the reader's theme and language."""
    context = {
        "colours": _colours(),
        "inks": INKS,
        "networks": NETWORKS,
        "icons": ICONS,
        "now": timezone.now(),
        "people": ("Awa Diarra", "Yanis Benali", "Inès Carpentier", "مريم"),
    }
    return render(request, "components.html", context)
