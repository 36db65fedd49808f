"""Mastodon: replies and mentions, direct messages, on any server that speaks its API."""
