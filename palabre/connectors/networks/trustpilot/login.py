"""Signing in with a business user of Trustpilot.

Source: public client libraries of Trustpilot's OAuth; it is to be tried with a live app before
anybody relies on it.
"""

from __future__ import annotations

from palabre.connectors.login import ClientProof, SignIn

SIGN_IN = SignIn(
    authorize="https://authenticate.trustpilot.com/",
    token="https://api.trustpilot.com/v1/oauth/oauth-business-users-for-applications/accesstoken",  # noqa: S106 - an address
    scopes=(),
    proof=ClientProof.BASIC,
    has_pkce=False,
)
