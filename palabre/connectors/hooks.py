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

    def is_within_reach(self, base: str, home: str) -> bool:
        """Say whether a network can call the address: by https, or from a twin beside us."""
        is_at_home = base.rstrip("/") == home.rstrip("/")
        return self.address.startswith("https://" if is_at_home else "http")
