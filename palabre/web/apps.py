"""The Django application of what every page shares."""

from __future__ import annotations

from contextlib import suppress

from django.apps import AppConfig

from palabre.web import client_files


class WebConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.web"
    label = "web"

    def ready(self) -> None:
        """Read which files the pages need, before anything built later takes their place."""
        with suppress(client_files.NotBuiltError):
            client_files.read()
