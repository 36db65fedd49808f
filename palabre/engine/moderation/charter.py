"""Turn the text of a charter into a charter, or say what is wrong with it and where."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec

from palabre.engine.moderation.conditions import is_slow
from palabre.engine.moderation.documents import ActForm, CharterForm, RuleForm, TermListForm
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.examples import read_example
from palabre.engine.moderation.library import list_shipped_lists
from palabre.engine.moderation.parts import Example, Mode, Plan
from palabre.engine.moderation.rules import Charter, Rule
from palabre.engine.moderation.source import Path, Source, read_source
from palabre.engine.moderation.terms import TermList, fold_term
from palabre.engine.moderation.when import ConditionReader, as_tuple
from palabre.engine.moderation.wording import explain_misfit, get_default_reason
from palabre.engine.vocabulary import Act, Verb

_REPLIES: Final = (Verb.REPLY, Verb.PRIVATE_REPLY)
_ACTS: Final = ("strike", "label", "timeout", "ban", "queue", "notify", "slow", "heat")


def load_charter(text: str) -> Charter:
    """Return the charter that a text describes.

    Raises CharterError, which tells the line, the cause and the cure.
    """
    source = read_source(text)
    try:
        form = msgspec.convert(source.values, CharterForm)
    except msgspec.ValidationError as error:
        raise explain_misfit(str(error), source) from error
    return _Loader(source, _extend(form, source)).load()


def _extend(form: CharterForm, source: Source) -> CharterForm:
    """Return a charter whose lists hold what those hold that they extend."""
    lists = dict(form.lists)
    for name, terms in form.lists.items():
        if not terms.extends:
            continue
        base = list_shipped_lists().get(terms.extends)
        if base is None:
            known = ", ".join(list_shipped_lists())
            raise CharterError(
                line=source.get_line(("lists", name, "extends")),
                cause=f'No list "{terms.extends}" comes with Palabre.',
                cure=f"Name one of these: {known}.",
            )
        both = (base.terms + terms.terms, base.allow + terms.allow)
        lists[name] = TermListForm(*both, extends=terms.extends)
    return msgspec.structs.replace(form, lists=lists)


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
        if not form.terms:
            raise self._error(
                ("lists", name),
                f'The list "{name}" holds no term.',
                "Write terms, or extends with the name of a list that comes with Palabre.",
            )
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
        reader = ConditionReader(self.source, self.form, form.rule)
        when, there = form.when, (*path, "when")
        lists, patterns = reader.texts(when, there)
        author = reader.author_limit(when.author, (*there, "author"))
        thread = reader.limit(when.thread, (*there, "thread")) if when.thread else None
        conditions = reader.read(when, there) + reader.read_groups(when.any, (*there, "any"))
        if not (lists or patterns or author or thread or conditions):
            raise self._error(
                there,
                "The rule does not say when it applies.",
                "Write list, pattern, label, author or another condition under when.",
                rule=form.rule,
            )
        mode, _, share = form.mode.partition(" ")
        quiet = reader.read_quiet(form.unless, (*path, "unless"))
        acts, plans = self._acts(form, reader, (*path, "acts"))
        return Rule(
            name=form.rule,
            verdict=form.verdict,
            texts=dict(form.reason) or get_default_reason(when),
            lists=lists,
            patterns=patterns,
            author=author,
            thread=thread,
            conditions=tuple(sorted(conditions, key=is_slow)),
            quiet=quiet,
            quiet_roles=frozenset(as_tuple(form.unless.role)),
            quiet_kinds=frozenset(as_tuple(form.unless.kind)),
            acts=acts,
            plans=plans,
            limits=reader.limit(form.limits, (*path, "limits")) if form.limits else None,
            policy=form.policy,
            mode=Mode(mode),
            share=int(share.rstrip("%") or 10) if mode == "canary" else 100,
            version=_version(form, self.form),
            examples=self._examples(form, reader, path),
            line=self.source.get_line((*path, "rule")),
        )

    def _examples(self, form: RuleForm, reader: ConditionReader, path: Path) -> tuple[Example, ...]:
        return tuple(
            read_example(test, reader, (*path, "tests", number))
            for number, test in enumerate(form.tests)
        )

    def _acts(
        self, form: RuleForm, reader: ConditionReader, path: Path
    ) -> tuple[tuple[Act, ...], tuple[Plan, ...]]:
        """Return the acts on the message, and the measures beside them."""
        acts: list[Act] = []
        plans: list[Plan] = []
        for place, one in enumerate(form.acts):
            there = (*path, place)
            replies = [Act(verb, text) for verb in _REPLIES if (text := getattr(one, verb))]
            measures = list(_list_plans(one, reader, there))
            if len(replies) + len(measures) != 1:
                raise self._error(
                    there,
                    "Each act holds one verb and what it needs.",
                    'Write "- reply: ...", or "- strike: 1", or another act of the guide.',
                    rule=form.rule,
                )
            acts += replies
            plans += measures
        return tuple(acts), tuple(plans)

    def _error(self, path: Path, cause: str, cure: str, *, rule: str = "") -> CharterError:
        return CharterError(line=self.source.get_line(path), rule=rule, cause=cause, cure=cure)


def _list_plans(form: ActForm, reader: ConditionReader, path: Path) -> Iterator[Plan]:
    """Yield the measures that an act names."""
    expires = reader.time(form.expires, (*path, "expires")) if form.expires else 0
    for kind in _ACTS:
        value = getattr(form, kind)
        if value is None or value is False:
            continue
        if kind in ("strike", "heat"):
            yield Plan(kind, amount=value, expires=expires)
        elif kind in ("label", "queue", "notify"):
            yield Plan(kind, name=value, expires=expires)
        elif value is True:
            yield Plan(kind, expires=expires)
        else:
            steps = tuple(reader.time(step, (*path, kind)) for step in as_tuple(value))
            yield Plan(kind, ladder=steps, expires=expires)


def _version(rule: RuleForm, charter: CharterForm) -> str:
    """Return 8 hexadecimal digits that change with the rule or the lists that it names."""
    groups = (rule.when, rule.unless, *rule.when.any)
    named = {name for group in groups for name in as_tuple(group.lists)}
    parts = [rule, *(charter.lists[name] for name in sorted(named))]
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()[:8]


def _hash(form: CharterForm) -> str:
    """Return 16 hexadecimal digits that change with the content, not with its layout."""
    return hashlib.sha256(msgspec.json.encode(form, order="sorted")).hexdigest()[:16]
