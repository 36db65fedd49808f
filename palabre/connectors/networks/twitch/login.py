"""Signing in on Twitch, as the channel itself.

Source: Twitch's documentation, authorization code grant. Tokens last about four hours; a refresh
may bring another refresh token. Twitch has no PKCE: our app proves itself by its secret.
"""

from __future__ import annotations

from palabre.connectors.login import SignIn

SIGN_IN = SignIn(
    authorize="https://id.twitch.tv/oauth2/authorize",
    token="https://id.twitch.tv/oauth2/token",  # noqa: S106 - an address
    scopes=(
        "user:read:chat",
        "user:write:chat",
        "user:bot",
        "channel:bot",
        "chat:read",
        "user:manage:whispers",
        "moderator:manage:chat_messages",
        "moderator:manage:automod",
        "moderator:manage:banned_users",
        "moderator:manage:warnings",
        "moderator:manage:chat_settings",
        "moderator:manage:shield_mode",
    ),
    has_pkce=False,
)
