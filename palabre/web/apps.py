"""The Django application of what every page shares."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.web"
    label = "web"
