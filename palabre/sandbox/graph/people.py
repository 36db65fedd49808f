"""A person's own token on the square's Graph: which pages they run, and what they allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from palabre.sandbox.graph.errors import bad_token, expired_token, unknown
from palabre.sandbox.settings import Account

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]
MARK = "person"
USUAL = 25
TASKS = ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"]
PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    "facebook": (
        *("pages_show_list", "pages_messaging", "pages_manage_metadata"),
        *("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement"),
    ),
    "instagram": (
        *("pages_show_list", "pages_manage_metadata", "pages_read_engagement"),
        *("instagram_basic", "instagram_manage_comments", "instagram_manage_messages"),
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in, written into the token itself: the square keeps no sign-ins."""

    token: str
    network: str
    declined: str = ""
    is_lasting: bool = False

    def write(self) -> str:
        """Return the token."""
        kind = "long" if self.is_lasting else "short"
        return ".".join((MARK, kind, self.network, self.declined, self.token))


def read_person(token: str) -> Person | None:
    """Return the person of a token; None when it is a page's."""
    parts = token.split(".", 4)
    if len(parts) != 5 or parts[0] != MARK:
        return None
    return Person(parts[4], parts[2], parts[3], is_lasting=parts[1] == "long")


def page_behind(account: Account) -> str:
    """Return the id of the page to which an account belongs: a profile has another's."""
    return f"10{account.page_id}" if account.network == "instagram" else account.page_id


def scoped(number: str) -> str:
    """Return the number by which one app alone knows somebody."""
    digits = int.from_bytes(hashlib.sha256(number.encode()).digest()[:8])
    return str(10**15 + digits % (9 * 10**15))


def answer_person(
    square: Square, person: Person, method: str, path: str, parameters: Mapping[str, Any]
) -> Json:
    """Answer what a person's token may ask."""
    account = square.configuration.by_token.get(person.token)
    if account is None:
        raise bad_token()
    if square.world.weather(account.key).token_expired:
        raise expired_token()
    if (method, path) == ("GET", "me/permissions"):
        return {"data": [_permission(person, one) for one in PERMISSIONS[person.network]]}
    if (method, path) == ("GET", "me/accounts"):
        accounts = square.configuration.accounts.values()
        pages = [_page(one) for one in accounts if one.network == person.network]
        return _piece(pages, parameters)
    if (method, path) == ("GET", "me"):
        return {"id": scoped(account.page_id), "name": "Camille"}
    raise unknown(method, path)


def _piece(pages: list[Json], parameters: Mapping[str, Any]) -> Json:
    """Return as many pages as were asked for, and how to ask for the others."""
    after, limit = str(parameters.get("after", "")), str(parameters.get("limit", ""))
    first = int(after) if after.isdigit() else 0
    last = first + (max(1, int(limit)) if limit.isdigit() else USUAL)
    paging: Json = {"cursors": {"before": str(first), "after": str(last)}}
    more = {"next": "more"} if last < len(pages) else {}
    return {"data": pages[first:last], "paging": paging | more}


def _permission(person: Person, name: str) -> Json:
    is_declined = name in person.declined.split(",")
    return {"permission": name, "status": "declined" if is_declined else "granted"}


def _page(account: Account) -> Json:
    page: Json = {
        "id": page_behind(account),
        "name": account.name,
        "access_token": account.access_token,
        "tasks": TASKS,
    }
    if account.network == "instagram":
        linked = {"id": account.page_id, "username": account.username}
        page["instagram_business_account"] = linked
    return page
