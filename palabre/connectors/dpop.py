"""Keys that prove who holds a token (DPoP), and JSON Web Signatures with them.

Source: RFC 9449 (DPoP), RFC 7515 (JWS), RFC 7517 and 7638 (JWK and its thumbprint), RFC 7518
(ES256: ECDSA on P-256 with SHA-256; a signature is the two numbers of 32 bytes each).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Key = ec.EllipticCurvePrivateKey
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points P-256 has: a private key is a number between 1 and one less."""


def make_key() -> str:
    """Return a new private key as text."""
    return write_key(ec.generate_private_key(CURVE))


def derive_key(secret: bytes, purpose: str) -> str:
    """Return the private key that a secret stands for, always the same for a purpose."""
    wide = HKDF(hashes.SHA256(), length=48, salt=None, info=purpose.encode()).derive(secret)
    number = int.from_bytes(wide) % (ORDER - 1) + 1
    return write_key(ec.derive_private_key(number, CURVE))


def write_key(key: Key) -> str:
    """Return a private key as text (PKCS 8)."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def read_key(text: str) -> Key:
    """Return the private key of a text."""
    key = serialization.load_pem_private_key(text.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("This is no key of an elliptic curve.")
    return key


def public_part(key: Key) -> dict[str, str]:
    """Return the public part of a key as a JWK."""
    numbers = key.public_key().public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": encode(numbers.x.to_bytes(32)),
        "y": encode(numbers.y.to_bytes(32)),
    }


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the digest by which a public key is named (RFC 7638)."""
    named = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return encode(hashlib.sha256(msgspec.json.encode(named)).digest())


def sign(header: Mapping[str, Any], claims: Mapping[str, Any], key: Key) -> str:
    """Return a signed token with this header and these claims."""
    told = {"alg": "ES256", **header}
    content = ".".join(encode(msgspec.json.encode(part)) for part in (told, claims))
    first, second = decode_dss_signature(key.sign(content.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{content}.{encode(first.to_bytes(32) + second.to_bytes(32))}"


def prove(key: Key, method: str, address: str, *, nonce: str = "", token: str = "") -> str:
    """Return the proof that goes with one call: `token` is the access token, where there is one."""
    claims: dict[str, Any] = {
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htu": address.partition("?")[0].partition("#")[0],
        "iat": int(time.time()),
    }
    if nonce:
        claims["nonce"] = nonce
    if token:
        claims["ath"] = encode(hashlib.sha256(token.encode()).digest())
    return sign({"typ": "dpop+jwt", "jwk": public_part(key)}, claims, key)


def encode(content: bytes) -> str:
    """Return bytes as these signatures write them: base64url without its end."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
