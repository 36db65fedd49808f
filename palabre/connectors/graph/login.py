"""Signing in by Facebook Login: the person's pages, and the professional profiles linked to them.

Source: Meta's manual of Facebook Login (October 2026): a code gives a token of an hour, which is
changed for one of 60 days; the page tokens that this one lists do not end until they are revoked.
What a person once refused is asked again with `auth_type=rerequest`.
"""

from __future__ import annotations

from datetime import timedelta

import httpx

from palabre.connectors.contract import Credentials, Profile
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.graph.client import call
from palabre.connectors.login import Lasting, SignIn, TokenForm
from palabre.connectors.reading import inner, objects, text_of
from palabre.connectors.words import Said

TOKEN = "https://graph.facebook.com/v26.0/oauth/access_token"  # noqa: S105 - an address
OVER = frozenset({"190"})
MOST_PAGES = 20
"""Of a hundred pages each: agencies run many."""


def facebook_login(*scopes: str, way: str = "", title: Said | None = None) -> SignIn:
    """Return the way to sign in by Facebook, asking for these permissions."""
    return SignIn(
        authorize="https://www.facebook.com/v26.0/dialog/oauth",
        token=TOKEN,
        scopes=scopes,
        separator=",",
        form=TokenForm.QUERY,
        more={"auth_type": "rerequest"},
        over=OVER,
        expires=timedelta(hours=1),
        lasting=Lasting(TOKEN, "fb_exchange_token", carrier="fb_exchange_token"),
        way=way,
        title=title,
    )


async def list_pages(
    credentials: Credentials, client: httpx.AsyncClient, *, linked: str = ""
) -> list[Profile]:
    """Return the pages that a person runs, each with its own token and what was allowed.

    With `linked`, the name of a field, the accounts that pages link to there, and their pages.
    """
    granted = await _granted(credentials, client)
    if "pages_show_list" not in granted.split():
        raise ConnectorError(Failure.REFUSED, "permission", detail="pages_show_list")
    fields = "id,name,access_token,tasks" + (f",{linked}{{id,username}}" if linked else "")
    found: list[Profile] = []
    after = ""
    for _ in range(MOST_PAGES):
        query = {"fields": fields, "limit": "100"} | ({"after": after} if after else {})
        told = await call(client, "GET", "me/accounts", credentials, query)
        for page in objects(told.get("data")):
            node = inner(page, linked) if linked else page
            id, token = text_of(node.get("id")), text_of(page.get("access_token"))
            if not id or not token:
                continue
            tasks = page.get("tasks")
            secrets = {
                "access_token": token,
                "page": text_of(page.get("id")),
                "granted": granted,
                "tasks": " ".join(map(text_of, tasks)) if isinstance(tasks, list) else "",
            }
            found.append(Profile(id, text_of(node.get("username") or page.get("name")), secrets))
        paging = inner(told, "paging")
        after = text_of(inner(paging, "cursors").get("after")) if "next" in paging else ""
        if not after:
            break
    return found


async def _granted(credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Return the permissions that the person allowed."""
    told = await call(client, "GET", "me/permissions", credentials)
    return " ".join(
        text_of(one.get("permission"))
        for one in objects(told.get("data"))
        if one.get("status") == "granted"
    )
