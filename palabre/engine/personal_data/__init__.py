"""Personal data in a text: what it is, and where it stands."""

from palabre.engine.personal_data.find import KINDS, Found, find_personal_data

__all__ = ["KINDS", "Found", "find_personal_data"]
