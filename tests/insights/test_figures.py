"""The page of figures: what it counts, what it says, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from palabre.insights.plot import draw_hours
from palabre.insights.queries import count_answered, list_account_volumes, list_latest_texts
from palabre.insights.wording import say_duration, say_number, say_share
from palabre.insights.words import count_words
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.web.sparkline import draw_sparkline
from tests.inbox.test_pages import browser_of, colleague, tell, text_of
from tests.machinery.seeds import Client, comment, make_client

AT = datetime.fromtimestamp(1_795_000_000, UTC) + timedelta(minutes=5)


@pytest.fixture
def client(database: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Give a bakery whose comments are a few minutes old."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_client()


def test_an_empty_week_teaches_what_will_stand_here(client: Client) -> None:
    page = text_of(browser_of(client.member).get(f"/figures/{client.workspace.slug}/"))
    assert "Rien n’a été reçu" in page
    assert "<rect" not in page


def test_the_week_is_told_in_words_a_plot_and_a_table(client: Client) -> None:
    tell(
        client,
        comment(1, "Le croissant est bon"),
        comment(2, "Tais-toi, espèce de connard", author="7002"),
        comment(2, verb="hide", at=9, author="7002"),
        comment(3, "Encore un croissant", author="7003"),
        comment(64, "Avec plaisir", parent=1, author="42"),
    )
    page = text_of(browser_of(client.member).get(f"/figures/{client.workspace.slug}/"))
    assert "Vous avez reçu 3 messages et en avez envoyé 1." in page
    assert "Messages reçus qui sont masqués : 1, dont 1 par la charte." in page
    assert "Conversations avec une réponse de votre part : 1 sur 3." in page
    assert "ont attendu moins de 1 min" in page
    assert 'class="bar-hidden"' in page
    assert 'class="bar-sent"' in page
    assert "q=croissant" in page
    assert "style=" not in page


def test_hidden_texts_give_no_words(client: Client) -> None:
    tell(client, comment(1, "Bonjour"), comment(2, "espèce de connard", author="7002"))
    with workspace_scope([client.id]):
        assert list_latest_texts(client.id, now=AT) == ["Bonjour"]


def test_what_is_older_than_a_week_is_not_counted(client: Client) -> None:
    tell(client, comment(1, "Bonjour"))
    with workspace_scope([client.id]):
        later = AT + timedelta(days=7)
        assert [one.received for one in list_account_volumes(client.id, now=AT)] == [1]
        assert [one.received for one in list_account_volumes(client.id, now=later)] == [0]
        assert count_answered(client.id, now=later) == (0, 0)


def test_an_analyst_reads_the_figures_and_a_stranger_does_not(client: Client) -> None:
    address = f"/figures/{client.workspace.slug}/"
    assert colleague(client, "analyst").get(address).status_code == 200
    stranger = make_client("Autre", page="43")
    assert browser_of(stranger.member).get(address).status_code == 404


def test_a_day_begins_at_midnight_of_the_members_zone() -> None:
    zone = ZoneInfo("Europe/Paris")
    since = datetime(2026, 11, 14, 12, tzinfo=UTC)
    with translation.override("fr"):
        plot = draw_hours([], since=since, now=since + timedelta(days=7), zone=zone)
    assert plot.ticks[0].words.startswith("15")
    assert plot.ticks[0].x == f"{100 * 11 / 168:.3f}%"


def test_bars_stand_on_the_axis_and_fit_the_plot() -> None:
    since = datetime(2026, 11, 14, tzinfo=UTC)
    hours = [{"hour": since, "received": 8, "sent": 40, "hidden": 2}]
    plot = draw_hours(hours, since=since, now=since + timedelta(days=7), zone=UTC)
    assert plot.top == 10
    received, hidden, sent = plot.bars
    assert float(received.y) + float(received.height) == plot.axis
    assert float(hidden.height) == float(received.height) / 4
    assert float(sent.y) + float(sent.height) <= plot.height


def test_a_flat_line_is_drawn_at_the_bottom() -> None:
    assert draw_sparkline([0, 0]) == "0.0,26.0 120.0,26.0"


def test_words_count_once_a_message_without_empty_words_links_and_names() -> None:
    texts = ["Le PAIN pain https://pain.example @pain", "du pain", "je suis là", "l'été"]
    assert count_words([*texts, "the bread", "bread"]) == [("bread", 2), ("pain", 2)]


def test_numbers_are_said_as_the_language_writes_them() -> None:
    with translation.override("fr"):
        assert say_number(12_345) == "12\u202f345"
        assert say_share(1, 3) == "33\u202f%"
    with translation.override("en"):
        assert say_number(12_345) == "12,345"
        assert say_share(0, 0) == "0%"
        assert [say_duration(n) for n in (0.2, 90, 7000, 200_000)] == ["1 s", "2 min", "2 h", "2 d"]
