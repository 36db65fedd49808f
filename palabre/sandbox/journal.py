"""The journal: everything that happened, one JSON line each, replayed at start."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from palabre.sandbox.facts import AnyFact

log = logging.getLogger("palabre.sandbox")


class Journal:
    """An append-only file. Lines wait in memory until `flush`, which a crash cannot undo."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, and cut a last line that a crash tore."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._encoder = msgspec.json.Encoder()
        self._waiting = bytearray()
        self._file = self._open()

    def _open(self) -> int:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        _cut_torn_line(file)
        return file

    def read(self) -> Iterator[AnyFact]:
        """Give every fact, oldest first. A line that makes no sense is skipped, with a warning."""
        decoder: msgspec.json.Decoder[AnyFact] = msgspec.json.Decoder(AnyFact)
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield decoder.decode(line)
                except msgspec.MsgspecError as reason:
                    log.warning("Line %d of the journal was skipped: %s", number, reason)

    def add(self, fact: AnyFact) -> None:
        """Keep a fact for the next `flush`."""
        self._waiting += self._encoder.encode(fact)
        self._waiting += b"\n"

    def flush(self) -> None:
        """Hand all waiting lines to the system: from here on, a killed square keeps them."""
        if not self._waiting:
            return
        waiting, self._waiting = memoryview(bytes(self._waiting)), bytearray()
        while waiting:
            waiting = waiting[os.write(self._file, waiting) :]

    def size(self) -> int:
        """Return the bytes on disk."""
        return os.fstat(self._file).st_size

    def rewrite(self, facts: Iterable[AnyFact]) -> None:
        """Replace the whole file at once by these facts."""
        draft = self.path.with_suffix(".new")
        with draft.open("wb") as lines:
            for fact in facts:
                lines.write(self._encoder.encode(fact) + b"\n")
            lines.flush()
            os.fsync(lines.fileno())
        os.close(self._file)
        draft.replace(self.path)
        self._file = self._open()

    def close(self) -> None:
        """Write what waits and let go of the file."""
        self.flush()
        os.close(self._file)


def _cut_torn_line(file: int) -> None:
    """Shorten the file to its last line end: what follows was torn by a crash."""
    end = os.fstat(file).st_size
    while end > 0:
        start = max(0, end - 65_536)
        place = os.pread(file, end - start, start).rfind(b"\n")
        if place >= 0:
            os.ftruncate(file, start + place + 1)
            return
        end = start
    os.ftruncate(file, 0)
