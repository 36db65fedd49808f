"""What a network is told when it is to send events here."""

from __future__ import annotations

from dataclasses import dataclass

from palabre.connectors.login import App


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a network is to send an account's events, and our app there when we know it.

    The address is empty where the desk does not know its own.
    """

    address: str = ""
    app: App | None = None
