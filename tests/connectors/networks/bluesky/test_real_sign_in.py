"""Signing in by OAuth on Bluesky's own server, started for this test, in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from palabre.connectors.contract import Credentials, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.flows import Begun, Client, Finished, Talk
from palabre.connectors.networks.bluesky import login
from palabre.connectors.networks.bluesky.oauth import BlueskyFlow
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Verb
from tests.machinery.bluesky_network import Network, Person, run_network
from tests.machinery.browsers import open_browser
from tests.machinery.databases import Databases
from tests.machinery.desks import eventually

BLUESKY = CONNECTORS["bluesky"]
REDIRECT = "http://127.0.0.1:8000/accounts/sign-in/return/"
PASSWORD = "a long sentence"
FLOW = BlueskyFlow()
CLIENT = Client(FLOW.identify("http://127.0.0.1:8000/client.json", REDIRECT), REDIRECT)
pytestmark = [pytest.mark.real, pytest.mark.timeout(600)]


async def anywhere(address: str) -> None:
    """Let every address be asked: the network is on this machine."""


async def begin(network: Network) -> Begun:
    """Push the request, as the desk does."""
    async with httpx.AsyncClient(timeout=60) as http:
        return await FLOW.begin(network.server, CLIENT, "the-state", Talk(http, anywhere))


def say_yes(begun: Begun, person: Person) -> Mapping[str, str]:
    """Sign in on the server's own pages and allow everything; return what comes back."""
    with open_browser() as browser:
        page = browser.new_page(locale="en-US")
        page.goto(begun.address)
        page.get_by_role("button", name="Sign in").click()
        page.locator("input[name=username], input[autocomplete=username]").first.fill(person.handle)
        page.locator("input[type=password]").first.fill(PASSWORD)
        page.locator("input[type=password]").first.press("Enter")
        with page.expect_request(f"{REDIRECT}**") as called_back:
            page.get_by_role("button", name="Authorize").click()
        back = parse_qs(urlsplit(called_back.value.url).query)
    return {name: values[0] for name, values in back.items()}


async def finish(begun: Begun, answer: Mapping[str, str]) -> Finished:
    """Change the code for tokens."""
    async with httpx.AsyncClient(timeout=60) as http:
        return await FLOW.finish(CLIENT, begun.kept, answer, Talk(http, anywhere))


def test_a_person_signs_in_and_the_desk_answers_and_renews_in_their_name(
    databases: Databases, tmp_path: Path
) -> None:
    with databases.address_of_new() as address, run_network(address, tmp_path) as network:
        brand, fan = network.join("fournil"), network.join("nour")
        begun = asyncio.run(begin(network))
        answer = say_yes(begun, brand)
        assert answer["state"] == "the-state"
        done = asyncio.run(finish(begun, answer))
        assert (done.external_id, done.name) == (brand.did, f"@{brand.handle}")
        tokens = {"access_token": done.tokens.access, "refresh_token": done.tokens.refresh}
        credentials = Credentials(brand.did, {**done.secrets, **tokens}, network.server)
        question = network.post(fan, f"@{brand.handle} Ouvert dimanche ?")
        eventually(lambda: asyncio.run(is_shown(credentials, question["uri"])))
        asyncio.run(answer_and_renew(credentials, question["uri"]))


async def is_shown(credentials: Credentials, post: str) -> bool:
    """Say whether the network's view knows a post yet."""
    async with httpx.AsyncClient(timeout=60) as http:
        try:
            return bool((await BLUESKY.describe(post, credentials, http)).text)
        except ConnectorError as problem:
            if problem.reason != "gone":
                raise
            return False


async def answer_and_renew(credentials: Credentials, question: str) -> None:
    """Answer a post, renew the tokens, and answer again; the old refresh token is over."""
    async with httpx.AsyncClient(timeout=60) as http:
        order = Order(Verb.REPLY, "reply-1", "Oui, dès huit heures", comment=question)
        assert (await BLUESKY.perform(order, credentials, http)).startswith("at://")
        tokens = await login.renew(credentials, http)
        fresh = {"access_token": tokens.access, "refresh_token": tokens.refresh}
        renewed = replace(credentials, secrets={**credentials.secrets, **fresh})
        again = replace(order, key="reply-2", text="Et jusqu’à midi")
        assert (await BLUESKY.perform(again, renewed, http)).startswith("at://")
        with pytest.raises(ConnectorError) as refused:
            await login.renew(credentials, http)
        assert refused.value.failure == Failure.SIGN_IN_AGAIN
