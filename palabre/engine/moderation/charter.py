"""Turn the text of a charter into a charter, or say what is wrong with it and where."""

from __future__ import annotations

import hashlib
import re
from typing import Final, TypeVar

import msgspec

from palabre.engine.moderation.documents import (
    ActForm,
    CharterForm,
    LimitForm,
    RuleForm,
    TestForm,
)
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.patterns import PatternError, prepare_pattern
from palabre.engine.moderation.rules import Charter, Example, Limit, Mode, Rule
from palabre.engine.moderation.source import Path, Source, read_source
from palabre.engine.moderation.terms import TermList, fold_term
from palabre.engine.moderation.wording import explain_misfit, get_default_reason
from palabre.engine.vocabulary import Act, Verb

_TIME: Final = re.compile(r"([1-9]\d{0,5})\s?(s|m|h)")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600}
_LONGEST_WINDOW: Final = 7 * 24 * 3600

T = TypeVar("T")


def load_charter(text: str) -> Charter:
    """Return the charter that a text describes.

    Raises CharterError, which tells the line, the cause and the cure.
    """
    source = read_source(text)
    try:
        form = msgspec.convert(source.values, CharterForm)
    except msgspec.ValidationError as error:
        raise explain_misfit(str(error), source) from error
    return _Loader(source, form).load()


class _Loader:
    """Checks what the shapes alone cannot, and builds the values."""

    def __init__(self, source: Source, form: CharterForm) -> None:
        self.source = source
        self.form = form

    def load(self) -> Charter:
        """Return the charter."""
        lists = tuple(self._list(name) for name in self.form.lists)
        names: set[str] = set()
        rules = []
        for place, form in enumerate(self.form.rules):
            if form.rule in names:
                raise self._error(
                    ("rules", place, "rule"),
                    "Another rule has this name.",
                    "Give each rule its own name.",
                    rule=form.rule,
                )
            names.add(form.rule)
            rules.append(self._rule(place, form))
        return Charter(
            name=self.form.charter,
            version=self.form.version,
            hash=_hash(self.form),
            rules=tuple(rules),
            lists=lists,
        )

    def _list(self, name: str) -> TermList:
        form = self.form.lists[name]
        for part, terms in (("terms", form.terms), ("allow", form.allow)):
            for place, term in enumerate(terms):
                if not any(map(str.isalnum, fold_term(term))):
                    raise self._error(
                        ("lists", name, part, place),
                        f'The term "{term}" of the list "{name}" holds no letter or digit.',
                        "Write a word, or use a pattern.",
                    )
        return TermList(name, tuple(form.terms), tuple(form.allow))

    def _rule(self, place: int, form: RuleForm) -> Rule:
        path: Path = ("rules", place)
        when = form.when
        lists = _as_tuple(when.lists)
        patterns = _as_tuple(when.pattern)
        if not (lists or patterns or when.author or when.thread):
            raise self._error(
                (*path, "when"),
                "The rule does not say when it applies.",
                "Write list, pattern, author or thread under when.",
                rule=form.rule,
            )
        self._check_lists(lists, path, form.rule)
        self._check_patterns(patterns, path, form.rule)
        return Rule(
            name=form.rule,
            verdict=form.verdict,
            texts=dict(form.reason) or get_default_reason(when),
            lists=lists,
            patterns=patterns,
            author=self._limit(when.author, (*path, "when", "author"), form.rule),
            thread=self._limit(when.thread, (*path, "when", "thread"), form.rule),
            quiet_roles=frozenset(_as_tuple(form.unless.role)),
            quiet_kinds=frozenset(_as_tuple(form.unless.kind)),
            acts=tuple(self._act(act, (*path, "acts"), form.rule) for act in form.acts),
            policy=form.policy,
            mode=Mode(form.mode),
            examples=tuple(
                self._example(test, (*path, "tests", number))
                for number, test in enumerate(form.tests)
            ),
            line=self.source.get_line((*path, "rule")),
        )

    def _check_lists(self, lists: tuple[str, ...], path: Path, rule: str) -> None:
        for name in lists:
            if name not in self.form.lists:
                known = ", ".join(self.form.lists) or "none yet"
                raise self._error(
                    (*path, "when", "list"),
                    f'There is no list "{name}".',
                    f"Write it under lists, or name one of these: {known}.",
                    rule=rule,
                )

    def _check_patterns(self, patterns: tuple[str, ...], path: Path, rule: str) -> None:
        for pattern in patterns:
            try:
                prepare_pattern(pattern)
            except PatternError as error:
                raise self._error(
                    (*path, "when", "pattern"),
                    f'The pattern "{pattern}" cannot be used: {error}.',
                    "Patterns are RE2: no look-ahead, look-behind or back-reference,"
                    " and they must match at least one character.",
                    rule=rule,
                ) from error

    def _limit(self, form: LimitForm | None, path: Path, rule: str) -> Limit | None:
        if form is None:
            return None
        match = _TIME.fullmatch(form.within)
        seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
        if not 0 < seconds <= _LONGEST_WINDOW:
            raise self._error(
                (*path, "within"),
                f'"{form.within}" is not a time that can be counted.',
                "Write a number and s, m or h, up to a week, such as 60s, 5m or 24h.",
                rule=rule,
            )
        return Limit(form.messages, seconds)

    def _act(self, form: ActForm, path: Path, rule: str) -> Act:
        acts = [
            Act(verb, text)
            for verb, text in (
                (Verb.REPLY, form.reply),
                (Verb.PRIVATE_REPLY, form.private_reply),
            )
            if text
        ]
        if len(acts) != 1:
            raise self._error(
                path,
                "Each act holds one verb and its text.",
                'Write "- reply: ..." or "- private_reply: ...".',
                rule=rule,
            )
        return acts[0]

    def _example(self, form: TestForm, path: Path) -> Example:
        return Example(
            text=form.text,
            must_fire=form.expect == "fire",
            author_messages=form.author,
            thread_messages=form.thread,
            role=form.role,
            kind=form.kind,
            line=self.source.get_line(path),
        )

    def _error(self, path: Path, cause: str, cure: str, *, rule: str = "") -> CharterError:
        return CharterError(line=self.source.get_line(path), rule=rule, cause=cause, cure=cure)


def _as_tuple(value: T | list[T] | None) -> tuple[T, ...]:
    """Return one value, or a list of them, as a tuple."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def _hash(form: CharterForm) -> str:
    """Return 16 hexadecimal digits that change with the content, not with its layout."""
    return hashlib.sha256(msgspec.json.encode(form, order="sorted")).hexdigest()[:16]
