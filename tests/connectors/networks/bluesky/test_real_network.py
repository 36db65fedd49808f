"""The connector on Bluesky's own software: a whole network, started for these tests."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from palabre.connectors.contract import Credentials, Order
from palabre.connectors.facts import Arrived, Concealed, Fact, Removed
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.limits import watching
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.sources import Ask, Page
from palabre.engine.vocabulary import Verb
from tests.connectors.networks.lexicons import CheckedTransport
from tests.machinery.bluesky_network import Network, Person, run_network
from tests.machinery.databases import Databases
from tests.machinery.desks import eventually

BLUESKY = CONNECTORS["bluesky"]
SIGNING_WORD = b"jwt-secret"
"""With which such a network signs its tokens."""
T = TypeVar("T")
pytestmark = [pytest.mark.real, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def network(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Give a running network."""
    folder: Path = tmp_path_factory.mktemp("bluesky")
    with databases.address_of_new() as address, run_network(address, folder) as made:
        yield made


@pytest.fixture(scope="module")
def brand(network: Network) -> Person:
    """Give the brand's account."""
    return network.join("fournil")


@pytest.fixture(scope="module")
def fan(network: Network) -> Person:
    """Give somebody who writes to the brand."""
    return network.join("nour")


@pytest.fixture(scope="module")
def credentials(network: Network, brand: Person) -> Credentials:
    """Sign in as the desk does: with the name and an app password."""
    told = Credentials(brand.handle, {"app_password": brand.password}, network.server)
    (profile,) = ask(lambda client: BLUESKY.who_is(told, client))
    assert (profile.external_id, profile.name) == (brand.did, f"@{brand.handle}")
    return Credentials(brand.did, {**told.secrets, **profile.secrets}, network.server)


