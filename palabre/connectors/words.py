"""Words of a network's folder, in both languages of the desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or a name in English and in French."""

    en: str
    fr: str

    def into(self, language: str) -> str:
        """Return it in a language (`fr`, `fr-ca`, `en`); English when we have no other."""
        return self.fr if language.split("-")[0].lower() == "fr" else self.en
