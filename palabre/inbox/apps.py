"""The Django application of this room."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.inbox"
    label = "inbox"
