"""Signing in on Instagram: by way of a Facebook page, or with the profile itself.

Source: Meta's manuals of the Instagram API with Facebook Login, and of Business Login for
Instagram: a code gives a token of an hour, which is changed for one of 60 days; that one is
renewed from its first day on. Its app has an id and a secret other than those for Facebook.
"""

from __future__ import annotations

from datetime import timedelta

import httpx

from palabre.connectors.contract import Credentials, Profile
from palabre.connectors.graph.client import DIRECT, call, is_direct
from palabre.connectors.graph.login import OVER, facebook_login, list_pages
from palabre.connectors.login import Lasting, SignIn
from palabre.connectors.reading import objects, text_of
from palabre.connectors.words import Said

HOME = "https://graph.instagram.com"
LINKED = "instagram_business_account"
BY_FACEBOOK = facebook_login(
    "pages_show_list",
    "pages_manage_metadata",
    "pages_read_engagement",
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
    way="facebook",
    title=Said("Through a Facebook page", "Par une page Facebook"),
)
BY_INSTAGRAM = SignIn(
    authorize="https://www.instagram.com/oauth/authorize",
    token="https://api.instagram.com/oauth/access_token",  # noqa: S106 - an address
    scopes=(
        "instagram_business_basic",
        "instagram_business_manage_comments",
        "instagram_business_manage_messages",
    ),
    separator=",",
    has_pkce=False,
    inside="data",
    whose="user_id",
    over=OVER,
    expires=timedelta(hours=1),
    lasting=Lasting(
        f"{HOME}/access_token",
        "ig_exchange_token",
        renewal=f"{HOME}/refresh_access_token",
        renewal_grant="ig_refresh_token",
    ),
    way=DIRECT,
    title=Said("With the Instagram profile itself", "Avec le profil Instagram lui-même"),
    home=HOME,
)


async def list_profiles(credentials: Credentials, client: httpx.AsyncClient) -> list[Profile]:
    """Return the profiles that a sign-in opens, whichever way it went.

    `user_id` of `me` is the number that webhooks use; the one told with the token is the app's own.
    """
    if not is_direct(credentials):
        return await list_pages(credentials, client, linked=LINKED)
    told = await call(client, "GET", "me", credentials, {"fields": "user_id,username"})
    me = (objects(told.get("data")) or [told])[0]
    granted = credentials.secrets.get("granted", "").replace(",", " ")
    secrets = {"granted": granted} if granted else {}
    return [Profile(text_of(me.get("user_id")), text_of(me.get("username")), secrets)]
