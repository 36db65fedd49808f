"""Finds the pages of the desk by itself: the patterns of addresses, and a link to each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from tests.machinery.desks import Desk

API = "api/"
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MOST = 400


def list_routes(patterns: Any = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield route and name of every address that Django answers, the API's aside."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from () if route.startswith(API) else list_routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route, str(one.name)


@dataclass
class Pages:
    """What was found: an address for each route that shows a page, and routes without one."""

    of_route: dict[str, str] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)


@contextmanager
def enter(desk: Desk) -> Iterator[httpx.Client]:
    """Give a client that is signed in as the owner."""
    with httpx.Client(base_url=desk.address, timeout=30, follow_redirects=True) as client:
        _sign_in(client, desk)
        yield client


def _sign_in(client: httpx.Client, desk: Desk) -> None:
    found = TOKEN.search(client.get("/sign-in/").text)
    assert found is not None
    form = {"username": desk.email, "password": desk.password, "csrfmiddlewaretoken": found[1]}
    answer = client.post("/sign-in/", data=form, headers={"Referer": f"{desk.address}/sign-in/"})
    assert answer.url.path != "/sign-in/", answer.url


def find_pages(desk: Desk, start: str) -> Pages:
    """Follow links from an address until every route that can be reached has an example."""
    pages, waiting, seen = Pages(), [start], {start}
    with enter(desk) as client:
        while waiting and len(seen) < MOST:
            address = waiting.pop(0)
            route = _route(address)
            if route is None or route in pages.of_route:
                continue
            answer = client.get(address)
            if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
                continue
            pages.of_route.setdefault(_route(str(answer.url)) or route, address)
            pages.of_route.setdefault(route, address)
            for link in LINK.findall(answer.text):
                there = urlsplit(urljoin(str(answer.url), link.replace("&amp;", "&")))
                path = there.path + (f"?{there.query}" if there.query else "")
                if f"{there.scheme}://{there.netloc}" == desk.address and path not in seen:
                    seen.add(path)
                    waiting.append(path)
        routes = dict(list_routes())
        reached = {routes[route] for route in pages.of_route}
        pages.unreached = [
            route
            for route, name in routes.items()
            if name not in reached and _is_page(client, route)
        ]
    return pages


def _route(address: str) -> str | None:
    try:
        route = str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return None
    return None if route.startswith(API) else route


def _is_page(client: httpx.Client, route: str) -> bool:
    """Say whether a route without an example may show a page: it answers GET by HTML."""
    path = "/" + re.sub(r"<slug:\w+>", "none", re.sub(r"<int:\w+>", "1", route))
    answer = client.get(re.sub(r"<\w+>|<\w+:\w+>", "none", path), follow_redirects=False)
    return answer.status_code != 405 and not answer.is_redirect
