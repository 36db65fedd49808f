"""IRC: its lines, and a real server."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from palabre.connectors.contract import Credentials
from palabre.connectors.facts import Arrived, Fact, Removed, Swept
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.twitch import irc
from palabre.connectors.networks.twitch.connector import Twitch
from palabre.connectors.networks.twitch.irc import Connection, Seat, follow
from palabre.connectors.networks.twitch.irc_lines import Line, notification_of, read_line
from palabre.connectors.sources import Ask
from palabre.plumbing import clock
from tests.connectors.networks.twitch.probe import notification
from tests.machinery.desks import free_port

SHARED = Path(__file__).parents[5] / "shared" / "payloads" / "twitch" / "irc.sample_lines.json"
INSPIRCD = shutil.which("inspircd") or shutil.which("inspircd", path="/usr/sbin")
SAID = (
    "@badges=;display-name=Nour;id=m1;room-id=42;tmi-sent-ts=1795262400000;user-id=7"
    " :nour!nour@nour.tmi.twitch.tv PRIVMSG #le_fournil :Bonjour : à tous"
)


def facts_of(text: str) -> list[Fact]:
    """Return what a line becomes."""
    told = notification_of(read_line(text))
    if told is None:
        return []
    (change,) = Twitch().split(told)
    return list(Twitch().read(change.body, account="42", received_at=clock.now()))


def test_a_line_is_read_with_its_tags_source_and_last_words() -> None:
    line = read_line(r"@a=x\s\:\\y\n;b;c= :nick!u@h privmsg #c  :two  words :) ")
    assert line.tags == {"a": "x ;\\y\n", "b": "", "c": ""}
    assert (line.nick, line.command) == ("nick", "PRIVMSG")
    assert line.parameters == ("#c", "two  words :) ")
    assert read_line("PING :tmi.twitch.tv\r\n").last == "tmi.twitch.tv"
    assert [read_line(text).command for text in ("", ":", "@", "@a", "   ")] == [""] * 5


def test_a_message_by_irc_is_the_same_change_as_by_eventsub() -> None:
    (fact,) = facts_of(SAID)
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.author_id, fact.author_name) == ("Bonjour : à tous", "7", "Nour")
    assert fact.sent_at.timestamp() == 1_795_262_400
    event = {"broadcaster_user_id": "42", "message_id": "m1", "message": {"text": "x"}}
    told = notification_of(read_line(SAID))
    assert told is not None
    by_socket = Twitch().split(notification("channel.chat.message", event))
    assert Twitch().split(told)[0].key == by_socket[0].key


def test_an_answer_an_act_a_deletion_and_a_clearing_are_understood() -> None:
    (answer,) = facts_of(SAID.replace("id=m1;", "id=m2;reply-parent-msg-id=m1;", 1))
    (act,) = facts_of(SAID.replace("Bonjour : à tous", "\x01ACTION salue\x01"))
    assert isinstance(answer, Arrived)
    assert isinstance(act, Arrived)
    assert (answer.place.parent, act.text) == ("m1", "salue")
    tail = "room-id=42;tmi-sent-ts=1795262400000 :tmi.twitch.tv"
    (gone,) = facts_of(f"@login=nour;target-msg-id=m1;{tail} CLEARMSG #le_fournil :Bonjour")
    (person,) = facts_of(f"@target-user-id=7;{tail} CLEARCHAT #le_fournil :nour")
    (chat,) = facts_of(f"@{tail} CLEARCHAT #le_fournil")
    assert isinstance(gone, Removed)
    assert isinstance(person, Swept)
    assert isinstance(chat, Swept)
    assert (gone.external_id, person.author_id, chat.author_id) == ("m1", "7", "")


def test_what_is_none_of_the_chats_says_nothing() -> None:
    for text in ("PING :x", ":a JOIN #c", "PRIVMSG #c :no room", "@room-id=42 NOTICE * :hello"):
        assert facts_of(text) == []


def test_every_published_line_is_read() -> None:
    if not SHARED.is_file():
        pytest.skip("The published lines are not beside the repository.")
    lines = json.loads(SHARED.read_text(encoding="utf-8"))["lines"]
    found = [type(fact) for line in lines for fact in facts_of(line)]
    assert found == [Arrived, Removed, Swept]


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        (":tmi.twitch.tv RECONNECT", Failure.TRY_AGAIN),
        ("ERROR :Closing link", Failure.TRY_AGAIN),
        (":tmi.twitch.tv NOTICE * :Login authentication failed", Failure.SIGN_IN_AGAIN),
        (":tmi.twitch.tv 474 nick #c :Cannot join", Failure.REFUSED),
    ],
)
def test_a_server_that_sends_us_away_is_understood(line: str, failure: Failure) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b":s 001 nick :Welcome\r\n:s 366 nick #c :End\r\n" + line.encode() + b"\r\n")
        await writer.drain()
        await reader.read()
        writer.close()

    async def listen() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            async for _ in follow(Seat(f"irc://127.0.0.1:{port}", "nick", "oauth:x", "#c")):
                pass

    with pytest.raises(ConnectorError) as caught:
        asyncio.run(listen())
    assert caught.value.failure == failure


CONFIGURATION = """
<server name="irc.example" description="test" network="Test" id="001">
<admin name="t" nick="t" email="t@irc.example">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect allow="*" name="main" timeout="20" pingfreq="4" hardsendq="1048576" softsendq="32768"
 recvq="65536" threshold="100000" commandrate="1000000" fakelag="no" localmax="50" globalmax="50"
 useident="no" resolvehostnames="no">
