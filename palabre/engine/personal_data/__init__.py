"""Personal data in a text: what it is, and where it stands."""

from palabre.engine.personal_data.find import KINDS, find_personal_data
from palabre.engine.vocabulary import Found

__all__ = ["KINDS", "Found", "find_personal_data"]
