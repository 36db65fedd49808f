"""Calls whose token is bound to a key: each carries a proof, with the server's latest nonce.

Source: RFC 9449. A server that wants another nonce refuses with `use_dpop_nonce` and names it; then
nothing was done, and the call is made once more.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from urllib.parse import urlsplit

import httpx

from palabre.connectors import dpop
from palabre.connectors.calls import Answer, Call, send
from palabre.connectors.reading import text_of

MOST = 1000
WANTS_NONCE = "use_dpop_nonce"
_nonces: OrderedDict[str, str] = OrderedDict()
"""The latest nonce of each server, so that a call need not be refused first."""


async def send_with_proof(
    client: httpx.AsyncClient, call: Call, key: dpop.Key, *, token: str = ""
) -> Answer:
    """Send a call with its proof, again when the server wants another nonce."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(call.address))
    for _ in range(2):
        nonce = _nonces.get(origin, "")
        proof = dpop.prove(key, call.method, call.address, nonce=nonce, token=token)
        headers = {**call.headers, "DPoP": proof}
        if token:
            headers["Authorization"] = f"DPoP {token}"
        answer = await send(client, replace(call, headers=headers))
        _remember(origin, answer.headers.get("dpop-nonce", ""))
        if not _wants_nonce(answer) or _nonces.get(origin, "") == nonce:
            break
    return answer


def _wants_nonce(answer: Answer) -> bool:
    told = answer.body if isinstance(answer.body, dict) else {}
    is_named = WANTS_NONCE in answer.headers.get("www-authenticate", "")
    return answer.status in {400, 401} and (is_named or text_of(told.get("error")) == WANTS_NONCE)


def _remember(origin: str, nonce: str) -> None:
    if not nonce:
        return
    _nonces[origin] = nonce
    _nonces.move_to_end(origin)
    while len(_nonces) > MOST:
        _nonces.popitem(last=False)
