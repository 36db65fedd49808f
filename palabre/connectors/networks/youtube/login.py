"""Signing in on YouTube, with Google's account of the channel.

Source: Google's documentation, OAuth 2 for web servers. A refresh token comes when it is asked for
offline; while the application's consent screen is being tested, it ends after seven days.
"""

from __future__ import annotations

from palabre.connectors.login import SignIn

SIGN_IN = SignIn(
    authorize="https://accounts.google.com/o/oauth2/v2/auth",
    token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    scopes=("https://www.googleapis.com/auth/youtube.force-ssl",),
    more={"access_type": "offline", "prompt": "consent"},
)
