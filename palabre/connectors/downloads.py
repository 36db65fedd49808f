"""Pictures from addresses that networks name: never from inside our own house.

An address is taken when it is https on the public net, or on the very host where the account's
network answers. Host names are resolved here and the call goes to the address that was checked, so
that no second answer of the name server leads elsewhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import httpx

MOST_BYTES = 8 * 1024 * 1024
MOST_HOPS = 3
SECONDS = 20.0
PORTS = {"http": 80, "https": 443}
NOT_OUTSIDE = [ipaddress.ip_network(one) for one in ("64:ff9b::/96", "2001::/32", "2002::/16")]
"""Addresses that stand for others: what they lead to is not seen in them."""


class DownloadRefused(Exception):  # noqa: N818 - it is not an error of the program.
    """A picture that is not taken: the sentence says why."""


async def download_picture(client: httpx.AsyncClient, address: str, *, home: str) -> bytes:
    """Return the bytes of a picture, at most 8 MB; `home` is where the account's network answers.

    Redirects are followed by hand, each address looked at like the first one.
    """
    try:
        async with asyncio.timeout(SECONDS):
            for _ in range(MOST_HOPS + 1):
                request = await _request(client, httpx.URL(address), httpx.URL(home))
                answer = await client.send(request, stream=True, follow_redirects=False)
                try:
                    if not answer.has_redirect_location:
                        return await _read(answer)
                    address = str(httpx.URL(address).join(answer.headers["location"]))
                finally:
                    await answer.aclose()
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as problem:
        raise DownloadRefused(f"No answer: {problem!r}") from problem
    raise DownloadRefused("Too many redirects.")


async def _request(client: httpx.AsyncClient, url: httpx.URL, home: httpx.URL) -> httpx.Request:
    """Return the request of an address that may be asked; `DownloadRefused` if it may not."""
    headers = {"Accept": "image/*", "Accept-Encoding": "identity"}
    if _origin(url) == _origin(home):
        return client.build_request("GET", url, headers=headers)
    if url.scheme != "https" or url.userinfo or _origin(url)[2] != PORTS["https"]:
        raise DownloadRefused("Only https addresses of the public net are asked.")
    return client.build_request(
        "GET",
        url.copy_with(host=await _outside(url.host)),
        headers=headers | {"Host": url.netloc.decode()},
        extensions={"sni_hostname": url.host, "timeout": client.timeout.as_dict()},
    )


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or PORTS.get(url.scheme)


async def check_outside(address: str) -> None:
    """Refuse an address that is not https on the public net: people and networks name servers."""
    try:
        url = httpx.URL(address)
        if url.scheme != "https" or url.userinfo or not url.host:
            raise DownloadRefused("Only https addresses of the public net are asked.")
        await _outside(url.host)
    except (httpx.InvalidURL, OSError) as problem:
        raise DownloadRefused(f"No such host: {problem!r}") from problem


async def _outside(host: str) -> str:
    """Return an address of a host whose every address is on the public net."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, PORTS["https"], type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(map(_is_outside, addresses)):
        raise DownloadRefused("This host is not on the public net.")
    return addresses[0]


def _is_outside(text: str) -> bool:
    address: Any = ipaddress.ip_address(text)
    address = getattr(address, "ipv4_mapped", None) or address
    stands_for_another = any(
        address in one for one in NOT_OUTSIDE if one.version == address.version
    )
    return bool(address.is_global) and not address.is_multicast and not stands_for_another


async def _read(answer: httpx.Response) -> bytes:
    """Return the body of an answer that says it is a picture, and no more than is allowed."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.status_code != httpx.codes.OK:
        raise DownloadRefused(f"HTTP {answer.status_code}.")
    if not kind.startswith("image/") or kind.startswith("image/svg"):
        raise DownloadRefused(f"This is no picture: {kind[:60]!r}.")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise DownloadRefused("The picture is packed.")
    content = bytearray()
    async for part in answer.aiter_raw():
        content += part
        if len(content) > MOST_BYTES:
            raise DownloadRefused("The picture is larger than 8 MB.")
    return bytes(content)
