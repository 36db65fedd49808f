"""What a charter's author is told when the charter cannot be read."""

from __future__ import annotations


class CharterError(Exception):
    """A charter that cannot be read: where, why, and what to do about it.

    `line` counts from 1; it is 0 when the whole text is at fault.
    """

    def __init__(self, *, cause: str, cure: str, line: int = 0, rule: str = "") -> None:
        self.line = line
        self.rule = rule
        self.cause = cause
        self.cure = cure
        super().__init__(str(self))

    def __str__(self) -> str:
        places = [f"Line {self.line}"] if self.line else []
        if self.rule:
            places.append(f'rule "{self.rule}"' if places else f'Rule "{self.rule}"')
        where = ", ".join(places)
        return f"{where}: {self.cause} {self.cure}" if where else f"{self.cause} {self.cure}"
