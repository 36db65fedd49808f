"""The data folder: its secrets are its owner's alone, and stay what they are."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from palabre.plumbing.data_folder import SECRET_NAMES, DataFolder
from palabre.plumbing.errors import Refused


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """Give a made folder."""
    before = os.umask(0)  # a careless umask must not open anything
    folder = DataFolder(tmp_path / "deep" / "data")
    folder.create()
    os.umask(before)
    return folder


def mode(path: Path) -> int:
    """Return a file's permissions."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_and_its_secrets_are_their_owners_alone(data: DataFolder) -> None:
    assert mode(data.path) == 0o700
    assert mode(data.path / "secrets.json") == 0o600


def test_secrets_stay_the_same_when_the_folder_is_made_again(data: DataFolder) -> None:
    before = (data.path / "secrets.json").read_bytes()
    data.create()
    assert (data.path / "secrets.json").read_bytes() == before


def test_a_missing_secret_is_added_and_the_others_stay(data: DataFolder) -> None:
    known = data.read("secrets.json")
    data.write("secrets.json", {name: known[name] for name in list(known)[1:]})
    data.create()
    after = data.read("secrets.json")
    assert set(after) == set(SECRET_NAMES)
    assert {name: after[name] for name in list(known)[1:]} == {
        name: known[name] for name in list(known)[1:]
    }


def test_every_installation_has_secrets_of_its_own(tmp_path: Path) -> None:
    folders = [DataFolder(tmp_path / name) for name in "ab"]
    for folder in folders:
        folder.create()
    for name in SECRET_NAMES:
        one, two = (folder.secret(name) for folder in folders)
        assert one != two
        assert len(one) >= 14
    assert len({folders[0].secret(name) for name in SECRET_NAMES}) == len(SECRET_NAMES)


def test_a_folder_that_was_never_started_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="run bin/start first"):
        DataFolder(tmp_path).secret("vault_key")


def test_a_file_is_replaced_in_one_step(data: DataFolder) -> None:
    data.write("running.json", {"a": "é"})
    with (data.path / "running.json").open() as reading:
        data.write("running.json", {"a": "b"})
        assert json.load(reading) == {"a": "é"}
    assert data.read("running.json") == {"a": "b"}
    assert mode(data.path / "running.json") == 0o600
    assert not list(data.path.glob("*.new"))


def test_what_is_not_there_or_not_ours_reads_as_empty(data: DataFolder) -> None:
    assert data.read("nothing.json") == {}
    (data.path / "list.json").write_text("[1]")
    assert data.read("list.json") == {}


def test_the_lock_is_held_once_and_names_its_holder(data: DataFolder) -> None:
    lock = data.lock()
    for _ in range(2):
        with pytest.raises(Refused, match=rf"process {os.getpid()}\)") as refusal:
            data.lock()
    assert "--data" in refusal.value.sentence
    lock.close()
    data.lock().close()
