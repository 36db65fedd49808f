"""Signing in on Facebook: Facebook Login, then the token of each page.

Source: Meta's manual of Facebook Login; a page's token made from a long-lived one does not end.
"""

from __future__ import annotations

from palabre.connectors.login import SignIn

SIGN_IN = SignIn(
    authorize="https://www.facebook.com/v26.0/dialog/oauth",
    token="https://graph.facebook.com/v26.0/oauth/access_token",  # noqa: S106 - an address
    scopes=(
        "pages_show_list",
        "pages_messaging",
        "pages_manage_metadata",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
    ),
    separator=",",
)
