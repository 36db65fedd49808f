"""What was searched is marked where it stands, in the list and in the conversation."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from palabre.inbox.models import Message
from palabre.inbox.search import excerpt, find_threads, mark_words
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, path, tell, text_of
from tests.machinery.seeds import Client, comment, make_client

HOSTILE = "<script>alert(1)</script> \x01croissant\x02 <mark>croissants</mark> & <b>croissant"


@pytest.fixture
def bakery(database: None) -> Client:
    """Give a bakery without conversations."""
    cache.clear()
    return make_client()


def marked(client: Client, text: str, words: str) -> list[str]:
    """Return the parts of a text that a search marks."""
    tell(client, comment(50, text, author="7050"))
    with workspace_scope([client.id]):
        message = Message.objects.get(external_id="1_50")
        spans = mark_words(client.id, [message.pk], words).get(message.pk, [])
        return [message.text[first:last] for first, last in spans]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Deux croissants, et un CROISSANT", "croissant", ["croissants", "CROISSANT"]),
        ("Cet été déjà ? Un ete sans pluie", "été", ["été", "ete"]),
        ("We were opening early", "open opened", ["opening"]),
        ("Vos vitrines https://boutique.example/vitrine 🥐 vitrine", "vitrine", None),
        ("Bonjour", "croissant", []),
        ("Porte-monnaie perdu", "monnaie", ["monnaie"]),
        ("Bonjour", "le", []),
    ],
)
def test_stems_and_accents_aside(
    bakery: Client, text: str, words: str, found: list[str] | None
) -> None:
    spans = marked(bakery, text, words)
    if found is None:
        assert {"vitrines", "vitrine"} <= set(spans)
    else:
        assert spans == found


def test_hostile_text_stays_text(bakery: Client) -> None:
    tell(bakery, comment(51, HOSTILE, author="7051"))
    browser = browser_of(bakery.member)
    listed = text_of(browser.get(path(bakery, "?view=all&q=croissant")))
    row = re.search(r'class="row" href="([^"]+)"', listed)
    assert row
    opened = text_of(browser.get(row[1].replace("&amp;", "&")))
    for page in (listed, opened):
        assert "alert(1)</script>" not in page
        assert "&lt;mark&gt;" in page
        assert "<b>croissant" not in page
        assert "</mark>&lt;/mark&gt;" in page
    assert "is-found" in opened


def test_the_list_shows_the_message_that_was_found_not_the_last(bakery: Client) -> None:
    long = "Bonjour, " + "je vous écris depuis la gare. " * 9 + "Avez-vous des brioches ce soir ?"
    tell(bakery, comment(52, long, author="7052"))
    tell(bakery, comment(53, "Merci beaucoup", parent=52, author="7052"))
    browser = browser_of(bakery.member)
    page = text_of(browser.get(path(bakery, "?view=all&q=brioche")))
    assert "<mark>brioches</mark>" in page
    assert "1 conversation trouvée" in page
    assert "Merci beaucoup" not in page
    assert "Merci beaucoup" in text_of(browser.get(path(bakery, "?view=all")))
    assert "0 conversation trouvée" in text_of(browser.get(path(bakery, "?view=all&q=zeppelin")))


def test_a_hidden_message_that_was_found_stays_out_of_sight(bakery: Client) -> None:
    tell(bakery, comment(54, "Sale connard de boulanger", author="7054"))
    with workspace_scope([bakery.id]):
        Message.objects.update(state="hidden", is_hidden=True)
    page = text_of(browser_of(bakery.member).get(path(bakery, "?view=all&q=boulanger")))
    assert "row-text blurred" in page
    assert "<mark>boulanger</mark>" not in page


def test_a_search_that_was_cut_says_so(bakery: Client) -> None:
    tell(bakery, *(comment(n, "Une tarte", author=f"8{n}") for n in range(60, 66)))
    with workspace_scope([bakery.id]):
        assert find_threads(bakery.id, "tarte", most=3).is_cut
        assert not find_threads(bakery.id, "tarte", most=7).is_cut
        assert len(find_threads(bakery.id, "tarte").messages) == 6


def test_an_excerpt_begins_near_the_first_word() -> None:
    text = "a " * 100 + "mot et encore mot"
    pieces = excerpt(text, [(200, 203), (214, 217)])
    assert pieces[0].text == "… "
    assert [one.text for one in pieces if one.is_marked] == ["mot", "mot"]
    assert "".join(one.text for one in excerpt("court", [])) == "court"
