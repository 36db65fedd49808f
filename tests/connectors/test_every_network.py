"""The same questions to every network: none breaks, none trusts a stranger."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from palabre.connectors.contract import Change, Credentials, Order
from palabre.connectors.facts import Arrived, Fact, Swept, Unreadable
from palabre.connectors.failures import ConnectorError
from palabre.connectors.reading import whole
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Kind, Verb
from tests.connectors.networks.probe import CALLING, NETWORKS, probe_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ACCOUNT = "42"
SECRET = "sesame"
CREDENTIALS = Credentials(
    ACCOUNT,
    {"app_secret": SECRET, "verify_token": "open-sesame", "access_token": "key-of-graph"},
    "https://graph.example",
)
HUNT = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["add", "edited", "remove", "hide", "comment", "feed", "comments", "42"])
)
NAMES = st.sampled_from(sorted({name for one in NETWORKS for name in probe_of(one).names}))
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=30,
)
OBJECTS = st.dictionaries(NAMES, ANYTHING, max_size=8)


def signed(
    network: str, body: bytes, *, at: datetime = NOW, secret: str = SECRET
) -> Mapping[str, str]:
    """Return the headers with which the network itself sends a body."""
    return probe_of(network).sign(body, at=at, secret=secret)


def changes_of(network: str, body: bytes) -> Sequence[Change]:
    """Return a body's changes; what is fetched comes as one."""
    connector = CONNECTORS[network]
    return connector.split(body) if connector.has_webhooks else [whole(body)]


def read_all(network: str, body: bytes) -> list[Fact]:
    """Split and read a body as the intake does; only `Unreadable` may come out of it."""
    connector = CONNECTORS[network]
    facts: list[Fact] = []
    try:
        for change in changes_of(network, body):
            assert len(change.key) == 16
            with contextlib.suppress(Unreadable):
                facts += connector.read(change.body, account=ACCOUNT, received_at=NOW)
    except Unreadable:
        return []
    return facts


def assert_sound(fact: Fact) -> None:
    """Fail when a fact holds what the inbox cannot store."""
    assert fact.external_id or isinstance(fact, Swept)
    assert fact.at.tzinfo is not None
    texts = [fact.external_id, fact.place.surface, fact.place.parent, fact.place.person]
    if isinstance(fact, Arrived):
        assert fact.sent_at.tzinfo is not None
        texts += [fact.text, fact.author_id, fact.author_name, fact.act_key]
    assert all(len(text) <= 200 for text in texts[:4])
    assert len(fact.place.surface_address) <= 500
    for text in texts:
        assert isinstance(text, str)
        assert "\0" not in text
        text.encode()


@pytest.mark.parametrize("network", NETWORKS)
def test_a_network_says_its_name_and_its_abilities(network: str) -> None:
    connector = CONNECTORS[network]
    assert connector.name == network
    assert connector.title
    assert connector.lesson.en != connector.lesson.fr
    for kind in Kind:
        verbs = connector.abilities.list_verbs(kind)
        assert all(connector.abilities.can(verb, kind, own=True) for verb in verbs)
        assert (Verb.HIDE in verbs) == (Verb.UNHIDE in verbs)
    assert not connector.abilities.can(Verb.HIDE, Kind.MESSAGE)


@pytest.mark.parametrize("network", CALLING)
def test_only_the_right_secret_opens(network: str) -> None:
    connector, body = CONNECTORS[network], b'{"a":1}'
    right = signed(network, body)

    def opens(headers: Mapping[str, str], content: bytes = body, at: datetime = NOW) -> bool:
        return connector.is_signed(headers, content, CREDENTIALS, at)

    assert opens(right)
    assert not opens(right, b'{"a":2}')
    assert not opens(right, b'{"a":1} ')
    assert not opens({})
    assert not opens(signed(network, body, secret="other"))
    for name, value in right.items():
        for wrong in ("", value[:-1], value + "0", value.upper() + "é", "v1,", "sha256=", "\ud7ff"):
            assert not opens({**right, name: wrong}), (name, wrong)
        assert not opens({key: kept for key, kept in right.items() if key != name})


@pytest.mark.parametrize("network", NETWORKS)
def test_a_handshake_never_tells_a_secret(network: str) -> None:
    queries: list[dict[str, str]] = [{}, {"hub.mode": "subscribe"}, {"hub.challenge": "é"}]
    for query in queries:
        shaken = CONNECTORS[network].shake_hands(query, CREDENTIALS)
        for secret in CREDENTIALS.secrets.values():
            assert secret.encode() not in shaken.body.split()


