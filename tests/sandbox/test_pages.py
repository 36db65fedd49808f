"""The page: its languages, its assets, and what it lets a browser do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from palabre.sandbox.pages import HERE
from palabre.sandbox.words import SAMPLES, WORDS, choose_language
from tests.sandbox.conftest import RunningSquare

ASSETS = HERE / "assets"


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["fr"]) == set(WORDS["en"])
    assert set(SAMPLES["fr"]) == set(SAMPLES["en"])
    assert all(text for words in WORDS.values() for text in words.values())


def test_every_word_is_used() -> None:
    sources = [*ASSETS.glob("*.js"), *(HERE / "templates").glob("*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    unused = {name for name in WORDS["en"] if not re.search(rf"\b{name}\b", text)}
    assert unused == set()


def test_french_has_its_narrow_spaces() -> None:
    for text in [*WORDS["fr"].values(), *SAMPLES["fr"].values()]:
        assert not re.search(r"[ \w][:;!?](\s|$)", text.replace("\u202f", "-")), text


@pytest.mark.parametrize(
    ("wish", "kept", "accepted", "language"),
    [
        ("fr", "en", "en", "fr"),
        ("", "fr", "en", "fr"),
        ("", "", "de-DE,fr-FR;q=0.8,en;q=0.5", "fr"),
        ("xx", "", "de", "en"),
        ("", "", "", "en"),
    ],
)
def test_the_language_is_the_one_wished_for(
    wish: str, kept: str, accepted: str, language: str
) -> None:
    assert choose_language(wish, kept, accepted) == language


def test_the_page_speaks_french_and_english(square: RunningSquare) -> None:
    french = square.client.get("/", headers={"Accept-Language": "fr-FR,fr"})
    assert '<html lang="fr">' in french.text
    assert WORDS["fr"]["what"] in french.text
    english = square.client.get("/?language=en")
    assert '<html lang="en">' in english.text
    kept = square.client.get("/", headers={"Accept-Language": "fr"})
    assert '<html lang="en">' in kept.text


def test_the_page_runs_nothing_but_its_own_files(square: RunningSquare) -> None:
    page = square.client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bon\w+=|\bstyle=", page.text)
    for address in re.findall(r'(?:src|href)="(/square/[^"]+)"', page.text):
        assert square.client.get(address).status_code == 200, address
    assert "token-facebook" not in page.text
    assert "appsecret" not in page.text


def test_every_picture_is_drawn_here(square: RunningSquare) -> None:
    for name in ("bread", "croissant", "cake", "stadium", "jersey", "team", "plain"):
        answer = square.client.get(f"/square/assets/pictures/{name}.svg")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "href" not in answer.text


def colours(scheme: str) -> dict[str, str]:
    text = (ASSETS / "colours.css").read_text(encoding="utf-8")
    light, _, dark = text.partition("@media")
    block = dark if scheme == "dark" else light
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ("ink", ("ground", "surface", "bubble", "accent-wash", "green-wash")),
        ("soft", ("ground", "surface", "bubble")),
        ("accent", ("ground", "surface")),
        ("accent-ink", ("accent",)),
        ("green", ("surface", "green-wash")),
        ("surface", ("green",)),
        ("harm", ("surface", "bubble")),
    ],
)
def test_every_pair_of_colours_is_readable(scheme: str, ink: str, grounds: tuple[str, ...]) -> None:
    palette = colours(scheme)
    for ground in grounds:
        assert contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground)


def test_no_file_of_the_page_reaches_outside() -> None:
    for path in [*ASSETS.glob("*.js"), *ASSETS.glob("*.css"), *ASSETS.glob("pictures/*.svg")]:
        text = Path(path).read_text(encoding="utf-8")
        assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), path
