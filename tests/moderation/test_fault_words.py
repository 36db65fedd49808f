"""What is wrong with a charter is said in French on French pages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from palabre.moderation.drafts import examine
from palabre.moderation.fault_words import translate_fault
from tests.conftest import ROOT

ENGINE = ROOT / "palabre" / "engine" / "moderation"


def sentences(path: Path) -> set[str]:
    """Return the causes and cures that a file of the engine writes, x for what is filled in."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        told = []
        if isinstance(node, ast.Call):
            told = [one.value for one in node.keywords if one.arg in {"cause", "cure"}]
            if getattr(node.func, "attr", "") == "_error":
                told = node.args[1:3]
        for one in told:
            if isinstance(one, ast.Constant):
                found.add(str(one.value))
            elif isinstance(one, ast.JoinedStr):
                parts = [str(getattr(part, "value", "")) for part in one.values]
                kinds = [isinstance(part, ast.Constant) for part in one.values]
                pairs = zip(parts, kinds, strict=True)
                found.add("".join(part if plain else "1" for part, plain in pairs))
    return found


def test_every_fault_of_the_engine_has_french_words() -> None:
    found = set().union(*(sentences(ENGINE / name) for name in ("source.py", "charter.py")))
    assert len(found) > 25
    with translation.override("fr"):
        same = [one for one in found if translate_fault(one) == one]
    assert same == [], "Add these to palabre/moderation/fault_words.py, with French words"


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("charter: x\nrules: 3", "« rules » ne convient pas\u202f: attendu une liste"),
        ("charter: x\nrulez: []", "« rulez » n’est pas connu ici."),
        ("rules: []", "« charter » manque."),
        ("charter: x\ncharter: y", "La clé « charter » se trouve deux fois ici."),
        ("- a", "Attendu une table, trouvé une liste"),
        (
            'charter: x\nversion: 1\nrules:\n  - {rule: a, when: {pattern: "a*"}, verdict: hide}',
            "un texte vide",
        ),
    ],
)
def test_a_fault_is_told_in_french(source: str, cause: str) -> None:
    with translation.override("fr"):
        fault = examine(source).fault
    assert fault is not None
    assert cause.replace("« ", "«\u202f").replace(" »", "\u202f»") in fault.cause