@pytest.mark.parametrize("network", NETWORKS)
@HUNT
@given(content=ANYTHING)
@example(content=[])
@example(content={"object": "page", "entry": []})
@example(content={"object": "page", "entry": [{"id": {"a": 1}, "time": [], "changes": [[]]}]})
def test_any_json_is_read_or_unreadable(network: str, content: Any) -> None:
    for fact in read_all(network, json.dumps(content).encode()):
        assert_sound(fact)


@pytest.mark.parametrize("network", NETWORKS)
@HUNT
@given(value=OBJECTS, field=SCALARS, time=SCALARS)
def test_any_content_of_a_known_envelope_is_read_or_unreadable(
    network: str, value: Any, field: Any, time: Any
) -> None:
    named = field if isinstance(field, str) and field else "feed"
    for content in probe_of(network).envelopes(value, named, time):
        for fact in read_all(network, json.dumps(content).encode()):
            assert_sound(fact)


@pytest.mark.parametrize("network", NETWORKS)
@HUNT
@given(body=st.binary(max_size=60))
@example(body=b"\xff")
@example(body=b'{"object":"page","entry":[{"id":"\xff","changes":[{"field":"\xff"}]}]}')
@example(body=b"[" * 5000)
@example(body=b'{"object":"page","entry":' + b"[" * 3000)
@example(body=b'{"a":' * 3000 + b"1" + b"}" * 3000)
@example(body=b'{"object": "page", "entry": [{"id": 1e999, "changes": [1]}]}')
@example(body=b'{"data": {"id": "\\ud800", "text": "\\ud800"}, "type": "message.created"}')
def test_any_bytes_are_read_or_unreadable(network: str, body: bytes) -> None:
    for fact in read_all(network, body):
        assert_sound(fact)


@pytest.mark.parametrize("network", [one for one in CALLING if probe_of(one).has_batches])
def test_the_same_change_has_the_same_key_in_any_delivery(network: str) -> None:
    alone, together = probe_of(network).pair()
    split = CONNECTORS[network].split
    (first,) = split(json.dumps(alone, separators=(",", ":")).encode())
    both = split(json.dumps(together, separators=(",", ":")).encode())
    assert len({change.key for change in both}) == 2
    assert first.key in {change.key for change in both}


@pytest.mark.parametrize("network", [one for one in CALLING if probe_of(one).has_batches])
def test_a_change_split_off_can_be_split_again_to_itself(network: str) -> None:
    _, together = probe_of(network).pair()
    for change in CONNECTORS[network].split(json.dumps(together).encode()):
        (again,) = CONNECTORS[network].split(change.body)
        assert again == change


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("verb", list(Verb))
def test_whatever_the_network_answers_only_our_error_comes_out(network: str, verb: Verb) -> None:
    answers: list[httpx.Response | Exception] = [
        httpx.Response(200, json={}),
        httpx.Response(200, json={"data": [{}, {"from": None}], "id": 7, "paging": {}}),
        httpx.Response(200, json={"data": [{"messages": {"data": [{}]}}]}),
        httpx.Response(200, json=[]),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b"[" * 5000),
        httpx.Response(200, content=b'{"id": "\xff"}'),
        httpx.Response(204),
        httpx.Response(302, headers={"location": "/"}),
        httpx.Response(400, json={"error": "no"}),
        httpx.Response(400, json={"error": {"code": "190", "message": None}}),
        httpx.Response(429, headers={"retry-after": "soon"}),
        httpx.Response(500, content=b""),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("no route"),
        httpx.RemoteProtocolError("closed"),
    ]

    async def ask(answer: httpx.Response | Exception, *, looks: bool) -> None:
        def give(request: httpx.Request) -> httpx.Response:
            if isinstance(answer, Exception):
                raise answer
            return answer

        order = Order(verb, "key", "text", "c1", "p1", tried_at=NOW - timedelta(minutes=1))
        async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
            connector = CONNECTORS[network]
            act = connector.look if looks else connector.perform
            with contextlib.suppress(ConnectorError):
                await act(order, CREDENTIALS, client)

    for answer in answers:
        for looks in (True, False):
            asyncio.run(ask(answer, looks=looks))
