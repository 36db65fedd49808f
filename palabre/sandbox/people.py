"""Who lives around the square: invented people, each with a life and habits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. `manners` are the kinds of things they are likely to say."""

    name: str
    language: str
    life: str
    manners: tuple[str, ...]


KIND = ("kind", "kind", "asking")
CURIOUS = ("asking", "asking", "kind")
HARD = ("complaint", "asking", "complaint")
SELLER = ("spam",)
ROUGH = ("insult", "complaint", "insult")

PEOPLE = (
    Person("Camille Morel", "fr", "institutrice, deux enfants, un vélo cargo", KIND),
    Person("Yanis Benali", "fr", "livreur le matin, étudiant le soir", CURIOUS),
    Person("Solène Kerdoncuff", "fr", "infirmière de nuit à Quimper", KIND),
    Person("Mathieu Delorme", "fr", "comptable, ponctuel et pointilleux", HARD),
    Person("Awa Diarra", "fr", "tient un salon de coiffure rue des Lilas", KIND),
    Person("Jean-Pierre Vasseur", "fr", "retraité, tribune nord depuis 1974", ROUGH),
    Person("Inès Carpentier", "fr", "lycéenne, supportrice, photographe", CURIOUS),
    Person("Hugo Lefèvre", "fr", "menuisier, père de jumeaux", CURIOUS),
    Person("Nadia Haddad", "fr", "médecin, mange debout", CURIOUS),
    Person("Bonnes Affaires Express", "fr", "vend de tout, surtout du vent", SELLER),
    Person("Kévin Marchal", "fr", "chauffeur, sanguin les soirs de match", ROUGH),
    Person("Thérèse Aubin", "fr", "écrit comme elle parle, signe toujours", HARD),
    Person("Olivia Bennett", "en", "landscape gardener with two dogs", KIND),
    Person("Dev Patel", "en", "runs the corner bookshop", CURIOUS),
    Person("Grace Okafor", "en", "nurse, Sunday choir, sweet tooth", KIND),
    Person("Callum Reid", "en", "electrician, away games in a van", ROUGH),
    Person("Hannah Whitfield", "en", "event planner, orders for forty", CURIOUS),
    Person("Marcus Lindqvist", "en", "exchange student, tries everything", KIND),
    Person("Priya Nair", "en", "engineer and coach of the under-nines", CURIOUS),
    Person("Stan Kowalski", "en", "retired printer, reads the small print", HARD),
    Person("Crypto Winner Daily", "en", "has a link for you", SELLER),
    Person("Tracy Holloway", "en", "always first in the queue", HARD),
    Person("Rory Gallagher-Byrne", "en", "goalkeeper on Sundays, loud on Mondays", ROUGH),
    Person("Mei Tanaka", "en", "illustrator, draws what she eats", KIND),
)


def speakers(language: str, manner: str) -> list[Person]:
    """Return those who speak a language and are likely to say such a thing."""
    return [one for one in PEOPLE if one.language == language and manner in one.manners]
