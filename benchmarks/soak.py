"""All twins at once, with faults on; in the end they and the desk must hold the same.

Run: python benchmarks/soak.py
Events come twice, late and in disorder; calls fail, answers are lost, tokens expire, limits are
hit, sockets are cut or moved, and the web, worker and listening processes are killed in the middle.
Status 1 when something was lost, came twice or was done twice.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machinery import soaking
from benchmarks.machinery.desks import Desk, running_desk, scratch
from benchmarks.machinery.report import print_machine, print_table, say
from benchmarks.machinery.soaking import Compared, Crowd, Profile

SETTLE_SECONDS = 300.0
HEARD_SECONDS = 20.0
KILLS = {0.3: "work", 0.5: "listen", 0.7: "web"}
CUTS = {0.15: False, 0.35: True, 0.65: True, 0.85: False}
"""When sockets are cut, and whether gently: moved to another address where the network does so."""
EXPIRED_FROM, EXPIRED_UNTIL = 0.4, 0.45
LIMITED = 0.6


def main() -> None:
    """Speak, let things go wrong, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=200.0, help="Events a second, of all.")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--fine", action="store_true", help="Without faults.")
    options = parser.parse_args()
    print_machine()
    with scratch() as folder, running_desk(folder / "data", "--chatter-seconds", "0") as desk:
        profiles = soaking.connect_all(desk)
        begin_anew(desk)
        soaking.wait_until_heard(desk, HEARD_SECONDS)
        crowd = Crowd(desk.running["square"], profiles)
        speak(desk, crowd, profiles, options)
        took = soaking.settle(desk, crowd, profiles, SETTLE_SECONDS)
        say(f"settled after {took:.0f} s")
        found = soaking.compare(desk, crowd, profiles)
        left = soaking.under_way(desk)
        for gap in soaking.list_gaps(desk):
            print("  gap:", *gap)
        for one in soaking.list_unheard(desk):
            print("  not heard:", *one)
    sys.exit(show(found, left))


def begin_anew(desk: Desk) -> None:
    """Start the desk again with an empty square, whose posts then belong to the accounts."""
    desk.stop()
    shutil.rmtree(desk.folder / "square")
    desk.start("--chatter-seconds", "0")


def speak(desk: Desk, crowd: Crowd, profiles: list[Profile], options: argparse.Namespace) -> None:
    """Let the crowd speak, and break what is to break at its time."""
    if options.fine:
        for _ in crowd.speak(options.rate, options.seconds):
            pass
        return
    kills, cuts, is_limited, is_expired = dict(KILLS), dict(CUTS), False, False
    crowd.set_weather(**soaking.BAD_WEATHER)
    for share in crowd.speak(options.rate, options.seconds):
        for at in [at for at in kills if share >= at]:
            say(f"killing {kills[at]}")
            soaking.restart(desk, kills.pop(at))
        for at in [at for at in cuts if share >= at]:
            crowd.cut(gently=cuts.pop(at))
        if not is_limited and share >= LIMITED:
            crowd.set_weather(rate_limited_next=20)
            is_limited = True
        is_over = EXPIRED_FROM <= share < EXPIRED_UNTIL
        if is_over != is_expired:
            for profile in profiles:
                crowd.expire(profile, is_over=is_over)
            is_expired = is_over
        if share >= EXPIRED_UNTIL:
            soaking.sign_in_again(desk)
    crowd.set_weather(**soaking.FINE)


def show(found: list[Compared], left: int) -> int:
    """Print the comparison; return the status."""
    head = ("network", "said", "on the desk", "missed", "missed in told gaps", "twice",
            "in another state", "acts twice")  # fmt: skip
    print_table(head, [
        [one.network, one.said, one.held, one.missed, one.in_gaps, one.twice, one.other_state,
         one.acts_twice]
        for one in found
    ])  # fmt: skip
    for one in found:
        for example in one.examples[:3]:
            print(f"  {one.network}: {example}")
    is_whole = all(one.is_whole for one in found) and not left
    print(f"\n{'whole' if is_whole else 'NOT WHOLE'}; {left} still under way")
    return 0 if is_whole else 1


if __name__ == "__main__":
    main()
