"""Turn what a rule's author wrote under `when` and `unless` into conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from palabre.engine.moderation.cases import Bounds, Condition, Limit
from palabre.engine.moderation.conditions import (
    AgeCondition,
    CountCondition,
    DataCondition,
    FloodCondition,
    GroupCondition,
    IntentCondition,
    NotedCondition,
    ScoreCondition,
    TextCondition,
    WordCondition,
)
from palabre.engine.moderation.documents import (
    AuthorForm,
    CharterForm,
    ConditionsForm,
    CrowdForm,
    LimitForm,
    UnlessForm,
)
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.patterns import PatternError, prepare_pattern
from palabre.engine.moderation.quantities import LONGEST_WINDOW, read_bound, read_score, read_time
from palabre.engine.moderation.source import Path, Source
from palabre.engine.personal_data.find import KINDS

T = TypeVar("T")


class ConditionReader:
    """Reads the conditions of one rule; what does not fit is told with its line."""

    def __init__(self, source: Source, form: CharterForm, rule: str) -> None:
        self.source = source
        self.form = form
        self.rule = rule

    def read(self, form: ConditionsForm, path: Path) -> list[Condition]:
        """Return the conditions beside lists, patterns, and the author's and thread's limits."""
        found: list[Condition] = []
        told: tuple[tuple[str, Mapping[Any, str | int]], ...] = (
            ("label", form.label),
            ("sentiment", form.sentiment),
            ("intent", form.intent if isinstance(form.intent, dict) else {}),
            ("urgency", {"": form.urgency} if form.urgency is not None else {}),
        )
        for what, scores in told:
            found += self._scores(what, scores, (*path, what))
        if form.intent is not None and not isinstance(form.intent, dict):
            found.append(IntentCondition(as_tuple(form.intent)))
        if form.personal_data is not None:
            told_kinds = form.personal_data
            kinds = frozenset[str]([told_kinds] if isinstance(told_kinds, str) else told_kinds)
            found.append(DataCondition(frozenset(KINDS) if "any" in kinds else kinds))
        for what in ("language", "network", "account", "channel"):
            words = as_tuple(getattr(form, what))
            if words:
                found.append(WordCondition(what, frozenset(words)))
        for what, limit in (
            ("copies", form.copies),
            ("copiers", form.copiers),
            ("newcomers", form.newcomers),
        ):
            if limit is not None:
                found.append(FloodCondition(what, self.limit(limit, (*path, what))))
        if form.heat is not None:
            found += [CountCondition("heat", self._bound(form.heat, (*path, "heat")))]
        if form.author is not None:
            found += self._author(form.author, (*path, "author"))
        return found

    def read_whole(self, form: ConditionsForm, path: Path) -> list[Condition]:
        """Return every condition of a group, words and counts too, each by itself."""
        lists, patterns = self.texts(form, path)
        found: list[Condition] = [TextCondition(lists=lists)] if lists else []
        if patterns:
            found.append(TextCondition(patterns=patterns))
        limit = self.author_limit(form.author, (*path, "author"))
        if limit:
            found.append(FloodCondition("author", limit))
        if form.thread:
            limit = self.limit(form.thread, (*path, "thread"))
            found.append(FloodCondition("thread", limit))
        return found + self.read(form, path)

    def read_quiet(self, form: UnlessForm, path: Path) -> tuple[Condition, ...]:
        """Return what keeps the rule quiet beside roles and kinds."""
        return tuple(self.read_whole(form, path))

    def read_groups(self, forms: list[ConditionsForm], path: Path) -> list[Condition]:
        """Return the condition that one of some groups holds."""
        groups = []
        for place, form in enumerate(forms):
            group = tuple(self.read_whole(form, (*path, place)))
            if not group:
                raise self._error(
                    (*path, place),
                    "A group under any is empty.",
                    "Write at least one condition in it, or remove it.",
                )
            groups.append(group)
        return [GroupCondition(tuple(groups))] if groups else []

    def texts(self, form: ConditionsForm, path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the lists and the patterns that are named, each known to be sound."""
        lists, patterns = as_tuple(form.lists), as_tuple(form.pattern)
        for name in lists:
            if name not in self.form.lists:
                known = ", ".join(self.form.lists) or "none yet"
                raise self._error(
                    (*path, "list"),
                    f'There is no list "{name}".',
                    f"Write it under lists, or name one of these: {known}.",
                )
        for pattern in patterns:
            try:
                prepare_pattern(pattern)
            except PatternError as error:
                raise self._error(
                    (*path, "pattern"),
                    f'The pattern "{pattern}" cannot be used: {error}.',
                    "Patterns are RE2: no look-ahead, look-behind or back-reference,"
                    " and they must match at least one character.",
                ) from error
        return lists, patterns

    def limit(self, form: LimitForm | CrowdForm, path: Path) -> Limit:
        """Return a limit within a window."""
        seconds = read_time(form.within, LONGEST_WINDOW)
        if seconds is None:
            raise self._error(
                (*path, "within"),
                f'"{form.within}" is not a time that can be counted.',
                "Write a number and s, m or h, up to a week, such as 60s, 5m or 24h.",
            )
        return Limit(form.authors if isinstance(form, CrowdForm) else form.messages, seconds)

    def author_limit(self, form: AuthorForm | None, path: Path) -> Limit | None:
        """Return the limit of the author's messages, when there is one."""
        if form is None or (form.messages is None and form.within is None):
            return None
        if form.messages is None or form.within is None:
            raise self._error(
                path,
                "A count of messages needs both messages and within.",
                "Write both, such as {messages: 10, within: 60s}.",
            )
        return self.limit(LimitForm(form.messages, form.within), path)

    def time(self, text: str, path: Path) -> int:
        """Return the seconds of a time."""
        seconds = read_time(text)
        if seconds is None:
            raise self._error(
                path,
                f'"{text}" is not a time.',
                "Write a number and s, m, h or d, such as 10m, 24h or 30d.",
            )
        return seconds

    def score(self, text: str | int, path: Path) -> float:
        """Return a score that an example tells."""
        score = read_score(text)
        if score is None:
            raise self._error(
                path, f'"{text}" is not a score.', "Write a number from 0 to 1, such as 0.9."
            )
        return score

    def _author(self, form: AuthorForm, path: Path) -> Iterator[Condition]:
        for sign, text, name in (
            ("<", form.younger_than, "younger_than"),
            (">", form.older_than, "older_than"),
        ):
            if text is not None:
                yield AgeCondition(sign, self.time(text, (*path, name)))
        if form.strikes is not None:
            yield CountCondition("strikes", self._bound(form.strikes, (*path, "strikes")))
        if form.role is not None:
            yield WordCondition("role", frozenset(as_tuple(form.role)))
        if form.label is not None:
            yield NotedCondition(frozenset(as_tuple(form.label)))

    def _scores(
        self, what: str, scores: Mapping[Any, str | int], path: Path
    ) -> Iterator[Condition]:
        for name, text in scores.items():
            place = (*path, name) if name else path
            bounds = read_bound(text)
            if bounds is None or bounds.value > 1:
                raise self._error(
                    place,
                    f'"{text}" is not a comparison with a score.',
                    'Write a sign and a number from 0 to 1, such as ">= 0.8".',
                )
            yield ScoreCondition(what, name, bounds)

    def _bound(self, text: str | int, path: Path) -> Bounds:
        bounds = read_bound(text)
        if bounds is None:
            raise self._error(
                path,
                f'"{text}" is not a comparison with a number.',
                'Write a sign and a number, such as ">= 3".',
            )
        return bounds

    def _error(self, path: Path, cause: str, cure: str) -> CharterError:
        line = self.source.get_line(path)
        return CharterError(line=line, rule=self.rule, cause=cause, cure=cure)


def as_tuple(value: T | list[T] | None) -> tuple[T, ...]:
    """Return one value, or a list of them, as a tuple."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)
