"""Encryption of the networks' secrets at rest: AES-256-GCM (NIST SP 800-38D)."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Vault:
    """Seals and opens small JSON values with one key of the installation."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(key.encode()).digest())

    def seal(self, value: dict[str, Any], *, purpose: str) -> bytes:
        """Return the encrypted value; it opens for the same `purpose` only."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, json.dumps(value).encode(), purpose.encode())

    def open(self, sealed: bytes, *, purpose: str) -> dict[str, Any]:
        """Return what was sealed; `cryptography.exceptions.InvalidTag` when it was altered."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        value: dict[str, Any] = json.loads(self._cipher.decrypt(nonce, body, purpose.encode()))
        return value
