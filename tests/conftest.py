"""What tests stand on: a real PostgreSQL, a fresh database for each test, a whole desk."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machinery.databases import Databases
from tests.machinery.desks import Desk, start_desk

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = Path(tempfile.mkdtemp(prefix="palabre-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ["PALABRE_DATA"] = str(SCRATCH / "data")
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

_databases = Databases(SCRATCH / "data", given=os.environ.pop("DATABASE_URL", ""))
_databases.set_up_django()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Give the server of this test process, with a migrated template."""
    _databases.start()
    yield _databases
    _databases.stop()


@pytest.fixture
def database(databases: Databases) -> Iterator[None]:
    """Give the test a database of its own, migrated and empty, under the program's role."""
    with databases.fresh():
        yield


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """Give a whole desk with its square, nobody talking but the test."""
    with databases.address_of_new() as address, start_desk(ROOT, tmp_path, address) as desk:
        yield desk


def corpora() -> Path:
    """Return the corpora folder, or skip the test with the reason."""
    named = os.environ.get("PALABRE_CORPORA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("The corpora folder is not here: set PALABRE_CORPORA to test on real texts.")
    return folder
