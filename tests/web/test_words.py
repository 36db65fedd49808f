"""Both languages are complete, and what is compiled is what is written."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

LOCALE = Path(settings.LOCALE_PATHS[0])
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$')
LANGUAGES = ["fr", "en"]
SPACED = re.compile(r"[^\s\u202f\u00a0«][:;!?»](?=\s|$)")


def read_catalogue(language: str) -> list[dict[str, str]]:
    """Return the entries of a catalogue of one-line strings."""
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text("utf-8")
    entries = []
    for block in text.split("\n\n")[1:]:
        entry: dict[str, str] = {"comment": ""}
        for line in block.splitlines():
            if line.startswith("#"):
                entry["comment"] += line
                continue
            found = ENTRY.match(line)
            assert found, f"Write each string on one line (--no-wrap): {line}"
            entry[found[1]] = found[2].replace('\\"', '"').replace("\\n", "\n")
        entries.append(entry)
    return entries


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated_and_none_is_a_guess(language: str) -> None:
    for entry in read_catalogue(language):
        assert "fuzzy" not in entry["comment"], entry
        told = [value for name, value in entry.items() if name.startswith("msgstr")]
        assert told, entry
        assert all(told), f"{language} has no words for {entry['msgid']!r}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in read_catalogue(language):
        cure = f"Run msgfmt on {language}'s django.po: {entry['msgid']!r} is stale."
        if "msgid_plural" in entry:
            for count, name in ((1, "msgstr[0]"), (3, "msgstr[1]")):
                told = compiled.ngettext(entry["msgid"], entry["msgid_plural"], count)
                assert told == entry[name], cure
        elif "msgctxt" in entry:
            assert compiled.pgettext(entry["msgctxt"], entry["msgid"]) == entry["msgstr"], cure
        else:
            assert compiled.gettext(entry["msgid"]) == entry["msgstr"], cure


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_of_the_pages_is_missing_from_the_catalogue(
    language: str, tmp_path: Path
) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not here: install gettext to check that no string is missing.")
    root = Path(settings.BASE) / "palabre"
    target = tmp_path / "palabre"
    shutil.copytree(root, target, ignore=shutil.ignore_patterns("__pycache__", "*.svg", "*.mo"))
    script = (
        "import sys; from django.conf import settings; settings.configure(LOCALE_PATHS="
        f"[{str(target / 'web' / 'locale')!r}]); import django; django.setup();"
        "from django.core.management import call_command;"
        f"call_command('makemessages', locale=[{language!r}], no_location=True, no_wrap=True, "
        "no_obsolete=True, verbosity=0)"
    )
    import sys

    subprocess.run([sys.executable, "-c", script], cwd=target, check=True)
    text = (target / "web" / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8")
    found = set(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE))
    known = {entry["msgid"].replace('"', '\\"') for entry in read_catalogue(language)}
    assert found - known == set(), "Run makemessages, translate, then msgfmt."
    assert known - found == set(), "These strings are no longer used: run makemessages."


def test_french_has_its_narrow_spaces_and_no_exclamation_mark() -> None:
    for entry in read_catalogue("fr"):
        for name, value in entry.items():
            if name.startswith("msgstr"):
                bare = re.sub(r"%\(\w+\)s|\{\w+\}", "x", value)
                assert not SPACED.search(bare), value
                assert " :" not in value, value
                assert "!" not in value, value
                assert "'" not in value, f"Use the typographic apostrophe: {value}"
