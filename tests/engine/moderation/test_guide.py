"""The charter that the guide shows is one that Palabre reads."""

from __future__ import annotations

import re
from pathlib import Path

from palabre.engine.moderation import check_charter, load_charter

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "use" / "charter.md"


def test_the_examples_of_the_guide_are_read_and_pass_their_own_tests() -> None:
    first, *rules = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    lists = "  promotion: {terms: [promo]}\n"
    charter = load_charter(first.replace("rules:\n", lists + "rules:\n") + "".join(rules))
    assert [rule.name for rule in charter.rules] == [
        "insult",
        "promotion-link",
        "same-author-flood",
    ]
    assert check_charter(charter) == []
