"""What each documented refusal of the Graph API means for an act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from palabre.connectors.failures import Failure
from palabre.connectors.graph.client import error_from

TABLE = [
    (190, 463, 400, Failure.SIGN_IN_AGAIN, "token"),
    (190, 460, 400, Failure.SIGN_IN_AGAIN, "token"),
    (190, None, 401, Failure.SIGN_IN_AGAIN, "token"),
    (102, None, 400, Failure.SIGN_IN_AGAIN, "token"),
    (4, None, 400, Failure.TRY_AGAIN, "rate_limit"),
    (17, None, 400, Failure.TRY_AGAIN, "rate_limit"),
    (32, None, 403, Failure.TRY_AGAIN, "rate_limit"),
    (341, None, 400, Failure.TRY_AGAIN, "rate_limit"),
    (613, None, 400, Failure.TRY_AGAIN, "rate_limit"),
    (None, None, 429, Failure.TRY_AGAIN, "rate_limit"),
    (1, None, 500, Failure.UNKNOWN, "network_down"),
    (2, None, 503, Failure.UNKNOWN, "network_down"),
    (2, None, 400, Failure.UNKNOWN, "network_down"),
    (None, None, 502, Failure.UNKNOWN, "network_down"),
    (506, None, 400, Failure.UNKNOWN, "duplicate"),
    (10, 2018278, 400, Failure.REFUSED, "outside_window"),
    (10, 2534022, 400, Failure.REFUSED, "outside_window"),
    (10, None, 403, Failure.REFUSED, "permission"),
    (10, 1893063, 400, Failure.REFUSED, "page_restricted"),
    (10, 2018300, 400, Failure.REFUSED, "already_replied"),
    (100, None, 400, Failure.REFUSED, "invalid"),
    (100, 33, 400, Failure.REFUSED, "gone"),
    (100, 1893061, 400, Failure.REFUSED, "tag_removed"),
    (100, 2018001, 400, Failure.REFUSED, "person_unavailable"),
    (200, None, 403, Failure.REFUSED, "permission"),
    (230, None, 403, Failure.REFUSED, "permission"),
    (299, None, 403, Failure.REFUSED, "permission"),
    (368, None, 400, Failure.REFUSED, "policy_block"),
    (551, None, 400, Failure.REFUSED, "person_unavailable"),
    (7777, None, 400, Failure.REFUSED, "refused"),
    (None, None, 404, Failure.REFUSED, "refused"),
]


def body_of(code: int | None, subcode: int | None) -> dict[str, Any]:
    """Return an error as the Graph API writes it."""
    error: dict[str, Any] = {"message": "(#0) Said by the network", "type": "OAuthException"}
    error |= {"code": code} if code is not None else {}
    return {"error": error | ({"error_subcode": subcode} if subcode is not None else {})}


@pytest.mark.parametrize(("code", "subcode", "status", "failure", "reason"), TABLE)
def test_a_refusal_has_its_class_and_its_reason(
    code: int | None, subcode: int | None, status: int, failure: Failure, reason: str
) -> None:
    error = error_from(status, {}, body_of(code, subcode))
    assert (error.failure, error.reason) == (failure, reason)
    assert error.detail == "(#0) Said by the network"


def test_a_limit_and_a_lost_token_are_the_whole_accounts() -> None:
    assert error_from(400, {}, body_of(4, None)).whole_account
    assert error_from(400, {}, body_of(190, None)).whole_account
    assert not error_from(400, {}, body_of(100, 33)).whole_account


@pytest.mark.parametrize(
    ("given", "expected"), [("120", timedelta(seconds=120)), ("", None), ("soon", None)]
)
def test_the_wait_is_the_networks_own(given: str, expected: timedelta | None) -> None:
    assert error_from(429, {"retry-after": given}, body_of(4, None)).wait == expected


@pytest.mark.parametrize("wait", ["٣", "²", "9" * 30])
def test_an_odd_wait_breaks_nothing(wait: str) -> None:
    error = error_from(429, {"retry-after": wait}, {})
    assert error.failure == Failure.TRY_AGAIN
    assert error.wait is None or error.wait <= timedelta(days=1)


@pytest.mark.parametrize(
    "body", [None, [], "x", 7, {}, {"error": None}, {"error": []}, {"error": {"code": "190"}}]
)
def test_an_answer_of_no_known_shape_is_a_refusal(body: Any) -> None:
    error = error_from(400, {}, body)
    assert (error.failure, error.reason) == (Failure.REFUSED, "refused")


def test_a_long_sentence_of_the_network_is_cut() -> None:
    body = {"error": {"code": 100, "message": "x" * 9000}}
    assert len(error_from(400, {}, body).detail) == 500
