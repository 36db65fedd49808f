"""Texts, before anyone decides about them."""
