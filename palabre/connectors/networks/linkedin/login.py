"""Signing in on LinkedIn as an administrator of the organisation.

Source: LinkedIn's manual of the authorization code flow. A token lasts 60 days; partners get a
refresh token for a year, counted from the first consent: then a person signs in again.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.login import SignIn

SIGN_IN = SignIn(
    authorize="https://www.linkedin.com/oauth/v2/authorization",
    token="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106 - an address
    scopes=("r_organization_social", "w_organization_social", "rw_organization_admin"),
    has_pkce=False,
    expires=timedelta(days=60),
)
