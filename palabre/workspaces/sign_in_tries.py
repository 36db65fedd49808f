"""How many sign-ins are let through: counted in the database, so by all processes together.

A try is written before its password is looked at and taken away when it was right, so that many
tries at once cannot all pass before the first is counted. Known and unknown addresses are counted
alike.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from palabre.workspaces.models import SignInTry

WINDOW = timedelta(minutes=5)
MOST_HERE = 6
"""Tries of one e-mail from one address in a window."""
MOST_OF_ACCOUNT = 40
"""Tries of one e-mail from anywhere: high, since anybody could lock a member out with it."""
MOST_OF_ADDRESS = 60
"""Tries from one address, whatever the e-mail: an office shares one."""


@dataclass(frozen=True, slots=True)
class Try:
    """A sign-in that is let through, or when the next one is."""

    id: int
    account: bytes
    address: str
    wait: timedelta | None = None

    def forget(self) -> None:
        """Take away this try and those before it: the password was right."""
        SignInTry.objects.filter(account=self.account, address=self.address).delete()


def begin_try(*, email: str, address: str, now: datetime) -> Try:
    """Count a sign-in; its `wait` is set when there were too many."""
    account = hashlib.sha256(email.strip().lower().encode("utf-8", "replace")).digest()
    SignInTry.objects.filter(at__lte=now - WINDOW).delete()
    written = SignInTry.objects.create(account=account, address=address[:64], at=now)
    mine = SignInTry.objects.filter(account=account)
    limits = (
        (mine.filter(address=written.address), MOST_HERE),
        (mine, MOST_OF_ACCOUNT),
        (SignInTry.objects.filter(address=written.address), MOST_OF_ADDRESS),
    )
    waits = []
    for tries, most in limits:
        latest = list(tries.order_by("-at", "-id").values_list("at", flat=True)[: most + 1])
        if len(latest) > most:
            waits.append(latest[most] + WINDOW - now)
    if not waits:
        return Try(written.pk, account, written.address)
    written.delete()
    return Try(0, account, address, wait=max(waits))


def client_address(meta: Mapping[str, Any], *, proxies: Sequence[str]) -> str:
    """Return the address a request comes from.

    What a proxy of ours says it was asked by is believed, from the nearest to the farthest, and
    nobody else's word: `X-Forwarded-For` can be written by anybody.
    """
    address = str(meta.get("REMOTE_ADDR", ""))
    said = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    for told in reversed([part for part in said if part]):
        if not _is_among(address, proxies):
            break
        address = told
    return address[:64]


def _is_among(address: str, proxies: Sequence[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
