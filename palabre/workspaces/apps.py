"""The Django application of this room."""

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """Names the room to Django."""

    name = "palabre.workspaces"
    label = "workspaces"
