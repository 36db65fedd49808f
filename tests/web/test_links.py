"""Where links of strangers really lead, and how texts are shown."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.inbox.marks import cut
from palabre.web.links import find_links
from palabre.web.templatetags.said import plain, said

TRICKS = st.text(
    st.sampled_from("htps:/\\@.w-%#?[]()<>&\"' aéеß。１\u202e\u200b\u2066🏴х0x1:ابج\n\x00"),
    max_size=60,
)


def told(text: str) -> list[tuple[str, str, str, bool]]:
    """Return each link of a text: as written, its address, its host, whether that is plain."""
    return [
        (text[one.start : one.end], one.address, one.host, one.is_plain) for one in find_links(text)
    ]


@pytest.mark.parametrize(
    ("text", "address", "host", "is_plain"),
    [
        ("Voir https://example.com/a?b=c#d.", "https://example.com/a?b=c#d", "example.com", True),
        ("(https://a.example/Pain_(mie))", "https://a.example/Pain_(mie)", "a.example", True),
        ("www.example.com, oui", "https://www.example.com/", "www.example.com", True),
        ("bit.ly/abc", "https://bit.ly/abc", "bit.ly", True),
        ("http://bank.com@evil.example/login", "http://evil.example/login", "evil.example", False),
        ("http://bank.com:pass@evil.example", "http://evil.example/", "evil.example", False),
        ("http://evil.example\\@a.com/", "http://evil.example/@a.com/", "evil.example", False),
        ("https://a.com.evil.example", "https://a.com.evil.example/", "a.com.evil.example", True),
        ("https://аpple.com/", "https://xn--pple-43d.com/", "xn--pple-43d.com", False),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com", False),
        ("https://café.fr/", "https://xn--caf-dma.fr/", "café.fr", True),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/", "пример.рф", True),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/", "例え.jp", True),
        ("https://ＥＸＡＭＰＬＥ。com/", "https://example.com/", "example.com", False),
        ("http://192.0.2.7:8080/x", "http://192.0.2.7:8080/x", "192.0.2.7", False),
    ],
)  # fmt: skip
def test_a_link_says_the_host_that_it_leads_to(
    text: str, address: str, host: str, is_plain: bool
) -> None:
    assert [one[1:] for one in told(text)] == [(address, host, is_plain)]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://example.com", "https://", "http://x",
        "http://2130706433/", "http://0x7f.1/", "http://1.2.3.400/", "https://exa_mple.com/",
        "nora@example.com/", "https://[::1]/", "https://example.com:99999/", "et/ou", "fin.Début",
        "https://a..b/", "https://%65vil.example/", "http://-a.com/",
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_link_is_text(text: str) -> None:
    assert told(text) == []


def test_words_that_lie_about_a_link_are_text_beside_it() -> None:
    found = told("[https://bank.com](https://evil.example/x)")
    assert [one[2] for one in found] == ["bank.com", "evil.example"]


@settings(derandomize=True, max_examples=400)
@given(TRICKS)
def test_whatever_is_written_a_link_is_ascii_and_leads_where_it_says(text: str) -> None:
    end = 0
    for link in find_links(text):
        assert end <= link.start < link.end <= len(text)
        end = link.end
        assert re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?/[!-~]*", link.address)


@settings(derandomize=True, max_examples=400)
@given(TRICKS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_what_is_shown_holds_every_word_and_no_markup_of_theirs(
    text: str, spans: list[tuple[int, int]]
) -> None:
    shown = said(cut(text, [list(one) for one in spans]))
    tags = set(re.findall(r"<(/?\w+)", shown))
    assert tags <= {"a", "/a", "bdi", "/bdi", "mark", "/mark"}
    bare = re.sub(r'<bdi class="(host|sign)"[^>]*>[^<]*</bdi>', "", shown)
    words = html.unescape(re.sub(r"<[^>]*>", "", bare)).replace(" ", "")
    assert words == re.sub("[\u202e\u200b\u2066\x00 ]", "", text)


def test_marks_and_links_may_share_words() -> None:
    shown = said(cut("Voir https://evil.example/gain vite", [[20, 33]]))
    assert '<a href="https://evil.example/gain"' in shown
    assert "https://evil.ex<mark>" not in shown or "</mark>" in shown
    assert shown.count("<mark>") == 2


def test_signs_that_turn_words_around_are_shown_and_flags_stay() -> None:
    assert 'title="right-to-left override">U+202E</bdi>' in said(cut("abc\u202egpj.exe", []))
    scotland = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert said(cut(f"👨‍👩‍👧 {scotland} می‌خواهم", [])) == f"👨‍👩‍👧 {scotland} می‌خواهم"
    assert plain(f"Nora\u202e\u2066 {scotland}") == f"Nora {scotland}"
