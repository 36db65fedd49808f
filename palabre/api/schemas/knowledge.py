"""Saved replies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Plain = r"^[^\x00]*$"


class SavedReply(Schema):
    """A reply kept to use again; `{{ person }}`, `{{ account }}`, `{{ member }}` are filled in."""

    id: int
    title: str
    shortcut: str
    text: str
    language: str
    by: str
    changed_at: datetime


class SavedReplies(Schema):
    """Every saved reply of a workspace, by title; 200 at most."""

    items: list[SavedReply]
    next: str | None


class SavedReplyAsked(Schema):
    """What a saved reply is to say."""

    title: Annotated[str, Field(min_length=1, max_length=120, pattern=Plain)]
    shortcut: Annotated[str, Field(min_length=1, max_length=41, pattern=Plain)]
    text: Annotated[str, Field(min_length=1, max_length=8_000, pattern=Plain)]
    language: Literal["fr", "en"]
