"""Signing in on X: OAuth 2 with PKCE; a token lasts two hours and renews itself.

Source: X's manual of OAuth 2.0. Without `offline.access` there is no refresh token.
"""

from __future__ import annotations

from palabre.connectors.login import ClientProof, SignIn

SIGN_IN = SignIn(
    authorize="https://x.com/i/oauth2/authorize",
    token="https://api.x.com/2/oauth2/token",  # noqa: S106 - an address
    scopes=(
        *("tweet.read", "tweet.write", "tweet.moderate.write", "users.read"),
        *("dm.read", "dm.write", "mute.read", "mute.write", "block.read", "block.write"),
        "offline.access",
    ),
    proof=ClientProof.BASIC,
    signs_events=False,
)
