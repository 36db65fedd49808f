"""Notes as the conversation shows them: the names of colleagues stand out, one's own the most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from palabre.engine.mentions import find_mentions
from palabre.inbox.marks import cut
from palabre.inbox.mentions import list_spoken_to
from palabre.inbox.models import Note
from palabre.inbox.shown import ShownNote, Spoken
from palabre.workspaces.doors import Room


def show_notes(room: Room, notes: Sequence[Note], names: Mapping[str, str]) -> list[ShownNote]:
    """Return notes for the template; `names` are those of who wrote them."""
    me = room.present.member.pk
    spoken = list_spoken_to(room.workspace, notes, me=me)
    return [_show(note, names[note.by], spoken.get(note.pk, ())) for note in notes]


def _show(note: Note, who: str, spoken: Sequence[Spoken]) -> ShownNote:
    mine = {one.member for one in spoken if one.is_mine}
    found = find_mentions(note.text, {one.member: one.name for one in spoken})
    own = [(one.start, one.end) for one in found if mine & set(one.members)]
    others = [(one.start, one.end) for one in found if not mine & set(one.members)]
    return ShownNote(
        note.pk,
        who,
        note.at,
        cut(note.text, others, own),
        is_mine=bool(mine),
        is_unread=any(one.is_unread for one in spoken),
    )
