"""Signing in on Facebook: Facebook Login, then the token of each page."""

from __future__ import annotations

from palabre.connectors.graph.login import facebook_login

SIGN_IN = facebook_login(
    "pages_show_list",
    "pages_messaging",
    "pages_manage_metadata",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
)
