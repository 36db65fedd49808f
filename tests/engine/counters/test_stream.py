"""What is decided does not depend on how many messages come at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.counters import World
from palabre.engine.counters.stream import decide_within
from palabre.engine.moderation import Charter, load_charter
from palabre.engine.moderation.default import load_shipped_charter
from palabre.engine.moderation.disguised import raise_labels
from palabre.engine.personal_data.find import find_in_page
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Author, Decision, Message, Signals
from tests.engine.text.disguises import STYLES, disguise

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
COUNTING = load_charter(
    r"""
charter: counting
version: 1
lists:
  rude: {terms: [connard, "enculé*", fils de pute, ass, coon], allow: [kick ass]}
  soft: {terms: [nul, con, "l'été"]}
rules:
  - {rule: rude, verdict: hide, when: {list: rude}, limits: {messages: 4, within: 60s},
     acts: [{strike: 1, expires: 30s}, {heat: 4}, {label: rude, expires: 20s},
            {timeout: [1m, 1h]}]}
  - {rule: soft, verdict: review, when: {list: soft}, unless: {role: member}}
  - {rule: edges, verdict: review, when: {pattern: ['^\W*stop', 'fin\W*$', '\bxx\d+', '\s{3}']}}
  - {rule: crossing, verdict: review, when: {pattern: 'z[^a]z', list: soft}}
  - {rule: flood, verdict: hide, when: {author: {messages: 3, within: 10s}}}
  - {rule: rush, verdict: review, when: {thread: {messages: 8, within: 5s}}}
  - {rule: copies, verdict: hide, when: {copies: {messages: 2, within: 30s}}}
  - {rule: raid, verdict: hide, when: {copiers: {authors: 2, within: 30s}}}
  - {rule: crowd, verdict: review, when: {newcomers: {authors: 3, within: 10s}}}
  - {rule: hot, verdict: review, when: {heat: 6}}
  - {rule: known, verdict: hold, when: {author: {label: rude, strikes: 2}}}
  - {rule: private, verdict: hide, when: {personal_data: any}}
  - {rule: toxic, verdict: review, when: {label: {toxic: 0.8}}}
"""
)
WHOLE = load_charter(
    r"""
charter: whole
version: 1
rules:
  - {rule: whole, verdict: hold, when: {pattern: '\Aseul\z'}}
  - {rule: said, verdict: review, when: {pattern: '(?P<said>nul|stop)'}}
  - {rule: visitors, verdict: review, when: {author: {role: member}}}
"""
)
CHARTERS = [COUNTING, WHOLE, load_shipped_charter("brand"), load_shipped_charter("live")]
WORDS = [
    *("connard", "enculé", "enculés", "pute", "fils", "de", "con", "nul", "ass", "kick", "coon"),
    *("bonjour", "merci", "l'été", "concert", "assez", "xx12", "stop", "fin", "seul", "zaz", "z"),
    *("rejoignez-nous", "06 12 34 56 78", "jean@exemple.fr", "c'est très bien", "   "),
]
SIGNS = "aeiou lnrst'’`-_.*@$!|01379€  \n\té́çœßıſ½™ﬁ\u200b\ufeff\u0308\ud800авеӏ你नم𝓬ⓐ🅰😀❤️"


@st.composite
def a_text(draw: st.DrawFn) -> str:
    """Draw a text: words, words in disguise, signs of all kinds; short, empty or long."""
    chance = Random(draw(st.integers(0, 1 << 16)))
    parts = []
    for _ in range(draw(st.integers(0, 6))):
        word = draw(st.sampled_from(WORDS))
        if len(word) > 3 and word.isalpha() and draw(st.booleans()):
            word = disguise(word, draw(st.sampled_from([*STYLES, "mixed"])), chance)
        parts += [word, draw(st.sampled_from([" ", " ", ", ", "\n", "", " @"]))]
    parts.append(draw(st.text(SIGNS, max_size=12) | st.text(max_size=6)))
    return "".join(parts) * (draw(st.sampled_from([1, 1, 1, 1, 90])))


@st.composite
def some_messages(draw: st.DrawFn) -> list[Message]:
    """Draw a chat of a few people in two threads, some of it out of order or without a time."""
    texts = draw(st.lists(a_text(), max_size=14))
    messages = []
    for number, fresh in enumerate(texts):
        text = draw(st.sampled_from([fresh, *texts]))
        second = draw(st.none() | st.integers(-3, 3))
        messages.append(
            Message(
                id=str(number),
                text=text,
                author=Author(
                    draw(st.sampled_from(["", "a", "b", "c", "d", "e"])),
                    role=draw(st.sampled_from(["visitor", "visitor", "member", "team"])),
                    created_at=draw(st.sampled_from([None, NOON, NOON - timedelta(99)])),
                ),
                thread=draw(st.sampled_from(["", "t", "t", "u"])),
                sent_at=None if second is None else NOON + timedelta(seconds=number + second),
                channel=draw(st.sampled_from(["live", "post"])),
            )
        )
    return messages


def decide(
    messages: Sequence[Message], charter: Charter, cuts: Sequence[int], toxic: float
) -> list[tuple[Signals, Decision]]:
    """Return what is understood and decided of messages that come in several batches."""
    world, told = World(charter, most=4), list[tuple[Signals, Decision]]()
    for first, last in zip([0, *cuts], [*cuts, len(messages)], strict=True):
        batch = messages[first:last]
        page = Page([message.text for message in batch])
        data = find_in_page(page)
        labels = {"toxic": toxic} if toxic else {}
        signals = [Signals(labels=labels, personal_data=data.get(n, ())) for n in range(len(batch))]
        signals = raise_labels(signals, page)
        told += zip(signals, decide_within(world, batch, charter, signals, page), strict=True)
    return told


@settings(max_examples=120, deadline=None)
@given(
    some_messages(),
    st.sampled_from(CHARTERS),
    st.sampled_from([0.0, 0.1, 0.9]),
    st.data(),
)
def test_messages_are_decided_the_same_one_by_one_or_together(
    messages: list[Message], charter: Charter, toxic: float, data: st.DataObject
) -> None:
    one_by_one = decide(messages, charter, range(1, len(messages)), toxic)
    assert decide(messages, charter, [], toxic) == one_by_one
    cut = data.draw(st.integers(0, len(messages)))
    assert decide(messages, charter, [cut], toxic) == one_by_one


@settings(max_examples=80, deadline=None)
@given(st.lists(a_text(), max_size=12))
def test_a_page_reads_each_text_as_it_reads_it_alone(texts: list[str]) -> None:
    page = Page(texts)
    for line, text in enumerate(texts):
        alone = Page([text])
        assert page.lines[line] == alone.plain.text
        reading = page.read_line(line)
        places = range(len(reading.text))
        assert [reading.span(place, place + 1) for place in places] == [
            alone.plain.span(place, place + 1) for place in places
        ]
        for told, expected in (
            (page.odd_lines, alone.odd_lines),
            (page.signed_lines, alone.signed_lines),
        ):
            assert (line in told) == bool(expected)
