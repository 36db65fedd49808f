"""Tell in one pass which lines of many may match some patterns (RE2)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

import re2

_ALONE: Final = re.compile(r"\\[AzZQC]|\(\?(?![:P])")
"""What means something else when a text is a line among others."""


class Sieve:
    """Some patterns, looked for on all lines at once.

    A pattern that matches a line matches the whole text there too, or something before it does
    that reaches into the line. So every line is told that any pattern matches by itself; a few
    more may be, when a pattern matches across the end of a line.
    """

    def __init__(self, patterns: Sequence[str], *, case_sensitive: bool = True) -> None:
        self._machine: Any = None
        """None when lines cannot be told apart: every line may match."""
        options = re2.Options()
        options.case_sensitive = case_sensitive
        options.never_capture = True
        options.log_errors = False
        options.max_mem = 64 << 20
        if any(map(_ALONE.search, patterns)):
            return
        either = "|".join(f"(?:{pattern})" for pattern in patterns)
        try:
            # Once a line is told, the rest of it is of no interest.
            self._machine = re2.compile(f"(?m)(?:{either}).*", options)
        except re2.error:
            return

    def list_lines(self, text: bytes, starts: Sequence[int]) -> list[int]:
        """Return the numbers of the lines of a UTF-8 text that may match.

        `starts` tells the byte at which each line begins.
        """
        if self._machine is None:
            return list(range(len(starts)))
        lines: list[int] = []
        following = 0
        for match in self._machine.finditer(text):
            start, end = match.span()
            first = max(following, bisect_right(starts, start) - 1)
            following = bisect_right(starts, max(start, end - 1))
            lines += range(first, following)
        return lines
