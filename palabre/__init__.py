"""Palabre: every conversation of a brand in one place, harm stopped, the rest answered."""

__version__ = "0.1.0"
