"""The charter that the guide shows is one that Palabre reads."""

from __future__ import annotations

import re
from pathlib import Path

from palabre.engine.moderation import check_charter, load_charter
from palabre.engine.moderation.documents import (
    ActForm,
    AuthorForm,
    RuleForm,
    TermListForm,
    UnlessForm,
    WhenForm,
)

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "use" / "charter.md"


def test_the_examples_of_the_guide_are_read_and_pass_their_own_tests() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    first, extended, *rules = blocks
    lists = "  promotion: {terms: [promo]}\n"
    charter = load_charter(first.replace("rules:\n", lists + "rules:\n") + "".join(rules))
    assert [rule.name for rule in charter.rules] == [
        "insult",
        "promotion-link",
        "same-author-flood",
        "likely-toxic",
        "doxxing",
        "raid",
    ]
    assert check_charter(charter) == []
    assert load_charter(f"charter: x\nversion: 1\n{extended}rules: []").lists


def test_the_guide_names_every_condition_and_every_act() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    renamed = {"lists": "list"}
    for form in (UnlessForm, WhenForm, AuthorForm, ActForm, RuleForm, TermListForm):
        for name in form.__struct_fields__:
            assert re.search(rf"\b{renamed.get(name, name)}\b", guide), name
