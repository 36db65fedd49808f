"""The Django application of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.people"
    label = "people"
