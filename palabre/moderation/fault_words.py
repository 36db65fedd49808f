"""What is wrong with a charter, in the reader's language.

The engine explains faults in English, since programs read them too. Pages look the sentence up
here; a test fails when a sentence of the engine is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from palabre.web.refusals import look_up

SENTENCES: frozenset[str] = frozenset(
    {
        gettext_noop("Check the indentation, the colons and the closing quotes and brackets."),
        gettext_noop("The text holds characters that YAML does not allow."),
        gettext_noop("Remove control characters and save the text as UTF-8."),
        gettext_noop("A second charter begins here."),
        gettext_noop('Keep one charter per text, without "---" in between.'),
        gettext_noop("Too many lists and mappings stand inside one another."),
        gettext_noop("A key is not a word."),
        gettext_noop("Write a plain word as the key."),
        gettext_noop("Keep one of the two."),
        gettext_noop("A charter cannot use anchors and aliases (& and *)."),
        gettext_noop("Write the value out, or put quotes around a text that begins so."),
        gettext_noop("A charter cannot use YAML tags (!)."),
        gettext_noop("Remove the tag, or put quotes around a text that begins so."),
        gettext_noop("Another rule has this name."),
        gettext_noop("Give each rule its own name."),
        gettext_noop("Write a word, or use a pattern."),
        gettext_noop("The rule does not say when it applies."),
        gettext_noop("Write list, pattern, label, author or another condition under when."),
        gettext_noop(
            "Patterns are RE2: no look-ahead, look-behind or back-reference, and they must"
            " match at least one character."
        ),
        gettext_noop("Write a number and s, m or h, up to a week, such as 60s, 5m or 24h."),
        gettext_noop("Each act holds one verb and what it needs."),
        gettext_noop('Write "- reply: ...", or "- strike: 1", or another act of the guide.'),
        gettext_noop("Write terms, or extends with the name of a list that comes with Palabre."),
        gettext_noop("A group under any is empty."),
        gettext_noop("Write at least one condition in it, or remove it."),
        gettext_noop("A count of messages needs both messages and within."),
        gettext_noop("Write both, such as {messages: 10, within: 60s}."),
        gettext_noop("Write a number and s, m, h or d, such as 10m, 24h or 30d."),
        gettext_noop('Write a sign and a number from 0 to 1, such as ">= 0.8".'),
        gettext_noop('Write a sign and a number, such as ">= 3".'),
        gettext_noop("Write a number from 0 to 1, such as 0.9."),
        gettext_noop("Write one of: allow, review, hold, hide, delete."),
        gettext_noop("Write one of: off, shadow, canary, live."),
        gettext_noop('Write a label and a comparison, such as {toxic: ">= 0.8"}.'),
        gettext_noop('Write negative, neutral or positive, such as {negative: ">= 0.8"}.'),
        gettext_noop("Write any, or some of: email, phone, iban, card, address, order."),
        gettext_noop("Write fire or quiet."),
        gettext_noop("Write comment or message."),
        gettext_noop("Use small letters, digits, dots and hyphens, 64 characters at most."),
        gettext_noop("Write a whole number from 1 to 10000."),
        gettext_noop("Write a number and s, m or h, such as 60s."),
        gettext_noop("Write a sentence for each language, such as {fr: ..., en: ...}."),
        gettext_noop(
            "Write a list of words and phrases; put quotes around those that are not words."
        ),
        gettext_noop('Put quotes around the text, such as text: "12".'),
        gettext_noop("See the guide to writing a charter for what may stand here."),
        gettext_noop("Check the spelling, or remove it."),
        gettext_noop("Add it."),
    }
)
PATTERNS: Sequence[tuple[re.Pattern[str], str]] = (
    (
        re.compile(r"The charter has (?P<count>[\d,]+) characters\."),
        gettext_noop("The charter has %(count)s characters."),
    ),
    (re.compile(r"Keep it under (?P<most>[\d,]+)\."), gettext_noop("Keep it under %(most)s.")),
    (
        re.compile(r"This is not YAML: (?P<problem>.+)\."),
        gettext_noop("This is not YAML: %(problem)s."),
    ),
    (
        re.compile(r"Use (?P<most>\d+) levels at most\."),
        gettext_noop("Use %(most)s levels at most."),
    ),
    (
        re.compile(r'The key "(?P<key>.*)" stands twice here\.'),
        gettext_noop('The key "%(key)s" stands twice here.'),
    ),
    (
        re.compile(
            r'The term "(?P<term>.*)" of the list "(?P<list>.*)" holds no letter or digit\.'
        ),
        gettext_noop('The term "%(term)s" of the list "%(list)s" holds no letter or digit.'),
    ),
    (
        re.compile(r'The list "(?P<list>.*)" holds no term\.'),
        gettext_noop('The list "%(list)s" holds no term.'),
    ),
    (
        re.compile(r'No list "(?P<list>.*)" comes with Palabre\.'),
        gettext_noop('No list "%(list)s" comes with Palabre.'),
    ),
    (
        re.compile(r"Name one of these: (?P<known>.*)\."),
        gettext_noop("Name one of these: %(known)s."),
    ),
    (
        re.compile(r'There is no list "(?P<list>.*)"\.'),
        gettext_noop('There is no list "%(list)s".'),
    ),
    (
        re.compile(r"Write it under lists, or name one of these: none yet\."),
        gettext_noop("Write it under lists: there is none yet."),
    ),
    (
        re.compile(r"Write it under lists, or name one of these: (?P<known>.*)\."),
        gettext_noop("Write it under lists, or name one of these: %(known)s."),
    ),
    (
        re.compile(r'The pattern "(?P<pattern>.*)" cannot be used: it matches an empty text\.'),
        gettext_noop('The pattern "%(pattern)s" cannot be used: it matches an empty text.'),
    ),
    (
        re.compile(r'The pattern "(?P<pattern>.*)" cannot be used: (?P<detail>.*)\.'),
        gettext_noop('The pattern "%(pattern)s" cannot be used: %(detail)s.'),
    ),
    (
        re.compile(r'"(?P<time>.*)" is not a time that can be counted\.'),
        gettext_noop('"%(time)s" is not a time that can be counted.'),
    ),
    (
        re.compile(r'"(?P<time>.*)" is not a time\.'),
        gettext_noop('"%(time)s" is not a time.'),
    ),
    (
        re.compile(r'"(?P<bound>.*)" is not a comparison with a score\.'),
        gettext_noop('"%(bound)s" is not a comparison with a score.'),
    ),
    (
        re.compile(r'"(?P<bound>.*)" is not a comparison with a number\.'),
        gettext_noop('"%(bound)s" is not a comparison with a number.'),
    ),
    (
        re.compile(r'"(?P<score>.*)" is not a score\.'),
        gettext_noop('"%(score)s" is not a score.'),
    ),
    (
        re.compile(r'"(?P<name>.*)" is not known here\.'),
        gettext_noop('"%(name)s" is not known here.'),
    ),
    (re.compile(r'"(?P<name>.*)" is missing\.'), gettext_noop('"%(name)s" is missing.')),
)
MISFIT = re.compile(r'(?:"(?P<name>.*?)" does not fit: )?(?P<what>.*)\.')
PHRASES: Sequence[str] = (
    gettext_noop("there is no value"),
    gettext_noop("of length"),
    gettext_noop("matching regex"),
    gettext_noop("a mapping"),
    gettext_noop("a list"),
    gettext_noop("a text"),
    gettext_noop("a number"),
    gettext_noop("nothing"),
    gettext_noop("expected"),
    gettext_noop("got"),
)
"""What a misfit is told with: the decoder's sentence is made of these."""


def translate_fault(sentence: str) -> str:
    """Return a cause or a cure in the active language."""
    known = look_up(sentence, SENTENCES, PATTERNS)
    if known:
        return known
    found = MISFIT.fullmatch(sentence)
    if found is None:
        return sentence
    what = re.sub(r"\b(" + "|".join(PHRASES) + r")\b", lambda one: _(one[0]), found["what"])
    if found["name"] is None:
        return f"{what[:1].upper()}{what[1:]}."
    return _('"%(name)s" does not fit: %(what)s.') % {"name": found["name"], "what": what}
