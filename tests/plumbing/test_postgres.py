"""The embedded server: starts, ends, comes back after any death, and is never two."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.errors import Refused
from palabre.plumbing.postgres import EmbeddedPostgres, ServerPrograms, find_programs
from tests.machinery.desks import eventually, free_port

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import sys, time
from pathlib import Path
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.postgres import EmbeddedPostgres
server = EmbeddedPostgres(DataFolder(Path(sys.argv[1])))
server.start()
print(server.url, server.process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Give a data folder below one that nobody but its owner may enter."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    folder = DataFolder(closed / "data")
    folder.create()
    return folder


@pytest.fixture
def server(data: DataFolder) -> Iterator[EmbeddedPostgres]:
    """Give a running server on the folder."""
    server = EmbeddedPostgres(data)
    server.start()
    yield server
    server.stop()


def count(url: str) -> int:
    """Add a row to a table of the test, and return how many there are."""
    with psycopg.connect(url) as connection:
        connection.execute("create table if not exists kept (id serial)")
        connection.execute("insert into kept default values")
        found = connection.execute("select count(*) from kept").fetchone()
    assert found is not None
    return int(found[0])


def is_alive(process: int) -> bool:
    """Say whether a process runs, not counting one that ended and was not fetched."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_it_starts_stops_and_keeps_what_was_written(data: DataFolder) -> None:
    server = EmbeddedPostgres(data)
    server.start()
    first = count(server.url)
    assert data.read("database.json") == {"url": server.url}
    server.stop()
    assert not server.is_running()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url, connect_timeout=2)
    again = EmbeddedPostgres(data)
    again.start()
    assert count(again.url) == first + 1
    again.stop()
    again.stop()


def test_it_comes_back_after_a_kill_with_every_commit(
    data: DataFolder, server: EmbeddedPostgres
) -> None:
    before = count(server.url)
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    assert not server.is_running()
    server.start()
    assert count(server.url) == before + 1


def test_it_refuses_a_wrong_password_and_listens_on_this_machine_alone(
    server: EmbeddedPostgres,
) -> None:
    secret = server.data.secret("owner_password")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url.replace(secret, "guess"))
    with psycopg.connect(server.url) as connection:
        shown = connection.execute("show listen_addresses").fetchone()
    assert shown == ("127.0.0.1",)


def test_it_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert server.process is not None
    assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0


def test_a_second_start_on_the_folder_takes_the_place_of_the_first(
    data: DataFolder, server: EmbeddedPostgres
) -> None:
    before = count(server.url)
    second = EmbeddedPostgres(data)
    second.start()
    assert server.process is not None
    assert server.process.wait(timeout=20) is not None
    assert count(second.url) == before + 1
    second.stop()


def test_the_server_of_a_killed_program_ends_or_is_ended(data: DataFolder) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", RUN, str(data.path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    url, orphan = program.stdout.readline().split()
    before = count(url)
    program.kill()
    program.wait()
    program.stdout.close()
    server = EmbeddedPostgres(data)
    server.start()
    assert count(server.url) == before + 1
    assert eventually(lambda: not is_alive(int(orphan)))
    server.stop()


def test_a_number_left_behind_that_is_somebody_elses_now_harms_nobody(data: DataFolder) -> None:
    sleeper = subprocess.Popen(["sleep", "600"])
    left = data.postgres / "postmaster.pid"
    left.write_text(f"{sleeper.pid}\n{data.postgres}\n1\n5432\n\n127.0.0.1\n\nready\n")
    server = EmbeddedPostgres(data)
    server.start()
    assert count(server.url)
    assert sleeper.poll() is None
    server.stop()
    sleeper.kill()
    sleeper.wait()


def test_a_taken_port_is_left_to_its_owner(data: DataFolder) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = EmbeddedPostgres(data, port=taken.getsockname()[1])
        server.start()
        assert server.port != taken.getsockname()[1]
        server.stop()


def test_a_folder_of_another_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    folder.postgres.mkdir()
    (folder.postgres / "PG_VERSION").write_text("12\n")
    with pytest.raises(Refused, match="made by PostgreSQL 12"):
        EmbeddedPostgres(folder).start()


def test_a_machine_without_a_server_is_told_the_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("pathlib.Path.glob", lambda path, pattern: iter(()))
    with pytest.raises(Refused, match="DATABASE_URL"):
        find_programs()


def test_a_second_desk_on_the_folder_is_refused_in_a_sentence(data: DataFolder) -> None:
    lock = data.lock()
    command = [sys.executable, "-m", "palabre.commands", "start", "--data", str(data.path)]
    done = subprocess.run(
        [*command, "--port", str(free_port())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lock.close()
    assert done.returncode == 1
    assert f"already running on {data.path} (process {os.getpid()})" in done.stderr
    assert "Traceback" not in done.stderr


def other_programs() -> list[ServerPrograms]:
    """Return the servers of this machine that are not the wheel's."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [ServerPrograms(folder) for folder in folders if (folder / "initdb").exists()]
    return [programs for programs in found if programs.version >= 15]


def test_the_machines_own_server_serves_as_well(tmp_path: Path) -> None:
    programs = other_programs()
    if not programs:
        pytest.skip("This machine has no PostgreSQL of its own (15 or newer).")
    folder = DataFolder(tmp_path / "data")
    folder.create()
    server = EmbeddedPostgres(folder, programs=programs[0])
    server.start()
    story = "tests/inbox/test_arrivals.py::test_the_story_is_told_right"
    search = "tests/test_isolation.py::test_a_search_finds_only_what_the_scope_holds"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", story, search],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": server.url, "PYTEST_XDIST_WORKER": "own"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    server.stop()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
