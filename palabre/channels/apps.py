"""The Django application of this room."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.channels"
    label = "channels"
