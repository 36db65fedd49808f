"""Signing in on Instagram, by way of Facebook: the professional profiles of one's pages.

Source: Meta's manual of the Instagram API with Facebook Login.
"""

from __future__ import annotations

from palabre.connectors.login import SignIn

SIGN_IN = SignIn(
    authorize="https://www.facebook.com/v26.0/dialog/oauth",
    token="https://graph.facebook.com/v26.0/oauth/access_token",  # noqa: S106 - an address
    scopes=(
        "pages_show_list",
        "pages_manage_metadata",
        "pages_read_engagement",
        "instagram_basic",
        "instagram_manage_comments",
        "instagram_manage_messages",
    ),
    separator=",",
)
