"""The product as one Django application: it connects the table of reactions at start."""

from __future__ import annotations

from django.apps import AppConfig


class Product(AppConfig):
    """Joins the rooms, once, when the program starts."""

    name = "config"
    label = "product"

    def ready(self) -> None:
        """Connect what happens to who reacts."""
        from palabre import wiring
        from palabre.plumbing import events

        events.connect(wiring.REACTIONS)
