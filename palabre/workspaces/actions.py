"""What happens to organisations, workspaces, members and tokens."""

from __future__ import annotations

import hashlib
import secrets
import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from itertools import count

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from palabre.plumbing.errors import Refused
from palabre.workspaces.models import Member, Organisation, Role, Token, Workspace
from palabre.workspaces.rights import SCOPES

THEMES = ("device", "light", "dark")
DENSITIES = ("comfortable", "compact", "device")
TOKEN_PREFIX = "plb_"  # noqa: S105 - a mark by which leaked tokens can be found, no secret.


def found_organisation(*, name: str, now: datetime) -> Organisation:
    """Make an organisation."""
    return Organisation.objects.create(name=name, slug=slugify(name), created_at=now)


def open_workspace(
    *, organisation: Organisation, name: str, language: str, now: datetime
) -> Workspace:
    """Make a client's room; its name in addresses is its own, whoever has the same name."""
    return Workspace.objects.create(
        organisation=organisation,
        name=name,
        slug=_free_slug(name),
        language=language,
        created_at=now,
    )


def _free_slug(name: str) -> str:
    """Return a name for addresses that no client has: the second of a name ends in -2."""
    wanted = slugify(name)[:70] or "client"
    taken = set(Workspace.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(one for one in numbered if one not in taken)


def invite_member(
    *, organisation: Organisation, email: str, name: str, password: str, now: datetime
) -> Member:
    """Make a member who can sign in; `Refused` when the address is taken."""
    if Member.objects.filter(email=email.strip().lower()).exists():
        raise Refused("Somebody signs in with this address already.")
    return Member.objects.create_member(
        email=email, name=name, organisation=organisation, password=password, now=now
    )


def give_role(*, member: Member, kind: str, workspace: Workspace | None = None) -> Role:
    """Give a member a role in one workspace, or in all of the organisation's."""
    role, _ = Role.objects.update_or_create(
        member=member, workspace=workspace, defaults={"kind": kind}
    )
    return role


def make_token(*, member: Member, name: str, scopes: Sequence[str], now: datetime) -> str:
    """Return a new personal token; it is shown once, only its digest is kept."""
    unknown = set(scopes) - set(SCOPES)
    if unknown or not scopes:
        raise Refused(f"The scopes are {', '.join(SCOPES)}.", status=422)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).digest()
    Token.objects.create(
        member=member, name=name, digest=digest, scopes=list(scopes), created_at=now
    )
    return secret


def choose_language(*, member: Member, language: str) -> None:
    """Remember the language a member reads."""
    if language not in dict(settings.LANGUAGES):
        raise Refused("This language is not one of the desk's.", status=422)
    Member.objects.filter(pk=member.pk).update(language=language)


def choose_time_zone(*, member: Member, time_zone: str) -> None:
    """Remember the zone in which a member reads times."""
    if time_zone not in zoneinfo.available_timezones():
        raise Refused("This time zone is not known.", status=422)
    Member.objects.filter(pk=member.pk).update(time_zone=time_zone)


def settle(*, member: Member, language: str, time_zone: str, now: datetime) -> None:
    """Keep the language a member reads and the zone in which they live."""
    choose_time_zone(member=member, time_zone=time_zone)
    choose_language(member=member, language=language)
    Member.objects.filter(pk=member.pk).update(settled_at=now)


def choose_display(*, member: Member, theme: str = "", density: str = "") -> None:
    """Remember how a member's pages look; an empty choice stays as it was.

    `device` is the device's own theme, `comfortable` (or `device`) the density of wide lines.
    """
    chosen: dict[str, str] = {}
    if theme:
        if theme not in THEMES:
            raise Refused("There is no such theme.", status=422)
        chosen["theme"] = "" if theme == "device" else theme
    if density:
        if density not in DENSITIES:
            raise Refused("There is no such density.", status=422)
        chosen["density"] = density if density == "compact" else ""
    if chosen:
        Member.objects.filter(pk=member.pk).update(**chosen)


def choose_first_password(*, member: Member, new: str) -> None:
    """Give a member a password of their own in place of the one that somebody else was shown."""
    if member.first_password_at is None:
        raise Refused("Your password is your own already.")
    if member.check_password(new):
        raise Refused("Choose another password than the one you were given.", status=422)
    _set_password(member, new)


def change_password(*, member: Member, old: str, new: str) -> None:
    """Give a member another password; their other sessions end with it."""
    if not member.check_password(old):
        raise Refused("This is not your present password.", status=422)
    _set_password(member, new)


def _set_password(member: Member, new: str) -> None:
    try:
        validate_password(new, member)
    except ValidationError as problem:
        raise Refused(
            "Choose a password of ten characters or more that is not a common one.", status=422
        ) from problem
    member.set_password(new)
    member.first_password_at = None
    member.save(update_fields=["password", "first_password_at"])


def revoke_token(*, member: Member, token: int, now: datetime) -> None:
    """End a token of the member's own, at once."""
    mine = Token.objects.filter(member=member, pk=token, revoked_at=None)
    if not mine.update(revoked_at=now):
        raise Refused("This token is not here.", status=404)
