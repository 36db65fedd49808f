"""Errors that are for someone."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it reads as the sentence the person gets.
    """The person can mend it. The message is one plain sentence, ready to be shown.

    `status` is the HTTP status that says the same to a program.
    """

    def __init__(self, sentence: str, *, status: int = 409) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
