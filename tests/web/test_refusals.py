"""Every refusal of an action has its sentence in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import palabre
from palabre.web.refusals import translate

ROOT = Path(palabre.__file__).parent
ROOMS = [
    ROOT / "inbox",
    ROOT / "people",
    ROOT / "moderation" / "actions.py",
    ROOT / "moderation" / "views.py",
    ROOT / "channels",
    ROOT / "workspaces",
    ROOT / "plumbing" / "paging.py",
]
NOT_ON_PAGES = {
    "x; x": "charters are changed by the API",
    "x": "its sentence is another error's",
}


def files() -> Iterator[Path]:
    """Return the files whose refusals pages may show."""
    for room in ROOMS:
        yield from room.rglob("*.py") if room.is_dir() else [room]


def refusals() -> Iterator[str]:
    """Return the sentences of refusals in the code, values replaced by an x or a figure."""
    for file in files():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused"):
                continue
            told = node.args[0]
            if isinstance(told, ast.Constant):
                yield str(told.value)
            elif isinstance(told, ast.JoinedStr):
                parts = [
                    str(part.value) if isinstance(part, ast.Constant) else "x"
                    for part in told.values
                ]
                yield "".join(parts)


def test_every_refusal_that_a_page_can_show_has_french_words() -> None:
    sentences = {one for one in refusals() if one not in NOT_ON_PAGES}
    assert len(sentences) > 12
    with translation.override("fr"):
        for sentence in sentences:
            asked = sentence.replace("at most x", "at most 300").replace("has x.", "has 301.")
            asked = asked.replace("1 to x", "1 to 60")
            assert translate(asked) != asked, f"Add to palabre/web/refusals.py: {asked}"


@pytest.mark.parametrize(
    ("sentence", "french"),
    [
        (
            "Instagram takes at most 300 characters here; this has 301.",
            "Instagram prend au plus 300 caractères ici\u202f; ce texte en a 301.",
        ),
        ("Facebook has no way to like here.", "Facebook ne permet pas de faire cela ici."),
        ("Something new.", "Something new."),
    ],
)
def test_a_refusal_keeps_its_figures(sentence: str, french: str) -> None:
    with translation.override("fr"):
        assert translate(sentence) == french