<performance quietbursts="yes" softlimit="1024">
<security runasuser="" hidesplits="no">
<pid file="{folder}/pid">
<log method="file" type="*" level="default" target="{folder}/log">
<options prefixquit="" defaultmodes="nt">
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Run InspIRCd; give its address."""
    if INSPIRCD is None:
        pytest.skip("InspIRCd is not installed (Debian: apt-get install inspircd).")
    port = free_port()
    settings = tmp_path / "inspircd.conf"
    settings.write_text(CONFIGURATION.format(port=port, folder=tmp_path))
    command = [INSPIRCD, "--nofork", "--runasroot", f"--config={settings}"]
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=tmp_path)
    try:
        yield f"irc://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@asynccontextmanager
async def somebody(address: str, nick: str) -> AsyncIterator[Connection]:
    """Join the channel as somebody else."""
    seat = Seat(address, nick, "x", "#chat")
    for _ in range(100):
        try:
            connection = await Connection.open(address)
            break
        except ConnectorError:
            await asyncio.sleep(0.1)
    await irc._enter(connection, seat)
    try:
        yield connection
    finally:
        await connection.close()


def test_a_real_server_lets_us_in_and_its_pings_are_answered(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server asks every four seconds, and cuts whoever does not answer."""
    pings: list[str] = []

    async def listen() -> int:
        beats = 0
        async with somebody(server, "host"):
            async with asyncio.timeout(60):
                async for _ in follow(Seat(server, "reader", "oauth:x", "#chat")):
                    beats += 1
                    if len(pings) >= 3:
                        return beats
        return beats

    check = irc._check

    def watch(line: Line) -> None:
        if line.command == "PING":
            pings.append(line.last)
        check(line)

    monkeypatch.setattr(irc, "_check", watch)
    assert asyncio.run(listen()) >= 3


def test_a_slow_reader_of_a_real_server_loses_no_line(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines wait in the server's buffer while the ledger is busy; Twitch's tags are left out."""
    heard: list[str] = []
    check = irc._check

    def watch(line: Line) -> None:
        if line.command == "PRIVMSG":
            heard.append(line.last)
        check(line)

    async def listen() -> None:
        async with somebody(server, "talker") as talker:
            stream = follow(Seat(server, "reader", "oauth:x", "#chat"))
            await anext(stream)
            for number in range(2000):
                await talker.say(f"PRIVMSG #chat :line {number}")
            await asyncio.sleep(1)
            async with asyncio.timeout(60):
                while len(heard) < 2000:
                    await anext(stream)

    monkeypatch.setattr(irc, "_check", watch)
    asyncio.run(listen())
    assert heard == [f"line {number}" for number in range(2000)]


def test_a_real_server_that_goes_away_is_noticed(server: str, tmp_path: Path) -> None:
    async def listen() -> None:
        async with somebody(server, "host") as host:
            stream = follow(Seat(server, "reader", "oauth:x", "#chat"))
            await anext(stream)
            await host.say("PRIVMSG #chat :last words")
            pid = int((tmp_path / "pid").read_text())
            subprocess.run(["kill", str(pid)], check=True)
            async with asyncio.timeout(30):
                async for _ in stream:
                    pass

    with pytest.raises(ConnectorError) as caught:
        asyncio.run(listen())
    assert caught.value.failure == Failure.TRY_AGAIN


def test_the_chat_is_heard_by_irc_when_eventsub_will_not_have_us() -> None:
    async def serve_irc(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        joined = b""
        writer.write(b":s 001 nour :Welcome\r\n")
        while not joined.startswith(b"JOIN"):
            joined = await reader.readline()
        writer.write(b":s 366 nour #nour :End\r\n" + SAID.encode() + b"\r\n")
        await reader.read()
        writer.close()

    async def greet(socket: ServerConnection) -> None:
        welcome = {"metadata": {"message_type": "session_welcome"}, "payload": {}}
        await socket.send(json.dumps(welcome))
        await socket.wait_closed()

    def give(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth2/validate":
            return httpx.Response(200, json={"login": "Nour", "user_id": "42"})
        return httpx.Response(403, json={"message": "subscription missing proper authorization"})

    async def listen() -> list[str]:
        irc_server = await asyncio.start_server(serve_irc, "127.0.0.1", 0)
        there = f"irc://127.0.0.1:{irc_server.sockets[0].getsockname()[1]}"
        async with irc_server, serve(greet, "127.0.0.1", 0) as sockets:
            base = f"http://127.0.0.1:{next(iter(sockets.sockets)).getsockname()[1]}"
            credentials = Credentials("42", {"access_token": "t", "irc_address": there}, base)
            ask = Ask("chat", "", clock.now(), clock.now())
            async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
                async for heard in Twitch().listen(ask, credentials, client):
                    for change in heard.changes:
                        facts = Twitch().read(change.body, account="42", received_at=clock.now())
                        return [fact.external_id for fact in facts]
        return []

    assert asyncio.run(listen()) == ["m1"]
