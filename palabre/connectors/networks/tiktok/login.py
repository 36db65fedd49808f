"""Signing in on TikTok as a business account; a token lasts a day, its refresh token a year.

Source: TikTok's manual of the Accounts API. The tokens come inside `data`, with the account's id
(`open_id`, which all calls name `business_id`); refreshing has an address of its own.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.login import SignIn, TokenForm

BUSINESS = "https://business-api.tiktok.com/open_api/v1.3/tt_user/oauth2"
SIGN_IN = SignIn(
    authorize="https://www.tiktok.com/v2/auth/authorize/",
    token=f"{BUSINESS}/token/",
    refresh=f"{BUSINESS}/refresh_token/",
    scopes=(
        *("user.info.basic", "user.info.username", "video.list", "comment.list"),
        *("comment.list.manage", "message.list.read", "message.list.send", "message.list.manage"),
    ),
    separator=",",
    has_pkce=False,
    form=TokenForm.JSON,
    names={"code": "auth_code"},
    visit_names={"client_id": "client_key"},
    inside="data",
    whose="open_id",
    over=frozenset({"40102", "40103", "40105", "40110"}),
    expires=timedelta(days=1),
)
