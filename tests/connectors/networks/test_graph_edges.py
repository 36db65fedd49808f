"""What we ask of Facebook and Instagram, held against the edges and fields that Meta names."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from palabre.connectors.contract import Credentials, Order
from palabre.connectors.graph.client import DIRECT, VERSION
from palabre.connectors.hooks import Hook
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Verb
from tests.connectors.networks.contracts import Wire
from tests.connectors.networks.recorded import NOW

OURS, THEIRS, COMMENT = "100200", "7001", "900"
PAGING = {"fields", "limit", "after", "before", "since", "until"}
"""What every reading takes, by Meta's documentation of the Graph API."""
NODES: Mapping[str, tuple[Any, Any]] = {"facebook": (Page, Comment), "instagram": (Page, IGComment)}
"""What the account's and the comment's ids are, by network; a profile is written to by its page."""
API = FacebookAdsApi(FacebookSession("1", "secret", "token"), api_version=VERSION)
ACTS = [
    *(("facebook", verb) for verb in (Verb.REPLY, Verb.PRIVATE_REPLY, Verb.MESSAGE, Verb.HIDE,
                                      Verb.UNHIDE, Verb.LIKE, Verb.DELETE, Verb.BAN, Verb.UNBAN)),
    *(("instagram", verb) for verb in (Verb.REPLY, Verb.PRIVATE_REPLY, Verb.MESSAGE, Verb.HIDE,
                                       Verb.UNHIDE, Verb.DELETE)),
]  # fmt: skip


def requests_of(kind: Any) -> Iterator[Any]:
    """Give every request that a kind of node has, unsent."""
    node = kind("1", api=API)
    for name in dir(kind):
        if name.startswith(("create_", "get_", "delete_", "api_")):
            method = getattr(node, name)
            if "pending" in inspect.signature(method).parameters:
                yield method(pending=True)


def problems_of(request: httpx.Request, kind: Any) -> list[str]:
    """Return what Meta's library has against a request to a node of this kind."""
    _, version, _, *edge = request.url.path.removeprefix("/graph").split("/")
    assert version == VERSION
    wanted = (request.method, "/".join(edge))
    known = next((one for one in requests_of(kind) if (one._method, one._endpoint) == wanted), None)
    if known is None:
        return [f"{kind.__name__} has no {wanted}"]
    told = json.loads(request.content or b"{}") or dict(parse_qsl(request.url.query.decode()))
    named = [name for name in told if not (request.method == "GET" and name in PAGING)]
    return [f"{name}={told[name]!r}" for name in named if not fits(known, name, told[name])]


def fits(known: Any, name: str, value: Any) -> bool:
    """Say whether a request has this field, and whether it takes this value: an `Object` is any."""
    types = known._param_checker._type_check_info
    return types.get(name) == "Object" or (
        name in types and known._param_checker.is_valid_pair(name, value)
    )


def asked_by(network: str, order: Order, *, look: bool) -> list[httpx.Request]:
    """Return the requests of an act, or of a look for it."""
    wire = Wire([httpx.Response(200, json={"id": "901", "message_id": "m", "success": True})])
    connector = CONNECTORS[network]
    credentials = Credentials(OURS, {"access_token": "t"}, "https://graph.example/graph")

    async def run() -> None:
        async with wire.client() as client:
            await (connector.look if look else connector.perform)(order, credentials, client)

    asyncio.run(run())
    return wire.requests


@pytest.mark.parametrize("look", [False, True], ids=["done", "looked for"])
@pytest.mark.parametrize(("network", "verb"), ACTS)
def test_every_act_is_an_edge_with_fields_that_meta_knows(
    network: str, verb: Verb, look: bool
) -> None:
    account, comment = NODES[network]
    order = Order(verb, "k", "Oui, de 8 h à 13 h.", COMMENT, THEIRS, tried_at=NOW)
    asked = asked_by(network, order, look=look)
    assert asked
    for request in asked:
        is_about_us = request.url.path.split("/")[3] in {"me", OURS}
        assert problems_of(request, account if is_about_us else comment) == []


def test_a_late_message_has_the_tag_that_meta_knows() -> None:
    order = Order(Verb.MESSAGE, "k", "Bonjour", "", THEIRS, is_late=True)
    (request,) = asked_by("facebook", order, look=False)
    assert json.loads(request.content)["tag"] == "HUMAN_AGENT"
    assert problems_of(request, Page) == []


def test_a_field_or_an_edge_that_is_not_there_is_told() -> None:
    base = f"https://graph.example/graph/{VERSION}/900"
    wrong = httpx.Request("POST", base, json={"hidden": True})
    assert problems_of(wrong, Comment) == ["hidden=True"]
    assert problems_of(httpx.Request("POST", f"{base}/answers"), Comment)
    assert problems_of(httpx.Request("POST", base, json={"is_hidden": "perhaps"}), Comment)


@pytest.mark.parametrize(
    ("network", "secrets", "kind"),
    [
        ("facebook", {}, Page),
        ("instagram", {}, Page),
        ("instagram", {"way": DIRECT}, IGUser),
    ],
)
def test_what_is_subscribed_to_is_what_meta_sends(
    network: str, secrets: Mapping[str, str], kind: Any
) -> None:
    wire = Wire([httpx.Response(200, json={"success": True})])
    credentials = Credentials(OURS, {"access_token": "t", **secrets}, "https://graph.example/graph")
    hook = Hook("https://desk.example/hooks/x")

    async def run() -> None:
        async with wire.client() as client:
            await CONNECTORS[network].subscribe(hook, credentials, client)
            await CONNECTORS[network].unsubscribe(hook, credentials, client)

    asyncio.run(run())
    subscribed, unsubscribed = wire.requests
    known = vars(kind.SubscribedFields).values()
    assert set(json.loads(subscribed.content)["subscribed_fields"].split(",")) <= set(known)
    for request in (subscribed, unsubscribed):
        assert [one for one in problems_of(request, kind) if "subscribed_fields" not in one] == []
