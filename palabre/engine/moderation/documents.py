"""A charter as its author writes it: the shapes, checked while decoding."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from palabre.engine.personal_data.find import DataKind
from palabre.engine.understanding.vocabulary import Label, Sentiment
from palabre.engine.vocabulary import Kind, Verdict

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=2_000)]
Term = Annotated[str, Meta(min_length=1, max_length=100)]
Count = Annotated[int, Meta(ge=1, le=10_000)]
Time = Annotated[str, Meta(max_length=20)]
Bound = Annotated[str, Meta(max_length=20)]
"""A comparison such as ">= 0.8"; a number alone means at least that."""
Score = Annotated[str, Meta(max_length=20)] | int
OneOrMore = str | Annotated[list[str], Meta(min_length=1)]
DataName = Literal["any", DataKind]


class Form(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a charter."""


class TermListForm(Form, frozen=True):
    """Words and phrases, and the phrases that excuse them.

    `extends` names a list that comes with Palabre; what is written here is added to it.
    """

    terms: list[Term] = []
    allow: list[Term] = []
    extends: str = ""


class LimitForm(Form, frozen=True):
    """More than so many messages within a time such as 60s, 5m, 2h."""

    messages: Count
    within: Time


class CrowdForm(Form, frozen=True):
    """More than so many authors within a time."""

    authors: Count
    within: Time


class AuthorForm(Form, frozen=True):
    """What is said of the author: all that is named must hold."""

    messages: Count | None = None
    within: Time | None = None
    younger_than: Time | None = None
    older_than: Time | None = None
    strikes: Bound | Annotated[int, Meta(ge=0, le=1_000)] | None = None
    role: OneOrMore | None = None
    label: OneOrMore | None = None


class ConditionsForm(Form, frozen=True, rename={"lists": "list"}):
    """What may be looked at: all that is named must hold."""

    lists: OneOrMore | None = None
    pattern: Text | Annotated[list[Text], Meta(min_length=1)] | None = None
    author: AuthorForm | None = None
    thread: LimitForm | None = None
    label: dict[Label, Bound | int] = {}
    sentiment: dict[Sentiment, Bound | int] = {}
    intent: OneOrMore | dict[Name, Bound | int] | None = None
    urgency: Bound | int | None = None
    personal_data: list[DataName] | DataName | None = None
    language: OneOrMore | None = None
    network: OneOrMore | None = None
    account: OneOrMore | None = None
    channel: OneOrMore | None = None
    copies: LimitForm | None = None
    copiers: CrowdForm | None = None
    newcomers: CrowdForm | None = None
    heat: Bound | Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class WhenForm(ConditionsForm, frozen=True):
    """What makes a rule speak; of the groups under any, one at least must hold too."""

    any: list[ConditionsForm] = []


class UnlessForm(ConditionsForm, frozen=True):
    """What keeps a rule quiet: any one of the things named."""

    role: str | list[str] = []
    kind: Kind | list[Kind] = []


class ActForm(Form, frozen=True):
    """Something more to do: one verb, with what it needs."""

    reply: Text | None = None
    private_reply: Text | None = None
    strike: Annotated[int, Meta(ge=1, le=100)] | None = None
    label: Name | None = None
    timeout: Time | Annotated[list[Time], Meta(min_length=1, max_length=10)] | None = None
    ban: bool | Time | None = None
    queue: Name | None = None
    notify: Name | None = None
    slow: Time | None = None
    heat: Annotated[int, Meta(ge=1, le=1_000)] | None = None
    expires: Time | None = None


class TestForm(Form, frozen=True):
    """An example inside a rule, and whether the rule must speak of it.

    `author` and `thread` count the messages of the author and of the thread, this one
    included, all written at the same moment; so do `copies`, `copiers` and `newcomers`. `age` is
    that of the author's account.
    """

    __test__ = False

    text: Annotated[str, Meta(max_length=5_000)] = ""
    expect: Literal["fire", "quiet"] = "fire"
    author: Count = 1
    thread: Count = 1
    role: str = "visitor"
    kind: Kind = Kind.COMMENT
    age: Time | None = None
    strikes: Annotated[int, Meta(ge=0, le=1_000)] = 0
    noted: OneOrMore | None = None
    language: str = ""
    network: str = ""
    account: str = ""
    channel: str = ""
    label: dict[Label, Score] = {}
    sentiment: dict[Sentiment, Score] = {}
    intent: str | dict[Name, Score] = {}
    urgency: Score | None = None
    copies: Count = 1
    copiers: Count = 1
    newcomers: Count = 1
    heat: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class RuleForm(Form, frozen=True):
    """One rule."""

    rule: Name
    when: WhenForm
    verdict: Verdict
    unless: UnlessForm = UnlessForm()
    acts: list[ActForm] = []
    limits: LimitForm | None = None
    reason: dict[Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")], Text] = {}
    policy: str = ""
    mode: Annotated[str, Meta(pattern=r"^(off|shadow|live|canary( (100|[1-9]\d?)%)?)\Z")] = "live"
    tests: list[TestForm] = []


class CharterForm(Form, frozen=True):
    """A whole charter."""

    charter: Name
    version: Count
    rules: list[RuleForm]
    lists: dict[Name, TermListForm] = {}
