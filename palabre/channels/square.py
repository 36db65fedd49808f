"""The square's pages that no client has connected yet: offered where accounts are connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection

from palabre.channels.actions import NewAccount
from palabre.channels.models import Account
from palabre.connectors.registry import CONNECTORS

FILE = "square.json"


def list_square_pages() -> Sequence[Mapping[str, Any]]:
    """Return the pages of the square, when the desk runs with it, that nobody has connected."""
    if not address_of_square():
        return []
    pages = settings.DATA.read(FILE).get("accounts", [])
    return [page for page in pages if not _is_connected(page)]


def find_square_page(network: str, page_id: str) -> Mapping[str, Any] | None:
    """Return a page of the square that may be connected."""
    return next(
        (
            page
            for page in list_square_pages()
            if (page["network"], page["page_id"]) == (network, page_id)
        ),
        None,
    )


def address_of_square() -> str:
    """Return where the square answers; empty when the desk runs without it."""
    return str(settings.DATA.read("running.json").get("square", ""))


def account_of_page(page: Mapping[str, Any]) -> NewAccount:
    """Return what connecting a page of the square takes."""
    needs = CONNECTORS[page["network"]].needs
    names = (*needs.given, *needs.made, *needs.wished)
    return NewAccount(
        network=page["network"],
        name=page["name"],
        external_id=page["page_id"],
        secrets={name: page[name] for name in names if name in page},
        base_url=f"{address_of_square()}/{page['base']}",
    )


def tell_address(account: Account) -> None:
    """Tell the square where the page's events go, as one pastes it in a network's settings."""
    content = settings.DATA.read(FILE)
    for page in content.get("accounts", []):
        if (page["network"], page["page_id"]) == (account.network, account.external_id):
            page["hook_path"] = f"/hooks/{account.network}/{account.key}"
    settings.DATA.write(FILE, content)


def _is_connected(page: Mapping[str, Any]) -> bool:
    key = str(page["hook_path"]).rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from palabre_find_account(%s, %s))", [page["network"], key]
        )
        return bool(cursor.fetchone()[0])
