"""The Django application of this room."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.insights"
    label = "insights"
