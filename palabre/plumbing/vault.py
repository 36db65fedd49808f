"""Encryption of the networks' secrets at rest: AES-256-GCM (NIST SP 800-38D).

The installation's keys stand in its data folder, apart from the database. A new key seals from
then on; those before it still open what they sealed, until it is sealed anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.errors import Refused

NONCE_BYTES = 12
FILE = "secrets.json"
KEY, FORMER, CHANGED = "vault_key", "former_vault_keys", "vault_key_since"
NOT_STARTED = "not started"
"""The key of a folder that has none: nothing of worth was sealed there."""
KEPT_FOR = timedelta(hours=1)
"""How long a former key stays at least: sign-ins under way were sealed with it."""


class Vault:
    """Seals small JSON values with one key; opens those sealed with it or with a former one."""

    def __init__(self, key: str, *former: str) -> None:
        self._ciphers = [AESGCM(hashlib.sha256(one.encode()).digest()) for one in (key, *former)]

    def seal(self, value: dict[str, Any], *, purpose: str) -> bytes:
        """Return the encrypted value; it opens for the same `purpose` only."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers[0]
        return nonce + cipher.encrypt(nonce, json.dumps(value).encode(), purpose.encode())

    def open(self, sealed: bytes, *, purpose: str) -> dict[str, Any]:
        """Return what was sealed; `cryptography.exceptions.InvalidTag` when it was altered."""
        return self._open(sealed, purpose)[1]

    def renew(self, sealed: bytes, *, purpose: str) -> bytes | None:
        """Return a value sealed with the present key; None when it is that already."""
        place, value = self._open(sealed, purpose)
        return self.seal(value, purpose=purpose) if place else None

    def _open(self, sealed: bytes, purpose: str) -> tuple[int, dict[str, Any]]:
        """Return a value, and the place of the key that opened it."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        for place, cipher in enumerate(self._ciphers):
            try:
                told = cipher.decrypt(nonce, body, purpose.encode())
            except InvalidTag:
                continue
            value: dict[str, Any] = json.loads(told)
            return place, value
        raise InvalidTag


def get_vault(folder: DataFolder) -> Vault:
    """Return the installation's vault with its keys as they are now."""
    try:
        told = (folder.path / FILE).stat()
    except FileNotFoundError:
        return Vault(NOT_STARTED)
    return _vault_of(folder, (told.st_ino, told.st_mtime_ns))


@lru_cache(maxsize=4)
def _vault_of(folder: DataFolder, version: tuple[int, int]) -> Vault:
    known = folder.read(FILE)
    return Vault(known.get(KEY, NOT_STARTED), *known.get(FORMER, ()))


def change_key(folder: DataFolder, *, now: datetime) -> None:
    """Put a new key before the present one, which still opens what it sealed."""
    known = folder.read(FILE)
    former = [folder.secret(KEY), *known.get(FORMER, ())]
    fresh = {KEY: secrets.token_urlsafe(32), FORMER: former, CHANGED: now.isoformat()}
    folder.write(FILE, {**known, **fresh})


def forget_former_keys(folder: DataFolder, *, now: datetime) -> int:
    """Drop the keys before the present one; return how many. `Refused` within an hour of a change.

    Seal anew first what they sealed: nothing else opens it.
    """
    known = folder.read(FILE)
    since = known.get(CHANGED)
    if since and now - datetime.fromisoformat(since) < KEPT_FOR:
        raise Refused(
            "The key changed less than an hour ago: sign-ins under way need the last one."
        )
    former = known.pop(FORMER, [])
    folder.write(FILE, known)
    return len(former)