def ask(question: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
    """Ask with a client whose every call is checked against its lexicon."""

    async def run() -> T:
        transport = CheckedTransport(httpx.AsyncHTTPTransport())
        async with httpx.AsyncClient(transport=transport, timeout=60) as client:
            return await question(client)

    return asyncio.run(run())


def poll(credentials: Credentials, source: str, cursor: str = "") -> Page:
    """Read one source."""
    now = datetime.now(UTC)
    asked = Ask(source, cursor, now - timedelta(days=30), now)
    return ask(lambda client: BLUESKY.poll(asked, credentials, client))


def facts(credentials: Credentials, page: Page) -> list[Fact]:
    """Read what a page told."""
    found: list[Fact] = []
    for change in page.changes:
        found += BLUESKY.read(
            change.body, account=credentials.external_id, received_at=datetime.now(UTC)
        )
    return found


def arrived(credentials: Credentials, source: str, text: str) -> Arrived:
    """Wait for a text in a source, and return it."""

    def find() -> list[Arrived]:
        told = facts(credentials, poll(credentials, source))
        return [one for one in told if isinstance(one, Arrived) and one.text == text]

    found: list[Arrived] = eventually(find, within=60)
    return found[0]


def perform(credentials: Credentials, verb: Verb, key: str, **more: Any) -> str:
    """Do an act, and see that a look finds it done."""
    order = Order(verb, key, **more)
    made = ask(lambda client: BLUESKY.perform(order, credentials, client))
    eventually(lambda: ask(lambda c: BLUESKY.look(order, credentials, c)).done, within=60)
    return made


@pytest.fixture(scope="module")
def post(network: Network, brand: Person, credentials: Credentials) -> Any:
    """Give a post of the brand's that the network shows.

    An answer written before that is in the thread, and gives no notification.
    """
    made = network.post(brand, "Le pain du jour")

    def is_shown() -> bool:
        try:
            ask(lambda client: BLUESKY.describe(made["uri"], credentials, client))
        except ConnectorError:
            return False
        return True

    eventually(is_shown, within=60)
    return made


def answer(network: Network, fan: Person, post: Any, text: str, parent: Any = None) -> Any:
    """Let somebody answer."""
    return network.post(fan, text, answering={"root": post, "parent": parent or post})


def test_a_comment_its_answer_and_a_mention_arrive_in_their_threads(
    network: Network, brand: Person, fan: Person, credentials: Credentials, post: Any
) -> None:
    top = answer(network, fan, post, "Ouvert dimanche ?")
    first = arrived(credentials, "notifications", "Ouvert dimanche ?")
    assert (first.external_id, first.author_id, first.is_ours) == (top["uri"], fan.did, False)
    assert (first.place.surface, first.place.parent) == (post["uri"], "")
    answer(network, fan, post, "Personne ne sait ?", parent=top)
    below = arrived(credentials, "threads", "Personne ne sait ?")
    assert (below.place.surface, below.place.parent) == (post["uri"], top["uri"])
    name = f"@{brand.handle}"
    facet = {
        "index": {"byteStart": 0, "byteEnd": len(name)},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": brand.did}],
    }
    network.post(fan, f"{name} bravo", facets=[facet])
    named = arrived(credentials, "notifications", "bravo")
    assert named.place.surface == named.external_id


def test_an_answer_is_written_once_whatever_happens_to_its_answer(
    network: Network, fan: Person, credentials: Credentials, post: Any
) -> None:
    asked = answer(network, fan, post, "Du seigle ?")
    arrived(credentials, "threads", "Du seigle ?")
    text = f"Oui @{fan.handle}, voir https://fournil.example/seigle !"
    told: dict[str, Any] = {"comment": asked["uri"], "text": text}
    made = perform(credentials, Verb.REPLY, "reply-1", **told)
    assert perform(credentials, Verb.REPLY, "reply-1", **told) == made
    ours = arrived(credentials, "threads", text)
    assert (ours.external_id, ours.place.parent, ours.is_ours) == (made, asked["uri"], True)
    written = [
        one
        for one in facts(credentials, poll(credentials, "threads"))
        if isinstance(one, Arrived) and one.is_ours
    ]
    assert len(written) == 1
    perform(credentials, Verb.DELETE, "delete-1", comment=made)


def test_an_insult_is_hidden_and_shown_again_and_the_thread_tells(
    network: Network, fan: Person, credentials: Credentials, post: Any
) -> None:
    insult = answer(network, fan, post, "Une insulte")["uri"]
    arrived(credentials, "threads", "Une insulte")
    before = poll(credentials, "threads")
    perform(credentials, Verb.HIDE, "hide-1", comment=insult)

    def told(hidden: bool) -> bool:
        found = facts(credentials, poll(credentials, "threads", before.cursor))
        return any(isinstance(one, Concealed) and one.hidden is hidden for one in found)

    eventually(lambda: told(True), within=60)
    after = poll(credentials, "threads")
    perform(credentials, Verb.UNHIDE, "unhide-1", comment=insult)

    def is_shown() -> bool:
        found = facts(credentials, poll(credentials, "threads", after.cursor))
        return any(isinstance(one, Concealed) and not one.hidden for one in found)

    eventually(is_shown, within=60)


def test_people_are_muted_blocked_let_back_liked_and_reported(
    network: Network, fan: Person, credentials: Credentials, post: Any
) -> None:
    thanks = answer(network, fan, post, "Merci !")["uri"]
    arrived(credentials, "threads", "Merci !")
    perform(credentials, Verb.LIKE, "like-1", comment=thanks)
    assert perform(credentials, Verb.REPORT, "report-1", comment=thanks, text="Du spam")
    for verb in (Verb.MUTE, Verb.UNMUTE, Verb.BAN, Verb.UNBAN):
        perform(credentials, verb, f"{verb}-1", person=fan.did)


def test_what_its_author_deleted_is_noticed_and_a_blocked_persons_words_stay(
    network: Network, fan: Person, credentials: Credentials, post: Any
) -> None:
    gone = answer(network, fan, post, "Oubliez")["uri"]
    arrived(credentials, "threads", "Oubliez")
    before = poll(credentials, "threads")
    where = {"repo": fan.did, "collection": "app.bsky.feed.post", "rkey": gone.split("/")[-1]}
    network.call("com.atproto.repo.deleteRecord", where, fan.token)

    def removed() -> list[str]:
        found = facts(credentials, poll(credentials, "threads", before.cursor))
        return [one.external_id for one in found if isinstance(one, Removed)]

    assert eventually(removed, within=60) == [gone]
    perform(credentials, Verb.BAN, "ban-2", person=fan.did)
    assert removed() in ([], [gone])
    perform(credentials, Verb.UNBAN, "unban-2", person=fan.did)


def test_the_cursor_of_notifications_reads_each_once_more_at_most(
    network: Network, fan: Person, credentials: Credentials, post: Any
) -> None:
    arrived(credentials, "notifications", "Ouvert dimanche ?")
    first = poll(credentials, "notifications")
    assert first.cursor
    assert not first.has_more
    answer(network, fan, post, "Et lundi ?")

    def fresh() -> set[bytes]:
        again = poll(credentials, "notifications", first.cursor)
        return {one.key for one in again.changes} - {one.key for one in first.changes}

    assert len(eventually(fresh, within=60)) == 1


def test_a_token_that_is_over_is_known_and_renewed(
    credentials: Credentials, network: Network
) -> None:
    over = replace(
        credentials,
        secrets={**credentials.secrets, "access_token": _aged(credentials.secrets["access_token"])},
    )
    with pytest.raises(ConnectorError) as caught:
        poll(over, "notifications")
    assert caught.value.failure == Failure.SIGN_IN_AGAIN
    assert caught.value.detail.startswith("ExpiredToken")
    assert caught.value.whole_account
    tokens = ask(lambda client: BLUESKY.renew(over, client))
    renewed = replace(over, secrets={**over.secrets, "access_token": tokens.access})
    assert poll(renewed, "notifications").cursor
    findings = ask(lambda client: BLUESKY.check(renewed, client))
    assert [one.what for one in findings if one.is_fine][:3] == ["entry", "name", "comments"]


def _aged(token: str) -> str:
    """Return the same token, but made three hours ago and signed as the network signs."""
    head, body, _ = token.split(".")
    content = json.loads(base64.urlsafe_b64decode(body + "=="))
    content |= {"iat": int(time.time()) - 10_800, "exp": int(time.time()) - 3600}
    packed = base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
    signed = hmac.new(SIGNING_WORD, f"{head}.{packed}".encode(), hashlib.sha256).digest()
    return f"{head}.{packed}.{base64.urlsafe_b64encode(signed).rstrip(b'=').decode()}"


def test_a_limit_that_is_over_says_until_when(credentials: Credentials, network: Network) -> None:
    wrong = replace(credentials, secrets={"app_password": "not the password"})
    told: list[ConnectorError] = []
    with watching() as seen:
        poll(credentials, "notifications")
    assert [one.name for one in seen] == ["requests"]
    for _ in range(40):
        with pytest.raises(ConnectorError) as caught:
            ask(lambda client: BLUESKY.renew(wrong, client))
        told.append(caught.value)
        if told[-1].failure == Failure.TRY_AGAIN:
            break
    assert (told[0].failure, told[-1].reason) == (Failure.SIGN_IN_AGAIN, "rate_limit")
    assert told[-1].wait is not None
    assert timedelta(0) < told[-1].wait <= timedelta(days=1)
