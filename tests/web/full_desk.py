"""A desk on which every page has something to show."""

from __future__ import annotations

from datetime import timedelta

from palabre.plumbing import clock
from tests.machinery.desks import Desk
from tests.machinery.outside import (
    SHOP,
    Source,
    event,
    wait_for_threads,
    write,
    write_in_private,
)

INSULT = "Tais-toi, espèce de connard"


def fill(desk: Desk) -> None:
    """Let visitors write and the owner do one thing of each kind."""
    source = Source(desk)
    first = write(
        desk, "Êtes-vous ouverts le dimanche ? https://example.com/horaires", visitor="Awa Diarra"
    )
    write(desk, "Et le lundi ?", visitor="Paul Le Goff", parent=first)
    write(desk, INSULT, visitor="Kévin Marchal")
    write(desk, "Superbe fournée", visitor="ines.perrot", page=1)
    write_in_private(desk, "Bonjour, ma commande n’est pas arrivée", visitor="Jonas Weber")
    source.tell(
        event(INSULT, author="Un client"),
        event("Le pain était parfait.", author="Nora Haddad"),
        {"type": "hologram", "data": {"id": "x"}},
    )
    threads = wait_for_threads(desk, 6)
    with desk.api() as client:

        def ask(method: str, path: str, **body: object) -> None:
            answer = client.request(method, path, params={"workspace": SHOP}, json=body or None)
            assert answer.status_code < 300, answer.text

        by_person = {one["person"]: one["id"] for one in threads}
        question = by_person["Awa Diarra"]
        shown = client.get(f"/threads/{question}", params={"workspace": SHOP}).json()
        message = shown["messages"][0]["id"]
        ask("POST", f"/threads/{question}/notes", text="Voir avec Soizic")
        ask("POST", f"/messages/{message}/labels", name="horaires")
        ask("POST", f"/messages/{message}/acts", verb="reply", text="Oui, de 8 h à 13 h.")
        ask("POST", f"/threads/{by_person['ines.perrot']}/closure")
        client.put(f"/threads/{question}/assignment", params={"workspace": SHOP}, json={})
        until = (clock.now() + timedelta(days=1)).isoformat()
        ask("PUT", f"/threads/{by_person['Nora Haddad']}/snooze", until=until)
        ask(
            "POST",
            "/saved-replies",
            title="Horaires",
            shortcut="horaires",
            text="De 8 h à 13 h.",
            language="fr",
        )
