"""What stands in the texts of a page that the rules of a charter look for."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cached_property

from palabre.engine.moderation.rules import Charter
from palabre.engine.personal_data.find import find_in_page
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Found, Span


class Findings:
    """What a charter looks for, found on all lines of a page at once; told by line.

    Lines where nothing stands are left out.
    """

    def __init__(self, charter: Charter, page: Page) -> None:
        self.charter = charter
        self.page = page
        self.terms: Mapping[int, Mapping[str, set[Span]]] = charter.terms.find(page)
        self.patterns: Mapping[int, frozenset[str]] = charter.patterns.find(page, self.terms)

    @property
    def lines(self) -> Set[int]:
        """Return the lines where something stands."""
        return self.terms.keys() | self.patterns.keys() | self.personal_data.keys()

    @cached_property
    def personal_data(self) -> Mapping[int, tuple[Found, ...]]:
        """Return the personal data, when the charter asks for any."""
        return find_in_page(self.page) if self.charter.looks_for_personal_data else {}
