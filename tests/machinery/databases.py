"""Databases for tests: one server a test process, one fresh database a test."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.postgres import EmbeddedPostgres

TEMPLATE = "palabre_template"
_number = itertools.count(1)


class Databases:
    """The server: the embedded one, or the one that DATABASE_URL names."""

    def __init__(self, folder: Path, *, given: str) -> None:
        self._data = DataFolder(folder)
        self._embedded: EmbeddedPostgres | None = None
        self._server = given
        self._is_started = False

    def set_up_django(self) -> None:
        """Make Django ready; where its database is, `start` tells it."""
        self._data.create()
        os.environ["DATABASE_URL"] = f"postgresql://later@127.0.0.1/{self._template}"
        import django

        django.setup()
        del os.environ["DATABASE_URL"]

    def start(self) -> None:
        """Start the server and migrate the template; again does nothing."""
        if self._is_started:
            return
        self._is_started = True
        if not self._server:
            self._embedded = EmbeddedPostgres(self._data)
            self._embedded.start()
            self._server = self._embedded.url
        self._run(f"drop database if exists {self._template}")
        self._run(f"create database {self._template}")
        self._tell_django()
        from palabre.plumbing.database import prepare_database

        prepare_database()

    def _tell_django(self) -> None:
        from django.conf import settings
        from django.db import connections

        parts = urlsplit(self.address(self._template))
        where = {"HOST": parts.hostname or "", "PORT": str(parts.port or "")}
        owner = {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}
        for alias, more in (("default", {}), ("owner", owner)):
            settings.DATABASES[alias].update(where | more)
            connections[alias].settings_dict.update(where | more)

    def stop(self) -> None:
        """End the server, or take away what was made on somebody's."""
        if self._embedded is not None:
            self._embedded.stop()
        elif self._is_started:
            self._run(f"drop database if exists {self._template}")

    @property
    def _template(self) -> str:
        return f"{TEMPLATE}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

    def address(self, database: str) -> str:
        """Return the owner's address of a database of the server."""
        return urlunsplit(urlsplit(self._server)._replace(path=f"/{database}"))

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """Point Django at a copy of the template until the block ends."""
        from django.conf import settings
        from django.db import connections

        name = self._new_name()
        self._close()
        self._run(f"create database {name} template {self._template}")
        before = {alias: settings.DATABASES[alias]["NAME"] for alias in ("default", "owner")}
        for alias in before:
            settings.DATABASES[alias]["NAME"] = name
            connections[alias].settings_dict["NAME"] = name
        try:
            yield
        finally:
            self._close()
            for alias, old in before.items():
                settings.DATABASES[alias]["NAME"] = old
                connections[alias].settings_dict["NAME"] = old
            self._run(f"drop database if exists {name} with (force)")

    @contextmanager
    def address_of_new(self) -> Iterator[str]:
        """Give the owner's address of a new, empty database."""
        name = self._new_name()
        self._run(f"create database {name}")
        try:
            yield self.address(name)
        finally:
            self._run(f"drop database if exists {name} with (force)")
            self._run(f"drop role if exists {name}_program")

    @staticmethod
    def _close() -> None:
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()

    @staticmethod
    def _new_name() -> str:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        return f"palabre_test_{worker}_{next(_number)}"

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)
