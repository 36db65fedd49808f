"""Signing in with a Google account that owns or manages the place.

Source: Google's documentation of OAuth 2.0 for web servers. A refresh token comes only when asked
for with `access_type=offline`, and anew with `prompt=consent`.
"""

from __future__ import annotations

from palabre.connectors.login import SignIn

SCOPE = "https://www.googleapis.com/auth/business.manage"
SIGN_IN = SignIn(
    authorize="https://accounts.google.com/o/oauth2/v2/auth",
    token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    scopes=(SCOPE,),
    more={"access_type": "offline", "prompt": "consent"},
)
