"""How a call of a network can fail, and what that means for us."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Failure(StrEnum):
    """What a network's refusal means for us."""

    TRY_AGAIN = "try_again"
    SIGN_IN_AGAIN = "sign_in_again"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class ConnectorError(Exception):
    """The network said no, or nothing. Says which class, why, and when to try again.

    `reason` is a code that pages translate; `detail` is the network's own sentence. `wait` is
    set when the network told how long; `whole_account` when the limit is the account's.
    """

    def __init__(
        self,
        failure: Failure,
        reason: str,
        *,
        detail: str = "",
        wait: timedelta | None = None,
        whole_account: bool = False,
    ) -> None:
        super().__init__(f"{failure}: {reason} {detail}".strip())
        self.failure = failure
        self.reason = reason
        self.detail = detail
        self.wait = wait
        self.whole_account = whole_account
