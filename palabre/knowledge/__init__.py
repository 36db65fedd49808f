"""Replies that a team keeps to use again."""
