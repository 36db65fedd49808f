"""A charter as its author writes it: the shapes, checked while decoding."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from palabre.engine.vocabulary import Kind, Verdict

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=2_000)]
Term = Annotated[str, Meta(min_length=1, max_length=100)]
Count = Annotated[int, Meta(ge=1, le=10_000)]


class Form(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a charter."""


class TermListForm(Form, frozen=True):
    """Words and phrases, and the phrases that excuse them."""

    terms: list[Term]
    allow: list[Term] = []


class LimitForm(Form, frozen=True):
    """More than so many messages within a time such as 60s, 5m, 2h."""

    messages: Count
    within: str


class WhenForm(Form, frozen=True, rename={"lists": "list"}):
    """What makes a rule speak: all that is named must hold."""

    lists: str | Annotated[list[str], Meta(min_length=1)] | None = None
    pattern: Text | Annotated[list[Text], Meta(min_length=1)] | None = None
    author: LimitForm | None = None
    thread: LimitForm | None = None


class UnlessForm(Form, frozen=True):
    """What keeps a rule quiet: any of the roles, or any of the kinds."""

    role: str | list[str] = []
    kind: Kind | list[Kind] = []


class ActForm(Form, frozen=True):
    """Something more to do on the network: one verb, with its text."""

    reply: Text | None = None
    private_reply: Text | None = None


class TestForm(Form, frozen=True):
    """An example inside a rule, and whether the rule must speak of it.

    `author` and `thread` count the messages of the author and of the thread, this one
    included, all written at the same moment.
    """

    __test__ = False

    text: Annotated[str, Meta(max_length=5_000)] = ""
    expect: Literal["fire", "quiet"] = "fire"
    author: Count = 1
    thread: Count = 1
    role: str = "visitor"
    kind: Kind = Kind.COMMENT


class RuleForm(Form, frozen=True):
    """One rule."""

    rule: Name
    when: WhenForm
    verdict: Verdict
    unless: UnlessForm = UnlessForm()
    acts: list[ActForm] = []
    reason: dict[Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")], Text] = {}
    policy: str = ""
    mode: Literal["off", "shadow", "live"] = "live"
    tests: list[TestForm] = []


class CharterForm(Form, frozen=True):
    """A whole charter."""

    charter: Name
    version: Count
    rules: list[RuleForm]
    lists: dict[Name, TermListForm] = {}
