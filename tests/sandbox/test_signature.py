"""The signature, held against a fixed vector."""

from __future__ import annotations

from palabre.sandbox.signature import HEADER, sign


def test_the_signature_is_metas() -> None:
    digest = "bad0361b4fbcce21d3bc25f6eceb8f23abce856cd76c29d18d477dbbff237687"
    assert sign(b'{"a":1}', secret="appsecret") == f"sha256={digest}"
    assert HEADER == "X-Hub-Signature-256"
