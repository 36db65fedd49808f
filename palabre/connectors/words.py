"""Words of a network's folder, in both languages of the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass

BEFORE_A_SIGN = re.compile(r"(?<=«) | (?=[;:!?»])")
NARROW = "\u202f"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or a name in English and in French."""

    en: str
    fr: str

    def into(self, language: str) -> str:
        """Return it in a language (`fr`, `fr-ca`, `en`); English when we have no other.

        French gets its narrow spaces here, so that folders may be written with plain ones.
        """
        if language.split("-")[0].lower() != "fr":
            return self.en
        return BEFORE_A_SIGN.sub(NARROW, self.fr)
