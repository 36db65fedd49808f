"""Links in what strangers write: where they really lead, said by a host that cannot pretend.

The address is written anew from its parts: ASCII host, no name or password before it. Browsers
read it as it is read here, whatever trick was in the text. What is not plainly a link is text.
The host is shown in its own letters only when these cannot be taken for others; the rule is
narrower than that of Chromium's IDN policy, after which it is modelled.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import idna

UNSEEN = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb"
)
"""Control and format characters that draw nothing, but for the joiners of emoji and scripts."""
_START = re.compile(
    f'(?<![\\w@./:-])(?:https?://|www\\.|(?:[\\w-]+\\.)+[^\\W\\d_]{{2,}}/)[^\\s<>"\\[\\]{UNSEEN}]*',
    re.IGNORECASE,
)
_ENDS = ".,;:!?…'’»“”*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_UNLIKE = {"ARABIC", "HEBREW", "CJK", "HANGUL", "THAI", "DEVANAGARI"}
"""Scripts whose letters nobody takes for Latin ones."""
_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}
_LATIN_MORE = set("æœøß")
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link from code point `start` to `end` of a text, excluded.

    `is_plain` says that the text itself begins with the host, so that nothing need be added.
    """

    start: int
    end: int
    address: str
    host: str
    is_plain: bool


def find_links(text: str) -> list[Link]:
    """Return the links of a text, in order."""
    found = []
    for match in _START.finditer(text):
        written = _without_end(match[0])
        link = _read(written, match.start())
        if link is not None:
            found.append(link)
    return found


def _without_end(written: str) -> str:
    """Leave off what ends the sentence and not the address."""
    while written:
        last = written[-1]
        opens = _PAIRS.get(last)
        if last in _ENDS or (opens and written.count(last) > written.count(opens)):
            written = written[:-1]
        else:
            break
    return written


def _read(written: str, start: int) -> Link | None:
    if len(written) > MOST:
        return None
    has_scheme = "://" in written[:8]
    # Browsers read a backslash in such an address as a slash; Python does not.
    whole = (written if has_scheme else f"https://{written}").replace("\\", "/")
    try:
        parts = urlsplit(whole)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if not host:
        return None
    place = f"{host}:{port}" if port else host
    rest = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        rest += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    if parts.fragment:
        rest += "#" + quote(parts.fragment, safe="/?%:@!$&'()*+,;=~-._")
    shown = show_host(host)
    is_plain = _begins_with(written.lower().rpartition("://" if has_scheme else "\n")[2], shown)
    return Link(start, start + len(written), f"{parts.scheme}://{place}{rest}", shown, is_plain)


def _begins_with(rest: str, host: str) -> bool:
    return rest.startswith(host) and (len(rest) == len(host) or rest[len(host)] in "/?#")


def _ascii_host(host: str) -> str:
    """Return a host as browsers ask for it, empty when it is none that we would show."""
    try:
        ascii_host = idna.encode(host, uts46=True, transitional=False).decode().lower()
    except (idna.IDNAError, UnicodeError):
        return ""
    labels = ascii_host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return str(ipaddress.IPv4Address(ascii_host)) if len(labels) == 4 else ""
    is_name = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    return ascii_host if is_name else ""


def show_host(ascii_host: str) -> str:
    """Return a host in its own letters when these can be taken for no others, else in ASCII."""
    if "xn--" not in ascii_host:
        return ascii_host
    try:
        host = idna.decode(ascii_host)
    except (idna.IDNAError, UnicodeError):
        return ascii_host
    name, _, top = host.rpartition(".")
    scripts, of_top = _scripts(name), _scripts(top)
    is_latin = scripts | of_top == {"LATIN"} and all(map(_is_plain_latin, host))
    is_of_one = len(scripts) == 1 and (scripts == of_top or scripts <= _UNLIKE)
    return host if is_latin or is_of_one else ascii_host


def _scripts(name: str) -> set[str]:
    """Return the scripts of a name's letters, by the first word of each letter's own name."""
    words = (unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha())
    return {_TOGETHER.get(word, word) for word in words}


def _is_plain_latin(letter: str) -> bool:
    """Say whether a letter is one of a to z, alone or with an accent of western languages."""
    if letter.isascii() or letter in _LATIN_MORE:
        return True
    parts = unicodedata.normalize("NFD", letter)
    return ord(letter) < 0x180 and len(parts) > 1 and parts[0].isascii()
