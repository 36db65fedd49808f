"""People: found, read, marked, and held for the same."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Status
from pydantic import Field

from palabre.api import person_shapes as shapes
from palabre.api import schemas as common
from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Limit, Number, Slug, inside, page
from palabre.api.schemas import people as schemas
from palabre.people import consents, languages, merging, notes, strikes, tags
from palabre.people.evidence import suggest_same
from palabre.people.finding import find_person
from palabre.people.history import list_history
from palabre.people.queries import Wanted, get_person, list_people
from palabre.plumbing import clock
from palabre.workspaces.rights import Right

router = Router(tags=["people"])
Name = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]


@router.get("/people", response={200: schemas.People, REFUSED: common.Problem})
def people(
    request: HttpRequest,
    which: Query[schemas.PeopleAsked],
    workspace: Slug = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List people, the latest met first; accents in `q` do not matter."""
    with inside(request, workspace, Right.READ) as (room, _):
        words, tag = which.q.strip(), which.tag.strip().lower()
        wanted = Wanted(words, tag, which.flag, which.network)
        return page(*list_people(room.pk, wanted, cursor=cursor, limit=limit))


@router.get("/people/tags", response={200: schemas.Tags, REFUSED: common.Problem})
def list_tags(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """List the tags in use."""
    with inside(request, workspace, Right.READ) as (room, _):
        return {"items": tags.list_tags(room.pk)}


@router.get("/people/{person}", response={200: schemas.PersonInFull, REFUSED: common.Problem})
def person(request: HttpRequest, person: Path[Number], workspace: Slug = None) -> dict[str, Any]:
    """Return one person; of one who was merged, the person who stands for them."""
    with inside(request, workspace, Right.READ) as (room, _):
        return get_person(room.pk, person)


@router.get("/people/{person}/messages", response={200: schemas.History, REFUSED: common.Problem})
def messages(
    request: HttpRequest,
    person: Path[Number],
    workspace: Slug = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """List everything a person wrote on any network, the latest first."""
    with inside(request, workspace, Right.READ) as (room, _):
        found = find_person(room.pk, person).pk
        rows, following = list_history(room.pk, found, cursor=cursor, limit=limit)
        return page([shapes.written(row) for row in rows], following)


@router.post("/people/{person}/tags", response={204: None, REFUSED: common.Problem})
def tag(
    request: HttpRequest, person: Path[Number], asked: schemas.TagAsked, workspace: Slug = None
) -> Status[None]:
    """Put a tag on a person; twice the same is once."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        tags.tag_person(workspace=room.pk, person=person, name=asked.name, by=by, now=clock.now())
    return Status(204, None)


@router.delete("/people/{person}/tags", response={204: None, REFUSED: common.Problem})
def untag(
    request: HttpRequest, person: Path[Number], name: Name = "", workspace: Slug = None
) -> Status[None]:
    """Take a tag off a person."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        tags.untag_person(workspace=room.pk, person=person, name=name, by=by, now=clock.now())
    return Status(204, None)


@router.put("/people/{person}/flags", response={204: None, REFUSED: common.Problem})
def flag(
    request: HttpRequest, person: Path[Number], asked: schemas.FlagAsked, workspace: Slug = None
) -> Status[None]:
    """Mark a person as a VIP or an influencer."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        tags.flag_person(workspace=room.pk, person=person, name=asked.name, by=by, now=clock.now())
    return Status(204, None)


@router.delete("/people/{person}/flags", response={204: None, REFUSED: common.Problem})
def unflag(
    request: HttpRequest,
    person: Path[Number],
    name: schemas.Flag = "vip",
    workspace: Slug = None,
) -> Status[None]:
    """Take a mark back."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        tags.unflag_person(workspace=room.pk, person=person, name=name, by=by, now=clock.now())
    return Status(204, None)


@router.put("/people/{person}/language", response={204: None, REFUSED: common.Problem})
def language(
    request: HttpRequest,
    person: Path[Number],
    asked: schemas.LanguageAsked,
    workspace: Slug = None,
) -> Status[None]:
    """Choose a person's language."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        languages.choose_person_language(
            workspace=room.pk, person=person, language=asked.language, by=by, now=clock.now()
        )
    return Status(204, None)


@router.get("/people/{person}/consents", response={200: schemas.Consents, REFUSED: common.Problem})
def list_consents(
    request: HttpRequest, person: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """List what a person allowed or withdrew, the latest first."""
    with inside(request, workspace, Right.READ) as (room, _):
        found = find_person(room.pk, person).pk
        return {"items": [shapes.consent(one) for one in consents.list_consents(room.pk, found)]}


@router.post("/people/{person}/consents", response={201: schemas.Consent, REFUSED: common.Problem})
def record_consent(
    request: HttpRequest,
    person: Path[Number],
    asked: schemas.ConsentAsked,
    workspace: Slug = None,
) -> Status[dict[str, Any]]:
    """Record what a person allowed or withdrew; what was recorded before stays."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        learnt = consents.Learnt(asked.kind, asked.given, asked.how)
        kept = consents.record_consent(
            workspace=room.pk, person=person, learnt=learnt, by=by, now=clock.now()
        )
        return Status(201, shapes.consent(kept))


@router.get("/people/{person}/notes", response={200: schemas.PersonNotes, REFUSED: common.Problem})
def list_notes(
    request: HttpRequest, person: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """List the notes about a person, which those who answer see, and no client."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        found = find_person(room.pk, person).pk
        return {"items": [shapes.note(one) for one in notes.list_person_notes(room.pk, found)]}


@router.post("/people/{person}/notes", response={201: schemas.PersonNote, REFUSED: common.Problem})
def write_note(
    request: HttpRequest,
    person: Path[Number],
    asked: schemas.PersonNoteAsked,
    workspace: Slug = None,
) -> Status[dict[str, Any]]:
    """Write a note about a person for the team."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        note = notes.write_person_note(
            workspace=room.pk, person=person, text=asked.text, by=by, now=clock.now()
        )
        return Status(201, shapes.note(note))


@router.get("/people/{person}/strikes", response={200: schemas.Strikes, REFUSED: common.Problem})
def list_strikes(
    request: HttpRequest, person: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """List a person's strikes, withdrawn ones too."""
    with inside(request, workspace, Right.READ) as (room, _):
        found = find_person(room.pk, person).pk
        return {"items": [shapes.strike(one) for one in strikes.list_strikes(room.pk, found)]}


@router.post("/people/{person}/strikes", response={201: schemas.Strike, REFUSED: common.Problem})
def strike(
    request: HttpRequest,
    person: Path[Number],
    asked: schemas.StrikeAsked,
    workspace: Slug = None,
) -> Status[dict[str, Any]]:
    """Hold a breach against a person."""
    with inside(request, workspace, Right.MODERATE) as (room, by):
        breach = strikes.Breach(asked.reason, asked.message)
        given = strikes.add_strike(
            workspace=room.pk, person=person, breach=breach, by=by, now=clock.now()
        )
        return Status(201, shapes.strike(given))


@router.delete("/strikes/{strike}", response={204: None, REFUSED: common.Problem})
def withdraw_strike(
    request: HttpRequest, strike: Path[Number], workspace: Slug = None
) -> Status[None]:
    """Withdraw a strike; it stays in the history, without effect."""
    with inside(request, workspace, Right.MODERATE) as (room, by):
        strikes.withdraw_strike(workspace=room.pk, strike=strike, by=by, now=clock.now())
    return Status(204, None)


@router.put("/strikes/{strike}", response={204: None, REFUSED: common.Problem})
def restore_strike(
    request: HttpRequest, strike: Path[Number], workspace: Slug = None
) -> Status[None]:
    """Let a withdrawn strike count again."""
    with inside(request, workspace, Right.MODERATE) as (room, by):
        strikes.restore_strike(workspace=room.pk, strike=strike, by=by, now=clock.now())
    return Status(204, None)


@router.get(
    "/people/{person}/suggestions", response={200: schemas.Suggestions, REFUSED: common.Problem}
)
def suggestions(
    request: HttpRequest, person: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """List who may be the same person, with what the data shows."""
    with inside(request, workspace, Right.READ) as (room, _):
        found = suggest_same(room.pk, find_person(room.pk, person).pk)
        return {"items": [shapes.suggestion(one) for one in found]}


@router.get("/people/{person}/merges", response={200: schemas.Merges, REFUSED: common.Problem})
def list_merges(
    request: HttpRequest, person: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """List the merges that concern a person, undone ones too."""
    with inside(request, workspace, Right.READ) as (room, _):
        found = find_person(room.pk, person).pk
        return {"items": [shapes.merge(one) for one in merging.list_merges(room.pk, found)]}


@router.post("/people/{person}/merges", response={201: schemas.Merge, REFUSED: common.Problem})
def merge(
    request: HttpRequest, person: Path[Number], asked: schemas.MergeAsked, workspace: Slug = None
) -> Status[dict[str, Any]]:
    """Hold two persons for the same; the one in the address stands for both."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        pair = merging.Pair(person, asked.person)
        made = merging.merge_people(workspace=room.pk, pair=pair, by=by, now=clock.now())
        return Status(201, shapes.merge(made))


@router.delete("/merges/{merge}", response={204: None, REFUSED: common.Problem})
def undo_merge(request: HttpRequest, merge: Path[Number], workspace: Slug = None) -> Status[None]:
    """Take two persons apart; each has again what was theirs."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        merging.undo_merge(workspace=room.pk, merge=merge, by=by, now=clock.now())
    return Status(204, None)
