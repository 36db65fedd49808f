"""Bad weather: what can go wrong on purpose, for one account or for all."""

from __future__ import annotations

from typing import Annotated

import msgspec

ALL = "*"
Chance = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=86_400)]


class Faults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The weather over one account. Chances are from 0 to 1; all off by default.

    `duplicate`: chance that an event is delivered twice. `delay`: seconds before an event leaves.
    `reorder`: events overtake each other. `edits_first`: new comments wait `EDITS_FIRST_WAIT`
    seconds, so that an edit overtakes them. `graph_errors`: chance of HTTP 500 or 503 on a Graph
    call, and `graph_errors_next` the number of calls that will surely fail. `rate_limited_next`
    and `rate_limited_until` (seconds since 1970): calls refused with code 4 or 613.
    `blocked_next`: writes refused with code 368. `refuse_duplicates`: the same answer under the
    same comment is refused with code 506. `token_expired`: every call answers that the token
    is over; `sign_in_over`: a refresh does not help, a person has to sign in.
    `lost_answers` and `lost_answers_next`: the act is done, then the connection is dropped.
    """

    duplicate: Chance = 0.0
    delay: Seconds = 0.0
    reorder: bool = False
    edits_first: bool = False
    graph_errors: Chance = 0.0
    graph_errors_next: Count = 0
    rate_limited_next: Count = 0
    rate_limited_until: float = 0.0
    blocked_next: Count = 0
    refuse_duplicates: bool = False
    token_expired: bool = False
    sign_in_over: bool = False
    lost_answers: Chance = 0.0
    lost_answers_next: Count = 0


EDITS_FIRST_WAIT = 3.0
REORDER_SPREAD = 3.0
FINE = Faults()
NAMES = FINE.__struct_fields__


def together(everywhere: Faults, here: Faults) -> Faults:
    """Return the weather of one account: the worse of each setting."""
    return Faults(**{name: max(getattr(everywhere, name), getattr(here, name)) for name in NAMES})


def change(faults: Faults, wishes: dict[str, object]) -> Faults:
    """Return the faults with some settings changed; msgspec.ValidationError says what is wrong."""
    return msgspec.convert({**msgspec.to_builtins(faults), **wishes}, type=Faults)
