"""Charters, and what they decided on each message."""
