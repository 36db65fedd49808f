"""Signing in on a Mastodon server, where our app makes itself known first.

Source: Mastodon's documentation, OAuth and `POST /api/v1/apps`. Tokens last until revoked.
"""

from __future__ import annotations

from palabre.connectors.login import SignIn

SIGN_IN = SignIn(
    authorize="/oauth/authorize",
    token="/oauth/token",  # noqa: S106 - an address
    register="/api/v1/apps",
    scopes=("read", "write:statuses", "write:favourites", "write:blocks", "write:mutes",
            "write:reports"),
)  # fmt: skip
