"""The Django application of this room."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.moderation"
    label = "moderation"
