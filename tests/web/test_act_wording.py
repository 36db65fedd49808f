"""Acts and decisions are said in plain words, whatever became of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

import palabre
from palabre.channels.models import ActState, OutboxAct
from palabre.channels.wording import REASONS
from palabre.connectors.graph.client import REASONS as GRAPH_REASONS
from palabre.connectors.graph.client import REASONS_BY_CODE
from palabre.connectors.registry import own_reason
from palabre.engine.vocabulary import Verb
from palabre.inbox.wording import describe_act, describe_decision

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 3, 12, 55, tzinfo=UTC)
ROOT = Path(palabre.__file__).parent
CODE = re.compile(
    r'Failure\.\w+,\s*"(\w+)"|reason="(\w+)"|reason = "(\w+)"|"refused", now, "(\w+)"'
)
N = "\u202f"


def act(**values: Any) -> OutboxAct:
    """Return an act that waits for its moment."""
    given: dict[str, Any] = {"verb": "reply", "state": "waiting", "due_at": NOW, "tries": 0}
    return OutboxAct(target={}, **(given | values))


def said(language: str = "fr", **values: Any) -> str:
    """Return the sentence of an act on Instagram."""
    with translation.override(language):
        return describe_act(act(**values), "Instagram", NOW, PARIS).text


def codes() -> set[str]:
    """Return every reason that the connectors and the sender give."""
    found = set(GRAPH_REASONS.values()) | set(REASONS_BY_CODE.values())
    for folder in (ROOT / "connectors", ROOT / "channels" / "sending"):
        for file in folder.rglob("*.py"):
            for match in CODE.finditer(file.read_text("utf-8")):
                found |= {code for code in match.groups() if code}
    return found


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert len(codes()) >= 15
    unsaid = {code for code in codes() - set(REASONS) if own_reason(code) is None}
    assert not unsaid, f"Add to palabre/channels/wording.py or to the network's folder: {unsaid}"
    for code in REASONS:
        english, french = (
            said("en", state="refused", reason=code),
            said(state="refused", reason=code),
        )
        assert english != french, code


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("state", list(ActState))
def test_every_act_has_words_in_every_state(verb: Verb, state: ActState) -> None:
    assert said(verb=verb, state=state) != said("en", verb=verb, state=state)


def test_what_will_be_sent_counts_down() -> None:
    due = NOW + timedelta(seconds=7, milliseconds=400)
    assert said(due_at=due) == "Sera envoyé dans 8 s"
    assert said("en", due_at=due, verb="delete") == "Will be deleted in 8 s"


def test_a_pause_of_the_account_is_said_with_its_end() -> None:
    until = NOW + timedelta(minutes=10)
    with translation.override("fr"):
        told = describe_act(act(), "Instagram", NOW, PARIS, limited_until=until)
    assert told.text == f"En attente{N}: Instagram demande une pause jusqu’à 14{N}h{N}05"
    assert said(due_at=until, reason="rate_limit", tries=1) == told.text


def test_a_pause_that_is_over_is_not_said() -> None:
    with translation.override("en"):
        past = NOW - timedelta(seconds=1)
        told = describe_act(act(due_at=past), "Facebook", NOW, PARIS, limited_until=past)
    assert told.text == "On its way to Facebook"


def test_a_failure_that_is_tried_again_says_when() -> None:
    told = said(due_at=NOW + timedelta(minutes=2), reason="unreachable", tries=1)
    assert told == f"En attente{N}: le réseau est injoignable. Prochain essai à 13{N}h{N}57"


def test_a_refusal_says_who_refused_and_why() -> None:
    assert said(state="refused", reason="outside_window") == (
        f"Non envoyé. Instagram a refusé{N}: la fenêtre de 24 heures est close{N}; "
        "la personne doit d’abord écrire"
    )
    assert said("en", state="refused", reason="gave_up") == (
        "Not sent: many tries failed; try again later"
    )


def test_an_unknown_reason_is_still_a_sentence() -> None:
    told = said("en", state="refused", reason="new_code")
    assert told == "Not sent. Instagram refused: the network gave a reason that we do not know"


def test_a_lost_answer_is_looked_for() -> None:
    assert said(state="unknown", reason="no_answer") == (
        f"Réponse perdue{N}: nous regardons sur Instagram si c’est fait"
    )


def test_a_decision_names_its_reasons_in_the_readers_language() -> None:
    reasons = [
        {"text": "Insult", "texts": {"fr": "Insulte envers une personne"}, "shadow": False},
        {"text": "On trial", "texts": {}, "shadow": True},
    ]
    with translation.override("fr"):
        told = describe_decision("hide", by="charter:abc", who="", reasons=reasons, is_hidden=True)
    assert told == f"Masqué par la charte{N}: Insulte envers une personne"
    with translation.override("en"):
        told = describe_decision("hide", by="charter:abc", who="", reasons=reasons, is_hidden=True)
        assert told == "Hidden by the charter: Insult"
        told = describe_decision("allow", by="member:1", who="Camille", reasons=[], is_hidden=False)
    assert told == "Approved by Camille"


def test_a_hiding_that_the_network_has_not_done_is_not_said_to_be_done() -> None:
    with translation.override("en"):
        told = describe_decision("hide", by="member:1", who="Camille", reasons=[], is_hidden=False)
        assert told == "Camille decided to hide it"
        told = describe_decision("hide", by="charter:a", who="", reasons=[], is_hidden=False)
        assert told == "To be hidden, says the charter"
