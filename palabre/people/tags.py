"""Words that a team puts on people, and the two flags, VIP and influencer."""

from __future__ import annotations

from datetime import datetime

from palabre.people.finding import find_person, list_same
from palabre.people.models import Tag
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

FLAGS = ("vip", "influencer")
MOST_CHARACTERS = 60
MOST_SUGGESTED = 50


def tag_person(*, workspace: int, person: int, name: str, by: str, now: datetime) -> str:
    """Put a tag on a person; return it as it is kept. Twice the same is once."""
    name = " ".join(name.replace("\0", "").split()).lower()
    if not name or len(name) > MOST_CHARACTERS:
        raise Refused(f"A tag has 1 to {MOST_CHARACTERS} characters.", status=422)
    _add(workspace, person, Tag(name=name, is_flag=False, by=by, at=now))
    return name


def untag_person(*, workspace: int, person: int, name: str, by: str, now: datetime) -> None:
    """Take a tag off a person, and off all who are held for the same."""
    _remove(workspace, person, Tag(name=name, is_flag=False, by=by, at=now))


def flag_person(*, workspace: int, person: int, name: str, by: str, now: datetime) -> None:
    """Mark a person as a VIP or an influencer."""
    _check_flag(name)
    _add(workspace, person, Tag(name=name, is_flag=True, by=by, at=now))


def unflag_person(*, workspace: int, person: int, name: str, by: str, now: datetime) -> None:
    """Take a mark back."""
    _check_flag(name)
    _remove(workspace, person, Tag(name=name, is_flag=True, by=by, at=now))


def list_tags(workspace: int) -> list[str]:
    """Return the tags in use, by name."""
    used = Tag.objects.filter(workspace_id=workspace, is_flag=False)
    names = used.order_by("name").values_list("name", flat=True).distinct()
    return list(names[:MOST_SUGGESTED])


def _check_flag(name: str) -> None:
    if name not in FLAGS:
        raise Refused(f"The flags are {' and '.join(FLAGS)}.", status=422)


def _add(workspace: int, person: int, tag: Tag) -> None:
    found = find_person(workspace, person)
    same = list_same(workspace, found.pk)
    known = Tag.objects.filter(
        workspace_id=workspace, person_id__in=same, is_flag=tag.is_flag, name=tag.name
    )
    if known.filter(expires_at=None).exists():
        return
    known.delete()  # A rule's note that would end gives way to the team's word.
    _tag, is_new = Tag.objects.get_or_create(
        workspace_id=workspace, person_id=found.pk, is_flag=tag.is_flag, name=tag.name,
        defaults={"by": tag.by, "at": tag.at},
    )  # fmt: skip
    if is_new:
        _write(workspace, found.pk, "flag" if tag.is_flag else "tag", tag)


def _remove(workspace: int, person: int, tag: Tag) -> None:
    found = find_person(workspace, person)
    gone = Tag.objects.filter(
        workspace_id=workspace, person_id__in=list_same(workspace, found.pk),
        is_flag=tag.is_flag, name=tag.name,
    )  # fmt: skip
    if gone.delete()[0]:
        _write(workspace, found.pk, "unflag" if tag.is_flag else "untag", tag)


def _write(workspace: int, person: int, action: str, tag: Tag) -> None:
    entry = Entry(tag.by, action, f"person:{person}", {"name": tag.name})
    write_audit(workspace, [entry], now=tag.at)
