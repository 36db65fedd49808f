"""Sign-ins are counted by the database: for all processes, by e-mail and by address."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext, override_settings

from palabre.workspaces.models import SignInTry
from palabre.workspaces.sign_in_tries import (
    MOST_HERE,
    MOST_OF_ACCOUNT,
    MOST_OF_ADDRESS,
    WINDOW,
    begin_try,
    client_address,
)
from tests.inbox.test_pages import text_of
from tests.machinery.seeds import NOW, Client, make_client

WRONG = "not the sentence"
ELSEWHERE = """
import json, sys, django
django.setup()
from django.db import connections
connections["default"].settings_dict.update(json.loads(sys.argv[1]))
from palabre.plumbing import clock
from palabre.workspaces.sign_in_tries import begin_try
for _ in range(4):
    begun = begin_try(email="owner@boulangerie.example", address="127.0.0.1", now=clock.now())
    assert begun.wait is None
"""


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery."""
    return make_client()


def sign_in(client: Client, password: str = WRONG, **meta: str) -> str:
    """Try to sign in; return the page, or nothing when it went well."""
    form = {"username": client.member.email, "password": password}
    answer = Browser(**meta).post("/sign-in/", form)  # type: ignore[arg-type]
    return "" if answer.status_code == 302 else text_of(answer)


def test_tries_of_another_process_count(client: Client) -> None:
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    database = json.dumps({name: connection.settings_dict[name] for name in names})
    subprocess.run([sys.executable, "-c", ELSEWHERE, database], check=True)
    for _ in range(MOST_HERE - 4):
        assert "do not go together" in sign_in(client)
    assert "Try again in 5 minutes" in sign_in(client, "a long sentence")


def test_a_right_password_forgets_the_tries_before(client: Client) -> None:
    for _ in range(MOST_HERE - 1):
        sign_in(client)
    assert sign_in(client, "a long sentence") == ""
    assert not SignInTry.objects.exists()


def test_an_account_and_an_address_have_limits_of_their_own(database: None) -> None:
    for number in range(MOST_OF_ACCOUNT):
        assert begin_try(email="a@b.c", address=f"192.0.2.{number}", now=NOW).wait is None
    assert begin_try(email="A@b.c ", address="198.51.100.1", now=NOW).wait == WINDOW
    for number in range(MOST_OF_ADDRESS):
        assert begin_try(email=f"{number}@b.c", address="203.0.113.1", now=NOW).wait is None
    later = NOW + timedelta(minutes=2)
    assert begin_try(email="new@b.c", address="203.0.113.1", now=later).wait == timedelta(minutes=3)
    assert begin_try(email="new@b.c", address="203.0.113.1", now=NOW + WINDOW).wait is None


def test_waiting_is_not_made_longer_by_asking(database: None) -> None:
    for _ in range(MOST_HERE + 5):
        begin_try(email="a@b.c", address="192.0.2.1", now=NOW)
    assert SignInTry.objects.count() == MOST_HERE


def test_an_unknown_address_is_asked_and_counted_like_a_known_one(client: Client) -> None:
    asked = []
    for email in (client.member.email, "nobody@boulangerie.example"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            form = {"username": email, "password": "wrong"}
            page = text_of(Browser().post("/sign-in/", form))
        assert "do not go together" in page
        asked.append(
            [re.split("WHERE|VALUES", query["sql"])[0] for query in queries.captured_queries]
        )
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("remote", "said", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.5", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "nonsense", "nonsense"),
    ],
)
def test_a_proxy_of_ours_alone_is_believed(remote: str, said: str, address: str) -> None:
    meta = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": said}
    assert client_address(meta, proxies=["10.0.0.0/24"]) == address


def test_behind_a_proxy_visitors_are_counted_apart(client: Client) -> None:
    with override_settings(PROXIES=["127.0.0.1"]):
        for _ in range(MOST_HERE + 1):
            page = sign_in(client, HTTP_X_FORWARDED_FOR="198.51.100.1")
        assert "Try again" in page
        assert sign_in(client, "a long sentence", HTTP_X_FORWARDED_FOR="198.51.100.2") == ""
    for _ in range(MOST_HERE):
        page = sign_in(client, HTTP_X_FORWARDED_FOR=f"198.51.100.{_}")
    assert "Try again" in sign_in(client, HTTP_X_FORWARDED_FOR="198.51.100.77")
