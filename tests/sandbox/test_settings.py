"""The configuration file, and names as Instagram writes them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from palabre.sandbox.settings import Configuration, username
from tests.sandbox.world_of_tests import accounts


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Boulangerie Le Fournil", "boulangerie.le.fournil"),
        ("Solène L’Été", "solene.l.ete"),
        ("田中", "someone"),
    ],
)
def test_a_username_is_plain(name: str, expected: str) -> None:
    assert username(name) == expected


def test_only_a_file_that_says_something_new_counts_as_a_change(tmp_path: Path) -> None:
    path = tmp_path / "square.json"
    configuration = Configuration(path)
    assert not configuration.refresh()
    path.write_text(json.dumps({"desk": "http://desk/", "accounts": accounts()}), encoding="utf-8")
    assert configuration.refresh()
    assert configuration.desk == "http://desk"
    os.utime(path, (1, 1))
    assert not configuration.refresh()
    path.write_text("{", encoding="utf-8")
    assert not configuration.refresh()
    path.unlink()
    assert not configuration.refresh()
    assert list(configuration.accounts) == ["facebook", "instagram"]
    assert configuration.by_token["token-instagram"].key == "instagram"
