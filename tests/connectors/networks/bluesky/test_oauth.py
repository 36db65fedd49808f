"""Bluesky's OAuth on its twin: found, pushed, bound to a key, renewed, refused when wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from palabre.connectors import dpop
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.flows import Begun, Client, Finished, Talk
from palabre.connectors.networks.bluesky import login
from palabre.connectors.networks.bluesky.discovery import find_place
from palabre.connectors.networks.bluesky.oauth import BlueskyFlow
from palabre.connectors.networks.bluesky.server import Server
from tests.machinery.twin_calls import TwinCalls

BASE = "http://twin/bluesky"
REDIRECT = "http://127.0.0.1:8000/accounts/sign-in/return/"
FLOW = BlueskyFlow()
CLIENT = Client(FLOW.identify("http://127.0.0.1:8000/x", REDIRECT), REDIRECT)


@pytest.fixture
def twin(tmp_path: Path) -> TwinCalls:
    """Give an account on the twin."""
    return TwinCalls("bluesky", tmp_path, page="42")


async def anywhere(address: str) -> None:
    """Let every address be asked."""


async def say_yes(begun: Begun, http: httpx.AsyncClient) -> Mapping[str, str]:
    """Say yes on the network's page; return what comes back to the desk."""
    page = (await http.get(begun.address)).raise_for_status().text
    link = re.search(r'href="([^"]+/yes\?[^"]+)"', page)
    assert link is not None
    answer = await http.get(httpx.URL(begun.address).join(unescape(link[1])))
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in back.items()}


async def sign_in(http: httpx.AsyncClient, **changed: str) -> Finished:
    """Sign in from the server's address; `changed` spoils what comes back."""
    talk = Talk(http, anywhere)
    begun = await FLOW.begin(BASE, CLIENT, "the-state", talk)
    assert "code_challenge" not in begun.address
    answer = await say_yes(begun, http)
    assert answer["state"] == "the-state"
    return await FLOW.finish(CLIENT, begun.kept, {**answer, **changed}, talk)


def credentials_of(done: Finished) -> Credentials:
    """Return what the account keeps."""
    tokens = {"access_token": done.tokens.access, "refresh_token": done.tokens.refresh}
    return Credentials(done.external_id, {**done.secrets, **tokens}, done.base)


def test_a_sign_in_opens_the_account_and_its_token_needs_the_key(twin: TwinCalls) -> None:
    async def run(http: httpx.AsyncClient) -> None:
        credentials = credentials_of(await sign_in(http))
        session = await Server(credentials, http).get("com.atproto.server.getSession")
        assert session["did"] == credentials.external_id
        other = {**credentials.secrets, "dpop_key": dpop.make_key()}
        for wrong in (other, {**other, "dpop_key": ""}):
            stolen = Credentials(credentials.external_id, wrong, credentials.base_url)
            with pytest.raises(ConnectorError) as refused:
                await Server(stolen, http).get("com.atproto.server.getSession")
            assert refused.value.failure == Failure.SIGN_IN_AGAIN

    asyncio.run(twin.ask(run))


def test_a_sign_in_is_renewed_with_the_same_key_and_no_other(twin: TwinCalls) -> None:
    async def run(http: httpx.AsyncClient) -> None:
        credentials = credentials_of(await sign_in(http))
        tokens = await login.renew(credentials, http)
        assert tokens.access
        assert tokens.refresh
        assert tokens.lasts is not None
        other = {**credentials.secrets, "dpop_key": dpop.make_key()}
        stolen = Credentials(credentials.external_id, other, credentials.base_url)
        with pytest.raises(ConnectorError) as refused:
            await login.renew(stolen, http)
        assert refused.value.failure == Failure.SIGN_IN_AGAIN

    asyncio.run(twin.ask(run))


@pytest.mark.parametrize("changed", [{"iss": "https://evil.example"}, {"iss": ""}, {"code": "x"}])
def test_an_answer_of_another_server_or_with_another_code_is_not_taken(
    twin: TwinCalls, changed: dict[str, str]
) -> None:
    async def run(http: httpx.AsyncClient) -> None:
        with pytest.raises(ConnectorError):
            await sign_in(http, **changed)

    asyncio.run(twin.ask(run))


def test_addresses_that_may_not_be_asked_are_not_asked(twin: TwinCalls) -> None:
    async def nowhere(address: str) -> None:
        raise ConnectorError(Failure.REFUSED, "invalid", detail=address)

    async def run(http: httpx.AsyncClient) -> None:
        for name in (BASE, "shop.bsky.social", "not a name", "did:web:evil.example"):
            with pytest.raises(ConnectorError):
                await find_place(name, Talk(http, nowhere))

    asyncio.run(twin.ask(run))


def test_a_name_leads_to_its_server_and_to_who_signs_in_there() -> None:
    did = "did:plc:" + "a" * 24
    documents = {
        "https://shop.example/.well-known/atproto-did": did,
        f"https://plc.directory/{did.replace(':', '%3A')}": {
            "service": [{"id": "#atproto_pds", "serviceEndpoint": "https://pds.example"}]
        },
        "https://pds.example/.well-known/oauth-protected-resource": {
            "authorization_servers": ["https://entry.example"]
        },
        "https://entry.example/.well-known/oauth-authorization-server": {
            "issuer": "https://entry.example",
            "authorization_endpoint": "https://entry.example/a",
            "token_endpoint": "https://entry.example/t",
            "pushed_authorization_request_endpoint": "https://entry.example/p",
        },
    }

    def answer(request: httpx.Request) -> httpx.Response:
        told = documents.get(str(request.url).replace("did:plc:", "did%3Aplc%3A"))
        if told is None:
            return httpx.Response(404)
        is_text = isinstance(told, str)
        return httpx.Response(200, text=str(told)) if is_text else httpx.Response(200, json=told)

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            place = await find_place("@Shop.example", Talk(http, anywhere))
        assert (place.did, place.server, place.issuer) == (
            did,
            "https://pds.example",
            "https://entry.example",
        )

    asyncio.run(run())


def test_the_document_about_a_desk_names_its_public_key_alone() -> None:
    key = dpop.derive_key(b"a secret", "client:bluesky")
    assert key == dpop.derive_key(b"a secret", "client:bluesky")
    assert key != dpop.derive_key(b"a secret", "client:other")
    client = Client("https://desk.example/client.json", "https://desk.example/back/", key)
    told = FLOW.describe(client)
    assert told["client_id"] == client.id
    assert told["redirect_uris"] == [client.redirect]
    (jwk,) = told["jwks"]["keys"]
    assert "d" not in jwk
    assert jwk["kid"] == dpop.thumbprint(jwk)


@pytest.mark.parametrize(
    ("address", "redirect", "begins"),
    [
        ("https://desk.example/c", "https://desk.example/b", "https://desk.example/c"),
        ("http://127.0.0.1:8000/c", "http://127.0.0.1:8000/b", "http://localhost?"),
        ("http://localhost:8000/c", "http://localhost:8000/b", ""),
        ("http://desk.example/c", "http://desk.example/b", ""),
    ],
)
def test_a_desk_is_known_by_its_document_or_as_this_machine(
    address: str, redirect: str, begins: str
) -> None:
    id = FLOW.identify(address, redirect)
    assert id.startswith(begins) if begins else id == ""
