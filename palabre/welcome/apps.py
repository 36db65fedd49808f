"""The Django application of this room."""

from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.welcome"
    label = "welcome"
