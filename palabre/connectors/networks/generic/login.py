"""Any other source signs its events with a secret of ours; nobody signs in."""

from __future__ import annotations

SIGN_IN = None
