"""Why one network alone refuses is said in its own words, in the language of the page."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from palabre.channels.wording import REASONS, say_reason
from palabre.connectors.registry import CONNECTORS
from palabre.inbox.wording import say_reason as say_in_the_inbox

OWN = {code: said for one in CONNECTORS.values() for code, said in one.reasons.items()}


@pytest.mark.parametrize("code", sorted(OWN))
def test_a_reason_of_one_network_is_said_in_both_languages(code: str) -> None:
    assert OWN[code].en != OWN[code].fr
    for language in ("en", "fr"):
        with override(language):
            assert say_reason(code) == say_in_the_inbox(code) == OWN[code].into(language)


def test_no_reason_of_one_network_hides_one_of_all() -> None:
    assert not OWN.keys() & REASONS.keys()


def test_an_unknown_reason_is_said_to_be_unknown() -> None:
    with override("en"):
        assert say_reason("painted") == str(REASONS["refused"])
