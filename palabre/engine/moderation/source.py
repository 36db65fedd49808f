"""Read the text of a charter into plain values, and remember the line of each.

The text is YAML of a small kind: mappings, lists, numbers, texts. Words such as `off` and
`no` stay words. Anchors, aliases and tags are refused, so that a small text cannot become
a huge value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from palabre.engine.moderation.errors import CharterError

LONGEST: Final = 1_000_000
"""Characters that a charter may have."""

DEEPEST: Final = 12
"""Lists and mappings that may stand inside one another."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER: Final = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Source:
    """The values of a charter, and the line on which each begins, by path."""

    values: object = None
    lines: dict[Path, int] = field(default_factory=dict)

    def get_line(self, path: Path) -> int:
        """Return the line of a value, or of the closest one that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def read_source(text: str) -> Source:
    """Return the values of a charter's text.

    Raises CharterError when the text is not YAML of the small kind described above.
    """
    if len(text) > LONGEST:
        raise CharterError(
            cause=f"The charter has {len(text):,} characters.",
            cure=f"Keep it under {LONGEST:,}.",
        )
    source = Source()
    try:
        _Builder(source, yaml.parse(text, Loader=_LOADER)).build()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CharterError(
            line=min(mark.line + 1, len(text.splitlines())) if mark else 0,
            cause=f"This is not YAML: {error.problem or error.context}.",
            cure="Check the indentation, the colons and the closing quotes and brackets.",
        ) from error
    except yaml.YAMLError as error:
        raise CharterError(
            cause="The text holds characters that YAML does not allow.",
            cure="Remove control characters and save the text as UTF-8.",
        ) from error
    return source


class _Builder:
    """Turns the events of the YAML reader into values."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self.source = source
        self.events = events

    def build(self) -> None:
        """Fill the source from the one document of the text."""
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.source.lines:
                    raise CharterError(
                        line=_get_line(event),
                        cause="A second charter begins here.",
                        cure='Keep one charter per text, without "---" in between.',
                    )
                self.source.values = self._value(next(self.events), ())

    def _value(self, event: yaml.Event, path: Path) -> object:
        """Return the value that begins with an event."""
        line = _get_line(event)
        self.source.lines.setdefault(path, line)
        self._refuse_references(event, line)
        if len(path) > DEEPEST:
            raise CharterError(
                line=line,
                cause="Too many lists and mappings stand inside one another.",
                cure=f"Use {DEEPEST} levels at most.",
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return _scalar(event)

    def _mapping(self, path: Path) -> dict[str, object]:
        """Return the mapping whose beginning was just read."""
        mapping: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _get_line(event)
            self._refuse_references(event, line)
            if not isinstance(event, yaml.ScalarEvent):
                raise CharterError(
                    line=line, cause="A key is not a word.", cure="Write a plain word as the key."
                )
            key = str(event.value)
            if key in mapping:
                raise CharterError(
                    line=line,
                    cause=f'The key "{key}" stands twice here.',
                    cure="Keep one of the two.",
                )
            self.source.lines[(*path, key)] = line
            mapping[key] = self._value(next(self.events), (*path, key))
        return mapping

    def _sequence(self, path: Path) -> list[object]:
        """Return the list whose beginning was just read."""
        values: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values

    def _refuse_references(self, event: yaml.Event, line: int) -> None:
        """Refuse what makes one value stand for another."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise CharterError(
                line=line,
                cause="A charter cannot use anchors and aliases (& and *).",
                cure="Write the value out, or put quotes around a text that begins so.",
            )
        if getattr(event, "tag", None) not in (None, "!"):
            raise CharterError(
                line=line,
                cause="A charter cannot use YAML tags (!).",
                cure="Remove the tag, or put quotes around a text that begins so.",
            )


def _get_line(event: yaml.Event) -> int:
    """Return the line on which an event begins, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(event: yaml.ScalarEvent) -> object:
    """Return the number, word or text that a scalar stands for."""
    value = str(event.value)
    if event.style in ("'", '"', "|", ">"):
        return value
    if value in _WORDS:
        return _WORDS[value]
    return int(value) if _INTEGER.fullmatch(value) else value
