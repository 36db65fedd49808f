"""What is known of people, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palabre.connectors.registry import CONNECTORS
from palabre.people.evidence import Evidence
from palabre.people.tags import FLAGS

FLAG_WORDS: Mapping[str, str | Promise] = {
    "vip": gettext_lazy("VIP"),
    "influencer": gettext_lazy("Influencer"),
}
CONSENT_WORDS: Mapping[str, str | Promise] = {
    "private_messages": gettext_lazy("Private messages"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone and text messages"),
    "reuse": gettext_lazy("Using what they publish"),
}
LANGUAGE_WORDS: Mapping[str, str | Promise] = {
    "fr": gettext_lazy("French"),
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "de": gettext_lazy("German"),
    "it": gettext_lazy("Italian"),
    "pt": gettext_lazy("Portuguese"),
    "nl": gettext_lazy("Dutch"),
    "ar": gettext_lazy("Arabic"),
}


def describe_evidence(one: Evidence) -> str:
    """Return what the data shows, as a sentence."""
    values = dict(one.values)
    if one.kind == "together":
        said = ngettext(
            "Both wrote in %(count)d conversation: two people usually.",
            "Both wrote in %(count)d conversations: two people usually.",
            values["count"],
        )
        return said % values
    if one.kind == "same_words":
        said = ngettext(
            "Both wrote the very same words, %(count)d time.",
            "Both wrote the very same words, %(count)d times.",
            values["count"],
        )
        return said % values
    if one.kind == "same_minute":
        said = ngettext(
            "Both wrote within the same minute, %(count)d time.",
            "Both wrote within the same minute, %(count)d times.",
            values["count"],
        )
        return said % values
    if "network" in values:
        connector = CONNECTORS.get(values["network"])
        values["network"] = connector.title if connector else values["network"]
    return _sentences()[one.kind] % values


def _sentences() -> Mapping[str, str]:
    return {
        "same_name": _("Both are called %(name)s."),
        "like_name": _("%(name)s and %(other)s are the same letters."),
        "same_id": _("%(network)s gives both the identifier %(id)s, on two accounts."),
        "same_email": _("Both wrote the address %(contact)s in their messages."),
        "same_phone": _("Both wrote the number %(contact)s in their messages."),
        "private_reply": _(
            "Your private answer to a comment of one opened the private conversation of the other."
        ),
        "apart": _("They never wrote in the same conversation or in the same minute."),
    }


def dress(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person with what templates need: a name always, titles and addresses."""
    identities = [
        one | {"network_title": title_of(one["network"]), "address": _address(one)}
        for one in row["identities"]
    ]
    name = row["name"] or next((one["external_id"] for one in identities), "") or _("Someone")
    return dict(row) | {
        "shown_name": name,
        "identities": identities,
        "networks": sorted({(one["network"], one["network_title"]) for one in identities}),
        "flag_words": [FLAG_WORDS[flag] for flag in FLAGS if flag in row["flags"]],
    }


def title_of(network: str) -> str:
    """Return what a network is called."""
    connector = CONNECTORS.get(network)
    return connector.title if connector else network


def _address(identity: Mapping[str, Any]) -> str:
    """Return the person's own page on the network, where the network has one that we know."""
    connector = CONNECTORS.get(identity["network"])
    if connector is None or identity["is_square"] or not identity["name"]:
        return ""
    return connector.profile.format(name=quote(identity["name"], safe=""))
