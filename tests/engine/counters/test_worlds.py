"""Counts follow the messages' own times, stay bounded, and worlds do not meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from palabre.engine.counters import World, Worlds
from palabre.engine.counters.stream import decide_within
from palabre.engine.moderation import Charter, load_charter
from palabre.engine.vocabulary import Author, Decision, Message, Verdict

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def charter(*rules: str) -> Charter:
    """Return a charter of rules named a, b, and so on."""
    lines = ["charter: x", "version: 1", "lists: {rude: {terms: [connard]}}", "rules:"]
    lines += [f"  - {{rule: {chr(97 + n)}, {rule}}}" for n, rule in enumerate(rules)]
    return load_charter("\n".join(lines))


RAID = charter(
    "verdict: hide, when: {copiers: {authors: 3, within: 30s}}",
    "verdict: review, when: {author: {messages: 2, within: 10s}}",
    "verdict: review, when: {newcomers: {authors: 20, within: 5s}}",
)
LADDER = charter(
    "verdict: hide, when: {list: rude}, acts: [{strike: 1, expires: 1h}, {timeout: [5m, 1h]},"
    " {label: rude, expires: 1h}, {heat: 5}]",
    "verdict: review, when: {heat: 9}",
    "verdict: review, when: {author: {label: rude}}",
)


def say(world: World, rules: Charter, text: str, second: float = 0, author: str = "a") -> Decision:
    """Say something in a thread, and return what is decided."""
    message = Message(
        id="1",
        text=text,
        author=Author(author),
        thread="t",
        sent_at=NOON + timedelta(seconds=second),
    )
    return decide_within(world, [message], rules)[0]


def test_the_same_words_of_many_authors_are_a_raid_whatever_their_disguise() -> None:
    world = World(RAID)
    words = [
        "Rejoignez-nous ici !",
        "rejoignez nous ICI 🔥",
        "R3joignez-nous ici 42",
        "rejoignez nous ici",
    ]
    told = [say(world, RAID, text, second, f"a{second}") for second, text in enumerate(words)]
    assert [one.verdict for one in told] == [Verdict.ALLOW] * 3 + [Verdict.HIDE]
    assert told[3].because[0].evidence == (("copiers in 30 s", "4"),)
    late = say(world, RAID, words[0], 60, "b")
    assert late.verdict is Verdict.ALLOW


def test_what_everyone_says_is_no_copy() -> None:
    world = World(RAID)
    told = [say(world, RAID, "GG !!!", 0, f"a{number}").verdict for number in range(9)]
    assert set(told) == {Verdict.ALLOW}


def test_an_author_is_counted_alone_and_newcomers_once() -> None:
    world = World(RAID)
    assert [say(world, RAID, f"un {n}", n).verdict for n in range(3)][-1] is Verdict.REVIEW
    world = World(RAID)
    told = [say(world, RAID, f"bonjour {n} à vous", n / 10, f"b{n}") for n in range(21)]
    assert [one.verdict for one in told[19:]] == [Verdict.ALLOW, Verdict.REVIEW]
    assert say(world, RAID, "encore moi", 9, "b0").verdict is Verdict.ALLOW


def test_strikes_labels_and_heat_are_remembered_until_they_end() -> None:
    world = World(LADDER)
    steps = [say(world, LADDER, "connard", second) for second in (0, 60)]
    assert [one.measures[1].seconds for one in steps] == [300, 3600]
    noted = say(world, LADDER, "bonjour", 61)
    assert [one.rule for one in noted.because] == ["c"]
    assert say(world, LADDER, "bonjour", 7200).because == ()
    assert say(world, LADDER, "connard", 7300).measures[1].seconds == 300


def test_heat_cools_by_half_each_minute() -> None:
    world = World(LADDER)
    for author in "ab":
        say(world, LADDER, "connard", 0, author)
    hot = [say(world, LADDER, "bonjour", second, "z").because for second in (1, 60)]
    assert [bool(because) for because in hot] == [True, False]


def test_worlds_do_not_meet() -> None:
    worlds = Worlds()
    for second in range(3):
        say(worlds.enter("trial", RAID), RAID, f"un {second}", second)
    assert say(worlds.enter("live", RAID), RAID, "un", 3).verdict is Verdict.ALLOW
    assert say(worlds.enter("trial", RAID), RAID, "un", 3).verdict is Verdict.REVIEW
    worlds.leave("trial")
    assert say(worlds.enter("trial", RAID), RAID, "un", 3).verdict is Verdict.ALLOW


def test_memory_is_bounded() -> None:
    world = World(RAID, most=50)
    for number in range(500):
        say(world, RAID, f"un texte assez long {number * 7919:x}", number, f"a{number}")
    assert (
        max(len(shelf) for shelf in (world.counts.authors, world.counts.copies, world.counts.seen))
        == 50
    )


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40)), max_size=30))
def test_the_same_messages_give_the_same_decisions(said: list[tuple[str, int]]) -> None:
    runs = []
    for _ in range(2):
        world = World(RAID)
        runs.append([say(world, RAID, "bonjour à tous", second, who) for who, second in said])
    assert runs[0] == runs[1]
