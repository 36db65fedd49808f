"""The Django application of this room."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.knowledge"
    label = "knowledge"
